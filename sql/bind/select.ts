/** SELECT: what is selected from which rows. */
import { type Span, SqlError } from "../../schema/errors.ts";
import { type Field, fieldOf } from "../../schema/field.ts";
import { typeName } from "../../schema/types.ts";
import type * as ast from "../ast.ts";
import type { Expr } from "../expr.ts";
import { MAX_COLUMNS, tooWide } from "../limits.ts";
import type { LogicalPlan, SortKey } from "../plan.ts";
import { printExpression } from "../print.ts";
import { AsyncCalls } from "./async_calls.ts";
import { distinct } from "./distinct.ts";
import { bindExpression, bindPredicate, type ExpressionContext, outputValue } from "./expression.ts";
import { filtered } from "./filter.ts";
import { Grouping, isAggregateCall } from "./grouping.ts";
import { type GroupingKeys, groupingKeys } from "./grouping_sets.ts";
import { ORDER_COLUMN, outputIndex, type Sorted, sortKey } from "./order.ts";
import { hasOver, OverCalls } from "./over.ts";
import { appendHidden, project } from "./projection.ts";
import type { CommonTables, QueryContext } from "./query_context.ts";
import { ScalarQueries } from "./scalar_query.ts";
import type { Scope, ScopeColumn } from "./scope.ts";
import { findParts } from "./syntax.ts";
import { UnnestCall } from "./unnest.ts";
import { bindRows } from "./where.ts";

/** An output column. */
interface Item {
  readonly name: string;
  readonly expr: Expr;
}

export function bindSelect(
  select: ast.Select,
  context: QueryContext,
  tables: CommonTables,
  orderBy: readonly ast.OrderItem[],
): Sorted {
  const { plan: rows, scope } = bindRows(select, context, tables);
  const ofRows: ExpressionContext = { scope, parameters: context.parameters, functions: context.facts.functions };
  if (!isGrouped(select, orderBy, ofRows)) {
    const scalars = new ScalarQueries(ofRows, context, tables);
    return selected(select, () => scalars.plan(rows), ofRows, scalars, orderBy, context);
  }
  const { plan, base } = ScalarQueries.over(rows, queriesOfCalls(select, orderBy, ofRows), ofRows, context, tables);
  const aliases = aliasesOf(select);
  const groups = groupsOf(select, base, aliases);
  const span = select.groupBy?.span ?? select.span;
  const grouping = new Grouping(plan, base, context, groups, aliases, span);
  const scalars = new ScalarQueries(grouping.context, context, tables);
  const having = select.having && bindPredicate(select.having, scalars.context, "HAVING");
  const grouped = () => {
    const input = scalars.plan(grouping.plan());
    return having ? filtered(input, [scalars.placed(having)]) : input;
  };
  return selected(select, grouped, grouping.context, scalars, orderBy, context);
}

/** Binds the select list and ORDER BY; `input` is asked for when both are bound. `stars` is what `*` is bound with. */
function selected(
  select: ast.Select,
  input: () => LogicalPlan,
  stars: ExpressionContext,
  scalars: ScalarQueries,
  orderBy: readonly ast.OrderItem[],
  context: QueryContext,
): Sorted {
  checkWidth(select.items.length, select.span);
  const over = new OverCalls(scalars.context);
  const unnest = new UnnestCall(select.items, over.context);
  const inList = { ...unnest.context, asyncCalls: new AsyncCalls() };
  const items = select.items.flatMap((item) => bindItem(item, item.kind === "expression" ? inList : stars));
  checkWidth(items.length, select.span);
  const exprs = items.map((item) => item.expr);
  const fields: Field[] = items.map(({ name, expr }) => fieldOf(name, expr.type, expr.nullable));
  const keys = orderBy.map((item): SortKey => {
    const index = outputIndex(item.expression, fields) ?? sortColumn(item, select, over.context, exprs, fields);
    return sortKey(item, index, fields);
  });
  const placed = (expr: Expr) => over.placed(scalars.placed(expr));
  const rows = unnest.plan(over.plan(input(), context, (expr) => scalars.placed(expr)), placed);
  const plan = project(rows, exprs.map((expr) => unnest.placed(placed(expr))), fields);
  return { plan: select.distinct ? distinct(plan, context.updates(), select.span) : plan, keys };
}

function checkWidth(count: number, span: Span): void {
  if (count > MAX_COLUMNS) throw tooWide(span);
}

function sortColumn(
  item: ast.OrderItem,
  select: ast.Select,
  expressions: ExpressionContext,
  exprs: Expr[],
  fields: Field[],
): number {
  if (!select.distinct) return appendHidden(bindExpression(item.expression, expressions), exprs, fields, ORDER_COLUMN);
  throw new SqlError("ORDER BY of SELECT DISTINCT must be in the select list", {
    code: "distinct",
    span: item.span,
  });
}

// ---------------------------------------------------------------------------------------------------------------------
// GROUP BY

function isGrouped(select: ast.Select, orderBy: readonly ast.OrderItem[], base: ExpressionContext): boolean {
  if (select.groupBy !== undefined || select.having !== undefined) return true;
  const items = select.items.flatMap((item) => item.kind === "expression" ? [item.expression] : []);
  return [...items, ...orderBy.map((item) => item.expression)].some((node) => hasAggregate(node, base));
}

function hasAggregate(node: ast.Expression, base: Functions): boolean {
  return aggregatesIn(node, base).length > 0;
}

