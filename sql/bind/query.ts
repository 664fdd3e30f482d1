/** Queries to logical plans. */
import type { Catalog, View } from "../../schema/catalog.ts";
import { type Span, SqlError } from "../../schema/errors.ts";
import { type Field, fieldOf, type Schema, visibleFields } from "../../schema/field.ts";
import { type GivenOptions, nearest } from "../../schema/options.ts";
import type { Table } from "../../schema/table.ts";
import { type SqlType, TEXT, TIMESTAMP, typeName, type Value } from "../../schema/types.ts";
import type * as ast from "../ast.ts";
import type { Expr } from "../expr.ts";
import { EvaluationError, type Implementation } from "../functions/function.ts";
import type { ScalarFunction } from "../functions/function.ts";
import { refuseUser } from "../lift.ts";
import { unify } from "../operators.ts";
import { parseStatement } from "../parse.ts";
import { isBounded, type LogicalPlan, type SortKey } from "../plan.ts";
import { printExpression } from "../print.ts";
import { AsyncCalls } from "./async_calls.ts";
import { castTo, literal } from "./cast.ts";
import { argument, bindExpression, bindPredicate, outputValue } from "./expression.ts";
import { notBuilt } from "./not_built.ts";
import { givenOptions } from "./options.ts";
import { NO_COLUMNS, pick, type Scope, type ScopeColumn, scopeOf } from "./scope.ts";
import { scanOf } from "./table.ts";

/** What connectors know of a table and the binder needs. */
export interface TableFacts {
  /** Functions beside the built-in ones. */
  readonly functions: readonly ScalarFunction[];
  /** Reading it comes to an end. */
  bounded(table: Table): boolean;
  /** Its record time is milliseconds of a record; else nanoseconds of a generated row. */
  hasRecords(table: Table): boolean;
  /** The table with options of a hint put over its own, checked. */
  withOptions(table: Table, options: GivenOptions): Table;
}

/** What one pipeline is bound with. Tables and views that are read twice give one plan node. */
export interface QueryContext {
  readonly catalog: Catalog;
  readonly facts: TableFacts;
  readonly parameters: readonly Value[];
  readonly scans: Map<string, LogicalPlan>;
  readonly views: Map<View, LogicalPlan>;
  /** Names of the views that are being bound, in lower case: none may read itself. */
  readonly opening: Set<string>;
  /** Memory tables that an INSERT of this pipeline fills, with the plan of its query. */
  readonly memory: ReadonlyMap<string, LogicalPlan>;
}

export function queryContext(
  catalog: Catalog,
  facts: TableFacts,
  parameters: readonly Value[] = [],
  memory: ReadonlyMap<string, LogicalPlan> = new Map(),
): QueryContext {
  return { catalog, facts, parameters, scans: new Map(), views: new Map(), opening: new Set(), memory };
}

type CommonTables = ReadonlyMap<string, LogicalPlan>;

/** A relation in FROM: its plan and how its columns are named. */
interface Bound {
  readonly plan: LogicalPlan;
  readonly scope: Scope;
}

export function bindQuery(query: ast.Query, context: QueryContext, outer: CommonTables = new Map()): LogicalPlan {
  if (query.recursive) {
    throw new SqlError("Recursive CTEs are not supported", { code: "unsupported", span: query.span });
  }
  const tables = new Map(outer);
  for (const common of query.with) {
    const plan = renamed(bindQuery(common.query, context, tables), common.columns, common.span);
    tables.set(common.name.name, plan);
  }
  return bindOrdered(query, context, tables);
}

function bindOrdered(query: ast.Query, context: QueryContext, tables: CommonTables): LogicalPlan {
  const { body } = query;
  const limit = bindCount(query.limit, context);
  const offset = bindCount(query.offset, context) ?? 0;
  if (query.orderBy.length === 0) {
    const plan = bindBody(body, context, tables);
    if (limit === undefined && offset === 0) return plan;
    if (limit === 0) return withoutRows(plan);
    return { kind: "limit", input: plan, limit, offset, schema: plan.schema };
  }
  const { plan, keys } = body.kind === "select"
    ? bindSelect(body, context, tables, query.orderBy)
    : sorted(bindBody(body, context, tables), query.orderBy, context);
  if (!isBounded(plan)) throw unboundedSort(query, limit);
  const sort: LogicalPlan = { kind: "sort", input: plan, keys, limit, offset, schema: plan.schema };
  return withoutSortColumns(sort);
}

/** LIMIT 0 asks for the columns only: nothing is read. */
function withoutRows({ schema }: LogicalPlan): LogicalPlan {
  return { kind: "values", rows: [], schema };
}

