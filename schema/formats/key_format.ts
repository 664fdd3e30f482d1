/** The port to a way of writing record keys: one value instead of a row. */
import type { Field } from "../field.ts";
import type { RegisteredSchema, SchemaText, SchemaType } from "../registry/registry.ts";
import type { WriterSchemas } from "../registry/writer_schemas.ts";
import type { DecodeField, Decoder, RowEncoder } from "./format.ts";

/** `key.format = '…'`; `raw` is the connector's own. */
export interface KeyFormat {
  readonly name: string;
  /** Throws an `SqlError` when a key of this type cannot be written. */
  check(field: Field): void;
  /** Decodes keys that are the *values* of the records it is given, into its only column. */
  decoder(field: DecodeField, schemas: WriterSchemas | undefined): Decoder;
  /** Writes column `index` of the batch; NULL is a null key. */
  encoder(field: Field, index: number, schema: RegisteredSchema | undefined): RowEncoder;
  /** Keys carry schema ids. */
  readonly schemas?: {
    readonly type: SchemaType;
    /** `name` is the table's. */
    schemaOf(field: Field, name: string, existing: RegisteredSchema | undefined): SchemaText;
    same(a: SchemaText, b: SchemaText): boolean;
  };
}
