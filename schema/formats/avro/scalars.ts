/** Single Avro values (after promotion) as SQL values, by the table of `sql.md` §7.5. */
import { Buffer } from "node:buffer";
import { type SqlType, typeName, type Value } from "../../types.ts";
import { fitsPrecision, powerOfTen, rescaleDecimal } from "../../values/decimal.ts";
import { compactJson } from "../../values/json_text.ts";
import { NANOS_PER_DAY } from "../../values/time.ts";
import { convertTimestamp, isTimestampInRange } from "../../values/timestamp.ts";
import { decodeUtf8 } from "../../values/value_text.ts";
import { BadValue } from "../json_cursor.ts";
import type { AvroCursor } from "./cursor.ts";
import { type AvroScalar, Unresolvable } from "./resolve.ts";
import { type AvroLogical, avroTypeName } from "./schema.ts";

/** Reads one value. Throws {@link BadValue}. */
export type Read<T> = (cursor: AvroCursor) => T;

/** Throws {@link Unresolvable} when the column's type cannot hold the Avro type. `t` is not JSON. */
export function scalarReader(from: AvroScalar, to: AvroScalar, t: SqlType): Read<Value> {
  switch (t.kind) {
    case "boolean":
      if (to.kind === "boolean") return (cursor) => cursor.boolean();
      break;
    case "integer":
      if (isWhole(to) && (to.kind === "int" || t.bits === 64 || (t.bits === 32 && t.unsigned))) {
        return integerReader(wholeReader(from), t);
      }
      break;
    case "float":
      if (t.bits === 64 ? isNumber(to) : isNumber(to) && to.kind !== "double") {
        const read = doubleReader(from, to);
        return t.bits === 64 ? read : (cursor) => Math.fround(read(cursor));
      }
      break;
    case "decimal":
      if (to.logical?.kind === "decimal") return decimalReader(decimalOf(from, to.logical), to.logical.scale, t);
      if (isWhole(to) && to.logical === undefined) return decimalReader(wholeReader(from), 0, t);
      break;
    case "text":
      if (to.kind === "fixed" && to.logical?.kind === "uuid") return uuidReader(from);
      if (to.kind === "string" || (to.kind === "bytes" && to.logical === undefined)) return textReader(from);
      break;
    case "bytea":
      if (to.kind === "bytes" || to.kind === "fixed" || to.kind === "string") {
        return (cursor) => cursor.bytes.slice(rangeStart(cursor, from), cursor.position);
      }
      break;
    case "timestamp": {
      const { logical } = to;
      if (to.kind !== "long" || (logical !== undefined && logical.kind !== "timestamp")) break;
      const precision = logical?.precision ?? t.precision;
      const read = wholeReader(from);
      return (cursor) => {
        const units = read(cursor);
        // Only the target's range counts: 64 bits of milliseconds reach further than any text.
        const converted = convertTimestamp(units, precision, t.precision);
        if (converted === undefined || !isTimestampInRange(converted, t.precision)) return outOfRange(units, to, t);
        return converted;
      };
    }
    case "date":
      if (to.kind === "int" && (to.logical === undefined || to.logical.kind === "date")) {
        return (cursor) => cursor.int();
      }
      break;
    case "time":
      if (to.logical?.kind === "time-millis" || to.logical?.kind === "time-micros") return timeReader(from, to.logical);
      break;
  }
  throw new Unresolvable(`: the writer's ${avroTypeName(to)} cannot be read into ${typeName(t)}`);
}

/** A string that holds JSON text, as sinks write JSON columns: compact. */
export function jsonTextReader(from: AvroScalar): Read<string> {
  const read = textReader(from);
  return (cursor) => {
    const text = read(cursor);
    return compactJson(text) ?? refuse(`${quoted(text)} is not of type JSON`);
  };
}

/** Goes over a string, bytes or fixed; where it begins. It ends at the cursor's position. */
export function rangeStart(cursor: AvroCursor, from: AvroScalar): number {
  return cursor.take(from.kind === "fixed" ? from.size : cursor.length());
}