function unboundedSort(query: ast.Query, limit: number | undefined): SqlError {
  const span: Span = { start: query.orderBy[0]!.span.start, end: query.orderBy.at(-1)!.span.end }; // not empty
  if (limit !== undefined) return notBuilt("ORDER BY with LIMIT over an unbounded query", span);
  return new SqlError("ORDER BY without LIMIT needs a bounded query", {
    code: "unbounded",
    span,
    hint: "Add LIMIT, or read up to now with 'source.until' = 'latest'.",
  });
}

function bindCount(node: ast.Expression | undefined, context: QueryContext): number | undefined {
  if (node === undefined) return undefined;
  const expr = bindExpression(node, {
    scope: NO_COLUMNS,
    parameters: context.parameters,
    functions: context.facts.functions,
  });
  if (expr.kind === "literal" && expr.value === null) return undefined;
  if (expr.kind === "literal" && typeof expr.value === "bigint" && expr.value >= 0n) return Number(expr.value);
  throw new SqlError("LIMIT and OFFSET need a whole number that is not negative", { code: "type", span: node.span });
}

function bindBody(body: ast.QueryBody, context: QueryContext, tables: CommonTables): LogicalPlan {
  switch (body.kind) {
    case "query":
      return bindQuery(body, context, tables);
    case "select":
      return bindSelect(body, context, tables, []).plan;
    case "values":
      return bindValues(body, context);
    case "setOperation":
      return bindSetOperation(body, context, tables);
    default:
      return body satisfies never;
  }
}

// ---------------------------------------------------------------------------------------------------------------------
// SELECT

interface Sorted {
  readonly plan: LogicalPlan;
  readonly keys: readonly SortKey[];
}

function bindSelect(
  select: ast.Select,
  context: QueryContext,
  tables: CommonTables,
  orderBy: readonly ast.OrderItem[],
): Sorted {
  if (select.groupBy) throw notBuilt("GROUP BY", select.groupBy.span);
  if (select.having) throw notBuilt("HAVING", select.having.span);
  if (select.distinct) throw notBuilt("SELECT DISTINCT", select.span);
  let { plan, scope } = bindFrom(select, context, tables);
  const expressions = { scope, parameters: context.parameters, functions: context.facts.functions };
  if (select.where) {
    const predicate = bindPredicate(select.where, expressions, "WHERE");
    plan = { kind: "filter", input: plan, predicate, schema: plan.schema };
  }
  const asyncCalls = new AsyncCalls();
  const items = select.items.flatMap((item) => bindItem(item, scope, context, asyncCalls));
  const exprs = items.map((item) => item.expr);
  const fields: Field[] = items.map(({ name, expr }) => fieldOf(name, expr.type, expr.nullable));
  const keys = orderBy.map((item): SortKey => {
    const index = outputIndex(item.expression, fields) ??
      appendHidden(bindExpression(item.expression, expressions), exprs, fields);
    return sortKey(item, index, fields);
  });
  return { plan: project(plan, exprs, fields), keys };
}

function bindFrom(select: ast.Select, context: QueryContext, tables: CommonTables): Bound {
  const [first, second] = select.from;
  if (first === undefined) {
    const schema: Schema = { fields: [], updating: false };
    return { plan: { kind: "values", rows: [[]], schema }, scope: NO_COLUMNS };
  }
  if (second !== undefined) throw notBuilt("A join", second.span);
  return bindRelation(first, context, tables);
}

function bindItem(
  item: ast.SelectItem,
  scope: Scope,
  context: QueryContext,
  asyncCalls: AsyncCalls,
): readonly { readonly name: string; readonly expr: Expr }[] {
  if (item.kind === "expression") {
    const { parameters, facts: { functions } } = context;
    const expr = outputValue(bindExpression(item.expression, { scope, parameters, functions, asyncCalls }));
    return [{ name: item.alias?.name ?? outputName(item.expression), expr }];
  }
  if (item.kind === "star") {
    if (scope.columns.length > 0) return scope.columns.map(columnItem);
    throw new SqlError("* needs a FROM clause", { code: "not_found", span: item.span });
  }
  const { parts } = item.qualifier;
  const columns = scope.columns.filter((column) => parts.length === 1 && column.relation === parts[0]?.name);
  return columns.length > 0 ? columns.map(columnItem) : structMembers(item.qualifier, scope, context);
}

function columnItem({ name, index, type, nullable }: ScopeColumn): { readonly name: string; readonly expr: Expr } {
  return { name, expr: { kind: "column", index, name, type, nullable } };
}

