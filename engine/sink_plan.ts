/** An INSERT's query as its sink takes it. */
import { SqlError } from "../schema/errors.ts";
import { type Field, visibleFields } from "../schema/field.ts";
import type { Format } from "../schema/formats/format.ts";
import { physicalColumns } from "../schema/table.ts";
import { sameType } from "../schema/types.ts";
import type * as ast from "../sql/ast.ts";
import { forSink } from "../sql/bind/insert.ts";
import type { LogicalPlan } from "../sql/plan.ts";
import { type ResultMode, type ResultShape, resultShape, shapedFields } from "./result_shape.ts";
import { placed, type ResolvedTable } from "./tables.ts";

/** `inferred`: columns that sinks without columns have got from the first INSERT of this pipeline. */
export function sinkPlan(
  plan: LogicalPlan,
  resolved: ResolvedTable,
  insert: ast.Insert,
  inferred: Map<string, readonly Field[]>,
): LogicalPlan {
  const { table, format, formatOptions } = resolved;
  const declared = physicalColumns(table);
  const columns = declared.length > 0 ? declared : inferred.get(table.name) ?? ownColumns(plan, insert);
  if (declared.length === 0) {
    sameColumns(plan, columns, insert);
    inferred.set(table.name, columns);
    placed(insert.query.span, () => format?.check(columns, formatOptions, "sink"));
  }
  return forSink(plan, columns, insert.columns, insert.query.span);
}

function ownColumns(plan: LogicalPlan, insert: ast.Insert): readonly Field[] {
  const fields = visibleFields(plan.schema);
  const repeated = fields.find((field, i) => fields.findIndex((one) => one.name === field.name) < i);
  if (repeated === undefined) return fields;
  throw new SqlError(`Column '${repeated.name}' appears twice`, {
    code: "ambiguous",
    span: insert.query.span,
    hint: "Give one of them another name with AS.",
  });
}

function sameColumns(plan: LogicalPlan, columns: readonly Field[], insert: ast.Insert): void {
  const fields = visibleFields(plan.schema);
  const same = fields.length === columns.length &&
    fields.every((field, i) => field.name === columns[i]?.name && sameType(field.type, columns[i].type));
  if (same) return;
  throw new SqlError("all inserts into a table must share the same schema", { code: "type", span: insert.query.span });
}

/**
 * How a sink gets its rows. Throws where the query's may be retracted and the sink cannot say that; the error points to
 * the table.
 */
export function sinkShape(
  plan: LogicalPlan,
  resolved: ResolvedTable,
  mode: ResultMode,
  insert: ast.Insert,
): ResultShape {
  const { connector, format, formatOptions } = resolved;
  const { updating } = plan.schema;
  if (format?.changelog === true || connector.updates === "dropped") return "changes";
  if (connector.updates === "shown") {
    const shape = resultShape({ plan, mode, interactive: false });
    if (shape !== "changelog" || carries(format, shapedFields(plan.schema, shape), formatOptions)) return shape;
  }
  if (!updating) return "rows";
  throw new SqlError(
    "input is updating, but sink is not configured as an updating sink (hint: use format = 'debezium_json')",
    { code: "updating", span: insert.table.span },
  );
}

function carries(
  format: Format | undefined,
  fields: readonly Field[],
  options: ResolvedTable["formatOptions"],
): boolean {
  try {
    format?.check(fields, options, "sink");
    return true;
  } catch (error) {
    if (error instanceof SqlError) return false;
    throw error;
  }
}
