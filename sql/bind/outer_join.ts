/** LEFT, RIGHT and FULL JOIN, and joins with USING: relations whose columns are those of both sides. */
import { SqlError } from "../../schema/errors.ts";
import type { Field } from "../../schema/field.ts";
import type * as ast from "../ast.ts";
import type { Expr } from "../expr.ts";
import { commonType } from "../functions/common_type.ts";
import type { LogicalPlan } from "../plan.ts";
import { castTo } from "./cast.ts";
import { equalityOf } from "./equality.ts";
import { bindPredicate, type ExpressionContext } from "./expression.ts";
import { conjunctsOf } from "./filter.ts";
import { timeOf } from "./from.ts";
import { joined } from "./join.ts";
import { appendHidden, columnAt, columnsOfSchema, project } from "./projection.ts";
import type { Bound, QueryContext } from "./query_context.ts";
import { pick, type Scope, type ScopeColumn } from "./scope.ts";
import { refuseWindow } from "./window.ts";

/** A column of USING on both sides. */
interface SharedColumn {
  readonly left: ScopeColumn;
  readonly right: ScopeColumn;
}

export function outerJoin(node: ast.Join, left: Bound, right: Bound, context: QueryContext): Bound {
  if (node.natural) {
    throw new SqlError("can't handle join constraint other than ON", {
      code: "join",
      span: node.span,
      hint: "Write the equality with ON or USING.",
    });
  }
  const type = node.type === "cross" ? "inner" : node.type;
  const width = left.plan.schema.fields.length;
  const shared = node.constraint?.kind === "using" ? sharedColumns(node.constraint, left.scope, right.scope) : [];
  const scope: Scope = {
    columns: [...left.scope.columns, ...right.scope.columns.map((column) => moved(column, width))],
    eventTime: undefined,
  };
  const { parameters, facts: { functions } } = context;
  const expressions: ExpressionContext = { scope, parameters, functions, replace: refuseWindow };
  const conjuncts = node.constraint?.kind === "on"
    ? conjunctsOf(bindPredicate(node.constraint.condition, expressions, "ON"))
    : shared.map(({ left, right }) =>
      equalityOf(
        columnAt(left, left.index),
        columnAt(right, right.index + width),
        left.name,
        node.constraint?.span ?? node.span,
        expressions,
      )
    );
  const { plan, at } = joined(
    { type, left: left.plan, right: right.plan, conjuncts, isCross: false, span: node.span },
    context,
  );
  const columns = scope.columns.map((column) => placed(column, at, plan));
  const bound: Bound = { plan, scope: { columns, eventTime: timeOf(plan.schema) } };
  return shared.length === 0 ? bound : merged(node, bound, shared, [left.scope, right.scope]);
}

function moved(column: ScopeColumn, by: number): ScopeColumn {
  return { ...column, index: column.index + by };
}

function placed(column: ScopeColumn, at: readonly number[], { schema }: LogicalPlan): ScopeColumn {
  const index = at[column.index]!; // a column of either side
  return { ...column, index, nullable: schema.fields[index]?.nullable ?? column.nullable };
}

// ---------------------------------------------------------------------------------------------------------------------
// USING

function sharedColumns({ columns }: ast.JoinUsing, left: Scope, right: Scope): readonly SharedColumn[] {
  return columns.map((name) => ({ left: columnOf(left, name), right: columnOf(right, name) }));
}

function columnOf(scope: Scope, name: ast.Identifier): ScopeColumn {
  const columns = scope.columns.filter((column) => !column.qualifiedOnly);
  const column = pick(columns, name, (one) => one.name);
  if (column !== undefined) return column;
  throw new SqlError(`'${name.name}' not found`, {
    code: "not_found",
    span: name.span,
    hint: `USING needs a column of that name on both sides: ${columns.map((one) => one.name).join(", ")}.`,
    expected: columns.map((one) => one.name),
  });
}

/** Each shared column once, in its place on the left; those of both sides are named with their relations. */
function merged(
  { type }: ast.Join,
  { plan, scope }: Bound,
  shared: readonly SharedColumn[],
  [left, right]: readonly [Scope, Scope],
): Bound {
  const exprs = columnsOfSchema(plan.schema);
  const fields = [...plan.schema.fields];
  const ofLeft = scope.columns.slice(0, left.columns.length);
  const ofRight = scope.columns.slice(left.columns.length);
  const isShared = (side: keyof SharedColumn, column: ScopeColumn | undefined) =>
    shared.find((one) => one[side] === column);
  const columns = [
    ...ofLeft.flatMap((column, i): ScopeColumn[] => {
      const both = isShared("left", left.columns[i]);
      if (both === undefined) return [column];
      const other = ofRight[right.columns.indexOf(both.right)]!; // a column of the right
      const one = type === "full" ? either(column, other, exprs, fields) : type === "right" ? other : column;
      return [{ ...one, name: column.name, relation: undefined }, { ...column, qualifiedOnly: true }];
    }),
    ...ofRight.map((column, i) => isShared("right", right.columns[i]) ? { ...column, qualifiedOnly: true } : column),
  ];
  const isSame = fields.length === plan.schema.fields.length;
  return { plan: isSame ? plan : project(plan, exprs, fields), scope: { ...scope, columns } };
}

/** The column of the side that is there. */
function either(left: ScopeColumn, right: ScopeColumn, exprs: Expr[], fields: Field[]): ScopeColumn {
  const type = commonType(left.type, right.type) ?? left.type; // compared, so there is one
  const details = { span: { start: 0, end: 0 }, text: left.name };
  const args = [left, right].map((column) => castTo(columnAt(column, column.index), type, details));
  const index = appendHidden({ kind: "coalesce", args, type, nullable: true }, exprs, fields, left.name);
  return { ...left, index, type, nullable: true };
}
