/** Messages that Sluice writes, and what Python is to read of them. */
import { ByteWriter } from "../../schema/byte_writer.ts";
import { type Field, fieldOf } from "../../schema/field.ts";
import { ContainerEncoder } from "../../schema/formats/avro/container_write.ts";
import { recordEncoder } from "../../schema/formats/avro/encode.ts";
import { avroSchemaOf } from "../../schema/formats/avro/schema_of.ts";
import { parseAvroSchema } from "../../schema/formats/avro/schema_parse.ts";
import { batchOf, type Random, randomValue, seeded } from "../../schema/formats/avro/test_avro.ts";
import { DebeziumAvroEncoder, debeziumAvroSchemaOf } from "../../schema/formats/debezium_avro_encode.ts";
import type { RowEncoder } from "../../schema/formats/format.ts";
import {
  arrayType,
  BIGINT,
  BIGINT_UNSIGNED,
  BOOLEAN,
  BYTEA,
  DATE,
  decimalType,
  DOUBLE,
  INT,
  INT_UNSIGNED,
  JSON_TYPE,
  REAL,
  SMALLINT,
  type SqlType,
  structType,
  TEXT,
  TIME,
  TIMESTAMP,
  timestampType,
  TINYINT_UNSIGNED,
  type Value,
} from "../../schema/types.ts";
import { decimalToText } from "../../schema/values/decimal.ts";

export interface Message {
  readonly what: string;
  readonly schema: string;
  readonly bytes: Uint8Array;
  readonly container: boolean;
  /** As `oracle.py` writes it. */
  readonly expected: unknown;
  /** The same where Apache Avro for Python does not know the logical type. */
  readonly apache?: unknown;
}

const TYPES: readonly SqlType[] = [
  BOOLEAN,
  TINYINT_UNSIGNED,
  SMALLINT,
  INT,
  INT_UNSIGNED,
  BIGINT,
  BIGINT_UNSIGNED,
  REAL,
  DOUBLE,
  decimalType(5, 2),
  decimalType(18, 0),
  decimalType(38, 10),
  TEXT,
  JSON_TYPE,
  BYTEA,
  TIMESTAMP,
  timestampType(0),
  timestampType(3),
  timestampType(6),
  DATE,
  TIME,
];

/** `count` rows, each as a datum, as a container file and in an envelope. */
export function* randomMessages(seed: number, count: number): Generator<Message> {
  const random = seeded(seed);
  const inner = structType(TYPES.map((type, i) => ({ name: `m${i}`, type, nullable: i % 2 === 0 })));
  const fields = [...TYPES, inner, arrayType(inner), ...TYPES.map(arrayType)].flatMap((type, i) => [
    fieldOf(`optional.${i}`, type),
    fieldOf(`needed ${i}`, type, false),
  ]);
  const { text } = avroSchemaOf(fields, "random-rows", undefined);
  const rows = recordEncoder(fields, parseAvroSchema(text));
  const files = new ContainerEncoder(recordEncoder(fields, parseAvroSchema(text)), text);
  const envelope = debeziumAvroSchemaOf(fields, "random-rows", undefined).text;
  const changes = new DebeziumAvroEncoder(fields, parseAvroSchema(envelope), undefined, undefined);
  for (let i = 0; i < count; i++) {
    const row = fields.map(({ type, nullable }) => pythonValue(type, nullable, random));
    const expected = rowOf(fields, row);
    const of = (encoder: RowEncoder) => bytesOf(encoder, fields, row);
    yield { what: "datum", schema: text, bytes: of(rows), container: false, expected };
    yield { what: "container file", schema: text, bytes: of(files), container: true, expected };
    const told = { before: null, after: expected, op: "text c" };
    yield { what: "envelope", schema: envelope, bytes: of(changes), container: false, expected: told };
  }
}

function bytesOf(encoder: RowEncoder, fields: readonly Field[], row: readonly Value[]): Uint8Array {
  const out = new ByteWriter();
  encoder.bind(batchOf(fields, [row]));
  encoder.encode(0, out);
  return out.written().slice();
}

function rowOf(fields: readonly Field[], row: readonly Value[]): unknown {
  return Object.fromEntries(
    fields.map(({ name, type }, i) => [name.replace(".", "__").replace(" ", "_"), expectedOf(row[i] ?? null, type)]),
  );
}

/** Seconds from the epoch to where Python's years end, and a little less. */
const SECONDS = 60_000_000_000n;
const DAYS = 700_000;

