/** The schema that a sink writes with: derived from its columns, compared with what the registry has, and registered. */
import { ConnectorError, SqlError } from "../../schema/errors.ts";
import type { Field } from "../../schema/field.ts";
import type {
  RegisteredSchema,
  Registry,
  SchemaText,
  SchemaType,
  SubjectVersion,
} from "../../schema/registry/registry.ts";
import type { ResolvedTable } from "../tables.ts";
import { ownReasons, withFieldNames } from "./reasons.ts";
import { checkSchemaType, subjectsOf } from "./registry_of.ts";

/** What is to be written under a subject. */
export interface SinkSchemaRequest {
  readonly subject: string;
  /** Of the format, for error texts. */
  readonly format: string;
  readonly type: SchemaType;
  /** False: the subject's latest version is used as it is. */
  readonly register: boolean;
  /** A schema of the registry that is used as it is. */
  readonly id: number | undefined;
  /** Columns that identify a row; undefined: none do, or a record key is written. */
  readonly key: readonly number[] | undefined;
  /** The schema for the sink's columns, with the names of `existing`. */
  schemaOf(existing: RegisteredSchema | undefined): SchemaText;
  same(a: SchemaText, b: SchemaText): boolean;
}

/** For the messages of a table; undefined: they carry no schema ids. `key` are the columns that identify a row. */
export function valueSchema(
  resolved: ResolvedTable,
  fields: readonly Field[],
  key: readonly number[] | undefined,
): SinkSchemaRequest | undefined {
  const { format, formatOptions, registered, table } = resolved;
  if (format?.schemas === undefined || !registered) return undefined;
  const { schemas } = format;
  const id = formatOptions["schema.id"];
  return {
    subject: subjectsOf(resolved).value,
    format: format.name,
    type: schemas.type,
    register: formatOptions["schema.register"] !== false,
    id: typeof id === "number" ? id : undefined,
    key,
    schemaOf: (existing) => schemas.schemaOf(fields, formatOptions, table.name, existing, key),
    same: (a, b) => schemas.same(a, b),
  };
}

/** For the record keys that a table is written with; undefined: they carry no schema ids. */
export function keySchema(resolved: ResolvedTable, field: Field): SinkSchemaRequest | undefined {
  const { keyFormat, formatOptions, table } = resolved;
  if (keyFormat?.schemas === undefined) return undefined;
  const { type, schemaOf, same } = keyFormat.schemas;
  return {
    subject: subjectsOf(resolved).key,
    format: keyFormat.name,
    type,
    register: formatOptions["schema.register"] !== false,
    id: undefined,
    key: undefined,
    schemaOf: (existing) => schemaOf(field, table.name, existing),
    same,
  };
}

/** What will be done about it; nothing has been written yet. */
export type SinkSchemaPlan =
  /** The schema is in the registry: the subject's latest says the same, or it was asked for. */
  | { readonly kind: "known"; readonly schema: RegisteredSchema; readonly version: number | undefined }
  /** It will be a new version of the subject, or its first. */
  | { readonly kind: "new"; readonly schema: SchemaText; readonly latest: SubjectVersion | undefined }
  /** The registry would refuse it: in its own words, or ours where it has none. */
  | { readonly kind: "incompatible"; readonly schema: SchemaText; readonly messages: readonly string[] };

/** Asks the registry and writes nothing. */
export async function planSinkSchema(
  request: SinkSchemaRequest,
  registry: Registry,
  signal: AbortSignal,
): Promise<SinkSchemaPlan> {
  const { subject, id } = request;
  if (id !== undefined) {
    const schema = await registry.schema(id, signal);
    if (schema === undefined) {
      throw new SqlError(`schema id ${id} is not in the schema registry`, {
        code: "not_found",
        hint: "Check 'schema.id' of the table; without it the subject's schema is used.",
      });
    }
    checkSchemaType(schema, request.type, request.format);
    return { kind: "known", schema, version: undefined };
  }
  const latest = await registry.version(subject, "latest", signal);
  if (latest !== undefined) checkSchemaType(latest, request.type, request.format);
  if (!request.register) {
    if (latest !== undefined) return { kind: "known", schema: latest, version: latest.version };
    throw new SqlError(`subject '${subject}': schema not found; make sure that the subject exists`, {
      code: "not_found",
      hint: "The table has 'schema.register' = 'false': register a schema, or leave that out.",
    });
  }
  const schema = request.schemaOf(latest);
  if (latest !== undefined && request.same(latest, schema)) {
    return { kind: "known", schema: latest, version: latest.version };
  }
  const older = await registry.find(subject, schema, signal);
  if (older !== undefined) return { kind: "known", schema: older, version: older.version };
  const { compatible, messages } = await registry.compatibility(subject, schema, signal);
  if (compatible) return { kind: "new", schema, latest };
  const reasons = messages.length > 0 ? messages : await ownReasons(schema, latest);
  return { kind: "incompatible", schema, messages: withFieldNames(reasons, schema) };
}

/** Registers a schema. Throws when the registry refuses it. */
export async function registered(
  schema: SchemaText,
  subject: string,
  registry: Registry,
  signal: AbortSignal,
): Promise<RegisteredSchema> {
  const id = await registry.register(subject, schema, signal);
  // A replica of the registry may not know it yet: what was sent is not asked for.
  if (schema.references.length === 0) return { ...schema, id, dependencies: [] };
  const complete = await registry.schema(id, signal);
  if (complete !== undefined) return complete;
  throw new ConnectorError(
    `subject '${subject}': the registry does not know schema ${id} yet, which it has just taken`,
    {
      code: "unreachable",
      hint: "Its replicas lag behind: start the query again.",
      retryable: true,
    },
  );
}

/** In the words of a registry that answers 409. */
export function incompatible(subject: string, messages: readonly string[]): ConnectorError {
  const reason = messages.length === 0 ? "the registry gives no reason" : messages.join("; ");
  return new ConnectorError(
    `subject '${subject}': there is already an existing schema for this subject which is incompatible with the new schema being registered: ${reason}`,
    {
      code: "incompatible_schema",
      hint:
        "Change the columns of the query, use 'schema.register' = 'false' to write with the subject's own schema, or lower the subject's compatibility level.",
    },
  );
}
