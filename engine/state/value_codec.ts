/** SQL values of any type as bytes: for state that does not lie in typed columns. */
import { ByteWriter } from "../../schema/byte_writer.ts";
import { InternalError } from "../../schema/errors.ts";
import type { Value } from "../../schema/types.ts";
import { isInterval } from "../../schema/values/value_key.ts";

export { valueKey } from "../../schema/values/value_key.ts";

const NULL = 0;
const FALSE = 1;
const TRUE = 2;
/** 8 bytes, little-endian. */
const NUMBER = 3;
/** 4 bytes of length, then two's complement bytes, lowest first. */
const INTEGER = 4;
const TEXT = 5;
const BYTES = 6;
/** 4 bytes of count, then the values. */
const LIST = 7;
/** Months and days as numbers, then the nanoseconds as an integer. */
const INTERVAL = 8;

/** Values between two {@link encodingValues} `next`. */
const SLICE = 1024;
const utf8 = new TextEncoder();
const text = new TextDecoder();

export function encodeValues(values: readonly Value[]): Uint8Array<ArrayBuffer> {
  const encoding = encodingValues(values);
  for (;;) {
    const { done, value } = encoding.next();
    if (done) return value;
  }
}

/** As {@link encodeValues}, in slices that do not take long. */
export function* encodingValues(values: readonly Value[]): Generator<void, Uint8Array<ArrayBuffer>, undefined> {
  const out = new ByteWriter(64);
  out.appendByte(LIST);
  appendLength(values.length, out);
  for (const [i, value] of values.entries()) {
    encodeValue(value, out);
    if (i % SLICE === SLICE - 1) yield;
  }
  return out.written().slice();
}

export function decodeValues(bytes: Uint8Array): Value[] {
  return new Decoder(bytes).list();
}

function encodeValue(value: Value, out: ByteWriter): void {
  if (value === null) return out.appendByte(NULL);
  switch (typeof value) {
    case "boolean":
      return out.appendByte(value ? TRUE : FALSE);
    case "number":
      out.appendByte(NUMBER);
      return appendNumber(value, out);
    case "bigint":
      out.appendByte(INTEGER);
      return appendInteger(value, out);
    case "string": {
      out.appendByte(TEXT);
      return appendBytes(utf8.encode(value), out);
    }
  }
  if (value instanceof Uint8Array) {
    out.appendByte(BYTES);
    return appendBytes(value, out);
  }
  if (isInterval(value)) {
    out.appendByte(INTERVAL);
    appendNumber(value.months, out);
    appendNumber(value.days, out);
    return appendInteger(value.nanos, out);
  }
  out.appendByte(LIST);
  appendLength(value.length, out);
  for (const item of value) encodeValue(item, out);
}

function appendNumber(value: number, out: ByteWriter): void {
  out.ensure(8);
  out.view.setFloat64(out.position, value, true);
  out.position += 8;
}

function appendLength(length: number, out: ByteWriter): void {
  out.ensure(4);
  out.view.setUint32(out.position, length, true);
  out.position += 4;
}

function appendBytes(bytes: Uint8Array, out: ByteWriter): void {
  appendLength(bytes.length, out);
  out.append(bytes);
}

function appendInteger(value: bigint, out: ByteWriter): void {
  if (BigInt.asIntN(64, value) === value) return appendInt64(value, out);
  const bytes: number[] = [];
  let rest = value;
  do {
    bytes.push(Number(rest & 0xffn));
    rest >>= 8n;
  } while (rest !== 0n && rest !== -1n);
  if ((rest === -1n) !== (bytes.at(-1)! >= 128)) bytes.push(rest === -1n ? 255 : 0); // the sign is the highest bit
  appendBytes(Uint8Array.from(bytes), out);
}

/** The same bytes, without making any: most integers are small. */
function appendInt64(value: bigint, out: ByteWriter): void {
  out.ensure(12);
  const { bytes, position } = out;
  out.view.setBigInt64(position + 4, value, true);
  const sign = bytes[position + 11]! >= 128 ? 255 : 0; // room was made
  let length = 8;
  while (length > 1 && bytes[position + 3 + length] === sign && (bytes[position + 2 + length]! ^ sign) < 128) length--;
  out.view.setUint32(position, length, true);
  out.position += 4 + length;
}

class Decoder {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  list(): Value[] {
    if (this.#bytes[this.#at++] !== LIST) throw new InternalError("Saved values are no list");
    return Array.from({ length: this.#length() }, () => this.#value());
  }

  #value(): Value {
    switch (this.#bytes[this.#at++]) {
      case NULL:
        return null;
      case FALSE:
        return false;
      case TRUE:
        return true;
      case NUMBER:
        return this.#number();
      case INTEGER:
        return this.#integer();
      case TEXT:
        return text.decode(this.#take(this.#length()));
      case BYTES:
        return this.#take(this.#length()).slice();
      case INTERVAL:
        return { months: this.#number(), days: this.#number(), nanos: this.#integer() };
      case LIST:
        this.#at--;
        return this.list();
      default:
        throw new InternalError("A saved value has an unknown kind");
    }
  }

  #number(): number {
    const value = this.#view.getFloat64(this.#at, true);
    this.#at += 8;
    return value;
  }

  #integer(): bigint {
    const bytes = this.#take(this.#length());
    if (bytes.length <= 4) {
      let small = 0;
      for (let i = 0; i < bytes.length; i++) small |= bytes[i]! << (8 * i); // i < length
      const unused = 32 - 8 * bytes.length;
      return BigInt(small << unused >> unused);
    }
    let value = 0n;
    for (let i = bytes.length - 1; i >= 0; i--) value = value << 8n | BigInt(bytes[i]!); // i < length
    return BigInt.asIntN(bytes.length * 8, value);
  }

  #length(): number {
    const length = this.#view.getUint32(this.#at, true);
    this.#at += 4;
    return length;
  }

  #take(length: number): Uint8Array {
    const bytes = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return bytes;
  }
}
