/** The error for one record that cannot be decoded. */
import { DataError } from "../errors.ts";

const QUOTED_BYTES = 200;

/** `column` is undefined when the record as a whole is at fault. The record's first 200 bytes become a note. */
export function badRecord(
  column: string | undefined,
  reason: string,
  data: Uint8Array,
  start: number,
  end: number,
): DataError {
  const what = column === undefined ? "the record" : `column '${column}'`;
  return new DataError(`Cannot decode ${what}: ${reason}`, {
    code: "bad_record",
    notes: [`Record: ${quoteBytes(data, start, end)}`],
  });
}

/** The first 200 bytes as printable text, control characters escaped. */
export function quoteBytes(data: Uint8Array, start: number, end: number): string {
  const cut = end - start > QUOTED_BYTES;
  const text = new TextDecoder().decode(data.slice(start, cut ? start + QUOTED_BYTES : end));
  const printable = text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, escapeCharacter);
  return cut ? `${printable}… (${end - start} bytes)` : printable;
}

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code === 10) return "\\n";
  if (code === 13) return "\\r";
  if (code === 9) return "\\t";
  return code < 256 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u{${code.toString(16)}}`;
}
