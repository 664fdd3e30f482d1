/** A SELECT whose rows say where they come from, for a person who looks at one of them. */
import { fieldOf } from "../schema/field.ts";
import type { Table } from "../schema/table.ts";
import { BIGINT, BYTEA, INT, JSON_TYPE, type SqlType, TEXT, timestampType } from "../schema/types.ts";
import { type MetadataColumn, withMetadata } from "../sql/carry_metadata.ts";
import type { BoundSelect } from "./bind_statement.ts";
import { resolveTable, type World } from "./tables.ts";

export interface TracedSelect {
  readonly select: BoundSelect;
  /** Of its fields, the first so many are the query's own; the others name what they are. */
  readonly shown: number;
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

/** The same query where a row is not one record of a topic, or is retracted. */
export function traced(select: BoundSelect, world: World): TracedSelect {
  const shown = select.fields.length;
  if (select.shape !== "rows") return { select, shown };
  const plan = withMetadata(select.plan, (table) => metadataOf(table, world));
  return plan === undefined ? { select, shown } : { select: { ...select, plan, fields: plan.schema.fields }, shown };
}

function metadataOf(table: Table, world: World): readonly MetadataColumn[] {
  const { connector, registered, keyFormat } = resolveTable(table, world);
  const has = (key: string) =>
    Object.hasOwn(connector.metadata, key) && (key !== "schema_id" || registered) &&
    (key !== "key" || keyFormat === undefined);
  return KEYS.filter(([key]) => has(key))
    .map(([key, name, type]) => ({ key, field: fieldOf(name, type, key === "key") }));
}
