/** What a registry must know of the languages that schemas are written in. */
import type { RegisteredSchema } from "./registry.ts";

export type Dependencies = RegisteredSchema["dependencies"];

/** A schema that has been read and found to be one. */
export interface ReadSchema {
  /** As a registry keeps and answers it. */
  readonly text: string;
  /** The same for two texts of one schema: blanks and, where they say nothing, comments and orders do not count. */
  readonly identity: string;
  /** The same for two schemas that mean the same. */
  readonly normalized: string;
}

/** Why a reader does not understand a writer. */
export interface Incompatibility {
  /** `READER_FIELD_MISSING_DEFAULT_VALUE`, `TYPE_MISMATCH`, `PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL`, … */
  readonly kind: string;
  /** Where: a JSON pointer into the schema, or names with `/` before each. */
  readonly path: string;
  /** A sentence that names field, path and both types. */
  readonly description: string;
}

/** What the two schemas are called in descriptions. */
export interface Sides {
  readonly reader: string;
  readonly writer: string;
}

export interface SchemaLanguage<Schema extends ReadSchema> {
  /** `dependencies`: what the schema refers to, who is used before who uses it. Throws an `Error` that says what is wrong. */
  read(text: string, dependencies: Dependencies): Schema;
  /** The schema in the other form that registries hand out, if the language has one. */
  serialized?(text: string, dependencies: Dependencies): string;
  /** Everything that is written with one schema and cannot be read with the other; empty when there is nothing. */
  incompatibilities(reader: Schema, writer: Schema, sides: Sides): readonly Incompatibility[];
}
