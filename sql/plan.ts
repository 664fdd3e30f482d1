/** Typed plans. Columns are positions; every node says what it gives. */
import type { Schema, WindowSpec } from "../schema/field.ts";
import type { Table } from "../schema/table.ts";
import type { SqlType } from "../schema/types.ts";
import type { UserFunction } from "../schema/user_function.ts";
import type { Expr } from "./expr.ts";
import type { Accumulator } from "./functions/aggregate.ts";
import type { WindowCompute } from "./functions/windows.ts";

/** Name of the hidden column that holds the record's or generated row's own time. */
export const RECORD_TIME = "_event_time";

/** Name of the hidden column of {@link Schema.rowWatermark}. */
export const ROW_WATERMARK = "_watermark";

/** Where a column of a {@link Scan} comes from. */
export type ScanColumn =
  /** Of the message itself: index into the table's physical columns. */
  | { readonly kind: "physical"; readonly index: number }
  /** Of the record: a metadata key of the connector. */
  | { readonly kind: "metadata"; readonly key: string }
  /** The event time of the record or generated row, TIMESTAMP(3) for records and TIMESTAMP for generators. */
  | { readonly kind: "recordTime" };

export type LogicalPlan =
  /** `FROM orders`: the columns of a connector table as they lie in the record. */
  | {
    readonly kind: "scan";
    readonly table: Table;
    /** One for each field of {@link schema}. */
    readonly columns: readonly ScanColumn[];
    readonly bounded: boolean;
    readonly schema: Schema;
  }
  /** `FROM m`, m a memory table that an INSERT of the same pipeline fills. */
  | { readonly kind: "memory"; readonly table: string; readonly bounded: boolean; readonly schema: Schema }
  /** `VALUES (1, 'a'), (2, 'b')`; SELECT without FROM is one empty row below a projection. */
  | { readonly kind: "values"; readonly rows: readonly (readonly Expr[])[]; readonly schema: Schema }
  /** `WHERE predicate`: rows for which it is true. */
  | { readonly kind: "filter"; readonly input: LogicalPlan; readonly predicate: Expr; readonly schema: Schema }
  /** `SELECT a, b + 1`: one expression for each field. */
  | { readonly kind: "project"; readonly input: LogicalPlan; readonly exprs: readonly Expr[]; readonly schema: Schema }
  /**
   * `WATERMARK FOR ts AS ts - INTERVAL '5 seconds'`: the event time becomes column {@link Schema.eventTime}; its
   * largest value of `watermark` (TIMESTAMP of any precision) per partition is the partition's watermark. Gives the
   * input's columns, then the watermark before each row where {@link Schema.rowWatermark} is wanted.
   */
  | { readonly kind: "watermark"; readonly input: LogicalPlan; readonly watermark: Expr; readonly schema: Schema }
  /**
   * `TUMBLE(TABLE t, DESCRIPTOR(p), width)` where p is `proctime()`: the input's columns with {@link Schema.eventTime}, TIMESTAMP
   * NOT NULL, set to the wall clock, which is the watermark too: no row is late.
   */
  | { readonly kind: "processingTime"; readonly input: LogicalPlan; readonly schema: Schema }
  /** `f(a, b)`, f a function of the user's: some columns of the input, then the value of the call. Made by `lift`. */
  | {
    readonly kind: "invoke";
    readonly input: LogicalPlan;
    readonly fn: UserFunction;
    /** Positions of the arguments in the input. */
    readonly args: readonly number[];
    /** Position of a BOOLEAN that is true for rows that need the value; others get NULL. Undefined: all do. */
    readonly when: number | undefined;
    /** Positions of the input's columns that are passed on. */
    readonly passed: readonly number[];
    readonly schema: Schema;
  }
  /** `a UNION ALL b`; all inputs have the types of the schema. A row's watermark is the smallest of all inputs'. */
  | { readonly kind: "union"; readonly inputs: readonly LogicalPlan[]; readonly schema: Schema }
  /**
   * `LIMIT n OFFSET m` without order: the first rows that come. Over an updating input the first rows that are left at
   * its end or, where it has none and the result is updating too, a live set of at most n rows.
   */
  | {
    readonly kind: "limit";
    readonly input: LogicalPlan;
    readonly limit: number | undefined;
    readonly offset: number;
    readonly schema: Schema;
  }
  /** `ORDER BY a DESC LIMIT n` over a bounded input; of an updating one, over the rows that are left at its end. */
  | {
    readonly kind: "sort";
    readonly input: LogicalPlan;
    readonly keys: readonly SortKey[];
    readonly limit: number | undefined;
    readonly offset: number;
    readonly schema: Schema;
  }
  /**
   * `GROUP BY city`, `GROUP BY tumble(INTERVAL '1 minute'), city`, SELECT DISTINCT (no calls). Gives the keys,
   * with a window its start and end, then the event time where there is one (the window's end − 1 ns, or of an updating
   * aggregate the latest of the rows that took part), then the calls.
   */
  | {
    readonly kind: "aggregate";
    readonly input: LogicalPlan;
    /** Positions in the input; without the window's columns. */
    readonly keys: readonly number[];
    readonly calls: readonly AggregateCall[];
    /** Absent: an updating aggregate. */
    readonly windowing: Windowing | undefined;
    /** Position of the rows' event time, TIMESTAMP (nanoseconds) NOT NULL. */
    readonly time: number | undefined;
    /** One row even if no row comes: no GROUP BY over a bounded input. */
    readonly always: boolean;
    /** Of an updating aggregate. */
    readonly updates: UpdatePolicy;
    readonly schema: Schema;
  }
  /**
   * `TUMBLE(TABLE t, DESCRIPTOR(ts), width)` where nobody aggregates: the input's columns, then window_start, window_end,
   * window_time. HOP gives a row for each of its windows; SESSION gives rows when their session is closed.
   */
  | {
    readonly kind: "assignWindow";
    readonly input: LogicalPlan;
    readonly window: WindowSpec;
    /** Position of the event time, TIMESTAMP (nanoseconds) NOT NULL. */
    readonly time: number;
    /** Of SESSION: PARTITION BY. */
    readonly partition: readonly number[];
    readonly schema: Schema;
  }
  /** `a JOIN b ON a.id = b.id AND a.x > b.y`: columns of the left, then of the right (semi, anti: of the left), then event time. */
  | {
    readonly kind: "join";
    /** semi and anti come from IN, EXISTS, INTERSECT, EXCEPT. */
    readonly type: JoinType;
    readonly left: LogicalPlan;
    readonly right: LogicalPlan;
    /** Pairs of equal columns of one type. Window columns of a windowed join are among them. */
    readonly keys: readonly JoinKey[];
    /** What else must be true, over the columns of the left, then those of the right. */
    readonly condition: Expr | undefined;
    readonly when: JoinWhen;
    /** `(SELECT max(a) FROM t)` as written: a second match of a row of the left is an error. */
    readonly atMostOne?: string;
    readonly schema: Schema;
  }
  /**
   * `WHERE row_number() OVER (PARTITION BY k ORDER BY e) <= n`, and LIMIT of an unbounded query (no partition). The
   * input's columns, then the rank (BIGINT UNSIGNED) where {@link ranked}.
   */
  | {
    readonly kind: "topN";
    readonly input: LogicalPlan;
    readonly partition: readonly number[];
    readonly keys: readonly SortKey[];
    readonly rank: "row_number" | "rank" | "dense_rank";
    /** Ranks that are kept, counted from 1, both included. */
    readonly from: number;
    readonly to: number;
    readonly ranked: boolean;
    readonly updates: UpdatePolicy;
    readonly schema: Schema;
  }
  /** `sum(x) OVER (PARTITION BY w, k ORDER BY e)`: the input's columns, then one for each call. */
  | {
    readonly kind: "over";
    readonly input: LogicalPlan;
    readonly partition: readonly number[];
    readonly keys: readonly SortKey[];
    readonly calls: readonly WindowCall[];
    /** Of the top-N that a filter may make of it. */
    readonly updates: UpdatePolicy;
    readonly schema: Schema;
  }
  /** `SELECT unnest(items)`, `CROSS JOIN UNNEST(items)`: the input's columns, then the element. */
  | {
    readonly kind: "unnest";
    readonly input: LogicalPlan;
    /** Position of the array. */
    readonly array: number;
    readonly schema: Schema;
  };

