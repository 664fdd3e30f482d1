/** Which values datagen columns can have, and how options write them. */
import { type SqlType, storageOf, type Value } from "../schema/types.ts";
import { parseDate } from "../schema/values/date.ts";
import { parseDecimal } from "../schema/values/decimal.ts";
import { parseFloatText } from "../schema/values/float.ts";
import { parseInterval } from "../schema/values/interval.ts";
import { compactJson } from "../schema/values/json_text.ts";
import { parseTime } from "../schema/values/time.ts";
import { parseTimestamp } from "../schema/values/timestamp.ts";

const ENCODER = new TextEncoder();

/** Range of random values; `undefined`: there is none, the clock or the type decides. Of DECIMAL it is unscaled. */
export function boundsOf(
  type: SqlType,
  min: Value | undefined,
  max: Value | undefined,
): { readonly min: number | bigint; readonly max: number | bigint } | undefined {
  const bounds = (low: number | bigint, high: number | bigint) => ({
    min: isNumber(min) ? min : low,
    max: isNumber(max) ? max : high,
  });
  switch (type.kind) {
    case "integer": {
      const highest = 2n ** BigInt(Math.min(31, type.unsigned ? type.bits : type.bits - 1)) - 1n;
      return bounds(0n, highest);
    }
    case "float":
      return bounds(0, 1);
    case "decimal": {
      const whole = BigInt(Math.min(3, type.precision - type.scale));
      return bounds(0n, 10n ** (whole + BigInt(type.scale)) - 1n);
    }
    case "timestamp":
    case "date":
    case "time":
      return isNumber(min) && isNumber(max) ? { min, max } : undefined;
    default:
      return undefined;
  }
}

export function isNumber(value: Value | undefined): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

/** Types whose values are the wall clock unless `min` and `max` are set. */
export function isClock(type: SqlType): boolean {
  return type.kind === "timestamp" || type.kind === "date" || type.kind === "time";
}

/** Greatest whole number of a sequence. */
export function sequenceLimit(type: SqlType): bigint {
  if (type.kind === "integer") return 2n ** BigInt(type.unsigned ? type.bits : type.bits - 1) - 1n;
  return type.kind === "decimal" ? 10n ** BigInt(type.precision - type.scale) - 1n : 2n ** 53n;
}

/** The number in the form that a column of the type holds. */
export function asStored(type: SqlType, value: number | bigint): Value {
  if (type.kind === "float") return type.bits === 32 ? Math.fround(Number(value)) : Number(value);
  return storageOf(type) === "int32" ? Number(value) : BigInt(value);
}

/** The value that a text of an option stands for; `undefined`: none of this type. */
export function parseValue(text: string, type: SqlType): Value | undefined {
  switch (type.kind) {
    case "boolean":
      return /^(true|false)$/i.test(text) ? text.toLowerCase() === "true" : undefined;
    case "integer": {
      if (!/^[+-]?\d+$/.test(text)) return undefined;
      const value = BigInt(text.replace("+", ""));
      const fits = type.unsigned ? BigInt.asUintN(type.bits, value) : BigInt.asIntN(type.bits, value);
      return fits === value ? asStored(type, value) : undefined;
    }
    case "float":
      return parseFloatText(text);
    case "decimal":
      return parseDecimal(text, type.precision, type.scale);
    case "text":
      return text;
    case "bytea":
      return ENCODER.encode(text);
    case "timestamp":
      return parseTimestamp(text, type.precision);
    case "date":
      return parseDate(text);
    case "time":
      return parseTime(text);
    case "interval":
      return parseInterval(text);
    case "json":
      return compactJson(text);
    case "struct":
    case "array":
    case "null":
      return undefined;
    default:
      return type satisfies never;
  }
}
