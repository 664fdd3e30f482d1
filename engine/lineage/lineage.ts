/** How the records are found that the rows of a query come from: settled once per query, asked once per row. */
import type { Table } from "../../schema/table.ts";
import { columnAt } from "../../sql/bind/projection.ts";
import { inputsOf, type LogicalPlan } from "../../sql/plan.ts";
import type { Clue } from "./clue.ts";
import { type Refusal, type Trace, tracesOf } from "./trace.ts";

export type Lineage =
  /** Each row is one record, whose place came with it, at these positions of the row's values. */
  | {
    readonly kind: "carried";
    readonly table: Table;
    readonly partition: number;
    readonly offset: number;
    /** Undefined: messages of the table carry no schema ids. */
    readonly schemaId: number | undefined;
  }
  /** One for each record that a row may come from, at least one. */
  | { readonly kind: "traced"; readonly traces: readonly Trace[] };

/** A column of a plan that a row shows, and where among the row's values. */
export interface ShownColumn {
  readonly column: number;
  readonly at: number;
}

export function tracedLineage(plan: LogicalPlan, shown: readonly ShownColumn[], refusal: Refusal): Lineage {
  const clues = shown.flatMap(({ column, at }): Clue[] => {
    const field = plan.schema.fields[column];
    const isCompared = field !== undefined && field.type.kind !== "struct" && field.type.kind !== "array";
    return isCompared ? [{ kind: "equals", expr: columnAt(field, column), at }] : [];
  });
  return { kind: "traced", traces: tracesOf(plan, clues, refusal) };
}

/** The lineage of a plan over one table whose field at `at(name)` is that of its records; undefined: it does not say enough. */
export function carriedLineage(plan: LogicalPlan, at: (name: string) => number | undefined): Lineage | undefined {
  const [table, partition, offset] = [tableOf(plan), at("partition"), at("offset")];
  if (table === undefined || partition === undefined || offset === undefined) return undefined;
  return { kind: "carried", table, partition, offset, schemaId: at("schema id") };
}

function tableOf(plan: LogicalPlan): Table | undefined {
  if (plan.kind === "scan") return plan.table;
  const [input, ...others] = inputsOf(plan);
  return input === undefined || others.length > 0 ? undefined : tableOf(input);
}
