/** Values outside of columns to Avro: members of structs, elements of arrays, and what columns hold as JavaScript values. */
import { Buffer } from "node:buffer";
import type { ByteWriter } from "../../byte_writer.ts";
import { DataError, InternalError, SqlError } from "../../errors.ts";
import { type SqlType, type StructField, typeName, type Value } from "../../types.ts";
import { decimalToText, fitsPrecision, powerOfTen } from "../../values/decimal.ts";
import { jsonTextWriter } from "./encode_json.ts";
import { logicalOf, type Target, targetOf } from "./encode_target.ts";
import { appendBytes, appendInteger, appendLong, sizeOfInteger } from "./encode_write.ts";
import { type AvroEnum, type AvroRecord, type AvroType, avroTypeName } from "./schema.ts";
import { type ColumnPath, recordParts } from "./record_parts.ts";
import { isUuid, uuidBytes } from "./uuid.ts";

/** Appends one value; throws a `DataError` that names the column. */
export type ValueWriter = (value: Value, out: ByteWriter) => void;

/** Throws an `SqlError` when the schema does not take the type. */
export function valueWriter(path: ColumnPath, type: SqlType, schema: AvroType): ValueWriter {
  const target = takenBy(path, type, schema);
  const { opening, forNull } = target;
  const write = plainWriter(path, type, target);
  return (value, out) => {
    if (value === null) out.append(forNull ?? noNull(path));
    else {
      out.append(opening);
      write(value, out);
    }
  };
}

/** Throws an `SqlError` when there is none. */
export function takenBy(path: ColumnPath, type: SqlType, schema: AvroType): Target {
  const target = targetOf(type, schema);
  if (target !== undefined) return target;
  if (type.kind === "interval" || type.kind === "null") throw unwritable(path, type);
  throw new SqlError(
    `field '${path}' has a type '${typeName(type)}' that cannot be written as ${avroTypeName(schema)}`,
    { code: "bad_type", hint: "Cast the column to a type that the schema's field carries." },
  );
}

/** A value for a field without null. Kept apart so that it can stand in an expression. */
export function noNull(path: ColumnPath): never {
  throw badValue(path, "NULL, but the schema has no null there");
}

export function badValue(path: ColumnPath, reason: string): DataError {
  return new DataError(`Cannot write column '${path}': ${reason}`, { code: "bad_value" });
}

/** Values that are not NULL, and without their union's branch. */
export function plainWriter(path: ColumnPath, type: SqlType, { type: schema }: Target): ValueWriter {
  switch (type.kind) {
    case "boolean":
      return (value, out) => out.appendByte(value === true ? 1 : 0);
    case "integer":
      return numberWriter(path, schema, type.unsigned && type.bits === 64);
    case "float":
      return floatWriter(schema);
    case "decimal":
      return decimalWriter(path, schema, type.scale);
    case "text":
      return textWriter(path, schema);
    case "json":
      return schema.kind === "string" ? textWriter(path, schema) : jsonWriter(path, schema);
    case "bytea":
      return bytesWriter(path, schema);
    case "timestamp":
      return timeWriter(path, schema, type.precision);
    case "time":
      return timeWriter(path, schema, 9);
    case "date":
      return (value, out) => appendLong(out, value as number);
    case "struct":
      return structWriter(path, type.fields, schema as AvroRecord);
    case "array":
      return arrayWriter(path, type.element, schema);
    case "interval":
    case "null":
      throw unwritable(path, type);
    default:
      return type satisfies never;
  }
}

/** `sql.md` §13: the format cannot carry the type. */
export function unwritable(path: ColumnPath, type: SqlType): SqlError {
  return new SqlError(`field '${path}' has a type '${typeName(type)}' that cannot be used in a connection table`, {
    code: "bad_type",
  });
}

function numberWriter(path: ColumnPath, schema: AvroType, isChecked: boolean): ValueWriter {
  if (logicalOf(schema)?.kind === "decimal") return decimalWriter(path, schema, 0);
  if (schema.kind === "float" || schema.kind === "double") return floatWriter(schema);
  if (!isChecked) return (value, out) => appendLong(out, value as number | bigint);
  return (value, out) => {
    if ((value as bigint) > 0x7fffffffffffffffn) throw badValue(path, `${value} is more than a long holds`);
    appendLong(out, value as bigint);
  };
}

function floatWriter({ kind }: AvroType): ValueWriter {
  const size = kind === "float" ? 4 : 8;
  return (value, out) => {
    out.ensure(size);
    if (size === 4) out.view.setFloat32(out.position, Number(value), true);
    else out.view.setFloat64(out.position, Number(value), true);
    out.position += size;
  };
}

