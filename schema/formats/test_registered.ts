/** Schemas and messages of a registry for tests. */
import type { RegisteredSchema, SchemaType } from "../registry/registry.ts";
import { schemaHeader } from "../registry/framing.ts";
import type { WriterSchemas } from "../registry/writer_schemas.ts";

/** `schema` is the text, or what becomes it as JSON. */
export function registered(
  id: number,
  type: SchemaType,
  schema: unknown,
  dependencies: Readonly<Record<string, unknown>> = {},
): RegisteredSchema {
  const textOf = (one: unknown) => typeof one === "string" ? one : JSON.stringify(one);
  const names = Object.keys(dependencies);
  return {
    id,
    type,
    text: textOf(schema),
    references: names.map((name) => ({ name, subject: name, version: 1 })),
    dependencies: Object.entries(dependencies).map(([name, text]) => ({ name, text: textOf(text) })),
  };
}

/** All of them are known from the beginning. */
export function knownSchemas(...schemas: readonly RegisteredSchema[]): WriterSchemas {
  const byId = new Map(schemas.map((schema) => [schema.id, schema]));
  return { get: (id) => byId.get(id), fetch: () => Promise.reject(new Error("asked for a schema")) };
}

/** A message with its header. */
export function message(id: number, payload: string | Uint8Array): Uint8Array {
  const bytes = typeof payload === "string" ? new TextEncoder().encode(payload) : payload;
  return Uint8Array.of(...schemaHeader(id), ...bytes);
}
