/** `format = 'json'`. */
import { SqlError } from "../errors.ts";
import type { Field } from "../field.ts";
import { choiceOption, flagOption, type OptionsOf } from "../options.ts";
import { schemaHeader } from "../registry/framing.ts";
import type { RegisteredSchema } from "../registry/registry.ts";
import type { WriterSchemas } from "../registry/writer_schemas.ts";
import { JSON_TYPE, typeName } from "../types.ts";
import type { DecodeField, Decoder, Format, FormatSchemas, Framing, RowEncoder } from "./format.ts";
import { framed } from "./framing.ts";
import { connectEnvelope } from "./json_connect_schema.ts";
import { JsonDecoder } from "./json_decode.ts";
import { jsonEncoder, VerbatimEncoder } from "./json_encode.ts";
import type { NumericTimestamps } from "./json_readers.ts";
import { columnsOfSchema } from "./json_schema/columns.ts";
import { JsonSchemaDecoders } from "./json_schema/decoder.ts";
import { checkFits } from "./json_schema/fits.ts";
import { sameSchema, schemaOfColumns } from "./json_schema/schema_of.ts";
import type { JsonStyle } from "./json_style.ts";
import { RegistryDecoder } from "./registry_decoder.ts";
import { checkRegistryOptions, REGISTRY_OPTIONS } from "./registry_options.ts";
import { checkSingleColumn } from "./single_column.ts";
import { UnstructuredJsonDecoder } from "./unstructured_json.ts";

const options = {
  "json.unstructured": flagOption("The whole document is the single column value JSON", false),
  "json.timestamp_format": choiceOption(
    "How timestamps are written, and what numbers mean when they are read",
    ["RFC3339", "UnixMillis", "unix_millis"],
    undefined,
  ),
  "json.decimal_encoding": choiceOption("How DECIMAL is written", ["number", "string", "bytes"], undefined),
  "json.include_schema": flagOption("Sink: Kafka Connect's envelope of schema and payload around each row", false),
  "json.confluent_schema_registry": flagOption("Messages carry the id of a schema in the registry", false),
  "json.validate": flagOption("Each record is checked against its schema in the registry", false),
  ...REGISTRY_OPTIONS,
};

type JsonOptions = OptionsOf<typeof options>;

const schemas: FormatSchemas<typeof options> = {
  type: "JSON",
  wanted: (options) => options["json.confluent_schema_registry"],
  columns(schema, options) {
    refuseOtherType(schema);
    const unstructured = [{ name: "value", type: JSON_TYPE, nullable: true }];
    return { fields: options["json.unstructured"] ? unstructured : columnsOfSchema(schema), options: {} };
  },
  schemaOf(fields, options, name, existing) {
    return schemaOfColumns(fields, options["json.unstructured"] ? undefined : styleOf(options), name, existing);
  },
  same: sameSchema,
};

export const json: Format<typeof options> = {
  name: "json",
  doc: "One JSON object per message",
  options,
  check,
  decoder,
  encoder,
  schemas,
};

function refuseOtherType({ type }: RegisteredSchema): void {
  if (type === "JSON") return;
  throw new SqlError(`Format configured is json, but confluent schema repository returned a ${type} schema`, {
    code: "bad_schema",
  });
}

function check(fields: readonly Field[], options: JsonOptions, direction: "source" | "sink"): void {
  checkRegistry(options);
  if (options["json.unstructured"]) {
    if (options["json.include_schema"]) {
      throw new SqlError("at most one of json.unstructured and json.include_schema may be set", { code: "bad_option" });
    }
    return checkSingleColumn(fields, "json", "json.unstructured", direction);
  }
  for (const { name, type } of fields) {
    if (type.kind !== "null") continue;
    throw new SqlError(`field '${name}' has a type '${typeName(type)}' that cannot be used in a connection table`, {
      code: "bad_type",
    });
  }
}

/** Options that mean something together with the registry only, and one that does not go with it. */
function checkRegistry(options: JsonOptions): void {
  const registry = "json.confluent_schema_registry";
  if (options[registry]) {
    if (!options["json.include_schema"]) return;
    throw new SqlError(`at most one of json.include_schema and ${registry} may be set`, { code: "bad_option" });
  }
  checkRegistryOptions(options, false, registry);
  if (!options["json.validate"]) return;
  throw new SqlError(`'json.validate' is about a schema registry, and the table uses none`, {
    code: "bad_option",
    hint: `Add '${registry}' = 'true'.`,
  });
}

function decoder(
  fields: readonly DecodeField[],
  options: JsonOptions,
  framing: Framing | undefined,
  schemas?: WriterSchemas,
): Decoder {
  const unstructured = options["json.unstructured"];
  const timestamps = numericTimestamps(options["json.timestamp_format"]);
  if (options["json.confluent_schema_registry"]) {
    if (framing !== undefined) {
      throw new SqlError(
        "messages of a schema registry have no lines: framing and json.confluent_schema_registry " +
          "cannot be set together",
        { code: "bad_option" },
      );
    }
    if (schemas === undefined) {
      throw new SqlError("schema registry must be configured on the Kafka connection profile", { code: "bad_option" });
    }
    const reading = { unstructured, timestamps, validate: options["json.validate"] };
    return new RegistryDecoder(new JsonSchemaDecoders(fields, reading), schemas, { type: "JSON", format: "json" });
  }
  return framed(unstructured ? new UnstructuredJsonDecoder(fields) : new JsonDecoder(fields, timestamps), framing);
}

/** What `json.timestamp_format` says of numbers in a source. */
export function numericTimestamps(format: JsonOptions["json.timestamp_format"]): NumericTimestamps {
  if (format === undefined) return "raw";
  return format === "RFC3339" ? "refused" : "millis";
}

function encoder(
  fields: readonly Field[],
  options: JsonOptions,
  _key?: readonly number[],
  schema?: RegisteredSchema,
): RowEncoder {
  if (schema !== undefined) refuseOtherType(schema);
  const header = schema === undefined ? undefined : schemaHeader(schema.id);
  if (options["json.unstructured"]) return new VerbatimEncoder(fields, header);
  const style = styleOf(options);
  if (schema !== undefined) checkFits(fields, style, schema);
  const wrap = options["json.include_schema"];
  return jsonEncoder(fields, style, wrap ? connectEnvelope(fields, style) : undefined, header);
}

function styleOf(options: JsonOptions): JsonStyle {
  const wrap = options["json.include_schema"];
  const format = options["json.timestamp_format"];
  return {
    times: format === undefined ? (wrap ? "connect" : "text") : format === "RFC3339" ? "text" : "millis",
    decimals: options["json.decimal_encoding"] ?? (wrap ? "bytes" : "number"),
    json: wrap ? "string" : "embedded",
  };
}
