/** Casts between TEXT and every other type (`sql.md` §11.4). */
import { type SqlType, TEXT, type Value } from "../../schema/types.ts";
import { parseDate } from "../../schema/values/date.ts";
import { parseDecimal } from "../../schema/values/decimal.ts";
import { doubleToText, parseFloatText, realToText } from "../../schema/values/float.ts";
import { parseInterval } from "../../schema/values/interval.ts";
import { compactJson, valueToJson } from "../../schema/values/json_text.ts";
import { parseTime } from "../../schema/values/time.ts";
import { parseTimestamp } from "../../schema/values/timestamp.ts";
import { decodeUtf8, valueToText } from "../../schema/values/value_text.ts";
import { type CastImplementation, partial, total, UNCHANGED } from "./failure.ts";
import { integerRange, type IntegerType, isBigintInteger } from "./numeric.ts";

export function fromText(to: SqlType): CastImplementation | undefined {
  switch (to.kind) {
    case "boolean":
      return partial(TEXT, to, textToBoolean);
    case "integer":
      return partial(TEXT, to, integerParser(to));
    case "float": {
      const { bits } = to;
      return partial(TEXT, to, (text: string) => {
        const value = parseFloatText(text);
        return value === undefined || bits === 64 ? value : Math.fround(value);
      });
    }
    case "decimal":
      return partial(TEXT, to, (text: string) => parseDecimal(text, to.precision, to.scale));
    case "bytea":
      return total({ call: (text: string) => UTF8.encode(text) });
    case "json":
      return partial(TEXT, to, compactJson);
    case "timestamp":
      return partial(TEXT, to, (text: string) => parseTimestamp(text, to.precision));
    case "date":
      return partial(TEXT, to, parseDate);
    case "time":
      return partial(TEXT, to, parseTime);
    case "interval":
      return partial(TEXT, to, (text: string) => parseInterval(text));
    default:
      return undefined;
  }
}

export function toText(from: SqlType): CastImplementation {
  switch (from.kind) {
    case "text":
    case "json":
      return UNCHANGED;
    case "integer":
      return total({ js: ([x]) => `String(${x})` });
    case "float":
      return total({ call: from.bits === 32 ? realToText : doubleToText });
    case "boolean":
      return total({ js: ([x]) => `String(${x})` });
    case "bytea":
      return partial(from, TEXT, decodeUtf8);
    default:
      return total({ call: (value: Value) => valueToText(value, from) });
  }
}

/** What is no text already, as JSON: arrays and structs. */
export function toJson(from: SqlType): CastImplementation | undefined {
  if (from.kind !== "struct" && from.kind !== "array") return undefined;
  return total({ call: (value: Value) => valueToJson(value, from) });
}

const UTF8 = new TextEncoder();

const TRUE_TEXTS: ReadonlySet<string> = new Set(["true", "t", "yes", "y", "on", "1"]);
const FALSE_TEXTS: ReadonlySet<string> = new Set(["false", "f", "no", "n", "off", "0"]);

function textToBoolean(text: string): boolean | undefined {
  const word = text.trim().toLowerCase();
  return TRUE_TEXTS.has(word) ? true : FALSE_TEXTS.has(word) ? false : undefined;
}

const INTEGER_TEXT = /^[+-]?[0-9]+$/;

/** Sign and digits only, in range. */
/** Of the widest integer, which has 20. */
const MOST_DIGITS = 20;

function integerParser(type: IntegerType): (text: string) => number | bigint | undefined {
  const { min, max } = integerRange(type);
  if (isBigintInteger(type)) {
    return (text) => {
      if (!INTEGER_TEXT.test(text)) return undefined;
      if (text.length > MOST_DIGITS && text.replace(/^[+-]?0*/, "").length > MOST_DIGITS) return undefined;
      const value = BigInt(text.charCodeAt(0) === 43 ? text.slice(1) : text);
      return value >= min && value <= max ? value : undefined;
    };
  }
  const [low, high] = [Number(min), Number(max)];
  return (text) => {
    if (!INTEGER_TEXT.test(text)) return undefined;
    const value = Number(text);
    return value >= low && value <= high ? value + 0 : undefined;
  };
}
