/** How a pipeline is doing: what it has counted, how far behind it is, what it remembers. */
import type { PartitionProgress } from "../connectors/connector.ts";
import type { Stateful } from "./operator.ts";
import type { PipelineParts } from "./pipeline.ts";

/** A snapshot of how a pipeline is doing; `sql.md` §14. */
export interface PipelineHealth {
  readonly rowsIn: number;
  readonly rowsOut: number;
  readonly bytesIn: number;
  readonly badRows: number;
  readonly lostRows: number;
  /** Rows that came too late for their window. */
  readonly lateRows: number;
  /** Bytes that operators keep, roughly. */
  readonly stateSize: number;
  /** Of the worst partition, if known. */
  readonly lag: WorstLag | undefined;
  /** Nanoseconds since the epoch. */
  readonly watermark: bigint | undefined;
  /** The newest event time, nanoseconds since the epoch; undefined: not known. */
  readonly newest: bigint | undefined;
  /** Set while a source or sink has lost its cluster. */
  readonly reconnecting: { readonly since: number; readonly error: string } | undefined;
}

/** What only grows. */
export type Counters = Pick<
  PipelineHealth,
  "rowsIn" | "rowsOut" | "bytesIn" | "badRows" | "lostRows" | "lateRows"
>;

/** A part of a pipeline and the bytes that it keeps, roughly. */
export interface StateSize {
  /** What the part does, as EXPLAIN says it. */
  readonly label: string;
  readonly bytes: number;
}

export interface WorstLag extends Lag {
  readonly table: string;
  readonly partition: number;
}

/** How far one partition is behind its end. */
export interface Lag {
  readonly records: number;
  /** Since the last record that was read was written; undefined: it had no time, or nothing was read yet. */
  readonly seconds: number | undefined;
}

export const NOTHING_COUNTED: Counters = { rowsIn: 0, rowsOut: 0, bytesIn: 0, badRows: 0, lostRows: 0, lateRows: 0 };

export function healthOf(parts: PipelineParts): PipelineHealth {
  const { sources, outputs, watermarks, stateful, now } = parts;
  const states = [...sources, ...outputs.flatMap((one) => one.sink ?? [])].map((one) => one.state());
  const reconnecting = states.find((state) => state.kind === "reconnecting");
  return {
    ...countersOf(parts),
    stateSize: sum(stateful.map((one) => one.stateSize())),
    lag: worstLag(sources, now()),
    watermark: watermarks.map((one) => one.watermark).reduce(smaller, undefined),
    newest: watermarks.map((one) => one.newest).reduce(larger, undefined),
    reconnecting: reconnecting?.kind === "reconnecting" ? reconnecting : undefined,
  };
}

export function countersOf({ sources, outputs, late, bad }: PipelineParts): Counters {
  return {
    rowsIn: sum(sources.map((source) => source.rows)),
    rowsOut: sum(outputs.map((output) => output.rows)),
    bytesIn: sum(sources.map((source) => source.bytes)),
    badRows: sum(bad.map((one) => one.count)),
    lostRows: sum(sources.map((source) => source.parts.source.lost?.() ?? 0)),
    lateRows: sum(late.map((one) => one.lateRows)),
  };
}

export function difference(after: Counters, before: Counters): Counters {
  return combined(after, before, (a, b) => a - b);
}

export function total(one: Counters, other: Counters): Counters {
  return combined(one, other, (a, b) => a + b);
}

function combined(one: Counters, other: Counters, operation: (a: number, b: number) => number): Counters {
  return {
    rowsIn: operation(one.rowsIn, other.rowsIn),
    rowsOut: operation(one.rowsOut, other.rowsOut),
    bytesIn: operation(one.bytesIn, other.bytesIn),
    badRows: operation(one.badRows, other.badRows),
    lostRows: operation(one.lostRows, other.lostRows),
    lateRows: operation(one.lateRows, other.lateRows),
  };
}

/** The largest first; parts that keep nothing are left out. */
export function statesOf(
  { stateful, labels }: { readonly stateful: readonly Stateful[]; readonly labels: ReadonlyMap<Stateful, string> },
): readonly StateSize[] {
  return stateful.map((part) => ({ label: labels.get(part) ?? "", bytes: part.stateSize() }))
    .filter(({ bytes }) => bytes > 0)
    .sort((a, b) => b.bytes - a.bytes);
}

/** Undefined: the end is not known. `now` is in milliseconds since the epoch. */
export function lagOf({ position, end, timestamp }: PartitionProgress, now: number): Lag | undefined {
  if (end === undefined) return undefined;
  const records = Math.max(0, end - position);
  const seconds = records === 0 ? 0 : timestamp === undefined ? undefined : Math.max(0, (now - timestamp) / 1000);
  return { records, seconds };
}

function worstLag(sources: PipelineParts["sources"], now: number): WorstLag | undefined {
  let worst: WorstLag | undefined;
  for (const source of sources) {
    for (const progress of source.progress()) {
      const lag = lagOf(progress, now);
      if (lag === undefined || (worst !== undefined && lag.records <= worst.records)) continue;
      worst = { table: source.parts.name, partition: progress.partition, ...lag };
    }
  }
  return worst;
}

function smaller(a: bigint | undefined, b: bigint | undefined): bigint | undefined {
  return a === undefined ? b : b === undefined || a < b ? a : b;
}

function larger(a: bigint | undefined, b: bigint | undefined): bigint | undefined {
  return a === undefined ? b : b === undefined || a > b ? a : b;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
