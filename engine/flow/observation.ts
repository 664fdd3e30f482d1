/** A job as plain data: how it is doing, and what every part of its plan has done. */
import type { ConnectionState, PartitionProgress } from "../../connectors/connector.ts";
import type { Diagnostic } from "../../schema/errors.ts";
import type { CheckpointRecord } from "../checkpoints/keeper.ts";
import type { PipelineHealth } from "../health.ts";
import type { JobState } from "../job.ts";
import type { OpenWindows } from "../operator.ts";
import type { PartitionTime } from "../operators/watermark.ts";

/** Times are milliseconds since the epoch, event times nanoseconds. */
export interface Observation {
  readonly now: number;
  readonly job: ObservedJob;
  readonly health: PipelineHealth;
  /** Rows per second over the last seconds; undefined: it has not run for one. */
  readonly rates: { readonly rowsIn: number; readonly rowsOut: number } | undefined;
  /** Where rows end: a tree each, down to the tables that are read. */
  readonly ends: readonly ObservedPart[];
}

export interface ObservedJob {
  /** 0: a SELECT that somebody watches. */
  readonly id: number;
  readonly state: JobState;
  readonly startedAt: number;
  /** When it became {@link state}. */
  readonly changedAt: number;
  /** What failed it, or why it is being started again. */
  readonly error: Diagnostic | undefined;
  /** Undefined: it keeps none. */
  readonly checkpoints: {
    /** Milliseconds. */
    readonly interval: number;
    readonly newest: CheckpointRecord | undefined;
    readonly failed: number;
  } | undefined;
}

export interface PartCounts {
  /** What it does, in one line. */
  readonly label: string;
  readonly rowsIn: number;
  readonly rowsOut: number;
  readonly stateBytes: number;
  /** Of work. */
  readonly milliseconds: number;
  /** Windows whose rows wait; undefined: it has none. */
  readonly windows: ObservedWindows | undefined;
  readonly inputs: readonly ObservedPart[];
}

export interface ObservedWindows extends OpenWindows {
  readonly lateRows: number;
  readonly worstLateness: bigint | undefined;
}

export type ObservedPart = PartCounts & PartFacts;

export type PartFacts =
  | ObservedScan
  | ObservedFilter
  | ObservedWatermark
  | ObservedJoin
  | ObservedSink
  /** Rows that somebody watches. */
  | { readonly kind: "rows" }
  /** A part with nothing to tell but its counts. `name` as people know it; undefined: it is of no interest to them. */
  | { readonly kind: "other"; readonly name: string | undefined };

/** A table that is read. */
export interface ObservedScan {
  readonly kind: "scan";
  readonly table: string;
  /** Topic or path; undefined: it has none. */
  readonly place: string | undefined;
  readonly isTopic: boolean;
  /** `source.offset` as written; undefined: `latest`, where that is an option. */
  readonly offset: string | undefined;
  readonly bounded: boolean;
  readonly connection: ConnectionState;
  readonly partitions: readonly ObservedPartition[];
  /** Raw records that went to the decoder; undefined: it delivers rows. */
  readonly records: number | undefined;
  readonly bad: { readonly count: number; readonly first: string | undefined } | undefined;
  /** How long it has waited for whoever takes its rows, in milliseconds. */
  readonly blocked: number;
}

export interface ObservedPartition extends PartitionProgress {
  /** Where reading began. */
  readonly began: number | undefined;
  /** Records per second. */
  readonly rate: number | undefined;
}

/** WHERE, HAVING and what else lets some rows pass. */
export interface ObservedFilter {
  readonly kind: "filter";
  /** It looks at groups. */
  readonly isHaving: boolean;
  /** Rows of the last batch that was looked at; empty unless every row so far was dropped. */
  readonly sampled: number;
  readonly conjuncts: readonly ObservedConjunct[];
}

/** A part of an AND. */
export interface ObservedConjunct {
  readonly text: string;
  /** Sampled rows for which it is true, alone. */
  readonly passed: number;
  readonly columns: readonly ObservedColumn[];
}

export interface ObservedColumn {
  readonly name: string;
  readonly type: string;
  /** Sampled rows in which it is NULL. */
  readonly nulls: number;
  /** Up to three different values, as literals, the newest first. */
  readonly values: readonly string[];
}

export interface ObservedWatermark {
  readonly kind: "watermark";
  /** The event time. */
  readonly column: string;
  readonly watermark: bigint | undefined;
  /** Event time; undefined: not known. */
  readonly newest: bigint | undefined;
  /** Seconds of event time per second; undefined: not known. */
  readonly pace: number | undefined;
  /** Milliseconds. */
  readonly idleTimeout: number | undefined;
  readonly partitions: readonly PartitionTime[];
}

export interface ObservedJoin {
  readonly kind: "join";
  readonly left: ObservedSide;
  readonly right: ObservedSide;
}

export interface ObservedSide {
  readonly rows: number;
  /** Rows that it keeps at present. */
  readonly kept: number;
  /** Columns that must be equal to the other side's, in the same order. */
  readonly keys: readonly ObservedColumn[];
}

export interface ObservedSink {
  readonly kind: "sink";
  readonly table: string;
  readonly connection: ConnectionState;
  /** Messages that were acknowledged. */
  readonly written: number;
  /** Rows count when their checkpoint does. */
  readonly exactlyOnce: boolean;
}