/** How updating operators behave: the settings of the time when the query was bound. */
export interface UpdatePolicy {
  /** State that is untouched for so many milliseconds may go; 0: never. */
  readonly ttl: number;
  /** Milliseconds between two emissions. */
  readonly interval: number;
}

/** What decides when a windowed aggregate's rows belong together. */
export type Windowing =
  /** By the row's event time. */
  | { readonly kind: "time"; readonly window: WindowSpec }
  /** The input is windowed: positions of where the row's window starts and ends. */
  | { readonly kind: "input"; readonly start: number; readonly end: number };

/** `sum(DISTINCT x) FILTER (WHERE y)`; columns are positions in the aggregate's input. */
export interface AggregateCall {
  readonly name: string;
  readonly args: readonly number[];
  /** A BOOLEAN column: only rows for which it is true. */
  readonly filter: number | undefined;
  readonly distinct: boolean;
  readonly orderBy: readonly SortKey[];
  readonly nulls: "skip" | "pass";
  readonly accumulator: Accumulator;
  /** As written. */
  readonly text: string;
}

export type JoinType = "inner" | "left" | "right" | "full" | "semi" | "anti";

export interface JoinKey {
  readonly left: number;
  readonly right: number;
  /** IS NOT DISTINCT FROM: NULL matches NULL. */
  readonly nullsEqual: boolean;
}

