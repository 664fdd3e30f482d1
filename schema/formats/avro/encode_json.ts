/** JSON columns to what they are read from: maps, unions, recursive records and what else no SQL type holds (`sql.md` §7.5). */
import { Buffer } from "node:buffer";
import type { ByteWriter } from "../../byte_writer.ts";
import { parseDate } from "../../values/date.ts";
import { fitsPrecision, parseExact, powerOfTen } from "../../values/decimal.ts";
import { parseInterval } from "../../values/interval.ts";
import { parseTime } from "../../values/time.ts";
import { parseTimestamp } from "../../values/timestamp.ts";
import { defaultBytes } from "./default_bytes.ts";
import { appendBytes, appendInteger, appendLong, sizeOfInteger } from "./encode_write.ts";
import {
  type AvroFixed,
  type AvroPrimitive,
  type AvroRecord,
  type AvroType,
  avroTypeName,
  type AvroUnion,
} from "./schema.ts";
import { isUuid, uuidBytes } from "./uuid.ts";

/** A number as it is spelled: all its digits count. */
class JsonNumber {
  constructor(readonly text: string) {}
}

type Json = null | boolean | string | JsonNumber | readonly Json[] | { readonly [key: string]: Json };

/** Appends one JSON text as a value of `schema`; says what does not fit where it is none, and has appended nothing then. */
export function jsonTextWriter(schema: AvroType): (text: string, out: ByteWriter) => string | undefined {
  const writer = new JsonWriter();
  return (text, out) => {
    const start = out.position;
    let json: Json;
    try {
      json = JSON.parse(text, keepNumbers);
    } catch {
      return `${shortened(text)} is no JSON`;
    }
    const failure = writer.write(schema, json, out);
    if (failure !== undefined) out.position = start;
    return failure;
  };
}

function keepNumbers(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === "number" ? new JsonNumber(context?.source ?? String(value)) : value;
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** Branches of a union in the order in which they are tried: what says more of a text or number comes first. */
const ORDER = [
  "null",
  "boolean",
  "int",
  "long",
  "decimal",
  "double",
  "float",
  "enum",
  "date",
  "time-millis",
  "time-micros",
  "timestamp",
  "uuid",
  "duration",
  "string",
  "bytes",
  "fixed",
  "record",
  "map",
  "array",
];

class JsonWriter {
  readonly #orders = new Map<AvroUnion, readonly number[]>();
  #failure: string | undefined;

  /** What does not fit; undefined: it was written. */
  write(type: AvroType, json: Json, out: ByteWriter): string | undefined {
    this.#failure = undefined;
    return this.#append(type, json, out) ? undefined : this.#failure ?? "it does not fit";
  }

  /** False: it does not fit, and anything may have been appended. */
  #append(type: AvroType, json: Json, out: ByteWriter): boolean {
    switch (type.kind) {
      case "union":
        return this.#appendBranch(type, json, out) || this.#fail(type, json);
      case "record":
        return isObject(json) ? this.#appendRecord(type, json, out) : this.#fail(type, json);
      case "map":
        return isObject(json) ? this.#appendMap(type.values, json, out) : this.#fail(type, json);
      case "array":
        return isList(json) ? this.#appendArray(type.items, json, out) : this.#fail(type, json);
      case "enum": {
        const at = typeof json === "string" ? type.symbols.indexOf(json) : -1;
        if (at < 0) return this.#fail(type, json);
        appendLong(out, at);
        return true;
      }
      default:
        return appendScalar(type, json, out) || this.#fail(type, json);
    }
  }

  #fail(type: AvroType, json: Json): false {
    this.#failure ??= `${shortened(textOf(json))} is no ${avroTypeName(type)}`;
    return false;
  }

  #appendBranch(union: AvroUnion, json: Json, out: ByteWriter): boolean {
    const start = out.position;
    const failure = this.#failure;
    for (const at of this.#orderOf(union)) {
      appendLong(out, at);
      this.#failure = failure;
      if (this.#append(union.branches[at]!, json, out)) return true; // an index of the branches
      out.position = start;
    }
    this.#failure = failure;
    return false;
  }

  #orderOf(union: AvroUnion): readonly number[] {
    let order = this.#orders.get(union);
    if (order === undefined) {
      const place = (at: number) => ORDER.indexOf(nameOf(union.branches[at]!)); // an index of the branches
      order = [...union.branches.keys()].sort((a, b) => place(a) - place(b));
      this.#orders.set(union, order);
    }
    return order;
  }

  #appendRecord({ name, fields }: AvroRecord, json: { readonly [key: string]: Json }, out: ByteWriter): boolean {
    let known = 0;
    for (const field of fields) {
      const member = Object.hasOwn(json, field.name) ? json[field.name] : undefined;
      if (member !== undefined) {
        known++;
        if (!this.#append(field.type, member, out)) return false;
      } else if (field.default !== undefined) out.append(defaultBytes(field.type, field.default.value));
      else {
        this.#failure ??= `record ${name} needs a member '${field.name}'`;
        return false;
      }
    }
    if (known === Object.keys(json).length) return true;
    const extra = Object.keys(json).find((key) => !fields.some((field) => field.name === key));
    this.#failure ??= `record ${name} has no field '${extra}'`;
    return false;
  }

  #appendMap(values: AvroType, json: { readonly [key: string]: Json }, out: ByteWriter): boolean {
    const entries = Object.entries(json);
    if (entries.length > 0) appendLong(out, entries.length);
    for (const [key, value] of entries) {
      appendBytes(out, Buffer.from(key));
      if (!this.#append(values, value, out)) return false;
    }
    out.appendByte(0);
    return true;
  }

  #appendArray(items: AvroType, json: readonly Json[], out: ByteWriter): boolean {
    if (json.length > 0) appendLong(out, json.length);
    for (const item of json) if (!this.#append(items, item, out)) return false;
    out.appendByte(0);
    return true;
  }
}

