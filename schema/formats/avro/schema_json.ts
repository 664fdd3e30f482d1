/** JSON text with whole numbers of any size: defaults of `long` fields need all 64 bits. */
import type { JsonValue } from "./schema.ts";

/** Throws a `SyntaxError`. */
export function parseExactJson(text: string): JsonValue {
  const reviver = (_key: string, value: unknown, context?: { readonly source?: string }): unknown => {
    const source = context?.source;
    if (typeof value !== "number" || Number.isSafeInteger(value) || source === undefined) return value;
    return /^-?\d+$/.test(source) ? BigInt(source) : value;
  };
  return JSON.parse(text, reviver) as JsonValue;
}

/** Compact, members in their order. */
export function exactJsonText(value: JsonValue): string {
  if (typeof value === "bigint") return String(value);
  if (isArray(value)) return `[${value.map(exactJsonText).join(",")}]`;
  if (isObject(value)) {
    return `{${
      Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}:${exactJsonText(member)}`).join(",")
    }}`;
  }
  return JSON.stringify(value);
}

export function isArray(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

export function isObject(value: JsonValue | undefined): value is { readonly [key: string]: JsonValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
