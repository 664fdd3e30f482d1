/**
 * Interleaved rounds: every round runs every case once, in rotated order, each after a garbage collection, so that other
 * load on the computer hits all contenders alike. Only ratios within a round are compared (`speed.md` §9).
 */

import { threadMillis } from "./cpu.ts";

export interface Case {
  readonly name: string;
  /** Records worked on by one {@link run}. */
  readonly records: number;
  /** One pass over the input. The checksum of the result must be the same for all cases of a table. */
  run(): unknown;
  /** Done before each {@link run} and not measured. */
  prepare?(): Promise<void>;
  /** The checksum, where it is made after {@link run} and not measured. */
  result?(): Promise<unknown>;
  /** CPU time in milliseconds from any beginning; the main thread's unless given. */
  readonly clock?: () => number;
}

export interface BenchRow {
  readonly name: string;
  /** Median CPU time per record in nanoseconds: for reading only, never for a limit. */
  readonly nanos: number;
  /** base / this case, CPU time within one round: how many times faster than the base. */
  readonly ratio: Spread;
  /** False: the checksum differs from the base's, and the row says nothing. */
  readonly valid: boolean;
}

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export interface BenchTable {
  readonly title: string;
  readonly base: string;
  readonly rounds: number;
  readonly rows: readonly BenchRow[];
}

export interface BenchOptions {
  /** At least 7 count as a measurement. */
  readonly rounds?: number;
  readonly warmups?: number;
}

/** The first case is the base. Needs `--v8-flags=--expose-gc`. */
export async function bench(title: string, cases: readonly Case[], options: BenchOptions = {}): Promise<BenchTable> {
  const { rounds = 7, warmups = 2 } = options;
  const [base] = cases;
  if (base === undefined) throw new Error(`No cases in "${title}"`);
  const collect = garbageCollector();
  const times = cases.map((): number[] => []);
  const checksums: unknown[] = [];
  for (let round = -warmups; round < rounds; round++) {
    for (let turn = 0; turn < cases.length; turn++) {
      const i = (turn + round + warmups) % cases.length;
      const contender = cases[i]!; // i < cases.length
      const { clock = threadMillis } = contender;
      await contender.prepare?.();
      collect();
      const before = clock();
      const answer = await contender.run();
      const spent = clock() - before;
      checksums[i] = contender.result === undefined ? answer : await contender.result();
      if (round >= 0) times[i]!.push(spent / contender.records); // one per case
    }
  }
  const baseTimes = times[0]!; // there is a base
  const rows = cases.map(({ name }, i): BenchRow => {
    const own = times[i]!;
    return {
      name,
      nanos: spread(own).median * 1e6,
      ratio: spread(own.map((time, round) => baseTimes[round]! / time)), // as many rounds
      valid: String(checksums[i]) === String(checksums[0]),
    };
  });
  return { title, base: base.name, rounds, rows };
}

/** One table as text, for a terminal. */
export function benchText({ title, base, rounds, rows }: BenchTable): string {
  const width = Math.max(...rows.map((row) => row.name.length));
  const lines = rows.map(({ name, nanos, ratio, valid }) => {
    const figures = `${ratio.median.toFixed(2)}x (${ratio.min.toFixed(2)} to ${ratio.max.toFixed(2)})`;
    return `  ${name.padEnd(width)}  ${valid ? figures.padEnd(22) : "void: other result".padEnd(22)} ${
      nanos.toFixed(0).padStart(6)
    } ns`;
  });
  return [`${title} (${rounds} rounds, CPU time, against "${base}")`, ...lines].join("\n");
}

function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const median = (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2; // at least one round
  return { median, min: sorted[0]!, max: sorted.at(-1)! };
}

function garbageCollector(): () => void {
  const { gc } = globalThis as { gc?: () => void };
  if (gc === undefined) throw new Error("Benchmarks need --v8-flags=--expose-gc");
  return gc;
}
