/** `format = 'avro'`. */
import { DataError, SqlError } from "../../errors.ts";
import { type Field, fieldOf } from "../../field.ts";
import { flagOption, type OptionsOf, textOption } from "../../options.ts";
import type { RegisteredSchema } from "../../registry/registry.ts";
import type { WriterSchemas } from "../../registry/writer_schemas.ts";
import { JSON_TYPE, type SqlType, typeName } from "../../types.ts";
import type { DecodeField, Decoder, Format, Framing, RowEncoder } from "../format.ts";
import { RegistryDecoder } from "../registry_decoder.ts";
import { checkRegistryOptions, REGISTRY_OPTIONS } from "../registry_options.ts";
import { checkSingleColumn } from "../single_column.ts";
import { avroColumns } from "./columns.ts";
import { ContainerDecoder } from "./container_read.ts";
import { ContainerEncoder } from "./container_write.ts";
import { AvroDecoders } from "./decode.ts";
import { recordEncoder } from "./encode.ts";
import { RawDatumDecoder } from "./raw_datums.ts";
import type { AvroRecord } from "./schema.ts";
import { avroSchemaOf } from "./schema_of.ts";
import { parseAvroSchema, parseRegisteredSchema } from "./schema_parse.ts";
import { avroSchemaText } from "./schema_text.ts";
import { sameAvroSchema } from "./schema_tree.ts";
import { UnstructuredAvroDecoders } from "./unstructured.ts";

const avroOptions = {
  "avro.confluent_schema_registry": flagOption("Messages carry the id of a schema in the registry", false),
  "avro.raw_datums": flagOption("Messages are bare datums of avro.schema", false),
  "avro.schema": textOption("Source: the schema that messages are read as; with avro.raw_datums the one they have", {
    values: "JSON text of a record",
  }),
  "avro.into_unstructured_json": flagOption("Source: the whole record is the single column value JSON", false),
  ...REGISTRY_OPTIONS,
};

type AvroOptions = OptionsOf<typeof avroOptions>;

export const avro: Format<typeof avroOptions> = {
  name: "avro",
  doc: "One Avro record per message, by a schema of the registry, or one object container file",
  options: avroOptions,
  check: checkAvro,
  decoder: avroDecoder,
  encoder: avroEncoder,
  schemas: {
    type: "AVRO",
    wanted: (options) => options["avro.confluent_schema_registry"],
    columns: registeredColumns,
    schemaOf: (fields, _, name, existing) => asSqlError(() => avroSchemaOf(fields, name, existing)),
    same: sameAvroSchema,
  },
};

/** See {@link Format.check}. */
function checkAvro(fields: readonly Field[], options: AvroOptions, direction: "source" | "sink"): void {
  if (options["avro.confluent_schema_registry"] && options["avro.raw_datums"]) {
    throw new SqlError("at most one of avro.confluent_schema_registry and avro.raw_datums may be set", {
      code: "bad_option",
    });
  }
  checkRegistryOptions(options, options["avro.confluent_schema_registry"], "avro.confluent_schema_registry");
  const schema = rowSchemaOption(options);
  if (direction === "source") checkSource(schema, options);
  if (options["avro.into_unstructured_json"]) {
    return checkSingleColumn(fields, "json", "avro.into_unstructured_json", direction);
  }
  checkAvroColumns(fields);
}

/** Throws an `SqlError` for a column that Avro has nothing for. */
export function checkAvroColumns(fields: readonly Field[]): void {
  for (const { name, type } of fields) {
    const part = unfit(type);
    if (part === undefined) continue;
    throw new SqlError(`field '${name}' has a type '${typeName(type)}' that cannot be used in a connection table`, {
      code: "bad_type",
      hint: `Avro cannot carry ${typeName(part)}.`,
    });
  }
}

function checkSource(schema: AvroRecord | undefined, options: AvroOptions): void {
  if (options["avro.raw_datums"] && schema === undefined) {
    throw new SqlError("required option 'avro.schema' not set", {
      code: "bad_option",
      hint: "With avro.raw_datums messages do not say what they hold: give their schema as avro.schema = '{…}'.",
    });
  }
}

/** The type, or a part of it, that Avro has nothing for. */
function unfit(type: SqlType): SqlType | undefined {
  switch (type.kind) {
    case "interval":
    case "null":
      return type;
    case "array":
      return unfit(type.element);
    case "struct":
      return type.fields.map((field) => unfit(field.type)).find((part) => part !== undefined);
    default:
      return undefined;
  }
}

/** The schema that is kept with the table. Throws an `SqlError` when it is none, or not that of a record. */
export function rowSchemaOption(options: Pick<AvroOptions, "avro.schema">): AvroRecord | undefined {
  const text = options["avro.schema"];
  if (text === undefined) return undefined;
  try {
    const type = parseAvroSchema(text);
    if (type.kind === "record") return type;
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    throw new SqlError(`invalid value for 'avro.schema': ${error.message}`, { code: "bad_option", cause: error });
  }
  throw new SqlError("invalid value for 'avro.schema': top-level schema must be a record", { code: "bad_option" });
}

/** See {@link Format.decoder}. */
function avroDecoder(
  fields: readonly DecodeField[],
  options: AvroOptions,
  framing: Framing | undefined,
  schemas?: WriterSchemas,
): Decoder {
  if (framing !== undefined) {
    throw new SqlError("framing cannot be used with format 'avro'", {
      code: "bad_option",
      hint: "Avro messages are no lines of text; leave framing out.",
    });
  }
  const schema = rowSchemaOption(options);
  const decoders = options["avro.into_unstructured_json"]
    ? new UnstructuredAvroDecoders(fields)
    : new AvroDecoders(fields, schema);
  if (options["avro.raw_datums"]) {
    if (schema === undefined) throw new SqlError("required option 'avro.schema' not set", { code: "bad_option" });
    return new RawDatumDecoder(decoders, schema);
  }
  if (schemas === undefined) return new ContainerDecoder(decoders);
  return new RegistryDecoder(decoders, schemas, { type: "AVRO", format: "avro" });
}

/** See {@link Format.encoder}. Without a registry each message has its schema with it, or is known to have that of the table. */
function avroEncoder(
  fields: readonly Field[],
  options: AvroOptions,
  _key?: readonly number[],
  schema?: RegisteredSchema,
): RowEncoder {
  return asSqlError(() => {
    if (schema !== undefined) return recordEncoder(fields, parseRegisteredSchema(schema), schema.id);
    const text = options["avro.schema"] ?? avroSchemaOf(fields, RECORD_NAME, undefined).text;
    const datums = recordEncoder(fields, parseAvroSchema(text));
    return options["avro.raw_datums"] ? datums : new ContainerEncoder(datums, text);
  });
}

/** Without a registry nobody tells the table's name. */
const RECORD_NAME = "Row";

/** See {@link FormatSchemas.columns}. */
function registeredColumns(schema: RegisteredSchema, options: AvroOptions): {
  readonly fields: readonly Field[];
  readonly options: Readonly<Record<string, string>>;
} {
  // Each record is shown as it was written: a schema of the table's own would hide fields that writers add.
  if (options["avro.into_unstructured_json"]) return { fields: [fieldOf("value", JSON_TYPE, false)], options: {} };
  const type = rowSchemaOption(options) ?? asSqlError(() => parseRegisteredSchema(schema));
  return { fields: avroColumns(type), options: { "avro.schema": avroSchemaText(type) } };
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
