/** What was measured, beside what was promised: a line of the table that `deno task bench` prints. */
import type { BenchTable, Spread } from "./bench.ts";

export interface Verdict {
  readonly name: string;
  /** What it is compared with; for absolute figures how it was measured. */
  readonly peer: string;
  readonly target: string;
  readonly median: string;
  readonly min: string;
  readonly max: string;
  /** Undefined: nothing was promised, the figure stands for reading. */
  readonly ok: boolean | undefined;
}

/** A row of a table whose median ratio has to be `target` at least; absent: for reading only. */
export function ratioVerdict(table: BenchTable, row: number, target: number | undefined, name = table.title): Verdict {
  const found = table.rows[row];
  if (found === undefined) throw new Error(`"${table.title}" has no row ${row}`);
  const { median, min, max } = found.ratio;
  const times = (ratio: number) => found.valid ? `${ratio.toFixed(2)}x` : "void";
  return {
    name,
    peer: table.base,
    target: target === undefined ? "" : `≥ ${target}x`,
    median: times(median),
    min: times(min),
    max: times(max),
    ok: found.valid ? target === undefined ? undefined : median >= target : false,
  };
}

/** A figure in milliseconds or another unit that has to stay within `limit`. */
export function limitVerdict(
  name: string,
  how: string,
  { value, limit, spread, unit = "ms" }: {
    readonly value: number;
    readonly limit: number;
    readonly spread: Pick<Spread, "min" | "max">;
    readonly unit?: string;
  },
): Verdict {
  const text = (figure: number) => `${figure.toFixed(figure < 10 ? 2 : 0)} ${unit}`;
  return {
    name,
    peer: how,
    target: `≤ ${limit} ${unit}`,
    median: text(value),
    min: text(spread.min),
    max: text(spread.max),
    ok: value <= limit,
  };
}

/** The value below which a share of all values lies, 0.5 for the median. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  if (value === undefined) throw new Error("Nothing was measured");
  return value;
}
