/**
 * Avro's binary forms of scalar values, written in place. Each function writes at `at` of `out` and gives the position
 * behind; the caller makes room. 64-bit integers come as two 32-bit halves, so that no `bigint` is made.
 */
import type { ByteWriter } from "../../byte_writer.ts";
import { powerOfTen } from "../../values/decimal.ts";

const WORD = 4294967296;

/** Bytes that an int or long takes at most. */
export const VARINT_BYTES = 10;

/** An int, or the low word of a long that fits 32 bits; at most 5 bytes. */
export function writeInt(out: Uint8Array, at: number, value: number): number {
  return writeUnsigned(out, at, (value << 1) ^ (value >> 31));
}

/** 32 bits, taken as unsigned, seven at a time from the lowest. */
function writeUnsigned(out: Uint8Array, at: number, bits: number): number {
  while ((bits & ~127) !== 0) {
    out[at++] = (bits & 127) | 128;
    bits >>>= 7;
  }
  out[at] = bits;
  return at + 1;
}

/** A long by its halves; at most 10 bytes. */
export function writeLong(out: Uint8Array, at: number, low: number, high: number): number {
  const sign = high >> 31;
  let bits = (low << 1) ^ sign;
  let above = ((high << 1) | (low >>> 31)) ^ sign;
  while (above !== 0) {
    out[at++] = (bits & 127) | 128;
    bits = (bits >>> 7) | (above << 25);
    above >>>= 7;
  }
  return writeUnsigned(out, at, bits);
}

/** A long that is a whole number below 2^53 in magnitude. */
function writeWhole(out: Uint8Array, at: number, value: number): number {
  return writeLong(out, at, value | 0, Math.floor(value / WORD));
}

/** The long divided by `divisor`, a whole number up to 10^6, rounded down. */
export function writeFloored(out: Uint8Array, at: number, low: number, high: number, divisor: number): number {
  const quotient = Math.floor(high / divisor);
  // Below 10^6 × 2^32, and a quotient below 2^32 of it is exact to more than 1 / divisor.
  const rest = (high - quotient * divisor) * WORD + (low >>> 0);
  return writeLong(out, at, Math.floor(rest / divisor) | 0, quotient);
}

/** The long times `factor`, a power of ten up to 10^9; -1, nothing written: outside 64 bits. */
export function writeScaled(out: Uint8Array, at: number, low: number, high: number, factor: number): number {
  const product = (low >>> 0) * factor; // exact: 5^9 × 2^32 is below 2^53, and the factor's twos cost no digit
  const carry = Math.floor(product / WORD);
  const above = high * factor + carry;
  if (above < -2147483648 || above > 2147483647) return -1;
  return writeLong(out, at, (product - carry * WORD) | 0, above);
}

/** The length of a string or bytes. */
export function writeLength(out: Uint8Array, at: number, length: number): number {
  return writeWhole(out, at, length);
}

/** A 64-bit integer as `bytes`: two's complement, highest byte first, no more bytes than it needs. At most 9 bytes. */
export function writeUnscaled(out: Uint8Array, at: number, low: number, high: number): number {
  const isShort = high === low >> 31;
  const top = isShort ? low : high;
  // As many bits as differ from the sign, and one for the sign.
  const size = (isShort ? 0 : 4) + ((32 - Math.clz32(top ^ (top >> 31))) >> 3) + 1;
  out[at++] = size << 1;
  for (let shift = (size - 1) * 8; shift >= 0; shift -= 8) {
    out[at++] = shift >= 32 ? high >> (shift - 32) : low >> shift;
  }
  return at;
}

/** Bytes that an integer needs in two's complement. */
export function sizeOfInteger(value: bigint): number {
  let size = 1;
  for (let rest = value < 0n ? ~value : value; rest > 127n; rest >>= 8n) size++;
  return size;
}

/** Two's complement in exactly `size` bytes, highest first; it must fit. */
export function appendInteger(out: ByteWriter, value: bigint, size: number): void {
  out.ensure(size);
  for (let i = size - 1; i >= 0; i--) {
    out.bytes[out.position + i] = Number(value & 255n);
    value >>= 8n;
  }
  out.position += size;
}

/** How many bytes hold every decimal of `precision` digits. */
export function sizeOfPrecision(precision: number): number {
  return sizeOfInteger(powerOfTen(precision) - 1n);
}

/** An int or long. */
export function appendLong(out: ByteWriter, value: number | bigint): void {
  out.ensure(VARINT_BYTES);
  if (typeof value === "number") out.position = writeWhole(out.bytes, out.position, value);
  else {
    const low = Number(BigInt.asIntN(32, value));
    out.position = writeLong(out.bytes, out.position, low, Number(BigInt.asIntN(32, value >> 32n)));
  }
}

/** A string or bytes. */
export function appendBytes(out: ByteWriter, bytes: Uint8Array): void {
  appendLong(out, bytes.length);
  out.append(bytes);
}
