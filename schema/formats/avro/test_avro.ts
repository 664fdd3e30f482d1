/** Support of tests: bytes as avsc reads them, random rows, and what is to be read of them. */
import avro from "avsc";
import { Buffer } from "node:buffer";
import type { Batch } from "../../batch.ts";
import { ByteWriter } from "../../byte_writer.ts";
import { columnFor, setValue } from "../../column.ts";
import type { Field } from "../../field.ts";
import type { SqlType, Value } from "../../types.ts";
import type { RowEncoder } from "../format.ts";

/** Reads one datum: longs are bigints, bytes and fixed `Uint8Array`s, values of unions as they are, or by branch. */
export function avscReader(schema: unknown, unions: "never" | "always" = "never"): (bytes: Uint8Array) => unknown {
  const type = avro.Type.forSchema(withoutLogical(schema) as avro.Schema, {
    registry: { long: LONG },
    wrapUnions: unions,
  });
  return (bytes) => plain(type.fromBuffer(Buffer.from(bytes)));
}

/** Writes one datum; values of unions by branch. */
export function avscWriter(schema: unknown): (value: unknown) => Uint8Array {
  const type = avro.Type.forSchema(withoutLogical(schema) as avro.Schema, {
    registry: { long: LONG },
    wrapUnions: "always",
  });
  return (value) => Uint8Array.from(type.toBuffer(value));
}

/** avsc looks only plain names up in its registry. */
function withoutLogical(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutLogical);
  if (typeof schema !== "object" || schema === null) return schema;
  if ("type" in schema && schema.type === "long" && "logicalType" in schema) return "long";
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, withoutLogical(value)]));
}

/** What avsc has for longs beyond 2^53. */
const LONG: avro.Type = avro.types.LongType.__with({
  fromBuffer: (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset).getBigInt64(0, true),
  toBuffer: (value: bigint) => Buffer.from(BigInt64Array.of(value).buffer),
  fromJSON: BigInt,
  toJSON: Number,
  isValid: (value: unknown) => typeof value === "bigint",
  compare: (a: bigint, b: bigint) => a < b ? -1 : a > b ? 1 : 0,
});

/** Without classes, for comparing. */
export function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return Uint8Array.from(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]));
}

export function batchOf(fields: readonly Field[], rows: readonly (readonly Value[])[]): Batch {
  const columns = fields.map((field) => columnFor(field));
  rows.forEach((row, i) => row.forEach((value, j) => setValue(columns[j]!, i, value))); // a column per field
  return { length: rows.length, columns };
}

/** Undefined: a null message. */
export function encodeRows(
  encoder: RowEncoder,
  fields: readonly Field[],
  rows: readonly (readonly Value[])[],
): (Uint8Array | undefined)[] {
  encoder.bind(batchOf(fields, rows));
  return rows.map((_, i) => {
    const out = new ByteWriter(0); // grows in the middle of rows
    return encoder.encode(i, out) ? out.written().slice() : undefined;
  });
}

/** What is read of a value that was written as the schema has it which belongs to its type alone. */
export function expectedOf(value: Value, type: SqlType): unknown {
  if (value === null) return null;
  switch (type.kind) {
    case "integer":
      return type.bits === 64 || (type.bits === 32 && type.unsigned) ? BigInt(value as bigint) : value;
    case "decimal":
      return twosComplement(value as bigint);
    case "timestamp": {
      if (type.precision === 0) return (value as bigint) * 1000n;
      return type.precision === 9 ? BigInt.asIntN(64, floorDivide(value as bigint, 1000n)) : value;
    }
    case "time":
      return (value as bigint) / 1000n;
    case "struct":
      return Object.fromEntries(
        type.fields.map((field, i) => [field.name, expectedOf((value as readonly Value[])[i] ?? null, field.type)]),
      );
    case "array":
      return (value as readonly Value[]).map((element) => expectedOf(element, type.element));
    default:
      return value;
  }
}

/** The fewest bytes, highest first. */
export function twosComplement(value: bigint): Uint8Array {
  let size = 1;
  while (BigInt.asIntN(8 * size, value) !== value) size++;
  const hex = BigInt.asUintN(8 * size, value).toString(16).padStart(2 * size, "0");
  return Uint8Array.from(Buffer.from(hex, "hex"));
}

function floorDivide(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  return value % divisor < 0n ? quotient - 1n : quotient;
}

/** Numbers in [0, 1), the same for the same seed. */
export type Random = () => number;

/** xorshift32. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4294967296;
  };
}

export function pick<T>(choices: readonly T[], random: Random): T {
  return choices[Math.floor(random() * choices.length)]!; // below the length
}

/** A value of any size from tiny to the type's limits; NULL now and then where it may be. */
export function randomValue(type: SqlType, nullable: boolean, random: Random): Value {
  if (nullable && random() < 0.2) return null;
  switch (type.kind) {
    case "boolean":
      return random() < 0.5;
    case "integer": {
      const wide = randomInteger(type.unsigned ? type.bits : type.bits - 1, !type.unsigned, random);
      const isLarge = type.bits === 64 || (type.bits === 32 && type.unsigned);
      return isLarge ? (type.unsigned && type.bits === 64 ? wide & 0x7fffffffffffffffn : wide) : Number(wide);
    }
    case "float": {
      const value = (random() - 0.5) * 10 ** Math.floor(random() * 60 - 30);
      return type.bits === 32 ? Math.fround(value) : value;
    }
    case "decimal": {
      const digits = 1 + Math.floor(random() * type.precision);
      const value = randomInteger(128, true, random) % 10n ** BigInt(digits);
      return value;
    }
    case "text":
    case "json":
      return JSON.stringify(randomText(random));
    case "bytea":
      return Uint8Array.from({ length: Math.floor(random() * 400) }, () => Math.floor(random() * 256));
    case "timestamp":
      return type.precision === 9 ? randomInteger(63, true, random) : randomInteger(51, true, random);
    case "date":
      return Number(randomInteger(20, true, random));
    case "time":
      return BigInt(Math.floor(random() * 86400)) * 1_000_000_000n + BigInt(Math.floor(random() * 1e9));
    case "struct":
      return type.fields.map((field) => randomValue(field.type, field.nullable, random));
    case "array":
      return Array.from({ length: Math.floor(random() * 4) }, () => randomValue(type.element, true, random));
    default:
      throw new Error(`no values of ${type.kind}`);
  }
}

/** Of any number of digits up to `bits` bits. */
export function randomInteger(bits: number, signed: boolean, random: Random): bigint {
  let value = 0n;
  for (let i = 0; i < 4; i++) value = (value << 32n) | BigInt(Math.floor(random() * 4294967296));
  value = BigInt.asUintN(Math.floor(random() * (bits + 1)), value);
  return signed && random() < 0.5 ? -value : value;
}

const LETTERS = ["a", "Z", " ", '"', "\\", "\n", "é", "中", "😀", "\u0000"];

/** With characters of one to four bytes, and such as JSON escapes. */
export function randomText(random: Random): string {
  let text = "";
  for (let n = Math.floor(random() * random() * 500); n > 0; n--) {
    text += pick(LETTERS, random);
  }
  return text;
}
