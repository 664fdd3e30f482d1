/** Values on the wire, written in place: each function writes at `at` of `out` and gives the position behind. */
import type { TimestampPrecision } from "../../values/timestamp.ts";

/** 32 bits as an unsigned varint; at most 5 bytes. */
export function writeVarint32(out: Uint8Array, at: number, value: number): number {
  while (value < 0 || value > 127) {
    out[at++] = value & 127 | 128;
    value >>>= 7;
  }
  out[at++] = value;
  return at;
}

/** 64 bits as an unsigned varint; at most 10 bytes. */
export function writeVarint64(out: Uint8Array, at: number, low: number, high: number): number {
  while (high !== 0) {
    out[at++] = low & 127 | 128;
    low = low >>> 7 | high << 25;
    high >>>= 7;
  }
  return writeVarint32(out, at, low);
}

const WORD = 4294967296;

/** A `google.protobuf.Timestamp` with its length: units of a precision by their halves; at most 18 bytes. */
export function writeTimestamp(
  out: Uint8Array,
  at: number,
  low: number,
  high: number,
  precision: TimestampPrecision,
): number {
  const start = at++;
  const per = 10 ** precision;
  // Long division in steps that doubles do exactly: the high word, then two times 16 bits.
  const first = Math.floor(high / per);
  const upper = (high - first * per) * 65536 + (low >>> 16);
  const second = Math.floor(upper / per);
  const lower = (upper - second * per) * 65536 + (low & 65535);
  const third = Math.floor(lower / per);
  const nanos = (lower - third * per) * (1e9 / per);
  const seconds = (first * 65536 + second) * 65536 + third;
  if (seconds !== 0) {
    out[at++] = 8;
    const word = Math.floor(seconds / WORD);
    at = writeVarint64(out, at, seconds - word * WORD | 0, word | 0);
  }
  if (nanos !== 0) {
    out[at++] = 16;
    at = writeVarint32(out, at, nanos);
  }
  out[start] = at - start - 1;
  return at;
}
