/** Values on the wire, appended: for what generated encoders do not write themselves. */
import type { ByteWriter } from "../../byte_writer.ts";
import { writeVarint32, writeVarint64 } from "./write_wire.ts";

/** Behind its length. */
export function appendText(out: ByteWriter, text: string): void {
  const start = openLength(out);
  out.appendText(text);
  closeLength(out, start);
}

/** Leaves a byte for the length of what comes next. */
export function openLength(out: ByteWriter): number {
  out.ensure(1);
  return out.position++;
}

/** Writes the length of what has come since, which moves when one byte is not enough. */
export function closeLength(out: ByteWriter, start: number): void {
  const length = out.position - start - 1;
  if (length < 128) {
    out.bytes[start] = length;
    return;
  }
  const extra = length < 16_384 ? 1 : length < 2_097_152 ? 2 : length < 268_435_456 ? 3 : 4;
  out.ensure(extra);
  out.bytes.copyWithin(start + 1 + extra, start + 1, start + 1 + length);
  writeVarint32(out.bytes, start, length);
  out.position += extra;
}

/** A length or tag: not below 0, up to 32 bits. */
export function appendSmall(out: ByteWriter, value: number): void {
  out.ensure(5);
  out.position = writeVarint32(out.bytes, out.position, value);
}

/** An integer as the 64 bits of its two's complement. */
export function appendInteger(out: ByteWriter, value: number | bigint): void {
  out.ensure(10);
  const number = Number(value);
  if (number >= 0 && number < 2_147_483_648) {
    out.position = writeVarint32(out.bytes, out.position, number);
    return;
  }
  const bits = BigInt(value);
  const low = Number(BigInt.asIntN(32, bits));
  out.position = writeVarint64(out.bytes, out.position, low, Number(BigInt.asIntN(32, bits >> 32n)));
}
