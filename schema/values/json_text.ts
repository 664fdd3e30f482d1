/** JSON text: checked and compacted without touching its spelling, and written from values (`sql.md` §7.1, §7.2). */
import { Buffer } from "node:buffer";
import { type Interval, type SqlType, type Value } from "../types.ts";
import { dateToText } from "./date.ts";
import { decimalToText } from "./decimal.ts";
import { doubleToText, realToText } from "./float.ts";
import { intervalToText } from "./interval.ts";
import { timeToText } from "./time.ts";
import { timestampToText } from "./timestamp.ts";

const STRING_OR_BLANKS = /"(?:[^"\\]|\\.)*"|[ \t\r\n]+/g;
const BLANK = /[ \t\r\n]/;

/** The same JSON without blanks, number spelling and key order unchanged; `undefined`: not JSON. */
export function compactJson(text: string): string | undefined {
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  return BLANK.test(text) ? text.replace(STRING_OR_BLANKS, (part) => part.startsWith('"') ? part : "") : text;
}

/** A value as compact JSON text by the table of §7.2: what stands in an output column of format `json`. */
export function valueToJson(value: Value, type: SqlType): string {
  if (value === null) return "null";
  switch (type.kind) {
    case "boolean":
    case "integer":
      return String(value);
    case "float":
      if (!Number.isFinite(value)) return "null";
      return type.bits === 32 ? realToText(value as number) : doubleToText(value as number);
    case "decimal":
      return decimalToText(value as bigint, type.scale);
    case "json":
      return value as string;
    case "text":
    case "null":
      return JSON.stringify(value);
    case "bytea":
      return `"${Buffer.from(value as Uint8Array).toString("base64")}"`;
    case "timestamp":
      return `"${timestampToText(value as bigint, type.precision)}"`;
    case "date":
      return `"${dateToText(value as number)}"`;
    case "time":
      return `"${timeToText(value as bigint)}"`;
    case "interval":
      return `"${intervalToText(value as Interval)}"`;
    case "struct": {
      const members = value as readonly Value[];
      return `{${
        type.fields.map((field, i) => `${JSON.stringify(field.name)}:${valueToJson(members[i] ?? null, field.type)}`)
          .join(",")
      }}`;
    }
    case "array":
      return `[${(value as readonly Value[]).map((element) => valueToJson(element, type.element)).join(",")}]`;
    default:
      return type satisfies never;
  }
}
