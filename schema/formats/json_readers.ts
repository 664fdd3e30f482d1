/** JSON values to SQL values, by the table of `sql.md` §7.1: the exact way for every type, and the only one for some. */

import { exactToDecimal, parseExact, powerOfTen } from "../values/decimal.ts";
import { parseDate } from "../values/date.ts";
import { parseFloatText } from "../values/float.ts";
import { parseInterval } from "../values/interval.ts";
import { NANOS_PER_DAY, parseTime } from "../values/time.ts";
import { isTimestampInRange, parseTimestamp, type TimestampPrecision } from "../values/timestamp.ts";
import { ByteWriter } from "../byte_writer.ts";
import { type SqlType, type StructField, typeName, type Value } from "../types.ts";
import { BadValue, type JsonCursor } from "./json_cursor.ts";

/** `json.timestamp_format` of a source: what numbers mean in TIMESTAMP columns. `raw`: units of the column. */
export type NumericTimestamps = "raw" | "millis" | "refused";

/** Reads the value that begins at the cursor's position and is not `null`. Throws {@link BadValue}. */
export type ValueReader = (cursor: JsonCursor, depth: number) => Value;

/** Digits of a number that is to be an integer or decimal: more than any type can hold, exponent forms included. */
const MAX_NUMBER_LENGTH = 1000;
const QUOTE = 34;

export function valueReader(type: SqlType, timestamps: NumericTimestamps): ValueReader {
  switch (type.kind) {
    case "boolean":
      return (cursor) => readBoolean(cursor, type);
    case "integer": {
      const low = type.unsigned ? 0n : -(2n ** BigInt(type.bits - 1));
      const high = 2n ** BigInt(type.unsigned ? type.bits : type.bits - 1) - 1n;
      const small = type.bits < 32 || (type.bits === 32 && !type.unsigned);
      return (cursor) => {
        const value = readInteger(cursor, type, low, high);
        return small ? Number(value) : value;
      };
    }
    case "float":
      return type.bits === 32 ? (cursor) => readReal(cursor, type) : (cursor) => readFloat(cursor, type);
    case "decimal": {
      const { precision, scale } = type;
      return (cursor) => {
        const text = numberText(cursor, type);
        const exact = text.length > MAX_NUMBER_LENGTH ? undefined : parseExact(text);
        return (exact && exactToDecimal(exact, precision, scale)) ?? refuse(type, text);
      };
    }
    case "text":
      return (cursor) => stringOf(cursor, type);
    case "bytea":
      return (cursor) => readBytes(cursor, type);
    case "timestamp":
      return timestampReader(type, timestamps);
    case "date":
      return (cursor) => {
        if (cursor.peek() !== QUOTE) return Number(readInteger(cursor, type, -2147483648n, 2147483647n));
        const text = cursor.text();
        return parseDate(text) ?? refuse(type, text);
      };
    case "time":
      return (cursor) => {
        if (cursor.peek() !== QUOTE) return readInteger(cursor, type, 0n, NANOS_PER_DAY - 1n);
        const text = cursor.text();
        return parseTime(text) ?? refuse(type, text);
      };
    case "interval":
      return (cursor) => {
        const text = stringOf(cursor, type);
        return parseInterval(text) ?? refuse(type, text);
      };
    case "json":
      return readJson;
    case "null":
      return (cursor) => refuseNext(cursor, type);
    case "struct":
      return structReader(type, timestamps);
    case "array": {
      const element = valueReader(type.element, timestamps);
      return (cursor, depth) => {
        if (cursor.peek() !== 91) refuseNext(cursor, type);
        const values: Value[] = [];
        cursor.array(() => {
          values.push(cursor.takeNull() ? null : element(cursor, depth + 1));
        }, depth);
        return values;
      };
    }
    default:
      return type satisfies never;
  }
}

function structReader(type: SqlType & { kind: "struct" }, timestamps: NumericTimestamps): ValueReader {
  const members = new Map(
    type.fields.map((field, index) => [field.name, { field, index, read: valueReader(field.type, timestamps) }]),
  );
  return (cursor, depth) => {
    if (cursor.peek() !== 123) refuseNext(cursor, type);
    const values: Value[] = type.fields.map(() => null);
    cursor.object((key) => {
      const member = members.get(key);
      if (member === undefined) return cursor.skipValue(depth + 1);
      values[member.index] = cursor.takeNull() ? null : within(member.field, () => member.read(cursor, depth + 1));
    }, depth);
    for (const { field, index } of members.values()) {
      if (values[index] === null && !field.nullable) throw new BadValue(`member '${field.name}' is NULL`);
    }
    return values;
  };
}

function within(field: StructField, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    throw error instanceof BadValue ? new BadValue(`member '${field.name}': ${error.message}`) : error;
  }
}