function pythonValue(type: SqlType, nullable: boolean, random: Random): Value {
  const value = randomValue(type, nullable, random);
  return value === null ? null : withinYears(value, type);
}

function withinYears(value: Value, type: SqlType): Value {
  if (value === null) return null;
  switch (type.kind) {
    case "timestamp":
      return type.precision === 9 ? value : (value as bigint) % (SECONDS * 10n ** BigInt(type.precision));
    case "date":
      return (value as number) % DAYS;
    case "struct":
      return (value as readonly Value[]).map((member, i) => withinYears(member, type.fields[i]!.type)); // a field each
    case "array":
      return (value as readonly Value[]).map((element) => withinYears(element, type.element));
    default:
      return value;
  }
}

/** What Python makes of a value that is written as its type's own Avro type. */
function expectedOf(value: Value, type: SqlType): unknown {
  if (value === null) return null;
  switch (type.kind) {
    case "boolean":
    case "integer":
      return String(value);
    case "float":
      return floatText(value as number);
    case "decimal":
      return `decimal ${decimalToText(value as bigint, type.scale)}`;
    case "text":
    case "json":
      return `text ${value}`;
    case "bytea":
      return `bytes ${(value as Uint8Array).toHex()}`;
    case "timestamp":
      return `timestamp ${microseconds(value as bigint, type.precision)}`;
    case "date":
      return `date ${value}`;
    case "time":
      return `time ${microseconds(value as bigint, 9)}`;
    case "struct":
      return rowOf(type.fields, value as readonly Value[]);
    case "array":
      return (value as readonly Value[]).map((element) => expectedOf(element, type.element));
    default:
      throw new Error(`no values of ${type.kind}`);
  }
}

function floatText(value: number): string {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value);
  return `float ${bytes.toHex()}`;
}

/** Rounded down. */
function microseconds(value: bigint, precision: number): bigint {
  if (precision < 6) return value * 10n ** BigInt(6 - precision);
  const divisor = 10n ** BigInt(precision - 6);
  return (value - (((value % divisor) + divisor) % divisor)) / divisor;
}

const NS = 1_769_853_600_123_456_789n;
const UUID = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6";
const logical = (type: unknown, logicalType: string, more = {}) => ({ type, logicalType, ...more });
const fixed = (size: number, more = {}) => ({ type: "fixed", name: "F", size, ...more });

/** Values in types that ours do not have, and unions. */
const FOREIGN: readonly [SqlType, Value, schema: unknown, expected: unknown, apache?: unknown][] = [
  [INT, -5, "long", "-5"],
  [INT, -5, "double", floatText(-5)],
  [REAL, 0.5, ["double", "null"], floatText(0.5)],
  [decimalType(4, 1), -15n, logical("bytes", "decimal", { precision: 10, scale: 3 }), "decimal -1.500"],
  [decimalType(4, 1), -15n, fixed(9, { logicalType: "decimal", precision: 20, scale: 1 }), "decimal -1.5"],
  [TEXT, "high", { type: "enum", name: "E", symbols: ["low", "high"] }, "text high"],
  [TEXT, UUID, logical("string", "uuid"), `uuid ${UUID}`, `text ${UUID}`],
  [BYTEA, Uint8Array.of(1, 255), fixed(2), "bytes 01ff"],
  [TIMESTAMP, NS, logical("long", "timestamp-millis"), "timestamp 1769853600123000"],
  [TIMESTAMP, -1n, logical("long", "timestamp-millis"), "timestamp -1000"],
  [TIMESTAMP, NS, logical("long", "local-timestamp-micros"), "timestamp 1769853600123456", "1769853600123456"],
  [timestampType(0), 1n, logical("long", "timestamp-micros"), "timestamp 1000000"],
  [TIME, 86_399_999_999_999n, logical("int", "time-millis"), "time 86399999000"],
  [TEXT, "low", ["null", { type: "enum", name: "E", symbols: ["low", "high"] }, "string"], "text low"],
  [arrayType(TEXT), ["a", null], ["int", { type: "array", items: ["string", "null"] }], ["text a", null]],
];

export function* foreignMessages(): Generator<Message> {
  for (const [type, value, schema, expected, apache = expected] of FOREIGN) {
    const fields = [fieldOf("v", type)];
    const text = JSON.stringify({ type: "record", name: "R", fields: [{ name: "v", type: schema }] });
    const bytes = bytesOf(recordEncoder(fields, parseAvroSchema(text)), fields, [value]);
    const what = JSON.stringify(expected);
    yield { what, schema: text, bytes, container: false, expected: { v: expected }, apache: { v: apache } };
  }
}
