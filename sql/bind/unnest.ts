/** UNNEST in the select list and in FROM: a row for each element of an array. */
import { SqlError } from "../../schema/errors.ts";
import { type Field, fieldOf } from "../../schema/field.ts";
import { TEXT, typeName } from "../../schema/types.ts";
import type * as ast from "../ast.ts";
import { type Expr, mapChildren } from "../expr.ts";
import type { LogicalPlan } from "../plan.ts";
import { bindExpression, type ExpressionContext } from "./expression.ts";
import { appendHidden, columnAt, columnsOfSchema, project } from "./projection.ts";
import type { Bound, QueryContext } from "./query_context.ts";
import { findParts } from "./syntax.ts";

/** A position that no column has. */
const PLACEHOLDER = -1;

function isUnnest(node: ast.Expression): node is ast.Call {
  return node.kind === "call" && node.over === undefined && node.name.name === "unnest";
}

/**
 * The one `unnest(array)` of a select list. {@link context} binds expressions in which it is a placeholder, {@link plan} puts it
 * above the rows, then {@link placed} gives the placeholder its column.
 */
export class UnnestCall {
  readonly context: ExpressionContext;
  readonly #base: ExpressionContext;
  #array: Expr | undefined;
  #element: Field | undefined;
  #place = PLACEHOLDER;

  constructor(items: readonly ast.SelectItem[], base: ExpressionContext) {
    this.#base = { ...base, replace: (node) => isUnnest(node) ? refuseSecond(node) : base.replace?.(node) };
    this.context = { ...base, replace: (node) => isUnnest(node) ? this.#call(node) : base.replace?.(node) };
    const expressions = items.flatMap((item) => item.kind === "expression" ? [item.expression] : []);
    const calls = expressions.map((node) => findParts(node, isUnnest));
    for (const [, second] of calls) if (second !== undefined) throw refuseSecond(second);
    const [, other] = calls.flat();
    if (other === undefined) return;
    throw new SqlError("Projection contains multiple unnests, which is not currently supported", {
      code: "unnest",
      span: other.span,
    });
  }

  #call(node: ast.Call): Expr {
    const [argument] = node.arguments;
    if (argument === undefined || node.arguments.length > 1) {
      throw new SqlError("unnest takes one array", { code: "unnest", span: node.span });
    }
    this.#array = arrayOf(argument, this.#base);
    this.#element = elementField("unnest", this.#array);
    return columnAt(this.#element, PLACEHOLDER);
  }

  /** `placed` gives placeholders of others their columns. */
  plan(input: LogicalPlan, placed: (expr: Expr) => Expr): LogicalPlan {
    if (this.#array === undefined || this.#element === undefined) return input;
    const plan = unnested(input, placed(this.#array), this.#element);
    this.#place = plan.schema.fields.length - 1;
    return plan;
  }

  placed(expr: Expr): Expr {
    if (this.#array === undefined) return expr;
    if (expr.kind !== "column") return mapChildren(expr, (child) => this.placed(child));
    return expr.index === PLACEHOLDER ? { ...expr, index: this.#place } : expr;
  }
}

function refuseSecond(node: ast.Expression): never {
  throw new SqlError("Multiple unnests in expression, which is not allowed", { code: "unnest", span: node.span });
}

function arrayOf(node: ast.Expression, context: ExpressionContext): Expr {
  const array = bindExpression(node, context);
  if (array.type.kind === "array") return array;
  throw new SqlError(`unnest may only be called on arrays`, {
    code: "unnest",
    span: node.span,
    hint: `This is ${typeName(array.type)}.`,
  });
}

function elementField(name: string, { type }: Expr): Field {
  const element = type.kind === "array" ? type.element : type;
  return fieldOf(name, element.kind === "null" ? TEXT : element);
}

/** The input's columns, perhaps the array, then the element. */
function unnested(input: LogicalPlan, array: Expr, element: Field): LogicalPlan {
  let below = input;
  let index = array.kind === "column" ? array.index : -1;
  if (index < 0) {
    const [exprs, fields] = [columnsOfSchema(input.schema), [...input.schema.fields]];
    index = appendHidden(array, exprs, fields, "_array");
    below = project(input, exprs, fields);
  }
  const { key: _, ...schema } = below.schema;
  return { kind: "unnest", input: below, array: index, schema: { ...schema, fields: [...schema.fields, element] } };
}

/** `left CROSS JOIN UNNEST(left.items) AS u(item)`, also after a comma. */
export function bindUnnest(left: Bound, relation: ast.UnnestRelation, context: QueryContext): Bound {
  const { alias } = relation;
  if (alias !== undefined && alias.columns.length > 1) {
    throw new SqlError(`${alias.columns.length} column names were given for 1 columns`, {
      code: "type",
      span: alias.span,
    });
  }
  const array = arrayOf(relation.array, {
    scope: left.scope,
    parameters: context.parameters,
    functions: context.facts.functions,
  });
  const name = alias?.columns[0]?.name ?? alias?.name.name ?? "unnest";
  const element = elementField(name, array);
  const plan = unnested(left.plan, array, element);
  const column = { relation: alias?.name.name, index: plan.schema.fields.length - 1, ...element };
  return { plan, scope: { ...left.scope, columns: [...left.scope.columns, column] } };
}
