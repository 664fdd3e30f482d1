/** Values as text: what CAST … AS TEXT gives, and what tables show. */
import type { Interval, SqlType, Value } from "../types.ts";
import { dateToText } from "./date.ts";
import { decimalToText } from "./decimal.ts";
import { doubleToText, realToText } from "./float.ts";
import { intervalToText } from "./interval.ts";
import { valueToJson } from "./json_text.ts";
import { timeToText } from "./time.ts";
import { timestampToText } from "./timestamp.ts";

/**
 * The text of a value by `sql.md` §11.4, `NULL` for null. Never fails: BYTEA that is not UTF-8, which CAST refuses, is
 * shown as `\x0aff`.
 */
export function valueToText(value: Value, type: SqlType): string {
  if (value === null) return "NULL";
  switch (type.kind) {
    case "boolean":
    case "integer":
      return String(value);
    case "float":
      return type.bits === 32 ? realToText(value as number) : doubleToText(value as number);
    case "decimal":
      return decimalToText(value as bigint, type.scale);
    case "text":
    case "json":
    case "null":
      return value as string;
    case "bytea":
      return decodeUtf8(value as Uint8Array) ?? bytesToHex(value as Uint8Array);
    case "timestamp":
      return timestampToText(value as bigint, type.precision);
    case "date":
      return dateToText(value as number);
    case "time":
      return timeToText(value as bigint);
    case "interval":
      return intervalToText(value as Interval);
    case "struct":
    case "array":
      return valueToJson(value, type);
    default:
      return type satisfies never;
  }
}

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** `undefined`: not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return UTF8.decode(bytes);
  } catch {
    return undefined;
  }
}

function bytesToHex(bytes: Uint8Array): string {
  return "\\x" + Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
