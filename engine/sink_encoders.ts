/** Rows of a sink to the bytes of keys and messages; schemas are registered before the first row. */
import type { Environment } from "../connectors/connector.ts";
import type { Field, Schema } from "../schema/field.ts";
import type { RowEncoder } from "../schema/formats/format.ts";
import { RegisteredEncoder } from "./registry/registered_encoder.ts";
import { registryOf } from "./registry/registry_of.ts";
import { keySchema, valueSchema } from "./registry/sink_schema.ts";
import type { ResolvedTable } from "./tables.ts";

const NOTHING: RowEncoder = { bind: () => {}, encode: () => false };

/** Of `sink.key_field`; undefined: records have no keys. */
export function keyEncoder(
  resolved: ResolvedTable,
  fields: readonly Field[],
  environment: Environment,
): RowEncoder | undefined {
  const { options, connector, keyFormat } = resolved;
  const index = fields.findIndex((field) => field.name === options["sink.key_field"]);
  const field = fields[index];
  if (field === undefined) return undefined;
  if (keyFormat === undefined) return connector.keyEncoder?.(field, index, options);
  const request = keySchema(resolved, field);
  if (request === undefined) return keyFormat.encoder(field, index, undefined);
  return new RegisteredEncoder(
    request,
    () => registryOf(resolved, environment),
    (schema) => keyFormat.encoder(field, index, schema),
  );
}

/** `key`: positions in `fields` of what identifies a row that is retracted. */
export function valueEncoder(
  resolved: ResolvedTable,
  fields: readonly Field[],
  key: readonly number[] | undefined,
  environment: Environment,
): RowEncoder {
  const { format, formatOptions } = resolved;
  if (format === undefined) return NOTHING;
  const request = valueSchema(resolved, fields, key);
  if (request === undefined) return format.encoder(fields, formatOptions, key);
  return new RegisteredEncoder(
    request,
    () => registryOf(resolved, environment),
    (schema) => format.encoder(fields, formatOptions, key, schema),
  );
}

/** What identifies the rows that a sink writes: its own PRIMARY KEY, else the relation's. */
export function sinkKey({ table }: ResolvedTable, { fields, key }: Schema): readonly number[] | undefined {
  if (table.primaryKey.length === 0) return key;
  return table.primaryKey.map((name) => fields.findIndex((field) => field.name === name));
}