export type JoinWhen =
  /** State of each side is kept for the ttl, in event time behind the watermark. */
  | { readonly kind: "regular"; readonly updates: UpdatePolicy }
  /** Both sides are windowed alike: rows of equal windows, when the window closes. */
  | { readonly kind: "windowed" }
  /** Both sides come to an end, and it is for that end that a subquery is asked. Neither side is retracted. */
  | { readonly kind: "ended" }
  /** right.time − left.time is between the two, both included; `times` are positions of TIMESTAMP (nanoseconds). */
  | {
    readonly kind: "interval";
    readonly lower: bigint;
    readonly upper: bigint;
    readonly leftTime: number;
    readonly rightTime: number;
  };

/** A call with OVER; columns are positions in the input. */
export type WindowCall =
  & { readonly args: readonly number[]; readonly frame: Frame; readonly text: string }
  & (
    | { readonly kind: "function"; readonly name: string; readonly compute: WindowCompute }
    | { readonly kind: "aggregate"; readonly call: AggregateCall }
  );

/** Rows of the partition that a call sees. */
export interface Frame {
  readonly unit: "rows" | "range" | "groups";
  readonly start: FrameBound;
  readonly end: FrameBound;
}

/** Relative to the current row; `undefined`: unbounded. Of RANGE: peers for 0, else a distance of the ORDER BY value. */
export interface FrameBound {
  readonly offset: number | bigint | undefined;
  readonly following: boolean;
}

export interface SortKey {
  /** Position of the column in the input. */
  readonly index: number;
  readonly type: SqlType;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

/**
 * Where the window's start and end lie when partitions are whole as soon as it closes: of rows that come when their window
 * closes, with the window in PARTITION BY.
 */
export function closingWindow(
  { window }: Schema,
  partition: readonly number[],
): { readonly start: number; readonly end: number } | undefined {
  if (window === undefined || !window.closed || window.spec.kind === "session") return undefined;
  const [start, end] = [window.starts[0], window.ends[0]];
  const named = partition.some((index) => window.starts.includes(index) || window.ends.includes(index));
  return named && start !== undefined && end !== undefined ? { start, end } : undefined;
}

/** Nodes that a node reads. */
export function inputsOf(plan: LogicalPlan): readonly LogicalPlan[] {
  switch (plan.kind) {
    case "scan":
    case "memory":
    case "values":
      return [];
    case "union":
      return plan.inputs;
    case "join":
      return [plan.left, plan.right];
    case "filter":
    case "project":
    case "watermark":
    case "processingTime":
    case "invoke":
    case "limit":
    case "sort":
    case "aggregate":
    case "assignWindow":
    case "topN":
    case "over":
    case "unnest":
      return [plan.input];
    default:
      return plan satisfies never;
  }
}

/** The node over changed inputs, which give the same columns; itself when none has changed. */
export function mapInputs(plan: LogicalPlan, change: (input: LogicalPlan) => LogicalPlan): LogicalPlan {
  const inputs = inputsOf(plan);
  const changed = inputs.map(change);
  const [first, second] = changed;
  if (first === undefined || changed.every((input, i) => input === inputs[i])) return plan;
  switch (plan.kind) {
    case "scan":
    case "memory":
    case "values":
      return plan;
    case "union":
      return { ...plan, inputs: changed };
    case "join":
      return { ...plan, left: first, right: second! }; // two inputs
    default:
      return { ...plan, input: first };
  }
}

/** True when the plan comes to an end by itself: every source below it does, or a LIMIT ends it. */
export function isBounded(plan: LogicalPlan): boolean {
  switch (plan.kind) {
    case "scan":
    case "memory":
      return plan.bounded;
    case "limit":
      return (plan.limit !== undefined && !plan.input.schema.updating) || isBounded(plan.input);
    default:
      return inputsOf(plan).every(isBounded);
  }
}

/** True when everything that is read comes to an end, also without a LIMIT. */
export function readsToAnEnd(plan: LogicalPlan): boolean {
  return plan.kind === "scan" || plan.kind === "memory" ? plan.bounded : inputsOf(plan).every(readsToAnEnd);
}
