/** The layout of one record, learned so that a scanner can be generated for records that look the same. */
import { BadValue, type JsonCursor } from "./json_cursor.ts";
import type { Layout } from "./json_scan_code.ts";

/** A layout beyond these makes a function that is not worth compiling. */
const MAX_MEMBERS = 200;
const MAX_GAP_BYTES = 8192;

/**
 * Learns from the record `[start, end)` of the cursor's bytes. `columns` are the columns by name. `undefined`: no object,
 * too big, or a column of the table occurs twice.
 */
export function learnLayout(
  cursor: JsonCursor,
  start: number,
  end: number,
  columns: ReadonlyMap<string, number>,
): Layout | undefined {
  const gaps: Uint8Array[] = [];
  const found: number[] = [];
  let gapStart = start;
  try {
    cursor.over(start, end);
    cursor.object((key) => {
      gaps.push(cursor.bytes.slice(gapStart, cursor.position));
      found.push(columns.get(key) ?? -1);
      cursor.skipValue(1);
      gapStart = cursor.position;
    }, 0);
    cursor.finish();
  } catch (error) {
    if (error instanceof BadValue) return undefined;
    throw error;
  }
  gaps.push(cursor.bytes.slice(gapStart, end));
  const known = found.filter((index) => index >= 0);
  const bytes = gaps.reduce((sum, gap) => sum + gap.length, 0);
  const usable = found.length <= MAX_MEMBERS && bytes <= MAX_GAP_BYTES && new Set(known).size === known.length;
  return usable ? { gaps, columns: found } : undefined;
}
