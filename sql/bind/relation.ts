/** FROM: tables, views, derived tables, and how their columns are named. */
import { type Catalog, type View } from "../../schema/catalog.ts";
import { type Span, SqlError } from "../../schema/errors.ts";
import { visibleFields } from "../../schema/field.ts";
import { nearest } from "../../schema/options.ts";
import type { Table } from "../../schema/table.ts";
import type * as ast from "../ast.ts";
import { parseStatement } from "../parse.ts";
import { isBounded, type LogicalPlan } from "../plan.ts";
import { type BindRelation, isInner, Sources } from "./from.ts";
import { givenOptions } from "./options.ts";
import { outerJoin } from "./outer_join.ts";
import { columnsOfSchema } from "./projection.ts";
import type { Bound, CommonTables, QueryContext } from "./query_context.ts";
import { NO_COLUMNS, type Scope, scopeOf } from "./scope.ts";
import { scanOf } from "./table.ts";
import { bindUnnest } from "./unnest.ts";
import { assignedWindow } from "./window_function.ts";

export function bindRelation(relation: ast.Relation, context: QueryContext, tables: CommonTables): Bound {
  switch (relation.kind) {
    case "table": {
      const plan = bindTableReference(relation, context, tables);
      const alias = relation.alias;
      return { plan, scope: aliased(plan, alias?.name.name ?? relation.name.name, alias) };
    }
    case "derived": {
      const plan = context.bindQuery(relation.query, context, tables);
      return { plan, scope: aliased(plan, relation.alias?.name.name, relation.alias) };
    }
    case "unnest":
      return bindUnnest({ plan: ONE_ROW, scope: NO_COLUMNS }, relation, context);
    case "windowFunction": {
      const { name, span } = relation.relation;
      const table: ast.TableReference = { kind: "table", name: relation.relation, hint: [], alias: undefined, span };
      const plan = assignedWindow(relation, bindTableReference(table, context, tables), context);
      return { plan, scope: aliased(plan, relation.alias?.name.name ?? name, relation.alias) };
    }
    case "join": {
      if (isInner(relation)) return bindSources([relation], context, tables).rows([]);
      const [left, right] = [relation.left, relation.right].map((side) => bindRelation(side, context, tables));
      return outerJoin(relation, left!, right!, context); // two sides
    }
    default:
      return relation satisfies never;
  }
}

/** The relations of FROM, to be joined. */
export function bindSources(
  relations: readonly ast.Relation[],
  context: QueryContext,
  tables: CommonTables,
): Sources {
  const bind: BindRelation = {
    alone: (relation) => bindRelation(relation, context, tables),
    behind: (rows, relation) => bindUnnest(rows, relation, context),
  };
  return new Sources(relations, bind, context);
}

const ONE_ROW: LogicalPlan = { kind: "values", rows: [[]], schema: { fields: [], updating: false } };

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
    return readConnector(context.facts.withOptions(table, givenOptions(node.hint)), node, context);
  }
  const known = context.scans.get(table.name);
  if (known !== undefined) return known;
  const scan = readConnector(table, node, context);
  context.scans.set(table.name, scan);
  return scan;
}

function readConnector(table: Table, node: ast.TableReference, { facts }: QueryContext): LogicalPlan {
  if (!facts.updating(table) || table.primaryKey.length > 0) return scanOf(table, facts);
  throw new SqlError("Debezium source must have at least one PRIMARY KEY field", {
    code: "table",
    span: node.name.span,
    hint: `CREATE TABLE ${table.name} (id BIGINT PRIMARY KEY, …) says what identifies a row.`,
  });
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
    const before = new Set(context.unfinished.keys());
    const plan = renamed(context.bindQuery(statement, { ...context, parameters: [] }, new Map()), view.columns);
    for (const [over, error] of context.unfinished) {
      if (!before.has(over) && error.diagnostic.source === undefined) {
        context.unfinished.set(over, error.within(view.query));
      }
    }
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
  return { kind: "project", input: plan, exprs: columnsOfSchema(plan.schema), schema: { ...plan.schema, fields } };
}
