/** VALUES, UNION, INTERSECT and EXCEPT. */
import { type Span, SqlError } from "../../schema/errors.ts";
import { type Field, fieldOf, type Schema, visibleFields } from "../../schema/field.ts";
import { sameType, type SqlType, TEXT, TIMESTAMP, typeName } from "../../schema/types.ts";
import type * as ast from "../ast.ts";
import type { Expr } from "../expr.ts";
import { refuseUser } from "../lift.ts";
import { unify } from "../operators.ts";
import { type LogicalPlan, RECORD_TIME, ROW_WATERMARK } from "../plan.ts";
import { printExpression } from "../print.ts";
import { castTo } from "./cast.ts";
import { equalityOf } from "./equality.ts";
import { distinct } from "./distinct.ts";
import { bindExpression } from "./expression.ts";
import { argument } from "./resolved_call.ts";
import { joined } from "./join.ts";
import { notBuilt } from "./not_built.ts";
import { eventTimeOf } from "./group_plan.ts";
import { columnAt } from "./projection.ts";
import type { QueryContext } from "./query_context.ts";
import { NO_COLUMNS } from "./scope.ts";

export function bindValues(values: ast.Values, context: QueryContext): LogicalPlan {
  const expressions = { scope: NO_COLUMNS, parameters: context.parameters, functions: context.facts.functions };
  const width = values.rows[0]?.items.length ?? 0;
  const rows = values.rows.map((row) => {
    if (row.items.length !== width) {
      throw new SqlError(`VALUES rows differ: ${width} and ${row.items.length} values`, {
        code: "type",
        span: row.span,
      });
    }
    return row.items.map((item) => {
      const expr = bindExpression(item, expressions);
      refuseUser(expr, "VALUES", item.span);
      return expr;
    });
  });
  const types = Array.from({ length: width }, (_, i) => {
    const type = unify(differentTypes(rows.map((row) => row[i]!)).map(argument), "coalesce"); // rows have the same width
    if (type === undefined) {
      throw new SqlError(`The values of column ${i + 1} have no common type`, { code: "type", span: values.span });
    }
    return type.kind === "null" ? TEXT : type;
  });
  const cast = rows.map((row, r) =>
    row.map((expr, i) => {
      const type = types[i]!;
      if (sameType(expr.type, type)) return expr;
      const node = values.rows[r]!.items[i]!; // as bound above
      return castTo(expr, type, { span: node.span, text: printExpression(node) });
    })
  );
  const fields = types.map((type, i) => fieldOf(`column${i + 1}`, type, cast.some((row) => row[i]!.nullable)));
  return { kind: "values", rows: cast, schema: { fields, updating: false } };
}

/** The first value of each type, literals apart: a second one adds nothing to what they have in common. */
function differentTypes(values: readonly Expr[]): Expr[] {
  const literals = new Set<SqlType>();
  const others = new Set<SqlType>();
  return values.filter(({ kind, type }) => {
    const seen = kind === "literal" ? literals : others;
    return !seen.has(type) && seen.add(type);
  });
}

/** `sides` are the two that are bound. */
export function bindSetOperation(
  node: ast.SetOperation,
  sides: readonly LogicalPlan[],
  context: QueryContext,
): LogicalPlan {
  const name = `${node.operator.toUpperCase()}${node.all ? " ALL" : ""}`;
  const { inputs, schema } = aligned(sides, name, node.span);
  const updates = context.updates();
  if (node.operator === "union") {
    const all: LogicalPlan = { kind: "union", inputs, schema };
    return node.all ? all : distinct(all, updates, node.span);
  }
  if (node.all) throw notBuilt(name, node.span, `${node.operator.toUpperCase()} compares distinct rows and runs.`);
  const [left, right] = inputs.map((input) => distinct(input, updates, node.span));
  return sharedRows(node.operator === "intersect" ? "semi" : "anti", left!, right!, node.span, context); // two sides
}

/** Rows of the left that are (semi) or are not (anti) among those of the right; NULL is a value like others. */
function sharedRows(
  type: "semi" | "anti",
  left: LogicalPlan,
  right: LogicalPlan,
  span: Span,
  context: QueryContext,
): LogicalPlan {
  const width = left.schema.fields.length;
  const expressions = { scope: NO_COLUMNS, parameters: context.parameters, functions: context.facts.functions };
  const positions = right.schema.fields.flatMap((field, index) => field.hidden ? [] : [index]);
  const conjuncts = left.schema.fields.flatMap((field, index) => field.hidden ? [] : [{ field, index }])
    .map(({ field, index }, i) => {
      const other = positions[i]!; // aligned: as many
      const column = columnAt(right.schema.fields[other]!, other + width);
      return equalityOf(columnAt(field, index), column, field.name, span, expressions, true);
    });
  return joined({ type, left, right, conjuncts, isCross: false, isSubquery: true, span }, context).plan;
}

/** The sides with columns of one type each. */
function aligned(
  inputs: readonly LogicalPlan[],
  name: string,
  span: Span,
): { readonly inputs: readonly LogicalPlan[]; readonly schema: Schema } {
  const visible = inputs.map((input) => visibleFields(input.schema));
  const first = visible[0] ?? [];
  const widths = new Set(visible.map((fields) => fields.length));
  if (widths.size > 1) {
    throw new SqlError(`${name} needs as many columns on both sides: ${[...widths].join(" and ")}`, {
      code: "type",
      span,
    });
  }
  const types = first.map((field, i): SqlType => {
    const type = unify(visible.map((fields) => fields[i]!.type), "case"); // same width
    if (type !== undefined) return type.kind === "null" ? TEXT : type;
    const names = visible.map((fields) => typeName(fields[i]!.type)).join(" and ");
    throw new SqlError(`Column ${i + 1} (${field.name}) of ${name}: ${names} have no common type`, {
      code: "type",
      span,
      hint: "Cast one of them.",
    });
  });
  const timed = inputs.every((input) => input.schema.eventTime !== undefined);
  const fields: Field[] = types.map((type, i) =>
    fieldOf(first[i]!.name, type, visible.some((columns) => columns[i]!.nullable)) // same width
  );
  const watermarked = inputs.every((input) => input.schema.rowWatermark !== undefined);
  const hidden = (name: string): Field => ({ name, type: TIMESTAMP, nullable: false, hidden: true });
  if (timed) fields.push(hidden(RECORD_TIME));
  if (watermarked) fields.push(hidden(ROW_WATERMARK));
  const schema: Schema = {
    fields,
    updating: inputs.some((input) => input.schema.updating),
    ...(timed && { eventTime: types.length }),
    ...(watermarked && { rowWatermark: fields.length - 1 }),
  };
  const details = { span, text: name };
  const projected = inputs.map((input): LogicalPlan => {
    const column = (index: number) => columnAt(input.schema.fields[index]!, index); // positions of the schema
    const positions = input.schema.fields.flatMap((field, index) => field.hidden ? [] : [index]);
    const exprs = positions.map((index, i) => castTo(column(index), types[i]!, details));
    const time = eventTimeOf(input);
    if (timed && time !== undefined) exprs.push(time);
    if (watermarked) exprs.push(column(input.schema.rowWatermark!)); // every input has one
    return { kind: "project", input, exprs, schema: { ...schema, updating: input.schema.updating } };
  });
  return { inputs: projected, schema };
}
