/** `format = 'debezium_avro'`: what happened to the rows of a table, by schemas of the registry. */
import { DataError, SqlError } from "../errors.ts";
import { flagOption, type OptionsOf, textOption } from "../options.ts";
import { checkAvroColumns, rowSchemaOption } from "./avro/avro.ts";
import { avroColumns } from "./avro/columns.ts";
import { parseRegisteredSchema } from "./avro/schema_parse.ts";
import { avroSchemaText } from "./avro/schema_text.ts";
import { sameAvroSchema } from "./avro/schema_tree.ts";
import { DebeziumAvroDecoders, rowTypeOf } from "./debezium_avro_decode.ts";
import { DebeziumAvroEncoder, debeziumAvroSchemaOf } from "./debezium_avro_encode.ts";
import type { Format } from "./format.ts";
import { RegistryDecoder } from "./registry_decoder.ts";
import { REGISTRY_OPTIONS } from "./registry_options.ts";

const options = {
  "avro.confluent_schema_registry": flagOption("Messages carry the id of a schema in the registry: always", true),
  "avro.schema": textOption("Source: the schema that rows are read as", { values: "JSON text of a record" }),
  ...REGISTRY_OPTIONS,
};

export const debeziumAvro: Format<typeof options> = {
  name: "debezium_avro",
  doc: "Changes of rows as Debezium's envelope of before, after and op in Avro, by schemas of the registry",
  options,
  changelog: true,
  check(fields, given) {
    if (!given["avro.confluent_schema_registry"]) throw new SqlError(NEEDS_REGISTRY, { code: "bad_option" });
    rowSchemaOption(given);
    checkAvroColumns(fields);
  },
  decoder(fields, given, framing, schemas) {
    if (framing !== undefined) {
      throw new SqlError("framing cannot be used with format 'debezium_avro'", { code: "bad_option" });
    }
    if (schemas === undefined) throw new SqlError(NEEDS_REGISTRY, { code: "bad_option" });
    const decoders = new DebeziumAvroDecoders(fields, rowSchemaOption(given));
    return new RegistryDecoder(decoders, schemas, { type: "AVRO", format: "debezium_avro" });
  },
  encoder(fields, _options: OptionsOf<typeof options>, key, schema) {
    if (schema === undefined) throw new SqlError(NEEDS_REGISTRY, { code: "bad_option" });
    return new DebeziumAvroEncoder(fields, parseRegisteredSchema(schema), schema.id, key);
  },
  schemas: {
    type: "AVRO",
    wanted: () => true,
    columns(schema) {
      try {
        const row = rowTypeOf(parseRegisteredSchema(schema));
        return { fields: avroColumns(row), options: { "avro.schema": avroSchemaText(row) } };
      } catch (error) {
        if (!(error instanceof DataError)) throw error;
        throw new SqlError(error.message, { code: "bad_schema", cause: error });
      }
    },
    schemaOf: (fields, _, name, existing) => debeziumAvroSchemaOf(fields, name, existing),
    same: sameAvroSchema,
  },
};

const NEEDS_REGISTRY = "format 'debezium_avro' needs a schema registry";
