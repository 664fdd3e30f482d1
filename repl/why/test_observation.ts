/** Observations for tests: nothing is wrong but for what a test says. */
import type {
  Observation,
  ObservedFilter,
  ObservedJob,
  ObservedJoin,
  ObservedPart,
  ObservedPartition,
  ObservedScan,
  ObservedSink,
  ObservedWatermark,
  ObservedWindows,
  PartCounts,
} from "../../engine/flow/observation.ts";
import type { PipelineHealth } from "../../engine/health.ts";
import { diagnosisOf } from "./diagnosis.ts";
import type { Finding } from "./finding.ts";

/** 2026-05-01 10:00:00 UTC */
export const NOW = 1_777_629_600_000;
export const NANOS = 1_000_000_000n;
/** The same as an event time. */
export const NOW_NANOS = BigInt(NOW) * 1_000_000n;

const HEALTH: PipelineHealth = {
  rowsIn: 0,
  rowsOut: 0,
  bytesIn: 0,
  badRows: 0,
  lostRows: 0,
  lateRows: 0,
  stateSize: 0,
  lag: undefined,
  watermark: undefined,
  newest: undefined,
  reconnecting: undefined,
};

const COUNTS: PartCounts = {
  label: "",
  rowsIn: 0,
  rowsOut: 0,
  stateBytes: 0,
  milliseconds: 0,
  windows: undefined,
  inputs: [],
};

export interface Given {
  readonly job?: Partial<ObservedJob>;
  readonly health?: Partial<PipelineHealth>;
  readonly rates?: Observation["rates"];
}

export function observation(end: ObservedPart, { job, health, rates }: Given = {}): Observation {
  return {
    now: NOW,
    job: {
      id: 1,
      state: "running",
      startedAt: NOW - 60_000,
      changedAt: NOW - 60_000,
      error: undefined,
      checkpoints: undefined,
      ...job,
    },
    health: { ...HEALTH, ...health },
    rates,
    ends: [end],
  };
}

/** The causes and texts that are found, the likeliest first. */
export function found(end: ObservedPart, given: Given = {}): readonly Finding[] {
  return diagnosisOf(observation(end, given)).findings;
}

type More<T> = Partial<Omit<T & PartCounts, "kind">>;

/** A partition that was read from 0 to `position` of `end`. */
export function partition(position: number, end: number | undefined, more: Partial<ObservedPartition> = {}) {
  return { partition: 0, position, end, timestamp: undefined, first: 0, began: 0, rate: undefined, ...more };
}

export function scan(partitions: readonly ObservedPartition[], more: More<ObservedScan> = {}): ObservedPart {
  const read = partitions.reduce((sum, { position, began = 0 }) => sum + position - began, 0);
  return {
    ...COUNTS,
    kind: "scan",
    table: "orders",
    place: "orders.v1",
    isTopic: true,
    offset: "earliest",
    bounded: false,
    connection: { kind: "connected" },
    partitions,
    records: read,
    rowsOut: read,
    bad: { count: 0, first: undefined },
    blocked: 0,
    ...more,
  };
}

/** A table of which everything has been read. */
export function readThrough(rows: number, more: More<ObservedScan> = {}): ObservedPart {
  return scan([partition(rows, rows, { timestamp: NOW - 840_000 })], more);
}

export function rows(input: ObservedPart): ObservedPart {
  return { ...COUNTS, kind: "rows", rowsIn: input.rowsOut, rowsOut: input.rowsOut, inputs: [input] };
}

export function sink(input: ObservedPart, more: More<ObservedSink> = {}): ObservedPart {
  return {
    ...COUNTS,
    kind: "sink",
    table: "out",
    connection: { kind: "connected" },
    written: 0,
    exactlyOnce: false,
    rowsIn: input.rowsOut,
    rowsOut: input.rowsOut,
    inputs: [input],
    ...more,
  };
}

export function filter(input: ObservedPart, more: More<ObservedFilter>): ObservedPart {
  return {
    ...COUNTS,
    kind: "filter",
    isHaving: false,
    sampled: 0,
    conjuncts: [],
    rowsIn: input.rowsOut,
    inputs: [input],
    ...more,
  };
}

export function join(left: ObservedPart, right: ObservedPart, more: More<ObservedJoin> = {}): ObservedPart {
  const side = ({ rowsOut }: ObservedPart) => ({ rows: rowsOut, kept: rowsOut, keys: [] });
  return {
    ...COUNTS,
    kind: "join",
    left: side(left),
    right: side(right),
    rowsIn: left.rowsOut + right.rowsOut,
    inputs: [left, right],
    ...more,
  };
}

export function watermark(input: ObservedPart, more: More<ObservedWatermark>): ObservedPart {
  return {
    ...COUNTS,
    kind: "watermark",
    column: "ts",
    watermark: undefined,
    newest: undefined,
    pace: undefined,
    idleTimeout: undefined,
    partitions: [],
    rowsIn: input.rowsOut,
    rowsOut: input.rowsOut,
    inputs: [input],
    ...more,
  };
}

export function windows(input: ObservedPart, more: Partial<ObservedWindows>): ObservedPart {
  return {
    ...COUNTS,
    kind: "other",
    name: "windows",
    windows: { count: 0, nextClose: undefined, lateRows: 0, worstLateness: undefined, ...more },
    rowsIn: input.rowsOut,
    inputs: [input],
  };
}
