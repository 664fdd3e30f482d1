/** How JSON is written where `sql.md` §7.2 leaves a choice, and single values in that style: correct first. */
import { Buffer } from "node:buffer";
import type { SqlType, Value } from "../types.ts";
import { decimalToText } from "../values/decimal.ts";
import { valueToJson } from "../values/json_text.ts";
import { floorDivide, nanosToTimestamp, timestampToNanos } from "../values/timestamp.ts";

export interface JsonStyle {
  /** `text`: ISO. `millis`: UnixMillis, for DATE too. `connect`: as Kafka Connect's types want it, for DATE and TIME too. */
  readonly times: "text" | "millis" | "connect";
  readonly decimals: "number" | "string" | "bytes";
  /** JSON values stand in the row as JSON, or as a string that holds it (what Kafka Connect's types allow). */
  readonly json: "embedded" | "string";
}

/** What is written unless options say otherwise. */
export const PLAIN_STYLE: JsonStyle = { times: "text", decimals: "number", json: "embedded" };

const MILLIS_PER_DAY = 86_400_000;

/** One value as compact JSON text. */
export function styledJson(value: Value, type: SqlType, style: JsonStyle): string {
  if (value === null) return "null";
  switch (type.kind) {
    case "timestamp":
      if (style.times === "text") break;
      return String(nanosToTimestamp(timestampToNanos(value as bigint, type.precision), 3));
    case "date":
      if (style.times === "text") break;
      return String(style.times === "millis" ? (value as number) * MILLIS_PER_DAY : value);
    case "time":
      if (style.times !== "connect") break;
      return String(floorDivide(value as bigint, 1_000_000n));
    case "json":
      return style.json === "embedded" ? value as string : JSON.stringify(value);
    case "decimal":
      if (style.decimals === "number") break;
      return style.decimals === "string"
        ? `"${decimalToText(value as bigint, type.scale)}"`
        : `"${int128Base64(value as bigint)}"`;
    case "struct": {
      const members = value as readonly Value[];
      const texts = type.fields.map(({ name, type }, i) =>
        `${JSON.stringify(name)}:${styledJson(members[i] ?? null, type, style)}`
      );
      return `{${texts.join(",")}}`;
    }
    case "array":
      return `[${(value as readonly Value[]).map((one) => styledJson(one, type.element, style)).join(",")}]`;
  }
  return valueToJson(value, type);
}

/** Base64 of the 16-byte big-endian two's complement. */
function int128Base64(value: bigint): string {
  const bytes = Buffer.alloc(16);
  bytes.writeBigUInt64BE(BigInt.asUintN(64, value >> 64n), 0);
  bytes.writeBigUInt64BE(BigInt.asUintN(64, value), 8);
  return bytes.toString("base64");
}