function timestampReader(type: SqlType & { kind: "timestamp" }, timestamps: NumericTimestamps): ValueReader {
  const { precision } = type;
  return (cursor) => {
    if (cursor.peek() === QUOTE) {
      const text = cursor.text();
      return parseTimestamp(text, precision) ?? refuse(type, text);
    }
    if (timestamps === "refused") refuseNext(cursor, type, "a number, but json.timestamp_format is 'RFC3339'");
    const number = readInteger(cursor, type, -(2n ** 63n), 2n ** 63n - 1n);
    const units = timestamps === "millis" ? fromMillis(number, precision) : number;
    return isTimestampInRange(units, precision) ? units : refuse(type, String(number));
  };
}

function fromMillis(millis: bigint, precision: TimestampPrecision): bigint {
  if (precision >= 3) return millis * powerOfTen(precision - 3);
  return (millis - (((millis % 1000n) + 1000n) % 1000n)) / 1000n;
}

function readBoolean(cursor: JsonCursor, type: SqlType): boolean {
  const byte = cursor.peek();
  if (byte !== 116 && byte !== 102) refuseNext(cursor, type);
  cursor.skipLiteral();
  return byte === 116;
}

/** A number, or a string that holds one, with any fraction or exponent that leaves it whole. */
function readInteger(cursor: JsonCursor, type: SqlType, low: bigint, high: bigint): bigint {
  const text = numberText(cursor, type);
  const value = wholeNumber(text);
  if (value === undefined) return refuse(type, text);
  return value >= low && value <= high ? value : refuse(type, text, " is out of range for ");
}

function wholeNumber(text: string): bigint | undefined {
  const exact = text.length > MAX_NUMBER_LENGTH ? undefined : parseExact(text);
  if (exact === undefined) return undefined;
  const { unscaled, scale } = exact;
  if (unscaled === 0n) return 0n;
  if (scale <= 0) return scale < -40 ? undefined : unscaled * powerOfTen(-scale);
  if (scale > text.length) return undefined;
  const divisor = powerOfTen(scale);
  return unscaled % divisor === 0n ? unscaled / divisor : undefined;
}

function readFloat(cursor: JsonCursor, type: SqlType): number {
  const text = numberText(cursor, type);
  const value = parseFloatText(text);
  if (value === undefined) return refuse(type, text);
  const overflow = (value === Infinity || value === -Infinity) && !/i/i.test(text);
  return overflow ? refuse(type, text, " is out of range for ") : value;
}

function readReal(cursor: JsonCursor, type: SqlType): number {
  const value = readFloat(cursor, type);
  const rounded = Math.fround(value);
  if (Number.isFinite(value) && !Number.isFinite(rounded)) refuse(type, String(value), " is out of range for ");
  return rounded;
}

function readBytes(cursor: JsonCursor, type: SqlType): Uint8Array {
  const text = stringOf(cursor, type);
  try {
    return Uint8Array.fromBase64(text);
  } catch {
    return refuse(type, text, " is not base64, as needed for ");
  }
}

/** Any value as compact JSON text, its spelling unchanged. */
function readJson(cursor: JsonCursor): string {
  const start = cursor.position;
  cursor.ascii = true;
  cursor.skipValue();
  cursor.checkUtf8(start, cursor.position);
  const compact = new ByteWriter(0);
  copyCompact(cursor.bytes, start, cursor.position, compact);
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(compact.written());
}

/** Appends checked JSON without the blanks between its tokens. */
export function copyCompact(bytes: Uint8Array, start: number, end: number, out: ByteWriter): void {
  out.ensure(end - start);
  const target = out.bytes;
  let to = out.position;
  let inString = false;
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!; // end ≤ length
    if (inString) {
      target[to++] = byte;
      if (byte === 92) target[to++] = bytes[++i]!; // an escape has a second byte
      else if (byte === QUOTE) inString = false;
    } else if (byte > 32) {
      target[to++] = byte;
      inString = byte === QUOTE;
    }
  }
  out.position = to;
}

/** The text of a number, or of a string in its place. */
function numberText(cursor: JsonCursor, type: SqlType): string {
  const byte = cursor.peek();
  if (byte === QUOTE) return cursor.text();
  if (byte !== 45 && !(byte >= 48 && byte <= 57)) refuseNext(cursor, type);
  return cursor.number();
}

function stringOf(cursor: JsonCursor, type: SqlType): string {
  if (cursor.peek() !== QUOTE) refuseNext(cursor, type);
  return cursor.text();
}

/** Refuses what comes next by its kind. */
function refuseNext(cursor: JsonCursor, type: SqlType, found = kindOf(cursor.peek())): never {
  if (found === "") cursor.skipValue(); // not JSON at all: the syntax error says more
  throw new BadValue(`expected ${typeName(type)}, found ${found}`);
}

function kindOf(byte: number): string {
  switch (byte) {
    case QUOTE:
      return "a string";
    case 123:
      return "an object";
    case 91:
      return "an array";
    case 116:
    case 102:
      return "a boolean";
    case 110:
      return "null";
    default:
      return byte === 45 || (byte >= 48 && byte <= 57) ? "a number" : "";
  }
}

function refuse(type: SqlType, text: string, why = " is not of type "): never {
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  throw new BadValue(`${JSON.stringify(shown)}${why}${typeName(type)}`);
}