function textReader(from: AvroScalar): Read<string> {
  return (cursor) => {
    const start = rangeStart(cursor, from);
    return decodeUtf8(cursor.bytes.subarray(start, cursor.position)) ?? refuse("invalid UTF-8");
  };
}

function isWhole(type: AvroScalar): boolean {
  return type.kind === "int" || type.kind === "long";
}

function isNumber(type: AvroScalar): boolean {
  return isWhole(type) || type.kind === "float" || type.kind === "double";
}

export function longOf({ low, high }: AvroCursor): bigint {
  return (BigInt(high) << 32n) | BigInt(low >>> 0);
}

function wholeReader(from: AvroScalar): Read<bigint> {
  return from.kind === "int" ? (cursor) => BigInt(cursor.int()) : (cursor) => cursor.long();
}

/** A number of any kind as a double; what passes a `float` on its way is rounded to it. */
export function doubleReader(from: AvroScalar, to: AvroScalar): Read<number> {
  const round = to.kind === "float" ? Math.fround : (value: number) => value;
  switch (from.kind) {
    case "int":
      return (cursor) => round(cursor.int());
    case "long":
      return (cursor) => round(Number(cursor.long()));
    case "float":
      return (cursor) => cursor.float();
    default:
      return (cursor) => cursor.double();
  }
}

function integerReader(read: Read<bigint>, t: SqlType & { kind: "integer" }): Read<Value> {
  const low = t.unsigned ? 0n : -(2n ** BigInt(t.bits - 1));
  const high = 2n ** BigInt(t.unsigned ? t.bits : t.bits - 1) - 1n;
  const isSmall = t.bits < 32 || (t.bits === 32 && !t.unsigned);
  return (cursor) => {
    const value = read(cursor);
    if (value < low || value > high) refuse(`${value} is out of range for ${typeName(t)}`);
    return isSmall ? Number(value) : value;
  };
}

function decimalReader(read: Read<bigint>, scale: number, t: SqlType & { kind: "decimal" }): Read<bigint> {
  return (cursor) => {
    const value = rescaleDecimal(read(cursor), scale, t.scale);
    return fitsPrecision(value, t.precision) ? value : refuse(`a decimal has more digits than ${typeName(t)}`);
  };
}

/** The unscaled value, checked against the precision that the schema says. */
export function decimalOf(from: AvroScalar, { precision }: AvroLogical & { kind: "decimal" }): Read<bigint> {
  const limit = powerOfTen(precision);
  // A sign bit more than 10^precision needs.
  const bytes = Math.ceil((precision * Math.log2(10) + 1) / 8);
  return (cursor) => {
    let start = rangeStart(cursor, from);
    const end = cursor.position;
    const negative = end > start && cursor.bytes[start]! > 127; // start < end, as below
    while (end - start > 1 && cursor.bytes[start] === (negative ? 255 : 0)) start++;
    if (end - start <= bytes) {
      let value = negative ? -1n : 0n;
      for (let i = start; i < end; i++) value = (value << 8n) | BigInt(cursor.bytes[i]!);
      if (value < limit && value > -limit) return value;
    }
    return refuse(`a decimal has more than ${precision} digits`);
  };
}

export function timeReader(from: AvroScalar, logical: AvroLogical): Read<bigint> {
  const read = wholeReader(from);
  const nanos = logical.kind === "time-millis" ? 1_000_000n : 1000n;
  return (cursor) => {
    const value = read(cursor);
    const time = value * nanos;
    return time >= 0n && time < NANOS_PER_DAY ? time : refuse(`${value} is no ${logical.kind} of a day`);
  };
}

export function uuidReader(from: AvroScalar): Read<string> {
  return (cursor) => {
    const start = rangeStart(cursor, from);
    const hex = Buffer.from(cursor.bytes.buffer, cursor.bytes.byteOffset + start, 16).toString("hex");
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  };
}

function outOfRange(value: bigint, from: AvroScalar, t: SqlType): never {
  return refuse(`${value} as ${avroTypeName(from)} is out of range for ${typeName(t)}`);
}

export function refuse(reason: string): never {
  throw new BadValue(reason);
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
