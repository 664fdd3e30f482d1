/** The window of the input among PARTITION BY: whether the rows of partitions come together. */
import { type Span, SqlError } from "../../schema/errors.ts";
import type { RelationWindow, Schema } from "../../schema/field.ts";
import type { Expr } from "../expr.ts";
import { isWindowStruct, memberIndex } from "../member.ts";
import { closingWindow, isBounded, type LogicalPlan } from "../plan.ts";
import { columnAt } from "./projection.ts";

/** A window in PARTITION BY is as good as its start; `w.start` and `w.end` are the columns that hold them. */
export function startOf(expr: Expr, schema: Schema): Expr {
  const { window, fields } = schema;
  if (window === undefined) return expr;
  if (isWindowStruct(expr)) return expr.args[0]!; // start and end
  const bound = isStruct(expr, window) ? window.starts[0] : boundOf(expr, window);
  return bound === undefined ? expr : columnAt(fields[bound]!, bound);
}

function isStruct(expr: Expr, window: RelationWindow): boolean {
  return isWindowStruct(expr) || (expr.kind === "column" && window.structs.includes(expr.index));
}

/** The column of the window's start or end that the expression is. */
function boundOf(expr: Expr, window: RelationWindow): number | undefined {
  if (expr.kind === "column") return [...window.starts, ...window.ends].includes(expr.index) ? expr.index : undefined;
  const [struct] = expr.kind === "call" ? expr.args : [];
  const member = expr.kind === "call" ? memberIndex(expr) : undefined;
  if (member === undefined || struct === undefined || !isStruct(struct, window)) return undefined;
  return member === 0 ? window.starts[0] : window.ends[0];
}

/** How often PARTITION BY names the window: start and end together are one. */
function windowsIn(partition: readonly Expr[], window: RelationWindow): number {
  const structs = partition.filter((expr) => isStruct(expr, window)).length;
  return structs + (partition.some((expr) => boundOf(expr, window) !== undefined) ? 1 : 0);
}

/** Thrown at once where nothing can help; else what is said of the call unless it turns out to be a top-N. */
export function refusal(
  over: LogicalPlan & { kind: "over" },
  partition: readonly Expr[],
  span: Span,
): SqlError | undefined {
  const { schema } = over.input;
  if (isBounded(over)) return undefined;
  if (schema.window === undefined || !schema.window.closed) {
    return new SqlError("Window functions require already windowed input", {
      code: "window",
      span,
      hint: "Aggregate by a window first, or keep the first rows of each partition: WHERE row_number <= n.",
    });
  }
  if (schema.window.spec.kind === "session") {
    throw new SqlError("Window functions do not support session windows", { code: "window", span });
  }
  if (windowsIn(partition, schema.window) === 1 && closingWindow(schema, over.partition) !== undefined) {
    return undefined;
  }
  throw new SqlError("Window function requires exactly one window expression in partition_by", {
    code: "window",
    span,
    hint: "Add the window to PARTITION BY.",
  });
}
