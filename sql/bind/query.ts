/** Queries to logical plans. */
import type { Catalog } from "../../schema/catalog.ts";
import { type Span, SqlError } from "../../schema/errors.ts";
import { appendOnly, type Schema } from "../../schema/field.ts";
import type * as ast from "../ast.ts";
import { isBounded, type LogicalPlan, type SortKey, type UpdatePolicy } from "../plan.ts";
import { bindExpression } from "./expression.ts";
import { sorted, withoutSortColumns } from "./order.ts";
import type { CommonTables, QueryContext, TableFacts } from "./query_context.ts";
import { refuseUnfinished } from "./over.ts";
import { renamed } from "./relation.ts";
import { NO_COLUMNS } from "./scope.ts";
import { bindSelect } from "./select.ts";
import { bindSetOperation, bindValues } from "./set_operation.ts";

export function queryContext(
  catalog: Catalog,
  facts: TableFacts,
  { parameters = [], memory = new Map(), updates = () => DEFAULT_UPDATES }: Partial<
    Pick<QueryContext, "parameters" | "memory" | "updates">
  > = {},
): QueryContext {
  return {
    catalog,
    facts,
    parameters,
    scans: new Map(),
    views: new Map(),
    opening: new Set(),
    memory,
    unfinished: new Map(),
    updates,
    bindQuery,
  };
}

const DEFAULT_UPDATES: UpdatePolicy = { ttl: 86_400_000, interval: 1000 };

/** A query that is to be run: nothing follows that could make sense of its parts. */
export function bindWholeQuery(query: ast.Query, context: QueryContext): LogicalPlan {
  const plan = bindQuery(query, context);
  refuseUnfinished(plan, context);
  return plan;
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
    return { kind: "limit", input: plan, limit, offset, schema: limitedSchema(plan) };
  }
  const { plan, keys } = body.kind === "select"
    ? bindSelect(body, context, tables, query.orderBy)
    : sorted(bindBody(body, context, tables), query.orderBy, context);
  if (!isBounded(plan)) {
    if (limit === undefined) throw unboundedSort(query);
    if (limit === 0) return withoutRows(withoutSortColumns(plan));
    return withoutSortColumns(liveRows(plan, keys, limit, offset, context));
  }
  const sort: LogicalPlan = { kind: "sort", input: plan, keys, limit, offset, schema: appendOnly(plan.schema) };
  return withoutSortColumns(sort);
}

/** The first rows of a bounded relation are known at its end; of an unbounded one that updates they go on changing. */
function limitedSchema(plan: LogicalPlan): Schema {
  return isBounded(plan) ? appendOnly(plan.schema) : plan.schema;
}

/** LIMIT 0 asks for the columns only: nothing is read. */
function withoutRows({ schema }: LogicalPlan): LogicalPlan {
  return { kind: "values", rows: [], schema: appendOnly(schema) };
}

/** The rows that are first as long as nothing changes. */
function liveRows(
  input: LogicalPlan,
  keys: readonly SortKey[],
  limit: number,
  offset: number,
  context: QueryContext,
): LogicalPlan {
  const { key: _, window: __, ...schema } = input.schema;
  return {
    kind: "topN",
    input,
    partition: [],
    keys,
    rank: "row_number",
    from: offset + 1,
    to: offset + limit,
    ranked: false,
    updates: context.updates(),
    schema: { ...schema, updating: true },
  };
}

function unboundedSort(query: ast.Query): SqlError {
  const span: Span = { start: query.orderBy[0]!.span.start, end: query.orderBy.at(-1)!.span.end }; // not empty
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
      return bindSetOperation(
        body,
        [body.left, body.right].map((side) => bindBody(side, context, tables)),
        context,
      );
    default:
      return body satisfies never;
  }
}
