/** How an updating relation reaches a reader of rows (`sql.md` §10). */
import { SqlError } from "../schema/errors.ts";
import { type Field, type Schema, visibleFields } from "../schema/field.ts";
import { isBounded, type LogicalPlan, type SortKey } from "../sql/plan.ts";
import type { Receiver } from "./operator.ts";
import { changelogFields, ChangeNames } from "./operators/change_names.ts";
import { FinalRows } from "./operators/final_rows.ts";
import type { SettingValues } from "./settings.ts";

/**
 * - `rows`: as they come, there is nothing to retract;
 * - `changes`: as they come, with `Batch.changes`, for who keeps a table of them;
 * - `changelog`: rows with a first column `_op`;
 * - `final`: the rows that are left when the query has ended.
 */
export type ResultShape = "rows" | "changes" | "changelog" | "final";

export type ResultMode = SettingValues["result_mode"];

/** `interactive`: somebody watches a table in place. Throws `SqlError` for final rows of a query without an end. */
export function resultShape({ plan, mode, interactive }: {
  readonly plan: LogicalPlan;
  readonly mode: ResultMode;
  readonly interactive: boolean;
}): ResultShape {
  if (mode === "changelog") return "changelog";
  if (!plan.schema.updating) return "rows";
  if (mode === "auto" && interactive) return "changes";
  if (isBounded(plan)) return "final";
  if (mode === "auto") return "changelog";
  throw new SqlError("result_mode 'final' needs a bounded query", {
    code: "unbounded",
    hint: "Read up to now with 'source.until' = 'latest', or RESET result_mode.",
  });
}

/** The columns that arrive in a shape. */
export function shapedFields(schema: Schema, shape: ResultShape): readonly Field[] {
  const fields = visibleFields(schema);
  return shape === "changelog" ? changelogFields({ fields }) : fields;
}

/** The key of a relation as positions of its visible fields. */
export function visibleKey({ fields, key }: Schema): readonly number[] | undefined {
  const visible = fields.flatMap((field, index) => field.hidden === true ? [] : [index]);
  const moved = key?.map((index) => visible.indexOf(index));
  return moved?.includes(-1) ? undefined : moved;
}

/** The order of a live `ORDER BY … LIMIT`, by positions of the visible fields; undefined: it has none, or hides what it is by. */
export function visibleOrder(plan: LogicalPlan): readonly SortKey[] | undefined {
  const keys = orderOf(plan);
  const visible = plan.schema.fields.flatMap((field, index) => field.hidden === true ? [] : [index]);
  const moved = keys?.map((key) => ({ ...key, index: visible.indexOf(key.index) }));
  return moved === undefined || moved.length === 0 || moved.some((key) => key.index < 0) ? undefined : moved;
}

function orderOf(plan: LogicalPlan): readonly SortKey[] | undefined {
  if (plan.kind === "topN") return plan.partition.length === 0 ? plan.keys : undefined;
  if (plan.kind !== "project") return undefined;
  const place = (index: number) => plan.exprs.findIndex((expr) => expr.kind === "column" && expr.index === index);
  return orderOf(plan.input)?.map((key) => ({ ...key, index: place(key.index) }));
}

/** Gives `next` the relation in a shape; `kept` takes note of an operator that remembers something. */
export function shaped(
  schema: Schema,
  shape: ResultShape,
  next: Receiver,
  kept: (operator: FinalRows) => Receiver,
): Receiver {
  switch (shape) {
    case "rows":
    case "changes":
      return next;
    case "changelog":
      return new ChangeNames(next);
    case "final":
      return kept(new FinalRows(schema, next));
    default:
      return shape satisfies never;
  }
}
