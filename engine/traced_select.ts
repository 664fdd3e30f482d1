/** A SELECT whose rows say where they come from, for a person who looks at one of them. */
import { type Field, fieldOf, type Schema } from "../schema/field.ts";
import type { Table } from "../schema/table.ts";
import { BIGINT, BYTEA, INT, JSON_TYPE, type SqlType, TEXT, timestampType } from "../schema/types.ts";
import { columnAt } from "../sql/bind/projection.ts";
import { type MetadataColumn, withMetadata } from "../sql/carry_metadata.ts";
import type { LogicalPlan } from "../sql/plan.ts";
import type { BoundSelect } from "./bind_statement.ts";
import { carriedLineage, type Lineage, type ShownColumn, tracedLineage } from "./lineage/lineage.ts";
import { resolveTable, type World } from "./tables.ts";

export interface TracedSelect {
  readonly select: BoundSelect;
  /** Of its fields, the first so many are the query's own; the others name what they are. */
  readonly shown: number;
  readonly lineage: Lineage;
}

/** Metadata keys, as they are named, in the order in which they are told. */
const KEYS: readonly (readonly [key: string, name: string, type: SqlType])[] = [
  ["topic", "topic", TEXT],
  ["partition", "partition", INT],
  ["offset_id", "offset", BIGINT],
  ["timestamp", "timestamp", timestampType(3)],
  ["key", "key", BYTEA],
  ["headers", "headers", JSON_TYPE],
  ["schema_id", "schema id", INT],
];

/**
 * Rows that are one record each carry its metadata along, rows of a window that window. Nothing is carried where rows are
 * retracted: it would tell apart rows that are the same.
 */
export function traced(select: BoundSelect, world: World): TracedSelect {
  return withRecords(select, world) ?? withWindow(select, world);
}

function withRecords(select: BoundSelect, world: World): TracedSelect | undefined {
  if (select.shape !== "rows") return undefined;
  const plan = withMetadata(select.plan, (table) => metadataOf(table, world));
  if (plan === undefined) return undefined;
  const shown = select.fields.length;
  const { fields } = plan.schema;
  const carried = (name: string) => {
    const index = fields.findIndex((field, i) => i >= shown && field.name === name);
    return index < 0 ? undefined : index;
  };
  const lineage = carriedLineage(plan, carried) ??
    tracedLineage(select.plan, shownColumns(select), (table) => refusal(table, world));
  return { select: { ...select, plan, fields }, shown, lineage };
}

function withWindow(select: BoundSelect, world: World): TracedSelect {
  const shown = select.fields.length;
  const window = select.shape === "rows" ? hiddenWindow(select.plan.schema) : [];
  const columns = [...shownColumns(select), ...window.map((column, i) => ({ column, at: shown + i }))];
  const lineage = tracedLineage(select.plan, columns, (table) => refusal(table, world));
  if (window.length === 0) return { select, shown, lineage };
  const plan = withVisible(select.plan, columns.map(({ column }) => column));
  return { select: { ...select, plan, fields: plan.schema.fields }, shown, lineage };
}

/** Where the window of a row stands, as far as the query does not show it. */
function hiddenWindow({ window, fields }: Schema): readonly number[] {
  if (window === undefined) return [];
  const isHidden = (columns: readonly number[]) => columns.every((column) => fields[column]?.hidden === true);
  return [window.starts, window.ends].flatMap((columns) => isHidden(columns) ? columns.slice(0, 1) : []);
}

function withVisible(plan: LogicalPlan, columns: readonly number[]): LogicalPlan {
  const fields = columns.map((column): Field => {
    const { name, type, nullable } = plan.schema.fields[column]!; // positions of the plan
    return { name, type, nullable };
  });
  const exprs = columns.map((column, i) => columnAt(fields[i]!, column)); // as many
  return { kind: "project", input: plan, exprs, schema: { fields, updating: false } };
}

/** A changelog has what happened to the row before its columns. */
function shownColumns({ plan, shape }: BoundSelect): readonly ShownColumn[] {
  const before = shape === "changelog" ? 1 : 0;
  const visible = plan.schema.fields.flatMap(({ hidden }, column) => hidden === true ? [] : [column]);
  return visible.map((column, i) => ({ column, at: before + i }));
}

function metadataOf(table: Table, world: World): readonly MetadataColumn[] {
  const { connector, registered, keyFormat } = resolveTable(table, world);
  const has = (key: string) =>
    Object.hasOwn(connector.metadata, key) && (key !== "schema_id" || registered) &&
    (key !== "key" || keyFormat === undefined);
  return KEYS.filter(([key]) => has(key))
    .map(([key, name, type]) => ({ key, field: fieldOf(name, type, key === "key") }));
}

function refusal(table: Table, world: World): string | undefined {
  const { connector } = resolveTable(table, world);
  const has = (key: string) => Object.hasOwn(connector.metadata, key);
  if (connector.range !== undefined && has("partition") && has("offset_id") && has("timestamp")) return undefined;
  return `the ${connector.name} connector keeps no records that could be looked up`;
}