/** `s.*` of a struct column. */
function structMembers(path: ast.NamePath, scope: Scope, context: QueryContext) {
  const expr = bindExpression(path, { scope, parameters: context.parameters, functions: context.facts.functions });
  if (expr.type.kind !== "struct") {
    throw new SqlError(`${typeName(expr.type)} has no fields`, { code: "type", span: path.span });
  }
  return expr.type.fields.map((field) => ({
    name: field.name,
    expr: bindExpression(
      { kind: "field", operand: path, field: { name: field.name, quoted: true, span: path.span }, span: path.span },
      { scope, parameters: context.parameters, functions: context.facts.functions },
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

/** A projection that carries the input's event time along, hidden where it is not selected. */
function project(input: LogicalPlan, exprs: readonly Expr[], fields: readonly Field[]): LogicalPlan {
  const { eventTime, updating } = input.schema;
  const all = [...exprs];
  const allFields = [...fields];
  if (eventTime === undefined) return { kind: "project", input, exprs: all, schema: { fields: allFields, updating } };
  let index = exprs.findIndex((expr) => expr.kind === "column" && expr.index === eventTime);
  if (index < 0) {
    const { name, type, nullable } = input.schema.fields[eventTime]!; // a position of the schema
    index = appendHidden({ kind: "column", index: eventTime, name, type, nullable }, all, allFields, name);
  }
  return { kind: "project", input, exprs: all, schema: { fields: allFields, updating, eventTime: index } };
}

function appendHidden(expr: Expr, exprs: Expr[], fields: Field[], name = "_order"): number {
  fields.push({ name, type: expr.type, nullable: expr.nullable, hidden: true });
  return exprs.push(expr) - 1;
}

// ---------------------------------------------------------------------------------------------------------------------
// ORDER BY

/** Position of the output column that an ORDER BY item names: by number, or by alias. */
function outputIndex(node: ast.Expression, fields: readonly Field[]): number | undefined {
  if (node.kind === "number" && /^\d+$/.test(node.text)) {
    const index = Number(node.text) - 1;
    if (fields[index] !== undefined && !fields[index].hidden) return index;
    throw new SqlError(`ORDER BY position ${node.text} is not in the select list`, {
      code: "not_found",
      span: node.span,
    });
  }
  const only = node.kind === "name" && node.parts.length === 1 ? node.parts[0] : undefined;
  if (only === undefined) return undefined;
  const named = fields.flatMap((field, index) => field.hidden ? [] : [{ name: field.name, index }]);
  return pick(named, only, (one) => one.name)?.index;
}

function sortKey(item: ast.OrderItem, index: number, fields: readonly Field[]): SortKey {
  const field = fields[index]!; // a position found or made
  return {
    index,
    type: field.type,
    descending: item.descending,
    nullsFirst: item.nulls === undefined ? item.descending : item.nulls === "first",
  };
}

function sorted(plan: LogicalPlan, orderBy: readonly ast.OrderItem[], context: QueryContext): Sorted {
  const exprs: Expr[] = plan.schema.fields.map(columnAt);
  const fields = [...plan.schema.fields];
  const scope = scopeOf(plan.schema, undefined);
  const keys = orderBy.map((item) => {
    const index = outputIndex(item.expression, fields) ??
      appendHidden(
        bindExpression(item.expression, { scope, parameters: context.parameters, functions: context.facts.functions }),
        exprs,
        fields,
      );
    return sortKey(item, index, fields);
  });
  const extended: LogicalPlan = { kind: "project", input: plan, exprs, schema: { ...plan.schema, fields } };
  return { plan: fields.length === plan.schema.fields.length ? plan : extended, keys };
}

function withoutSortColumns(plan: LogicalPlan): LogicalPlan {
  if (!plan.schema.fields.some((field) => field.name === "_order" && field.hidden)) return plan;
  const kept = plan.schema.fields.map((field, index) => ({ field, index })).filter(({ field }) =>
    field.name !== "_order" || !field.hidden
  );
  const eventTime = kept.findIndex(({ index }) => index === plan.schema.eventTime);
  const schema: Schema = {
    fields: kept.map(({ field }) => field),
    updating: plan.schema.updating,
    ...(eventTime >= 0 && { eventTime }),
  };
  return { kind: "project", input: plan, exprs: kept.map(({ field, index }) => columnAt(field, index)), schema };
}

function columnAt(field: Field, index: number): Expr {
  return { kind: "column", index, name: field.name, type: field.type, nullable: field.nullable };
}

// ---------------------------------------------------------------------------------------------------------------------
// FROM

function bindRelation(relation: ast.Relation, context: QueryContext, tables: CommonTables): Bound {
  switch (relation.kind) {
    case "table": {
      const plan = bindTableReference(relation, context, tables);
      const alias = relation.alias;
      return { plan, scope: aliased(plan, alias?.name.name ?? relation.name.name, alias) };
    }
    case "derived": {
      const plan = bindQuery(relation.query, context, tables);
      return { plan, scope: aliased(plan, relation.alias?.name.name, relation.alias) };
    }
    case "unnest":
      throw notBuilt("UNNEST", relation.span);
    case "windowFunction":
      throw notBuilt(`The window function ${relation.name.name.toUpperCase()}`, relation.span);
    case "join":
      throw notBuilt("A join", relation.span);
    default:
      return relation satisfies never;
  }
}

function aliased(plan: LogicalPlan, name: string | undefined, alias: ast.TableAlias | undefined): Scope {
  const names = alias?.columns.map((column) => column.name) ?? [];
  const visible = visibleFields(plan.schema).length;
  if (names.length > visible) throw tooManyNames(names.length, visible, alias!.span); // names come from the alias
  return scopeOf(plan.schema, name, names);
}

function tooManyNames(given: number, columns: number, span: Span): SqlError {
  return new SqlError(`${given} column names were given for ${columns} columns`, { code: "type", span });
}

function bindTableReference(node: ast.TableReference, context: QueryContext, tables: CommonTables): LogicalPlan {
  const { name } = node.name;
  const common = tables.get(name);
  if (common !== undefined) return common;
  if (context.opening.has(name.toLowerCase())) {
    throw new SqlError(`${name} would read itself`, {
      code: "recursive",
      span: node.name.span,
      hint: "Give the new view another name.",
    });
  }
  const view = context.catalog.view(name);
  if (view !== undefined) return bindView(view, context);
  const table = context.catalog.table(name);
  if (table === undefined) throw tableNotFound(node.name, context.catalog, tables);
  if (table.connector === "memory") return readMemory(table, node, context);
  if (table.direction === "sink") {
    throw new SqlError(`attempted to read from table '${table.name}', but it is a sink`, {
      code: "direction",
      span: node.name.span,
    });
  }
  if (table.columns.length === 0) {
    throw new SqlError("No schema defined for Kafka connection", {
      code: "table",
      span: node.name.span,
      hint: `Only INSERT INTO ${table.name} gives it columns: declare them to read it.`,
    });
  }
  if (node.hint.length > 0) {
    return scanOf(context.facts.withOptions(table, givenOptions(node.hint)), context.facts);
  }
  const known = context.scans.get(table.name);
  if (known !== undefined) return known;
  const scan = scanOf(table, context.facts);
  context.scans.set(table.name, scan);
  return scan;
}

function readMemory(table: Table, node: ast.TableReference, context: QueryContext): LogicalPlan {
  const filled = context.memory.get(table.name);
  if (filled !== undefined) {
    return { kind: "memory", table: table.name, bounded: isBounded(filled), schema: filled.schema };
  }
  throw new SqlError(`Can't query from memory table ${table.name} without first inserting into it.`, {
    code: "memory",
    span: node.name.span,
    hint: "Fill it in the same pipeline: in the shell put both into EXECUTE STATEMENT SET BEGIN … END.",
  });
}

export function tableNotFound(name: ast.Identifier, catalog: Catalog, tables: CommonTables = new Map()): SqlError {
  const names = [
    ...tables.keys(),
    ...catalog.tables().map((one) => one.name),
    ...catalog.views().map((one) => one.name),
  ];
  const near = nearest(name.name, names);
  return new SqlError(`table ${name.name} not found`, {
    code: "not_found",
    span: name.span,
    hint: near.length > 0 ? `Did you mean ${near.join(" or ")}?` : "SHOW TABLES lists them; CREATE TABLE makes one.",
    expected: names,
  });
}

function bindView(view: View, context: QueryContext): LogicalPlan {
  const known = context.views.get(view);
  if (known !== undefined) return known;
  const { statement } = parseStatement(view.query);
  if (statement.kind !== "query") throw new SqlError(`View ${view.name} is not a query`);
  context.opening.add(view.name.toLowerCase());
  try {
    const plan = renamed(bindQuery(statement, { ...context, parameters: [] }), view.columns);
    context.views.set(view, plan);
    return plan;
  } catch (error) {
    throw error instanceof SqlError ? error.within(view.query) : error; // its span points into the view's text
  } finally {
    context.opening.delete(view.name.toLowerCase());
  }
}

/** The plan with other column names. */
export function renamed(plan: LogicalPlan, names: readonly (string | ast.Identifier)[], span?: Span): LogicalPlan {
  if (names.length === 0) return plan;
  const visible = visibleFields(plan.schema).length;
  if (names.length !== visible) throw tooManyNames(names.length, visible, span ?? { start: 0, end: 0 });
  let next = 0;
  const fields = plan.schema.fields.map((field) => {
    if (field.hidden) return field;
    const name = names[next++]!; // as many as visible fields
    return { ...field, name: typeof name === "string" ? name : name.name };
  });
  return { kind: "project", input: plan, exprs: plan.schema.fields.map(columnAt), schema: { ...plan.schema, fields } };
}

// ---------------------------------------------------------------------------------------------------------------------
// VALUES, UNION ALL

function bindValues(values: ast.Values, context: QueryContext): LogicalPlan {
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
    const type = unify(rows.map((row) => argument(row[i]!)), "coalesce"); // rows have the same width
    if (type === undefined) {
      throw new SqlError(`The values of column ${i + 1} have no common type`, { code: "type", span: values.span });
    }
    return type.kind === "null" ? TEXT : type;
  });
  const cast = rows.map((row, r) =>
    row.map((expr, i) => {
      const node = values.rows[r]!.items[i]!; // as bound above
      return castTo(expr, types[i]!, { span: node.span, text: printExpression(node) });
    })
  );
  const fields = types.map((type, i) => fieldOf(`column${i + 1}`, type, cast.some((row) => row[i]!.nullable)));
  return { kind: "values", rows: cast, schema: { fields, updating: false } };
}

function bindSetOperation(node: ast.SetOperation, context: QueryContext, tables: CommonTables): LogicalPlan {
  if (node.operator !== "union" || !node.all) {
    const hint = node.operator === "union" ? "UNION ALL keeps all rows and runs." : undefined;
    throw notBuilt(node.operator.toUpperCase(), node.span, hint);
  }
  const inputs = [node.left, node.right].map((side) => bindBody(side, context, tables));
  return unionAll(inputs, node.span);
}

function unionAll(inputs: readonly LogicalPlan[], span: Span): LogicalPlan {
  const visible = inputs.map((input) => visibleFields(input.schema));
  const first = visible[0] ?? [];
  const widths = new Set(visible.map((fields) => fields.length));
  if (widths.size > 1) {
    throw new SqlError(`UNION ALL needs as many columns on both sides: ${[...widths].join(" and ")}`, {
      code: "type",
      span,
    });
  }
  const types = first.map((field, i): SqlType => {
    const type = unify(visible.map((fields) => fields[i]!.type), "case"); // same width
    if (type !== undefined) return type.kind === "null" ? TEXT : type;
    const names = visible.map((fields) => typeName(fields[i]!.type)).join(" and ");
    throw new SqlError(`Column ${i + 1} (${field.name}) of UNION ALL: ${names} have no common type`, {
      code: "type",
      span,
      hint: "Cast one of them.",
    });
  });
  const timed = inputs.every((input) => input.schema.eventTime !== undefined);
  const fields: Field[] = types.map((type, i) =>
    fieldOf(first[i]!.name, type, visible.some((columns) => columns[i]!.nullable)) // same width
  );
  if (timed) fields.push({ name: "_event_time", type: TIMESTAMP, nullable: false, hidden: true });
  const schema: Schema = { fields, updating: false, ...(timed && { eventTime: types.length }) };
  const details = { span, text: "UNION ALL" };
  const aligned = inputs.map((input): LogicalPlan => {
    const positions = input.schema.fields.flatMap((field, index) => field.hidden ? [] : [index]);
    const exprs = positions.map((index, i) => castTo(columnAt(input.schema.fields[index]!, index), types[i]!, details));
    const time = input.schema.eventTime;
    if (timed && time !== undefined) exprs.push(castTo(columnAt(input.schema.fields[time]!, time), TIMESTAMP, details));
    return { kind: "project", input, exprs, schema };
  });
  return { kind: "union", inputs: aligned, schema };
}

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
    return cast.nullable && !column.nullable ? notNull(cast, column.name) : cast;
  });
  return project(plan, exprs, columns.map(({ name, type, nullable }) => fieldOf(name, type, nullable)));
}

/** The value, or the failure of the row where it is NULL. */
function notNull(expr: Expr, column: string): Expr {
  return {
    kind: "call",
    name: "not_null",
    args: [expr],
    implementation: REFUSE_NULL,
    type: expr.type,
    nullable: false,
    nulls: "pass",
    mayReturnNull: false,
    volatile: false,
    text: `column '${column}', which is NOT NULL`,
  };
}

const REFUSE_NULL: Implementation = {
  call(value: Value): Value {
    if (value === null) throw new EvaluationError("NULL");
    return value;
  },
};