/** `scale` is the values'; the schema's is at least that. */
function decimalWriter(path: ColumnPath, schema: AvroType, scale: number): ValueWriter {
  const logical = logicalOf(schema);
  if (logical?.kind !== "decimal") throw noSuchTarget(schema);
  const factor = powerOfTen(logical.scale - scale);
  return (value, out) => {
    const unscaled = BigInt(value as bigint | number) * factor;
    if (!fitsPrecision(unscaled, logical.precision)) {
      throw badValue(path, `${decimalToText(unscaled, logical.scale)} has too many digits for ${avroTypeName(schema)}`);
    }
    const size = schema.kind === "fixed" ? schema.size : sizeOfInteger(unscaled);
    if (schema.kind === "bytes") appendLong(out, size);
    appendInteger(out, unscaled, size);
  };
}

function textWriter(path: ColumnPath, schema: AvroType): ValueWriter {
  if (schema.kind === "enum") return enumWriter(path, schema);
  if (schema.kind === "null") {
    return () => {
      throw badValue(path, "a value, but the schema has only null there");
    };
  }
  const wantsUuid = logicalOf(schema)?.kind === "uuid";
  return (value, out) => {
    const text = value as string;
    if (wantsUuid && !isUuid(text)) throw badValue(path, `'${text}' is no UUID`);
    if (schema.kind !== "fixed") appendBytes(out, Buffer.from(text));
    else if (wantsUuid) out.append(uuidBytes(text));
    else out.append(ofSize(path, Buffer.from(text), schema.size));
  };
}

function jsonWriter(path: ColumnPath, schema: AvroType): ValueWriter {
  const write = jsonTextWriter(schema);
  return (value, out) => {
    const failure = write(value as string, out);
    if (failure !== undefined) throw badValue(path, failure);
  };
}

function enumWriter(path: ColumnPath, schema: AvroEnum): ValueWriter {
  const symbols = new Map(schema.symbols.map((symbol, i) => [symbol, i]));
  return (value, out) => {
    const at = symbols.get(value as string);
    if (at === undefined) throw badValue(path, `'${value}' is no symbol of ${avroTypeName(schema)}`);
    appendLong(out, at);
  };
}

function bytesWriter(path: ColumnPath, schema: AvroType): ValueWriter {
  if (schema.kind !== "fixed") return (value, out) => appendBytes(out, value as Uint8Array);
  return (value, out) => out.append(ofSize(path, value as Uint8Array, schema.size));
}

function ofSize(path: ColumnPath, bytes: Uint8Array, size: number): Uint8Array {
  if (bytes.length === size) return bytes;
  throw badValue(path, `${bytes.length} bytes, but the schema has exactly ${size}`);
}

function noSuchTarget(schema: AvroType): InternalError {
  return new InternalError(`values that ${avroTypeName(schema)} was not to take`);
}

/** Digits behind the second of the schema's time. */
export function timeScale(schema: AvroType): number {
  const logical = logicalOf(schema);
  if (logical?.kind === "timestamp") return logical.precision;
  if (logical?.kind === "time-micros") return 6;
  if (logical?.kind === "time-millis") return 3;
  throw noSuchTarget(schema);
}

function timeWriter(path: ColumnPath, schema: AvroType, scale: number): ValueWriter {
  const steps = timeScale(schema) - scale;
  const factor = powerOfTen(Math.abs(steps));
  return (value, out) => {
    const units = value as bigint;
    const scaled = steps < 0 ? (units - (((units % factor) + factor) % factor)) / factor : units * factor;
    if (BigInt.asIntN(64, scaled) !== scaled) throw beyondTime(path, schema);
    appendLong(out, scaled);
  };
}

export function beyondTime(path: ColumnPath, schema: AvroType): DataError {
  return badValue(path, `a time that ${avroTypeName(schema)} does not reach`);
}

function structWriter(path: ColumnPath, members: readonly StructField[], schema: AvroRecord): ValueWriter {
  const parts = recordParts(members, schema, path).map((part) => {
    if (part.kind === "default") return { at: -1, write: (_: Value, out: ByteWriter) => out.append(part.bytes) };
    const { index, field } = part;
    return { at: index, write: valueWriter(part.path, members[index]!.type, field.type) }; // index of a member
  });
  return (value, out) => {
    const values = value as readonly Value[];
    for (const { at, write } of parts) write(at < 0 ? null : values[at] ?? null, out);
  };
}

function arrayWriter(path: ColumnPath, element: SqlType, schema: AvroType): ValueWriter {
  if (schema.kind !== "array") throw noSuchTarget(schema);
  const write = valueWriter(`${path}[]`, element, schema.items);
  return (value, out) => {
    const elements = value as readonly Value[];
    if (elements.length > 0) appendLong(out, elements.length);
    for (const item of elements) write(item, out);
    out.appendByte(0);
  };
}
