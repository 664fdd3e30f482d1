/** SELECT and INSERT to what a pipeline is built from: plans, and the shapes in which rows leave them. */
import { SqlError } from "../schema/errors.ts";
import { type Field, visibleFields } from "../schema/field.ts";
import type { Value } from "../schema/types.ts";
import type * as ast from "../sql/ast.ts";
import { forSink } from "../sql/bind/insert.ts";
import { bindWholeQuery, queryContext } from "../sql/bind/query.ts";
import type { QueryContext } from "../sql/bind/query_context.ts";
import { tableNotFound } from "../sql/bind/relation.ts";
import { inputsOf, isBounded, type LogicalPlan, type SortKey } from "../sql/plan.ts";
import type { Target } from "./build.ts";
import { factsOf } from "./facts.ts";
import { type ResultShape, resultShape, shapedFields, visibleKey, visibleOrder } from "./result_shape.ts";
import type { Settings } from "./settings.ts";
import { sinkPlan, sinkShape } from "./sink_plan.ts";
import { placed, resolveTable, type World } from "./tables.ts";

/** What the statements of one pipeline share while they are bound. */
export interface PipelineBinding {
  readonly world: World;
  /** Read for each statement: a script may set them between two. */
  readonly settings: Settings;
  /** A person watches: an updating SELECT may come as changes. */
  readonly interactive: boolean;
  readonly context: QueryContext;
  /** Memory tables filled so far, and with what. */
  readonly memory: Map<string, LogicalPlan>;
  /** Columns that a sink without columns got from its first INSERT. */
  readonly inferred: Map<string, readonly Field[]>;
}

/** A SELECT that has been bound and waits for somebody to watch it. */
export interface BoundSelect {
  /** Of the rows that arrive, `_op` included. */
  readonly fields: readonly Field[];
  readonly shape: ResultShape;
  /** Positions of {@link fields} that identify a row which is retracted; undefined: the whole row does. */
  readonly key: readonly number[] | undefined;
  /** Of a live `ORDER BY … LIMIT`: the order in which rows that stand are shown, by positions of {@link fields}. */
  readonly order: readonly SortKey[] | undefined;
  readonly bounded: boolean;
  /** Reads a memory table that an INSERT of the same pipeline fills. */
  readonly readsMemory: boolean;
  readonly plan: LogicalPlan;
}

/** An INSERT or a statement set that has been bound. */
export interface BoundInsert {
  readonly kind: "insert";
  readonly statement: ast.Insert | ast.StatementSet;
  readonly targets: readonly Target[];
  readonly bounded: boolean;
}

/** A pipeline into which nothing has been bound yet. `parameters` are the values of `$1`, `$2`, …. */
export function newBinding(
  world: World,
  settings: Settings,
  interactive: boolean,
  parameters: readonly Value[],
): PipelineBinding {
  const memory = new Map<string, LogicalPlan>();
  const updates = () => {
    const { updating_ttl: ttl, update_interval: interval } = settings.values;
    return { ttl, interval };
  };
  const context = queryContext(world.catalog, factsOf(world), { parameters, memory, updates });
  return { world, settings, interactive, context, memory, inferred: new Map() };
}

/** A table or view that was bound has been replaced or dropped: statements that follow must not see the old one. */
export function forgetPlans({ context }: PipelineBinding): void {
  context.scans.clear();
  context.views.clear();
}

export function bindSelect(query: ast.Query, { settings, interactive, context }: PipelineBinding): BoundSelect {
  const plan = withUniqueNames(bindWholeQuery(query, context));
  const mode = settings.values.result_mode;
  const shape = placed(query.span, () => resultShape({ plan, mode, interactive }));
  const fields = shapedFields(plan.schema, shape);
  const key = visibleKey(plan.schema);
  const order = visibleOrder(plan);
  return { plan, shape, fields, key, order, bounded: isBounded(plan), readsMemory: readsMemory(plan) };
}

