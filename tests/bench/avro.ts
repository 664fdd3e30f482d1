/** L1: Avro bytes to columns, against the loops that a user would write around avsc. */
import avro from "avsc";
import { Buffer } from "node:buffer";
import type { BytesColumn, Int64Column } from "../../schema/column.ts";
import { AvroDecoders } from "../../schema/formats/avro/decode.ts";
import { RawDatumDecoder } from "../../schema/formats/avro/raw_datums.ts";
import { parseAvroSchema } from "../../schema/formats/avro/schema_parse.ts";
import { UnstructuredAvroDecoders } from "../../schema/formats/avro/unstructured.ts";
import type { DecodeField } from "../../schema/formats/format.ts";
import type { Records } from "../../schema/records.ts";
import { BIGINT, DOUBLE, JSON_TYPE, type SqlType, TEXT, timestampType } from "../../schema/types.ts";
import { bench, type BenchOptions, type BenchTable, benchText, type Case } from "./bench.ts";
import { type Bid, bids } from "./bids.ts";

const COUNT = 300_000;
/** Bytes of framing between two records, as in a Kafka record batch. */
const GAP = 8;

const TIME = { type: "long", logicalType: "timestamp-millis" };
const WRITER = recordText([
  ["auction", "long"],
  ["bidder", "long"],
  ["price", "long"],
  ["channel", "string"],
  ["url", "string"],
  ["dateTime", TIME],
  ["extra", "string"],
]);
/** The same bytes without the logical type, so that JSON shows the number. */
const UNTIMED = WRITER.replace(JSON.stringify(TIME), '"long"');
/** The same with every field but the first optional. */
const OPTIONAL = recordText([
  ["auction", "long"],
  ["bidder", ["null", "long"]],
  ["price", ["null", "long"]],
  ["channel", ["null", "string"]],
  ["url", ["null", "string"]],
  ["dateTime", ["null", TIME]],
  ["extra", ["null", "string"]],
]);
/** A version of the schema that came later: another order, a wider number, a field less, and one more. */
const READER = recordText([
  ["channel", "string"],
  ["price", "double"],
  ["auction", "long"],
  ["dateTime", TIME],
  ["country", "string", "??"],
  ["url", "string"],
]);

type FieldText = readonly [name: string, type: unknown, fallback?: unknown];

function recordText(fields: readonly FieldText[]): string {
  return JSON.stringify({
    type: "record",
    name: "Bid",
    fields: fields.map(([name, type, fallback]) => ({
      name,
      type,
      ...(fallback !== undefined && { default: fallback }),
    })),
  });
}

function avroRecords(schema: string): Records {
  const type = avro.Type.forSchema(JSON.parse(schema));
  const data = Buffer.alloc(COUNT * 200);
  const valueStart = new Int32Array(COUNT);
  const valueEnd = new Int32Array(COUNT);
  let position = 0;
  let i = 0;
  for (const bid of bids(COUNT)) {
    valueStart[i] = position;
    position = type.encode(bid, data, position);
    valueEnd[i++] = position;
    position += GAP;
  }
  return {
    topic: "bids",
    partition: 0,
    data: new Uint8Array(data.buffer, data.byteOffset, position),
    count: COUNT,
    valueStart,
    valueEnd,
    offset: Float64Array.from(valueStart, (_, n) => n),
    timestamp: new Float64Array(COUNT),
    next: COUNT,
  };
}

type Column = readonly [name: string, type: SqlType];

const ALL: readonly Column[] = [
  ["auction", BIGINT],
  ["bidder", BIGINT],
  ["price", BIGINT],
  ["channel", TEXT],
  ["url", TEXT],
  ["dateTime", timestampType(3)],
  ["extra", TEXT],
];

