/** TEXT and JSON columns whose rows are ranges of the source bytes, with an arena for the rows that are not. */
import type { BytesColumn } from "../column.ts";
import type { JsonCursor } from "./json_cursor.ts";
import { copyCompact } from "./json_readers.ts";

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
    const start = cursor.position + 1;
    cursor.ascii = true;
    cursor.skipString();
    const end = cursor.position - 1;
    cursor.checkUtf8(start, end);
    if (!cursor.escaped) {
      starts[row] = start;
      ends[row] = end;
      return;
    }
    this.#overflow = true;
    starts[row] = arena.position + IN_ARENA;
    if (cursor.unescape(start, end, arena)) this.#jsonSafe = false;
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