/** The SELECT for a reader that cannot show rows in place: the rows that are left, or what happens to them. */
export function withoutRetractions(select: BoundSelect): BoundSelect {
  if (select.shape !== "changes") return select;
  const shape = select.bounded ? "final" : "changelog";
  return { ...select, shape, fields: shapedFields(select.plan.schema, shape) };
}

export function bindInsert(statement: ast.Insert | ast.StatementSet, binding: PipelineBinding): BoundInsert {
  const targets = bindTargets(statement, binding);
  return { kind: "insert", statement, targets, bounded: targets.every((target) => isBounded(target.plan)) };
}

/** The ends of the pipeline that the statement alone would be; nobody takes the rows of a query. */
export function bindTargets(
  statement: ast.Query | ast.Insert | ast.StatementSet,
  binding: PipelineBinding,
): readonly Target[] {
  if (statement.kind === "query") return [{ kind: "rows", ...bindSelect(statement, binding), receive: () => {} }];
  const inserts = statement.kind === "insert" ? [statement] : statement.inserts;
  return inserts.map((insert) => insertTarget(insert, binding));
}

function insertTarget(insert: ast.Insert, binding: PipelineBinding): Target {
  const { world, settings, context, inferred } = binding;
  const { name, span } = insert.table;
  const table = world.catalog.table(name);
  if (table === undefined) throw notInsertable(insert.table, world);
  const plan = bindWholeQuery(insert.query, context);
  if (table.connector === "memory") return fillMemory(table.name, table.columns, plan, insert, binding);
  const resolved = resolveTable(table, world);
  if (table.direction === "source" || resolved.connector.sink === undefined) {
    throw new SqlError(`attempted to insert into table '${name}', but it is a source`, { code: "direction", span });
  }
  const planned = sinkPlan(plan, resolved, insert, inferred);
  const mode = settings.values.result_mode;
  const shape = placed(insert.query.span, () => sinkShape(planned, resolved, mode, insert));
  return { kind: "sink", plan: planned, table: resolved, shape };
}

function notInsertable(table: ast.Identifier, { catalog }: World): SqlError {
  const { name, span } = table;
  const view = catalog.view(name);
  if (view === undefined) return tableNotFound(table, catalog);
  const text = view.fromTableAs
    ? "shouldn't be inserting more data into a table made with CREATE TABLE AS"
    : `${name} is a view: it cannot be inserted into`;
  return new SqlError(text, { code: "direction", span });
}

function fillMemory(
  name: string,
  columns: readonly Field[],
  plan: LogicalPlan,
  insert: ast.Insert,
  { memory }: PipelineBinding,
): Target {
  if (memory.has(name)) {
    throw new SqlError("Can only insert into a memory table once", { code: "memory", span: insert.table.span });
  }
  const filled = columns.length === 0 ? plan : forSink(plan, columns, insert.columns, insert.query.span);
  memory.set(name, filled);
  return { kind: "memory", plan: filled, name };
}

function readsMemory(plan: LogicalPlan): boolean {
  return plan.kind === "memory" || inputsOf(plan).some(readsMemory);
}

/** Repeated output names get `_2`, `_3`. */
function withUniqueNames(plan: LogicalPlan): LogicalPlan {
  const own = new Set(visibleFields(plan.schema).map((field) => field.name));
  const seen = new Set<string>();
  const counts = new Map<string, number>();
  const fields = plan.schema.fields.map((field) => {
    if (field.hidden) return field;
    let { name } = field;
    let count = counts.get(name) ?? 2;
    for (; seen.has(name); count++) {
      const next = `${field.name}_${count}`;
      if (!own.has(next)) name = next;
    }
    counts.set(field.name, count);
    seen.add(name);
    return name === field.name ? field : { ...field, name };
  });
  return { ...plan, schema: { ...plan.schema, fields } };
}
