/** Compiles the generated scanners of one decoder. */
import { arraysOf } from "./column_arrays.ts";
import type { Column } from "../column.ts";
import { storeDigits, storeMillis } from "./int64_halves.ts";
import { DayCache } from "./json_iso.ts";
import type { NumericTimestamps } from "./json_readers.ts";
import { type Layout, layoutScanCode, tolerantScanCode } from "./json_scan_code.ts";
import { plainTextEnd } from "./utf8.ts";
import type { ValueColumn } from "./json_value_code.ts";

/** See `json_scan_code.ts`. */
export type Scan = (
  bytes: Uint8Array,
  view: DataView,
  starts: Int32Array,
  ends: Int32Array,
  from: number,
  to: number,
  row: number,
) => number;

/** What the scanners call for values that they do not read themselves; -1: bad, or not readable that way either. */
export interface Fallbacks {
  /** Reads the value at `position` into a row of a column; the position behind it. */
  readonly slow: (column: number, row: number, position: number, end: number) => number;
  /** Checks the value at `position`; the position behind it. */
  readonly skip: (position: number, end: number) => number;
  /** Checks the escape at `position`; the position behind it. */
  readonly escape: (position: number, end: number) => number;
}

export class Scanners {
  /** The next row, left by a scan. */
  readonly next = new Int32Array(1);
  /** The schema id of the records to read, as the little-endian word that it is in their headers. */
  readonly id = new Int32Array(1);
  readonly #names: string[];
  readonly #values: unknown[];

  /**
   * `columns[i]` belongs to `needed[i]`; the scanners write into their arrays for as long as they live.
   * `registered`: the object of each record stands behind the header of a schema registry.
   */
  constructor(
    readonly needed: readonly ValueColumn[],
    columns: readonly Column[],
    recordOf: Int32Array,
    readonly timestamps: NumericTimestamps,
    fallbacks: Fallbacks,
    readonly registered: boolean,
  ) {
    const powers = Float64Array.from({ length: 23 }, (_, n) => 10 ** n);
    const bound: [string, unknown][] = [
      ["R", recordOf],
      ["out", this.next],
      ["ID", this.id],
      ["slow", fallbacks.slow],
      ["skip", fallbacks.skip],
      ["escape", fallbacks.escape],
      ["digits", storeDigits],
      ["millis", storeMillis],
      ["textEnd", plainTextEnd],
      ["P10", powers],
    ];
    needed.forEach((column, i) => bound.push(...valuesOf(column, columns[i]!))); // one per needed column
    this.#names = bound.map(([name]) => name);
    this.#values = bound.map(([, value]) => value);
  }

  forLayout(layout: Layout): Scan {
    return this.#compile(layoutScanCode(layout, this.needed, this.timestamps, this.registered));
  }

  tolerant(keys: readonly Uint8Array[]): Scan {
    return this.#compile(tolerantScanCode(this.needed, keys, this.timestamps, this.registered));
  }

  #compile(source: string): Scan {
    return new Function(...this.#names, source)(...this.#values) as Scan;
  }
}

/** What generated code needs of a column: its arrays, and for times of day a cache. */
function valuesOf({ index, type }: ValueColumn, column: Column): [string, unknown][] {
  const arrays = arraysOf(index, column);
  if (type.kind === "timestamp" || type.kind === "date") {
    const day = new DayCache(type.kind === "date" ? "date" : type.precision);
    arrays.push([`T${index}`, day.words], [`DAY${index}`, day]);
  }
  return arrays;
}
