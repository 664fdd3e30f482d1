/** The writing side of `format = 'avro'`: what a sink's messages are, by its options. */
import { DataError, SqlError } from "../../errors.ts";
import type { Field } from "../../field.ts";
import type { RegisteredSchema } from "../../registry/registry.ts";
import type { RowEncoder } from "../format.ts";
import type { AvroOptions, AvroWriting } from "./avro.ts";
import { ContainerEncoder } from "./container_write.ts";
import { recordEncoder } from "./encode.ts";
import { avroSchemaOf } from "./schema_of.ts";
import { parseAvroSchema, parseRegisteredSchema } from "./schema_parse.ts";
import { sameAvroSchema } from "./schema_tree.ts";

/** Without a registry nobody tells the table's name. */
const RECORD_NAME = "Row";

export const avroWriting: AvroWriting = {
  encoder: (fields, options, _key, schema) => asSqlError(() => encoderOf(fields, options, schema)),
  schemaOf: (fields, _options, name, existing) => asSqlError(() => avroSchemaOf(fields, name, existing)),
  same: sameAvroSchema,
};

/** Without a registry the schema is `avro.schema`, else that of the columns. */
function encoderOf(fields: readonly Field[], options: AvroOptions, schema: RegisteredSchema | undefined): RowEncoder {
  if (schema !== undefined) return recordEncoder(fields, parseRegisteredSchema(schema), schema.id);
  const text = options["avro.schema"] ?? avroSchemaOf(fields, RECORD_NAME, undefined).text;
  const datums = recordEncoder(fields, parseAvroSchema(text));
  return options["avro.raw_datums"] ? datums : new ContainerEncoder(datums, text);
}

/** A schema that cannot be used is no fault of a record here. */
function asSqlError<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    throw new SqlError(error.message, { ...error.diagnostic, cause: error });
  }
}