function nameOf(type: AvroType): string {
  return ("logical" in type ? type.logical?.kind : undefined) ?? type.kind;
}

function isList(json: Json): json is readonly Json[] {
  return Array.isArray(json);
}

function isObject(json: Json): json is { readonly [key: string]: Json } {
  return typeof json === "object" && json !== null && !isList(json) && !(json instanceof JsonNumber);
}

function textOf(json: Json): string {
  return json instanceof JsonNumber
    ? json.text
    : isObject(json)
    ? "an object"
    : isList(json)
    ? "an array"
    : JSON.stringify(json);
}

/** False: it does not fit, and nothing was appended. */
function appendScalar(type: AvroPrimitive | AvroFixed, json: Json, out: ByteWriter): boolean {
  if (json === null) return type.kind === "null";
  if (typeof json === "boolean") {
    if (type.kind !== "boolean") return false;
    out.appendByte(json ? 1 : 0);
    return true;
  }
  if (json instanceof JsonNumber) return appendNumber(type, json.text, out);
  return typeof json === "string" && appendText(type, json, out);
}

function appendNumber(type: AvroPrimitive | AvroFixed, text: string, out: ByteWriter): boolean {
  const { kind, logical } = type;
  if (kind === "float" || kind === "double") {
    if (!Number.isFinite(kind === "float" ? Math.fround(Number(text)) : Number(text))) return false;
    out.ensure(8);
    if (kind === "float") out.view.setFloat32(out.position, Number(text), true);
    else out.view.setFloat64(out.position, Number(text), true);
    out.position += kind === "float" ? 4 : 8;
    return true;
  }
  if (logical?.kind === "decimal") {
    const unscaled = wholeOf(text, logical.scale);
    if (unscaled === undefined || !fitsPrecision(unscaled, logical.precision)) return false;
    const size = type.kind === "fixed" ? type.size : sizeOfInteger(unscaled);
    if (type.kind === "bytes") appendLong(out, size);
    appendInteger(out, unscaled, size);
    return true;
  }
  if ((kind !== "int" && kind !== "long") || logical !== undefined) return false;
  const whole = wholeOf(text, 0);
  if (whole === undefined || BigInt.asIntN(kind === "int" ? 32 : 64, whole) !== whole) return false;
  appendLong(out, whole);
  return true;
}

/** Digits of any number that Avro has. */
const MOST_DIGITS = 2000;

/** The number times 10^`scale`, where that is whole. */
function wholeOf(text: string, scale: number): bigint | undefined {
  const exact = parseExact(text);
  if (exact === undefined || Math.abs(exact.scale) > MOST_DIGITS) return undefined;
  if (exact.scale <= scale) return exact.unscaled * powerOfTen(scale - exact.scale);
  const divisor = powerOfTen(exact.scale - scale);
  return exact.unscaled % divisor === 0n ? exact.unscaled / divisor : undefined;
}

function appendText(type: AvroPrimitive | AvroFixed, text: string, out: ByteWriter): boolean {
  const { kind, logical } = type;
  if (kind === "string") {
    if (logical?.kind === "uuid" && !isUuid(text)) return false;
    appendBytes(out, Buffer.from(text));
    return true;
  }
  if (kind === "bytes" || kind === "fixed") return appendBinary(type, text, out);
  const units = timeOf(type, text);
  if (units === undefined) return false;
  appendLong(out, units);
  return true;
}

function timeOf({ logical }: AvroPrimitive | AvroFixed, text: string): number | bigint | undefined {
  switch (logical?.kind) {
    case "date":
      return parseDate(text);
    case "time-millis":
    case "time-micros": {
      const nanos = parseTime(text);
      return nanos === undefined ? undefined : nanos / (logical.kind === "time-millis" ? 1_000_000n : 1000n);
    }
    case "timestamp":
      return parseTimestamp(text, logical.precision);
    default:
      return undefined;
  }
}

function appendBinary(type: AvroPrimitive | AvroFixed, text: string, out: ByteWriter): boolean {
  const bytes = binaryOf(type, text);
  if (bytes === undefined) return false;
  if (type.kind !== "fixed") appendBytes(out, bytes);
  else if (bytes.length === type.size) out.append(bytes);
  else return false;
  return true;
}

function binaryOf({ logical }: AvroPrimitive | AvroFixed, text: string): Uint8Array | undefined {
  switch (logical?.kind) {
    case "uuid":
      return isUuid(text) ? uuidBytes(text) : undefined;
    case "duration":
      return durationOf(text);
    case "decimal":
      return undefined;
    default: {
      const bytes = Buffer.from(text, "base64");
      return bytes.toString("base64") === text ? bytes : undefined;
    }
  }
}

function durationOf(text: string): Uint8Array | undefined {
  const interval = parseInterval(text);
  if (interval === undefined) return undefined;
  const parts = [interval.months, interval.days, Number(interval.nanos / 1_000_000n)];
  if (parts.some((part) => part < 0 || part > 0xffffffff)) return undefined;
  const bytes = new Uint8Array(12);
  parts.forEach((part, i) => new DataView(bytes.buffer).setUint32(4 * i, part, true));
  return bytes;
}
