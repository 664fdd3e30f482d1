/** How the numbers of a live result went lately: of each column its newest values, looked at once a second. */
import { DELETE, UPDATE_BEFORE } from "../../schema/batch.ts";
import type { SqlType, Value } from "../../schema/types.ts";
import type { LiveResult } from "./rows/live_result.ts";
import { sparkline } from "./sparkline.ts";

/** Values that are looked at. */
const NEWEST = 256;

export class Sparklines {
  /** Bars at most. */
  static readonly WIDTH = 8;
  readonly #result: LiveResult;
  readonly #known = new Map<number, { readonly second: number; readonly text: string }>();

  constructor(result: LiveResult) {
    this.#result = result;
  }

  of(column: number, width: number): string {
    const second = Math.floor((this.#result.lastAt ?? 0) / 1000);
    const known = this.#known.get(column);
    if (known?.second === second && known.text.length <= width) return known.text;
    const text = sparkline(this.#newest(column), width);
    this.#known.set(column, { second, text });
    return text;
  }

  #newest(column: number): number[] {
    const { ring, fields } = this.#result;
    const type = fields[column]?.type;
    const values: number[] = [];
    for (let row = Math.max(ring.first, ring.end - NEWEST); row < ring.end && type !== undefined; row++) {
      const change = ring.change(row);
      if (change !== DELETE && change !== UPDATE_BEFORE) values.push(numberOf(ring.value(row, column), type));
    }
    return values;
  }
}

/** Not exact: for bars. NULL is not a number. */
function numberOf(value: Value, type: SqlType): number {
  if (typeof value === "number") return value;
  return typeof value === "bigint" ? Number(value) / (type.kind === "decimal" ? 10 ** type.scale : 1) : NaN;
}
