/** TEXT and JSON columns whose rows are ranges of the source bytes, with an arena for the rows that are not. */
import type { ByteWriter } from "../byte_writer.ts";
import type { BytesColumn } from "../column.ts";
import { BadValue, type JsonCursor } from "./json_cursor.ts";
import { copyCompact } from "./json_readers.ts";
import { unescapeText } from "./json_unescape.ts";
import { plainTextEnd } from "./utf8.ts";

/** A row's start from here on is a place in the column's arena plus this; source positions stay below. */
const IN_ARENA = 0x40000000;

/**
 * Fills one column: {@link begin}, any number of rows (by this object, or by generated code that stores source ranges),
 * then {@link finish}, after which all rows lie in one buffer.
 */
export class SourceText {
  #overflow = false;
  #jsonSafe = true;

  constructor(readonly column: BytesColumn, readonly json: boolean) {}

  begin(): void {
    this.column.arena.clear();
    this.#overflow = false;
    this.#jsonSafe = !this.json;
  }

  /** Reads the string at the cursor; throws `BadValue`. */
  readText(cursor: JsonCursor, row: number): void {
    const { starts, ends, arena } = this.column;
    const { bytes, view, end } = cursor;
    const start = cursor.position + 1;
    const plain = plainTextEnd(bytes, view, start, end);
    if (plain >= 0) {
      starts[row] = start;
      ends[row] = plain;
      cursor.position = plain + 1;
      return;
    }
    this.#overflow = true;
    const from = arena.position;
    const close = unescapeText(bytes, view, start, end, arena);
    if (close < 0) {
      cursor.text(); // throws, with the reason
      throw new BadValue("a string that cannot be read");
    }
    cursor.position = close + 1;
    if (this.#jsonSafe) this.#jsonSafe = isPlain(arena, from);
    starts[row] = from + IN_ARENA;
    ends[row] = arena.position + IN_ARENA;
  }

  /** Reads the value at the cursor as JSON text; throws `BadValue`. */
  readJson(cursor: JsonCursor, row: number): void {
    const { starts, ends, arena } = this.column;
    const start = cursor.position;
    cursor.ascii = true;
    cursor.spaced = false;
    cursor.skipValue();
    const end = cursor.position;
    cursor.checkUtf8(start, end);
    if (!cursor.spaced) {
      starts[row] = start;
      ends[row] = end;
      return;
    }
    this.#overflow = true;
    starts[row] = arena.position + IN_ARENA;
    copyCompact(cursor.bytes, start, end, arena);
    ends[row] = arena.position + IN_ARENA;
  }

  /** Stores text that does not lie in the source; `jsonSafe`: none of it needs escaping in JSON. */
  store(row: number, text: Uint8Array, jsonSafe: boolean): void {
    const { starts, ends, arena } = this.column;
    starts[row] = arena.position + IN_ARENA;
    arena.append(text);
    ends[row] = arena.position + IN_ARENA;
    this.#overflow = true;
    if (!jsonSafe) this.#jsonSafe = false;
  }

  /** Some text of the source needs escaping in JSON. */
  unsafe(): void {
    this.#jsonSafe = false;
  }

  /** `rows` rows have been filled from `data`. */
  finish(data: Uint8Array, rows: number): void {
    const { column } = this;
    if (this.#overflow) this.#gather(data, rows);
    column.refill(this.#overflow ? column.arena.bytes : data, this.#jsonSafe);
  }

  /** Brings the rows that are still source ranges into the arena. */
  #gather(data: Uint8Array, rows: number): void {
    const { starts, ends, valid, arena } = this.column;
    for (let row = 0; row < rows; row++) {
      if (valid !== undefined && valid[row] === 0) {
        starts[row] = ends[row] = 0;
        continue;
      }
      const start = starts[row]!; // row < rows ≤ capacity
      if (start >= IN_ARENA) {
        starts[row] = start - IN_ARENA;
        ends[row] = ends[row]! - IN_ARENA;
      } else {
        starts[row] = arena.position;
        arena.append(data, start, ends[row]);
        ends[row] = arena.position;
      }
    }
  }
}

/** Whether no byte written since `from` needs escaping in JSON. */
function isPlain({ bytes, position }: ByteWriter, from: number): boolean {
  for (let i = from; i < position; i++) {
    const byte = bytes[i]!; // i < position ≤ length
    if (byte < 32 || byte === 34 || byte === 92) return false;
  }
  return true;
}
