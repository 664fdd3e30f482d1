/** Scalars of the wire as SQL values: what field can be read into what column. */
import { type SqlType, typeName, type Value } from "../../types.ts";
import { parseDate } from "../../values/date.ts";
import { fitsPrecision, parseDecimal, powerOfTen } from "../../values/decimal.ts";
import { parseInterval } from "../../values/interval.ts";
import { compactJson, valueToJson } from "../../values/json_text.ts";
import { parseTime } from "../../values/time.ts";
import { parseTimestamp } from "../../values/timestamp.ts";
import { SCALARS } from "./columns.ts";
import type { ProtoType, Scalar } from "./schema.ts";
import { BadWire, BYTES, FIXED32, FIXED64, VARINT, type WireCursor } from "./wire.ts";

/** A value as the wire has it: numbers up to 32 bits, bigint above. */
export type Raw = number | bigint | boolean | string | Uint8Array;

export interface ScalarReader {
  /** The wire type that values have. */
  readonly wire: number;
  /** Reads behind the tag. Throws {@link BadWire}. */
  readonly read: (cursor: WireCursor) => Raw;
}

export const SCALAR_READERS: Readonly<Record<Scalar, ScalarReader>> = {
  double: { wire: FIXED64, read: (cursor) => cursor.view.getFloat64(cursor.take(8), true) },
  float: { wire: FIXED32, read: (cursor) => cursor.view.getFloat32(cursor.take(4), true) },
  int32: { wire: VARINT, read: (cursor) => cursor.int32() },
  uint32: { wire: VARINT, read: (cursor) => cursor.int32() >>> 0 },
  sint32: {
    wire: VARINT,
    read(cursor) {
      const value = cursor.int32();
      return (value >>> 1) ^ -(value & 1);
    },
  },
  fixed32: { wire: FIXED32, read: (cursor) => cursor.fixed32() },
  sfixed32: { wire: FIXED32, read: (cursor) => cursor.fixed32() | 0 },
  int64: { wire: VARINT, read: (cursor) => BigInt.asIntN(64, cursor.uint64()) },
  uint64: { wire: VARINT, read: (cursor) => cursor.uint64() },
  sint64: {
    wire: VARINT,
    read(cursor) {
      const value = cursor.uint64();
      return (value >> 1n) ^ -(value & 1n);
    },
  },
  fixed64: { wire: FIXED64, read: (cursor) => cursor.fixed64() },
  sfixed64: { wire: FIXED64, read: (cursor) => BigInt.asIntN(64, cursor.fixed64()) },
  bool: {
    wire: VARINT,
    read(cursor) {
      cursor.varint();
      return (cursor.low | cursor.high) !== 0;
    },
  },
  string: { wire: BYTES, read: (cursor) => cursor.text() },
  bytes: { wire: BYTES, read: (cursor) => cursor.bytesValue() },
};

/** What a field has that is not on the wire, in messages without presence. */
export function defaultRaw(type: ProtoType): Raw {
  if (type.kind !== "scalar") return 0;
  switch (type.scalar) {
    case "bool":
      return false;
    case "string":
      return "";
    case "bytes":
      return new Uint8Array(0);
  }
  return type.scalar.endsWith("64") ? 0n : 0;
}

type Convert = (raw: Raw) => Value;

/** Undefined: a field of this type cannot be read into such a column. */
export function converter(type: ProtoType, target: SqlType): Convert | undefined {
  if (type.kind === "enum") return enumConverter(type.names, target);
  if (type.kind !== "scalar") return undefined;
  switch (type.scalar) {
    case "bool":
      return target.kind === "boolean" || target.kind === "json" ? asIs(BOOL, target) : undefined;
    case "double":
    case "float":
      return floatConverter(type.scalar, target);
    case "string":
      return textConverter(target);
    case "bytes":
      return target.kind === "bytea" || target.kind === "json" ? asIs("bytes", target) : undefined;
    default:
      return integerConverter(type.scalar, target);
  }
}

const BOOL = "bool";

/** The value itself, or the JSON of it. */
function asIs(scalar: Scalar, target: SqlType): Convert {
  const natural = SCALARS[scalar];
  return target.kind === "json" ? (raw) => valueToJson(raw, natural) : (raw) => raw;
}

function enumConverter(names: ReadonlyMap<number, string>, target: SqlType): Convert | undefined {
  // A number without a name is one that a later version of the schema has: its digits tell it apart.
  const nameOf = (raw: Raw) => names.get(raw as number) ?? String(raw);
  if (target.kind === "text") return nameOf;
  if (target.kind === "json") return (raw) => JSON.stringify(nameOf(raw));
  return target.kind === "integer" ? integerConverter("int32", target) : undefined;
}

function floatConverter(scalar: "float" | "double", target: SqlType): Convert | undefined {
  if (target.kind === "json") return asIs(scalar, target);
  const fits = target.kind === "float" && (target.bits === 64 || scalar === "float");
  return fits ? (raw) => raw as number : undefined;
}

function integerConverter(scalar: Scalar, target: SqlType): Convert | undefined {
  switch (target.kind) {
    case "json":
      return (raw) => String(raw);
    case "float":
      return target.bits === 32 ? (raw) => Math.fround(Number(raw)) : (raw) => Number(raw);
    case "decimal":
      return (raw) => {
        const unscaled = BigInt(raw as number | bigint) * powerOfTen(target.scale);
        return fitsPrecision(unscaled, target.precision) ? unscaled : refuse(String(raw), target);
      };
    case "integer":
      return integerToInteger(scalar, target);
    default:
      return undefined;
  }
}

function integerToInteger(scalar: Scalar, target: SqlType & { kind: "integer" }): Convert {
  const { bits, unsigned } = target;
  const low = unsigned ? 0n : -(2n ** BigInt(bits - 1));
  const high = 2n ** BigInt(unsigned ? bits : bits - 1) - 1n;
  const small = bits < 32 || (bits === 32 && !unsigned);
  const natural = SCALARS[scalar];
  if (natural.kind === "integer" && natural.bits === bits && natural.unsigned === unsigned) {
    return small ? (raw) => raw as number : (raw) => BigInt(raw as number | bigint);
  }
  return (raw) => {
    const value = BigInt(raw as number | bigint);
    if (value < low || value > high) throw new BadWire(`${value} is out of range for ${typeName(target)}`);
    return small ? Number(value) : value;
  };
}

/** Columns that have no type of their own in Protobuf are text there. */
function textConverter(target: SqlType): Convert | undefined {
  const parsed = (parse: (text: string) => Value | undefined): Convert => (raw) =>
    parse(raw as string) ?? refuse(raw as string, target);
  switch (target.kind) {
    case "text":
      return (raw) => raw as string;
    case "json":
      return parsed(compactJson);
    case "decimal":
      return parsed((text) => parseDecimal(text, target.precision, target.scale));
    case "date":
      return parsed(parseDate);
    case "time":
      return parsed(parseTime);
    case "timestamp":
      return parsed((text) => parseTimestamp(text, target.precision));
    case "interval":
      return parsed((text) => parseInterval(text));
    default:
      return undefined;
  }
}

function refuse(text: string, target: SqlType): never {
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  throw new BadWire(`${JSON.stringify(shown)} is not of type ${typeName(target)}`);
}
