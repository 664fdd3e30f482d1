/** A header of a record; keys may repeat, values may be null. */
export type Header = readonly [key: string, value: Uint8Array | null];

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** Decodes the headers in `data[start, end)`; values are copies. The range is one that a batch reader gave. */
export function readHeaders(data: Uint8Array, start: number, end: number): Header[] {
  let at = start;
  const varint = () => {
    let number = 0;
    for (let shift = 0; at < end; shift += 7) {
      const byte = data[at++] ?? 0;
      number |= (byte & 127) << shift;
      if (byte < 128) break;
    }
    return (number >>> 1) ^ -(number & 1);
  };
  const headers: Header[] = [];
  for (let count = varint(); count > 0 && at < end; count--) {
    const keyLength = Math.max(0, varint());
    const key = decoder.decode(data.subarray(at, at + keyLength));
    at += keyLength;
    const valueLength = varint();
    headers.push([key, valueLength < 0 ? null : data.slice(at, at + valueLength)]);
    if (valueLength > 0) at += valueLength;
  }
  return headers;
}

/** Encodes headers as they stand in a record: their number, then length and bytes of each key and value. */
export function writeHeaders(headers: readonly Header[]): Uint8Array {
  const bytes: number[] = [];
  const varint = (value: number) => {
    let zigzag = (value << 1 ^ value >> 31) >>> 0;
    for (; zigzag > 127; zigzag >>>= 7) bytes.push(zigzag & 127 | 128);
    bytes.push(zigzag);
  };
  varint(headers.length);
  for (const [key, value] of headers) {
    const name = encoder.encode(key);
    varint(name.length);
    for (const byte of name) bytes.push(byte);
    varint(value === null ? -1 : value.length);
    for (const byte of value ?? []) bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}
