/**
 * A growing byte buffer that encoders write into. Hot loops take `bytes` and `position` out, call
 * {@link ensure} once per row for an upper bound, write, and put `position` back.
 */
export class ByteWriter {
  bytes: Uint8Array<ArrayBuffer>;
  view: DataView<ArrayBuffer>;
  /** Where the next byte goes. */
  position = 0;

  constructor(capacity = 1024) {
    this.bytes = new Uint8Array(capacity);
    this.view = new DataView(this.bytes.buffer);
  }

  /** Makes room for `count` more bytes; may replace {@link bytes} and {@link view}. */
  ensure(count: number): void {
    const needed = this.position + count;
    if (needed <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    grown.set(this.bytes.subarray(0, this.position));
    this.bytes = grown;
    this.view = new DataView(grown.buffer);
  }

  /** Appends `source[start, end)`. */
  append(source: Uint8Array, start = 0, end = source.length): void {
    const length = end - start;
    this.ensure(length);
    const { bytes, position } = this;
    if (length <= SHORT) {
      for (let i = 0; i < length; i++) bytes[position + i] = source[start + i]!; // within length
    } else if (length <= LONG) copyWords(source, start, end, this.view, position);
    else {
      bytes.set(start === 0 && end === source.length ? source : source.subarray(start, end), position);
    }
    this.position = position + length;
  }

  /** Appends the UTF-8 form of `text`. */
  appendText(text: string): void {
    const { length } = text;
    this.ensure(length * 3);
    const { bytes } = this;
    let position = this.position;
    for (let i = 0; i < length; i++) {
      const unit = text.charCodeAt(i);
      if (unit > 127 || i === 64) {
        position += ENCODER.encodeInto(i === 0 ? text : text.slice(i), bytes.subarray(position)).written;
        break;
      }
      bytes[position++] = unit;
    }
    this.position = position;
  }

  appendByte(byte: number): void {
    this.ensure(1);
    this.bytes[this.position++] = byte;
  }

  /** The bytes written so far: a view, valid until the next write. */
  written(): Uint8Array<ArrayBuffer> {
    return this.bytes.subarray(0, this.position);
  }

  /** Starts again at 0, keeping the buffer. */
  clear(): void {
    this.position = 0;
  }
}

const ENCODER = new TextEncoder();

/** Bytes are copied one by one up to here, four at a time up to {@link LONG}, and beyond by a call. */
const SHORT = 16;
const LONG = 256;

let lastSource = new Uint8Array(0);
let lastView = new DataView(lastSource.buffer);

/** Values of a column lie in the same bytes, so that their view is most often the last one. */
function copyWords(source: Uint8Array, start: number, end: number, into: DataView, position: number): void {
  if (source !== lastSource) {
    lastSource = source as Uint8Array<ArrayBuffer>;
    lastView = new DataView(lastSource.buffer, lastSource.byteOffset, lastSource.byteLength);
  }
  const view = lastView;
  let [at, to] = [start, position];
  for (; at + 4 <= end; at += 4, to += 4) into.setInt32(to, view.getInt32(at, true), true);
  for (; at < end; at++) into.setUint8(to++, view.getUint8(at));
}