type Functions = Pick<ExpressionContext, "functions">;

function aggregatesIn(node: ast.Expression, { functions }: Functions): readonly ast.Expression[] {
  const isUsers = (part: ast.Expression) =>
    part.kind === "call" && part.over === undefined &&
    functions.some((one) => one.user?.aggregate && one.name === part.name.name);
  return findParts(node, (part) => isAggregateCall(part) || isUsers(part));
}

/** Queries that give a value to the arguments of aggregates. */
function queriesOfCalls(
  { items, having }: ast.Select,
  orderBy: readonly ast.OrderItem[],
  base: Functions,
): readonly ast.Subquery[] {
  const expressions = [
    ...items.flatMap((item) => item.kind === "expression" ? [item.expression] : []),
    ...(having ? [having] : []),
    ...orderBy.map((item) => item.expression),
  ];
  const isQuery = (part: ast.Expression): part is ast.Subquery => part.kind === "subquery";
  return expressions.flatMap((node) => aggregatesIn(node, base)).flatMap((call) => findParts(call, isQuery))
    .filter(isQuery);
}

function aliasesOf(select: ast.Select): ReadonlyMap<string, ast.Expression> {
  const aliases = new Map<string, ast.Expression>();
  for (const item of select.items) {
    if (item.kind === "expression" && item.alias !== undefined) aliases.set(item.alias.name, item.expression);
  }
  return aliases;
}

function groupsOf(
  { groupBy, items }: ast.Select,
  base: ExpressionContext,
  aliases: ReadonlyMap<string, ast.Expression>,
): GroupingKeys {
  if (groupBy === undefined) return { expressions: [], sets: [[]] };
  const selected = items.map((item) => item.kind === "expression" ? item.expression : undefined);
  if (groupBy.all) {
    const expressions = selected.filter((node) => node !== undefined && !hasAggregate(node, base) && !hasOver(node));
    return { expressions: expressions as ast.Expression[], sets: [expressions.map((_, i) => i)] };
  }
  return groupingKeys(groupBy.items, (node) => standsFor(node, selected, base.scope, aliases));
}

/** A column of the input first, else an alias; a number is a position of the select list. */
function standsFor(
  node: ast.Expression,
  selected: readonly (ast.Expression | undefined)[],
  scope: Scope,
  aliases: ReadonlyMap<string, ast.Expression>,
): ast.Expression {
  if (node.kind === "number" && /^\d+$/.test(node.text)) {
    const item = selected[Number(node.text) - 1];
    if (item !== undefined) return item;
    throw positionNotSelected("GROUP BY", node.text, node.span);
  }
  if (node.kind !== "name" || node.parts.length !== 1) return node;
  const [{ name }] = node.parts as [ast.Identifier];
  const isColumn = scope.columns.some((column) => column.name.toLowerCase() === name.toLowerCase());
  return isColumn ? node : aliases.get(name) ?? node;
}

function positionNotSelected(clause: string, position: string, span: Span): SqlError {
  return new SqlError(`${clause} position ${position} is not in the select list`, { code: "not_found", span });
}

// ---------------------------------------------------------------------------------------------------------------------
// The items of the select list

function bindItem(item: ast.SelectItem, expressions: ExpressionContext): readonly Item[] {
  const { scope } = expressions;
  if (item.kind === "expression") {
    const expr = outputValue(bindExpression(item.expression, expressions));
    return [{ name: item.alias?.name ?? outputName(item.expression), expr }];
  }
  if (item.kind === "star") {
    const columns = scope.columns.filter((column) => !column.qualifiedOnly);
    if (columns.length > 0) return columns.map((column) => columnItem(column, item.span, expressions));
    throw new SqlError("* needs a FROM clause", { code: "not_found", span: item.span });
  }
  const { parts } = item.qualifier;
  const columns = scope.columns.filter((column) => parts.length === 1 && column.relation === parts[0]?.name);
  if (columns.length > 0) return columns.map((column) => columnItem(column, item.span, expressions));
  return structMembers(item.qualifier, expressions);
}

function columnItem(column: ScopeColumn, span: Span, expressions: ExpressionContext): Item {
  const { name, index, type, nullable, relation } = column;
  if (expressions.replace === undefined) return { name, expr: { kind: "column", index, name, type, nullable } };
  const parts = [relation, name].flatMap((part) => part === undefined ? [] : [{ name: part, quoted: true, span }]);
  return { name, expr: bindExpression({ kind: "name", parts, span }, expressions) };
}

/** `s.*` of a struct column. */
function structMembers(path: ast.NamePath, expressions: ExpressionContext): readonly Item[] {
  const expr = bindExpression(path, expressions);
  if (expr.type.kind !== "struct") {
    throw new SqlError(`${typeName(expr.type)} has no fields`, { code: "type", span: path.span });
  }
  return expr.type.fields.map((field) => ({
    name: field.name,
    expr: bindExpression(
      { kind: "field", operand: path, field: { name: field.name, quoted: true, span: path.span }, span: path.span },
      expressions,
    ),
  }));
}

/** `sql.md` §9.1: a column or field keeps its last name, other expressions get their text. */
function outputName(node: ast.Expression): string {
  switch (node.kind) {
    case "name":
      return node.parts.at(-1)?.name ?? "";
    case "field":
      return node.field.name;
    case "subscript":
      return node.index.kind === "string" ? node.index.value : printExpression(node).toLowerCase();
    default:
      return printExpression(node).toLowerCase();
  }
}
