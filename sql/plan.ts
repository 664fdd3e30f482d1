/** Typed plans. Columns are positions; every node says what it gives. */
import type { Schema } from "../schema/field.ts";
import type { Table } from "../schema/table.ts";
import type { SqlType } from "../schema/types.ts";
import type { UserFunction } from "../schema/user_function.ts";
import type { Expr } from "./expr.ts";

/** Name of the hidden column that holds the record's or generated row's own time. */
export const RECORD_TIME = "_event_time";

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
   * largest value of `watermark` (TIMESTAMP of any precision) per partition is the partition's watermark.
   */
  | { readonly kind: "watermark"; readonly input: LogicalPlan; readonly watermark: Expr; readonly schema: Schema }
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
  /** `a UNION ALL b`; all inputs have the types of the schema. */
  | { readonly kind: "union"; readonly inputs: readonly LogicalPlan[]; readonly schema: Schema }
  /** `LIMIT n OFFSET m` over an append-only input without order. */
  | {
    readonly kind: "limit";
    readonly input: LogicalPlan;
    readonly limit: number | undefined;
    readonly offset: number;
    readonly schema: Schema;
  }
  /** `ORDER BY a DESC LIMIT n` over a bounded append-only input. */
  | {
    readonly kind: "sort";
    readonly input: LogicalPlan;
    readonly keys: readonly SortKey[];
    readonly limit: number | undefined;
    readonly offset: number;
    readonly schema: Schema;
  };

export interface SortKey {
  /** Position of the column in the input. */
  readonly index: number;
  readonly type: SqlType;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
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
    case "filter":
    case "project":
    case "watermark":
    case "invoke":
    case "limit":
    case "sort":
      return [plan.input];
    default:
      return plan satisfies never;
  }
}

/** True when the plan comes to an end by itself: every source below it does, or a LIMIT ends it. */
export function isBounded(plan: LogicalPlan): boolean {
  switch (plan.kind) {
    case "scan":
    case "memory":
      return plan.bounded;
    case "limit":
      return plan.limit !== undefined || isBounded(plan.input);
    default:
      return inputsOf(plan).every(isBounded);
  }
}
