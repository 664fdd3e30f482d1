/** SQL values as fields of messages: what can be written into which field, and the unhurried way of doing it. */
import type { ByteWriter } from "../../byte_writer.ts";
import { DataError } from "../../errors.ts";
import { type Interval, type SqlType, typeName, type Value } from "../../types.ts";
import { valueToText } from "../../values/value_text.ts";
import { timestampToNanos } from "../../values/timestamp.ts";
import { wrappedScalar } from "./columns.ts";
import type { ProtoField, ProtoMessage, ProtoType, Scalar } from "./schema.ts";
import { protoNames } from "./names.ts";
import { BYTES, FIXED32, FIXED64, VARINT } from "./wire.ts";
import { appendInteger, appendSmall, appendText, closeLength, openLength } from "./append.ts";

/** Columns and a message that do not go together: the reason, with the names of the column and its members. */
export class Misfit extends Error {}

/** Appends a value behind its tag. */
type Write = (value: Value, out: ByteWriter) => void;

export interface ValueWriter {
  readonly wire: number;
  readonly write: Write;
}

/** Integers with how many bits, and whether below 0, a field can hold. */
const RANGES: Readonly<Partial<Record<Scalar, readonly [low: bigint, high: bigint]>>> = {
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  sint32: [-(2n ** 31n), 2n ** 31n - 1n],
  sfixed32: [-(2n ** 31n), 2n ** 31n - 1n],
  uint32: [0n, 2n ** 32n - 1n],
  fixed32: [0n, 2n ** 32n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  sint64: [-(2n ** 63n), 2n ** 63n - 1n],
  sfixed64: [-(2n ** 63n), 2n ** 63n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
  fixed64: [0n, 2n ** 64n - 1n],
};

/** Whether every value of the column's type is one of the scalar's. */
export function fitsScalar(type: SqlType, scalar: Scalar): boolean {
  switch (type.kind) {
    case "boolean":
      return scalar === "bool";
    case "integer": {
      const [low, high] = RANGES[scalar] ?? [0n, -1n];
      const lowest = type.unsigned ? 0n : -(2n ** BigInt(type.bits - 1));
      return lowest >= low && 2n ** BigInt(type.unsigned ? type.bits : type.bits - 1) - 1n <= high;
    }
    case "float":
      return scalar === "double" || (scalar === "float" && type.bits === 32);
    case "bytea":
      return scalar === "bytes";
    case "text":
    case "json":
    case "decimal":
    case "date":
    case "time":
      return scalar === "string";
    default:
      return false;
  }
}

export function wireOfScalar(scalar: Scalar): number {
  if (scalar === "string" || scalar === "bytes") return BYTES;
  if (scalar === "double" || scalar === "fixed64" || scalar === "sfixed64") return FIXED64;
  return scalar === "float" || scalar === "fixed32" || scalar === "sfixed32" ? FIXED32 : VARINT;
}

/** A single value: an element of a repeated field, or the value of another. Throws {@link Misfit} with the reason. */
export function valueWriter(type: SqlType, field: ProtoType): ValueWriter {
  if (field.kind === "enum" && type.kind === "text") return { wire: VARINT, write: enumWriter(field.numbers) };
  if (field.kind === "scalar" && fitsScalar(type, field.scalar)) {
    return { wire: wireOfScalar(field.scalar), write: scalarWriter(type, field.scalar) };
  }
  const write = field.kind === "message" ? messageWriter(type, field.message) : undefined;
  if (write === undefined) throw new Misfit(`${typeName(type)} cannot be written as ${describe(field)}`);
  return { wire: BYTES, write };
}

export function describe(field: ProtoType): string {
  switch (field.kind) {
    case "scalar":
      return field.scalar;
    case "enum":
      return "an enum";
    case "map":
      return "a map";
    case "message":
      return field.message.fullName;
  }
}

/** The number that a name or its digits stand for. */
export function enumNumber(numbers: ReadonlyMap<string, number>, name: string): number | undefined {
  const number = numbers.get(name) ?? (/^-?\d{1,10}$/.test(name) ? Number(name) : NaN);
  return number === (number | 0) ? number : undefined;
}

function enumWriter(numbers: ReadonlyMap<string, number>): Write {
  return (value, out) => {
    const name = value as string;
    const number = enumNumber(numbers, name);
    if (number === undefined) {
      throw new DataError(`${JSON.stringify(name)} is no name of the enum`, { code: "bad_value" });
    }
    appendInteger(out, number);
  };
}

function scalarWriter(type: SqlType, scalar: Scalar): Write {
  switch (scalar) {
    case "bool":
      return (value, out) => out.appendByte(value === true ? 1 : 0);
    case "double":
      return fixed(8, (view, at, value) => view.setFloat64(at, value as number, true));
    case "float":
      return fixed(4, (view, at, value) => view.setFloat32(at, value as number, true));
    case "fixed32":
    case "sfixed32":
      return fixed(4, (view, at, value) => view.setInt32(at, Number(value), true));
    case "fixed64":
    case "sfixed64":
      return fixed(8, (view, at, value) => view.setBigInt64(at, BigInt(value as number | bigint), true));
    case "sint32":
    case "sint64":
      return (value, out) => {
        const number = BigInt(value as number | bigint);
        appendInteger(out, BigInt.asIntN(64, number < 0n ? -number * 2n - 1n : number * 2n));
      };
    case "string":
      return type.kind === "text" || type.kind === "json"
        ? (value, out) => appendText(out, value as string)
        : (value, out) => appendText(out, valueToText(value, type));
    case "bytes":
      return (value, out) => {
        appendSmall(out, (value as Uint8Array).length);
        out.append(value as Uint8Array);
      };
    default:
      return (value, out) => appendInteger(out, value as number | bigint);
  }
}

function fixed(bytes: number, store: (view: DataView, at: number, value: Value) => void): Write {
  return (value, out) => {
    out.ensure(bytes);
    store(out.view, out.position, value);
    out.position += bytes;
  };
}

function messageWriter(type: SqlType, message: ProtoMessage): Write | undefined {
  const scalar = wrappedScalar(message);
  if (scalar !== undefined && fitsScalar(type, scalar)) {
    const { wire, write } = valueWriter(type, { kind: "scalar", scalar });
    return delimited((value, out) => {
      appendSmall(out, 8 + wire);
      write(value, out);
    });
  }
  if (type.kind === "timestamp" && message.fullName === "google.protobuf.Timestamp") {
    return delimited((value, out) => appendSeconds(timestampToNanos(value as bigint, type.precision), out, false));
  }
  if (type.kind === "interval" && message.fullName === "google.protobuf.Duration") {
    return delimited((value, out) => appendSeconds(durationNanos(value as Interval), out, true));
  }
  if (type.kind !== "struct") return undefined;
  const members = fieldsOf(type.fields, message);
  return delimited((value, out) => {
    const values = value as readonly Value[];
    members.forEach(({ write }, i) => write(values[i] ?? null, out));
  });
}

/** Appends what `write` writes behind its length. */
function delimited(write: Write): Write {
  return (value, out) => {
    const start = openLength(out);
    write(value, out);
    closeLength(out, start);
  };
}

const NANOS = 1_000_000_000n;

/** A Timestamp counts its nanoseconds forward, both parts of a Duration have the same sign. */
function appendSeconds(nanos: bigint, out: ByteWriter, signed: boolean): void {
  let seconds = nanos / NANOS;
  let rest = nanos % NANOS;
  if (!signed && rest < 0n) {
    seconds -= 1n;
    rest += NANOS;
  }
  if (seconds !== 0n) {
    appendSmall(out, 8);
    appendInteger(out, seconds);
  }
  if (rest !== 0n) {
    appendSmall(out, 16);
    appendInteger(out, rest);
  }
}

function durationNanos({ months, days, nanos }: Interval): bigint {
  if (months === 0) return BigInt(days) * 86_400n * NANOS + nanos;
  throw new DataError("an interval with months has no length, and cannot be written as google.protobuf.Duration", {
    code: "bad_value",
  });
}

/** What stands in a column beside its name. */
export interface Written {
  readonly name: string;
  readonly type: SqlType;
  readonly nullable: boolean;
}

export interface FieldWriter {
  readonly field: ProtoField;
  /** Appends the field with its tag; nothing for NULL, or for a default value that needs not be written. */
  readonly write: Write;
}

/** One for each column. Throws {@link Misfit}: all columns must have a field, and all required fields a column. */
export function fieldsOf(columns: readonly Written[], message: ProtoMessage): readonly FieldWriter[] {
  const named = new Map(message.fields.map((field) => [field.name, field]));
  const names = protoNames(columns.map(({ name }) => name));
  const written = new Set<ProtoField>();
  const writers = columns.map((column, i): FieldWriter => {
    const field = named.get(column.name) ?? named.get(names[i] ?? "");
    if (field === undefined) throw new Misfit(`column '${column.name}': ${message.fullName} has no field of that name`);
    written.add(field);
    try {
      return { field, write: fieldWriter(column, field) };
    } catch (error) {
      throw error instanceof Misfit ? new Misfit(`column '${column.name}': ${error.message}`) : error;
    }
  });
  const missing = message.fields.find((field) => field.required && !written.has(field));
  if (missing === undefined) return writers;
  throw new Misfit(`${message.fullName} requires the field '${missing.name}', which is no column`);
}

/** Whether every row of a column can be written into a field. */
export function canWrite(column: Written, field: ProtoField): boolean {
  try {
    fieldWriter(column, field);
    return true;
  } catch (error) {
    if (error instanceof Misfit) return false;
    throw error;
  }
}

function fieldWriter({ type, nullable }: Written, field: ProtoField): Write {
  if (field.repeated) return listWriter(type, field);
  if (nullable && field.required) throw new Misfit("it is nullable, but its field is required");
  if (nullable && !field.presence) throw new Misfit("it is nullable, but its field cannot be absent");
  const { wire, write } = valueWriter(type, field.type);
  const tag = field.number * 8 + wire;
  if (field.presence) {
    return (value, out) => {
      if (value === null) return;
      appendSmall(out, tag);
      write(value, out);
    };
  }
  const isDefault = defaultTest(type, field.type);
  return (value, out) => {
    if (value === null || isDefault(value)) return;
    appendSmall(out, tag);
    write(value, out);
  };
}

/** Whether a value is what a field without presence has when it is not written. */
function defaultTest(type: SqlType, field: ProtoType): (value: Value) => boolean {
  if (field.kind === "enum") return (value) => field.numbers.get(value as string) === 0;
  // Zero as a text is not the empty text.
  const isText = field.kind === "scalar" && field.scalar === "string";
  return isText && type.kind !== "text" ? () => false : isZero;
}

function isZero(value: Value): boolean {
  if (typeof value === "number") return Object.is(value, 0);
  if (value instanceof Uint8Array) return value.length === 0;
  return value === 0n || value === "" || value === false;
}

function listWriter(type: SqlType, field: ProtoField): Write {
  if (type.kind !== "array") {
    throw new Misfit(`${typeName(type)} cannot be written as repeated ${describe(field.type)}`);
  }
  const { wire, write } = valueWriter(type.element, field.type);
  const tag = field.number * 8 + (field.packed && wire !== BYTES ? BYTES : wire);
  const packed = delimited((value, out) => {
    for (const element of value as readonly Value[]) write(element ?? refuseNull(), out);
  });
  if (field.packed && wire !== BYTES) {
    return (value, out) => {
      if (value === null || (value as readonly Value[]).length === 0) return;
      appendSmall(out, tag);
      packed(value, out);
    };
  }
  return (value, out) => {
    if (value === null) return;
    for (const element of value as readonly Value[]) {
      appendSmall(out, tag);
      write(element ?? refuseNull(), out);
    }
  };
}

function refuseNull(): never {
  throw new DataError("an array with NULL in it cannot be a repeated field", { code: "bad_value" });
}
