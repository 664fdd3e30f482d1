/** The schema that `json.include_schema` puts beside each row, in the notation of Kafka Connect's JsonConverter. */
import type { Field } from "../field.ts";
import type { SqlType } from "../types.ts";
import type { Envelope } from "./json_encode.ts";
import type { JsonStyle } from "./json_style.ts";

export function connectEnvelope(fields: readonly Field[], style: JsonStyle): Envelope {
  const visible = fields.filter((field) => field.hidden !== true);
  const schema = {
    type: "struct",
    name: "ArroyoJson",
    fields: visible.map(({ name, type, nullable }) => ({ ...schemaOf(type, style), optional: nullable, field: name })),
    optional: false,
  };
  return { before: `{"schema":${JSON.stringify(schema)},"payload":`, after: "}" };
}

const LOGICAL = "org.apache.kafka.connect.data.";

/** Follows the payload: what the options write otherwise is described as what it is. */
function schemaOf(type: SqlType, style: JsonStyle): Record<string, unknown> {
  switch (type.kind) {
    case "boolean":
      return { type: "boolean" };
    case "integer": {
      // Unsigned types need the next wider one; int64 is the widest there is.
      const bits = type.unsigned ? Math.min(64, type.bits * 2) : type.bits;
      return { type: `int${bits}` };
    }
    case "float":
      return { type: type.bits === 32 ? "float" : "double" };
    case "decimal": {
      if (style.decimals === "string") return { type: "string" };
      if (style.decimals === "number") return { type: "double" };
      const parameters = { scale: String(type.scale), "connect.decimal.precision": String(type.precision) };
      return { type: "bytes", name: `${LOGICAL}Decimal`, version: 1, parameters };
    }
    case "bytea":
      return { type: "bytes" };
    case "timestamp":
      return style.times === "text" ? { type: "string" } : { type: "int64", name: `${LOGICAL}Timestamp`, version: 1 };
    case "date":
      if (style.times === "connect") return { type: "int32", name: `${LOGICAL}Date`, version: 1 };
      return { type: style.times === "text" ? "string" : "int64" };
    case "time":
      if (style.times !== "connect") return { type: "string" };
      return { type: "int64", name: `${LOGICAL}Timestamp`, version: 1 };
    case "text":
    case "interval":
    case "json":
    case "null":
      return { type: "string" };
    case "struct": {
      const members = type.fields.map(({ name, type, nullable }) => ({
        ...schemaOf(type, style),
        optional: nullable,
        field: name,
      }));
      return { type: "struct", fields: members };
    }
    case "array":
      return { type: "array", items: { ...schemaOf(type.element, style), optional: true } };
    default:
      return type satisfies never;
  }
}
