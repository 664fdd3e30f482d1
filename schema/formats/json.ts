/** `format = 'json'`. */
import { SqlError } from "../errors.ts";
import type { Field } from "../field.ts";
import { choiceOption, flagOption, numberOption, type OptionsOf } from "../options.ts";
import { typeName } from "../types.ts";
import type { DecodeField, Decoder, Format, Framing, RowEncoder } from "./format.ts";
import { framed } from "./framing.ts";
import { connectEnvelope } from "./json_connect_schema.ts";
import { JsonDecoder } from "./json_decode.ts";
import { jsonEncoder, VerbatimEncoder } from "./json_encode.ts";
import type { NumericTimestamps } from "./json_readers.ts";
import type { JsonStyle } from "./json_style.ts";
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
  "schema.register": flagOption("Sink: register the schema of the table in the registry", true),
  "schema.id": numberOption("Sink: use this schema of the registry", undefined, { min: 1, integer: true }),
};

type JsonOptions = OptionsOf<typeof options>;

export const json: Format<typeof options> = {
  name: "json",
  doc: "One JSON object per message",
  options,
  check,
  decoder,
  encoder,
};

function check(fields: readonly Field[], options: JsonOptions, direction: "source" | "sink"): void {
  refuseRegistry(options);
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

/** Options of the registry are known here and answered, until the registry is there. */
function refuseRegistry(options: JsonOptions): void {
  const later = [
    ["json.confluent_schema_registry", options["json.confluent_schema_registry"]],
    ["json.validate", options["json.validate"]],
    ["schema.register", !options["schema.register"]],
    ["schema.id", options["schema.id"] !== undefined],
  ] as const;
  const asked = later.find(([, set]) => set);
  if (asked === undefined) return;
  throw new SqlError(`option '${asked[0]}' is not supported yet: this release has no schema registry`, {
    code: "not_supported",
  });
}

function decoder(fields: readonly DecodeField[], options: JsonOptions, framing: Framing | undefined): Decoder {
  const inner = options["json.unstructured"]
    ? new UnstructuredJsonDecoder(fields)
    : new JsonDecoder(fields, numericTimestamps(options["json.timestamp_format"]));
  return framed(inner, framing);
}

/** What `json.timestamp_format` says of numbers in a source. */
export function numericTimestamps(format: JsonOptions["json.timestamp_format"]): NumericTimestamps {
  if (format === undefined) return "raw";
  return format === "RFC3339" ? "refused" : "millis";
}

function encoder(fields: readonly Field[], options: JsonOptions): RowEncoder {
  if (options["json.unstructured"]) return new VerbatimEncoder(fields);
  const wrap = options["json.include_schema"];
  const format = options["json.timestamp_format"];
  const style: JsonStyle = {
    times: format === undefined ? (wrap ? "connect" : "text") : format === "RFC3339" ? "text" : "millis",
    decimals: options["json.decimal_encoding"] ?? (wrap ? "bytes" : "number"),
    json: wrap ? "string" : "embedded",
  };
  return jsonEncoder(fields, style, wrap ? connectEnvelope(fields, style) : undefined);
}
