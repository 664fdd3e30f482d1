/** The port to a schema registry, and what it keeps. */

/** `schemaType` of the registry's interface; absent there means AVRO. */
export type SchemaType = "AVRO" | "JSON" | "PROTOBUF";

/** Another subject's schema that a schema uses, pinned to a version. */
export interface SchemaReference {
  /** As the schema calls it: an Avro full name, the path of a .proto file, a URL. */
  readonly name: string;
  readonly subject: string;
  readonly version: number;
}

/** A schema as it is sent to a registry. */
export interface SchemaText {
  readonly type: SchemaType;
  /** Avro and JSON Schema as JSON text, Protobuf as the text of a .proto file. */
  readonly text: string;
  readonly references: readonly SchemaReference[];
}

/** A schema that the registry knows, with the texts of all schemas that it uses. */
export interface RegisteredSchema extends SchemaText {
  /** From 1; what messages carry. */
  readonly id: number;
  /** What it refers to, directly or not, by the name of the reference; who is used comes before who uses it. */
  readonly dependencies: readonly { readonly name: string; readonly text: string }[];
}

/** A schema in its place under a subject. */
export interface SubjectVersion extends RegisteredSchema {
  readonly subject: string;
  /** From 1. */
  readonly version: number;
}

export interface Compatibility {
  readonly compatible: boolean;
  /** The registry's own words on what does not fit; empty where it has none. */
  readonly messages: readonly string[];
}

/**
 * All calls retry a registry that is busy (429, 5xx) or not reachable, with back-off; what then still fails, or was refused, is a
 * `ConnectorError` in the words of `sql.md` §7.4. Schemas are kept for ever once they have been fetched.
 */
export interface Registry {
  /** Undefined: the registry has no such id. */
  schema(id: number, signal: AbortSignal): Promise<RegisteredSchema | undefined>;
  /** Undefined: no such subject, or no such version of it. */
  version(subject: string, version: number | "latest", signal: AbortSignal): Promise<SubjectVersion | undefined>;
  /** The version under which the subject has this very schema already. */
  find(subject: string, schema: SchemaText, signal: AbortSignal): Promise<SubjectVersion | undefined>;
  /** The id of the schema, new or old. */
  register(subject: string, schema: SchemaText, signal: AbortSignal): Promise<number>;
  /** Against what the subject's level asks for; a subject that does not exist takes anything. */
  compatibility(subject: string, schema: SchemaText, signal: AbortSignal): Promise<Compatibility>;
  subjects(signal: AbortSignal): Promise<readonly string[]>;
  /** Those that have the schema; none: the registry has no such id, or does not say. */
  subjectsOf(id: number, signal: AbortSignal): Promise<readonly string[]>;
}
