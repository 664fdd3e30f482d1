/** INSERT: a query's columns as its sink takes them. */
import { type Span, SqlError } from "../../schema/errors.ts";
import { type Field, fieldOf } from "../../schema/field.ts";
import { nearest } from "../../schema/options.ts";
import { typeName } from "../../schema/types.ts";
import type * as ast from "../ast.ts";
import type { Expr } from "../expr.ts";
import type { LogicalPlan } from "../plan.ts";
import { castTo, literal } from "./cast.ts";
import { notNull } from "./not_null.ts";
import { columnAt, project } from "./projection.ts";
import { pick } from "./scope.ts";

/** The query's columns as a sink wants them, by position or by the names of an INSERT's list; NULL for the rest. */
export function forSink(
  plan: LogicalPlan,
  columns: readonly Field[],
  listed: readonly ast.Identifier[],
  span: Span,
): LogicalPlan {
  const given = plan.schema.fields.flatMap((field, index) => field.hidden ? [] : [columnAt(field, index)]);
  const targets = listed.length === 0 ? columns.slice(0, Math.max(given.length, 0)) : listed.map((name) => {
    const column = pick(columns, name, (one) => one.name);
    if (column !== undefined) return column;
    const near = nearest(name.name, columns.map((one) => one.name));
    throw new SqlError(`'${name.name}' not found`, {
      code: "not_found",
      span: name.span,
      hint: near[0] ? `Did you mean "${near[0]}"?` : undefined,
    });
  });
  const repeated = targets.findIndex((column, i) => targets.indexOf(column) < i);
  if (repeated >= 0) {
    throw new SqlError(`Column '${targets[repeated]!.name}' is listed twice`, { // found above
      code: "ambiguous",
      span: listed[repeated]?.span ?? span,
    });
  }
  if (given.length !== targets.length) {
    throw new SqlError(`The query gives ${given.length} columns, the table takes ${targets.length}`, {
      code: "type",
      span,
      hint: `Its columns: ${columns.map((column) => `${column.name} ${typeName(column.type)}`).join(", ")}.`,
    });
  }
  const exprs = columns.map((column): Expr => {
    const position = targets.indexOf(column);
    const expr = given[position];
    if (expr === undefined) {
      if (column.nullable) return literal(null, column.type);
      throw new SqlError(`Column '${column.name}' is NOT NULL and gets no value`, { code: "type", span });
    }
    const cast = castTo(expr, column.type, { span, text: `${column.name} of the INSERT` });
    return cast.nullable && !column.nullable ? notNull(cast, `'${column.name}', which is NOT NULL`) : cast;
  });
  return project(plan, exprs, columns.map(({ name, type, nullable }) => fieldOf(name, type, nullable)));
}