/** Sums up auctions. */
function decodeCase(
  name: string,
  records: Records,
  writer: string,
  columns: readonly Column[],
  { needed = columns.map(([column]) => column), nullable = false, reader }: {
    readonly needed?: readonly string[];
    readonly nullable?: boolean;
    readonly reader?: string;
  } = {},
): Case {
  const fields = columns.map(([column, type]): DecodeField => ({
    name: column,
    type,
    nullable,
    needed: needed.includes(column),
  }));
  const schema = reader === undefined ? undefined : parseAvroSchema(reader);
  const decoders = new AvroDecoders(fields, schema?.kind === "record" ? schema : undefined);
  const decoder = new RawDatumDecoder(decoders, parseAvroSchema(writer));
  const auction = (decoder.columns[columns.findIndex(([column]) => column === "auction")] as Int64Column).halves;
  return {
    name,
    records: records.count,
    run() {
      let sum = 0;
      for (let from = 0; from < records.count;) {
        const { rows, records: done } = decoder.decode(records, from, records.count, throwError);
        for (let row = 0; row < rows; row++) sum += auction[2 * row]!; // row < rows ≤ capacity
        from += done;
      }
      return sum;
    },
  };
}

function throwError(_record: number, error: Error): never {
  throw error;
}

function avscCase(name: string, { data, valueStart, valueEnd, count }: Records, writer: string, reader?: string): Case {
  const written = avro.Type.forSchema(JSON.parse(writer));
  const type = reader === undefined ? written : avro.Type.forSchema(JSON.parse(reader));
  const resolver = reader === undefined ? undefined : type.createResolver(written);
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return {
    name,
    records: count,
    run() {
      let sum = 0;
      for (let i = 0; i < count; i++) {
        const bid: Bid = type.fromBuffer(bytes.subarray(valueStart[i], valueEnd[i]), resolver);
        sum += bid.auction;
      }
      return sum;
    },
  };
}

/** Counts the bytes of all texts. */
function documentCase(name: string, records: Records, writer: string): Case {
  const fields: DecodeField[] = [{ name: "value", type: JSON_TYPE, nullable: false, needed: true }];
  const decoder = new RawDatumDecoder(new UnstructuredAvroDecoders(fields), parseAvroSchema(writer));
  const [column] = decoder.columns as [BytesColumn];
  return {
    name,
    records: records.count,
    run() {
      let bytes = 0;
      for (let from = 0; from < records.count;) {
        const { rows, records: done } = decoder.decode(records, from, records.count, throwError);
        for (let row = 0; row < rows; row++) bytes += column.ends[row]! - column.starts[row]!; // row < rows ≤ capacity
        from += done;
      }
      return bytes;
    },
  };
}

function stringifyCase(name: string, { data, valueStart, valueEnd, count }: Records, writer: string): Case {
  const type = avro.Type.forSchema(JSON.parse(writer));
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return {
    name,
    records: count,
    run() {
      let sum = 0;
      for (let i = 0; i < count; i++) {
        const bid: Bid = type.fromBuffer(bytes.subarray(valueStart[i], valueEnd[i]));
        sum += Buffer.from(JSON.stringify(bid)).length;
      }
      return sum;
    },
  };
}

/** The base of each table is avsc; of the first table the rows are two columns and all seven. */
export async function l1Avro(options: BenchOptions = {}): Promise<BenchTable[]> {
  const records = avroRecords(WRITER);
  const optional = avroRecords(OPTIONAL);
  const later: readonly Column[] = [
    ["channel", TEXT],
    ["price", DOUBLE],
    ["auction", BIGINT],
    ["dateTime", timestampType(3)],
    ["country", TEXT],
    ["url", TEXT],
  ];
  return [
    await bench("Avro bytes to columns", [
      avscCase("avsc", records, WRITER),
      decodeCase("two columns", records, WRITER, ALL, { needed: ["auction", "price"] }),
      decodeCase("all seven", records, WRITER, ALL),
    ], options),
    await bench("Avro bytes to columns, optional fields", [
      avscCase("avsc", optional, OPTIONAL),
      decodeCase("two columns", optional, OPTIONAL, ALL, { needed: ["auction", "price"], nullable: true }),
      decodeCase("all seven", optional, OPTIONAL, ALL, { nullable: true }),
    ], options),
    await bench("Avro bytes to columns, by a later schema", [
      avscCase("avsc with a resolver", records, WRITER, READER),
      decodeCase("all six", records, WRITER, later, { reader: READER }),
    ], options),
    await bench("Avro bytes to JSON text", [
      stringifyCase("avsc, JSON.stringify", records, UNTIMED),
      documentCase("whole records", records, UNTIMED),
    ], options),
  ];
}

if (import.meta.main) {
  // deno-lint-ignore no-console
  for (const table of await l1Avro()) console.log(benchText(table));
}
