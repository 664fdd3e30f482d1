/** Which expressions are the event time of a relation under another name. */
import type { Expr } from "../expr.ts";
import type { LogicalPlan } from "../plan.ts";
import type { TableFacts } from "./query_context.ts";

/**
 * True when `expr`, over the columns of the plan, is its event time: the column itself, what it was called further down, or
 * a member of a struct that a connector declares to be it (`bid.datetime` of nexmark). Casts between precisions are
 * looked through.
 */
export function isEventTime(plan: LogicalPlan, expr: Expr, facts: TableFacts): boolean {
  return plan.schema.eventTime !== undefined && leadsTo(plan, expr, [], facts);
}

/** `path`: members that are taken of the expression's value. */
function leadsTo(plan: LogicalPlan, expr: Expr, path: readonly string[], facts: TableFacts): boolean {
  if (expr.kind === "call") {
    const [arg] = expr.args;
    if (arg === undefined) return false;
    if (expr.name === "get_field") return leadsTo(plan, arg, [expr.text, ...path], facts);
    const looksThrough = expr.name === "not_null" || (expr.name === "cast" && expr.type.kind === "timestamp");
    return looksThrough && arg.type.kind === "timestamp" && leadsTo(plan, arg, path, facts);
  }
  if (expr.kind !== "column") return false;
  if (path.length === 0 && expr.index === plan.schema.eventTime) return true;
  switch (plan.kind) {
    case "scan": {
      const [member] = path;
      return path.length === 1 &&
        facts.eventTimeMembers(plan.table).some(([column, name]) =>
          column === plan.schema.fields[expr.index]?.name && name === member
        );
    }
    case "project":
      return leadsTo(plan.input, plan.exprs[expr.index]!, path, facts); // one expression per column
    case "filter":
    case "watermark":
    case "limit":
    case "sort":
    case "assignWindow":
    case "topN":
    case "unnest":
      return expr.index < plan.input.schema.fields.length && leadsTo(plan.input, expr, path, facts);
    default:
      return false;
  }
}
