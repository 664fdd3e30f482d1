/** Relations whose rows have the time at which they come: windows over a column that is `proctime()`. */
import type { Schema } from "../../schema/field.ts";
import type { LogicalPlan } from "../plan.ts";
import { columnAt } from "./projection.ts";

/** True when the column is `proctime()`, defined somewhere below and handed on as it is. */
export function isProcessingTime(plan: LogicalPlan, column: number): boolean {
  switch (plan.kind) {
    case "project": {
      const expr = plan.exprs[column]!; // one expression per column
      if (expr.kind === "column") return isProcessingTime(plan.input, expr.index);
      return expr.kind === "call" && expr.name === "proctime" && expr.user === undefined;
    }
    case "processingTime":
      return column === plan.schema.eventTime || isProcessingTime(plan.input, column);
    case "filter":
    case "watermark":
    case "limit":
    case "assignWindow":
    case "unnest":
      return column < plan.input.schema.fields.length && isProcessingTime(plan.input, column);
    case "union":
      return plan.inputs.every((input) => isProcessingTime(input, column));
    default:
      return false;
  }
}

/** The visible columns of the relation, which is append-only and not windowed, with `column` as its event time. */
export function inProcessingTime(input: LogicalPlan, column: number): LogicalPlan {
  const kept = input.schema.fields.flatMap((field, index) => field.hidden === true ? [] : [index]);
  const fields = kept.map((index) => input.schema.fields[index]!); // positions of the schema
  const exprs = kept.map((index, i) => columnAt(fields[i]!, index)); // as many
  const schema: Schema = { fields, updating: false };
  return {
    kind: "processingTime",
    input: { kind: "project", input, exprs, schema },
    schema: { ...schema, eventTime: kept.indexOf(column) },
  };
}
