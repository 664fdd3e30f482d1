/** `format = 'debezium_json'`: what happened to the rows of a table. */
import { SqlError } from "../errors.ts";
import type { Field } from "../field.ts";
import { choiceOption, type OptionsOf } from "../options.ts";
import { typeName } from "../types.ts";
import { DebeziumDecoder } from "./debezium_decode.ts";
import { DebeziumEncoder } from "./debezium_encode.ts";
import type { Format } from "./format.ts";
import { framed } from "./framing.ts";
import { numericTimestamps } from "./json.ts";
import type { JsonStyle } from "./json_style.ts";

const options = {
  "json.timestamp_format": choiceOption(
    "How timestamps are written, UnixMillis unless given; and what numbers mean when they are read",
    ["RFC3339", "UnixMillis", "unix_millis"],
    undefined,
  ),
  "json.decimal_encoding": choiceOption("How DECIMAL is written", ["number", "string", "bytes"], "bytes"),
};

type DebeziumOptions = OptionsOf<typeof options>;

export const debeziumJson: Format<typeof options> = {
  name: "debezium_json",
  doc: "Changes of rows as Debezium's envelope of before, after and op",
  options,
  changelog: true,
  check,
  decoder: (fields, options, framing) =>
    framed(new DebeziumDecoder(fields, numericTimestamps(options["json.timestamp_format"])), framing),
  encoder: (fields, options, key) => new DebeziumEncoder(fields, styleOf(options), key),
};

function check(fields: readonly Field[]): void {
  const odd = fields.find(({ type }) => type.kind === "null");
  if (odd === undefined) return;
  throw new SqlError(
    `field '${odd.name}' has a type '${typeName(odd.type)}' that cannot be used in a connection table`,
    {
      code: "bad_type",
    },
  );
}

function styleOf(options: DebeziumOptions): JsonStyle {
  return {
    times: options["json.timestamp_format"] === "RFC3339" ? "text" : "millis",
    decimals: options["json.decimal_encoding"],
    json: "embedded",
  };
}
