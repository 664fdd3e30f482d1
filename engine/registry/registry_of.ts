/** From a table to the schema registry that keeps the schemas of its messages. */
import type { Environment } from "../../connectors/connector.ts";
import { InternalError, type Span, SqlError } from "../../schema/errors.ts";
import type { Registry, SchemaText, SchemaType } from "../../schema/registry/registry.ts";
import { checkRegistry, openConnection, type ResolvedTable } from "../tables.ts";

/** Milliseconds that a statement waits for the registry, retries included. */
export const FETCH_MS = 30_000;

/** Throws an `SqlError` when the table's connection has no registry. */
export async function registryOf(
  resolved: Pick<ResolvedTable, "connector" | "connection">,
  environment: Environment,
): Promise<Registry> {
  const { connector, connection } = resolved;
  checkRegistry(resolved);
  if (connection === undefined) throw new InternalError("A table of a registry has no connection");
  const registry = await connector.registry?.(openConnection(connection, connector, environment), environment);
  if (registry !== undefined) return registry;
  throw new SqlError("schema registry must be configured on the Kafka connection profile", { code: "missing_option" });
}

/** Subjects of the table's messages and of their keys. */
export function subjectsOf(
  { connector, options }: Pick<ResolvedTable, "connector" | "options">,
): { readonly value: string; readonly key: string } {
  const subjects = connector.subjects?.(options);
  if (subjects === undefined) throw new InternalError(`${connector.name} has no subjects`);
  return subjects;
}

/** Throws when the registry's schema is of another kind than the table's format. */
export function checkSchemaType(schema: SchemaText, wanted: SchemaType, format: string, span?: Span): void {
  if (schema.type === wanted) return;
  const right = { AVRO: "avro", JSON: "json", PROTOBUF: "protobuf" }[schema.type];
  throw new SqlError(
    `Format configured is ${format}, but confluent schema repository returned a ${schema.type} schema`,
    {
      code: "schema",
      span,
      hint: `Use format = '${right}' with '${right}.confluent_schema_registry' = 'true'.`,
    },
  );
}
