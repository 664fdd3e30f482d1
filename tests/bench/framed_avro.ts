/** L1: Avro behind the header of a schema registry, against the same datums, in the same bytes, without one. */
import avro from "avsc";
import { Buffer } from "node:buffer";
import { ByteWriter } from "../../schema/byte_writer.ts";
import type { Int64Column } from "../../schema/column.ts";
import { fieldOf } from "../../schema/field.ts";
import { AvroDecoders } from "../../schema/formats/avro/decode.ts";
import { recordEncoder } from "../../schema/formats/avro/encode.ts";
import { RawDatumDecoder } from "../../schema/formats/avro/raw_datums.ts";
import { parseAvroSchema } from "../../schema/formats/avro/schema_parse.ts";
import type { DecodeField, Decoder } from "../../schema/formats/format.ts";
import { RegistryDecoder } from "../../schema/formats/registry_decoder.ts";
import { knownSchemas, registered } from "../../schema/formats/test_registered.ts";
import type { Records } from "../../schema/records.ts";
import { HEADER_BYTES, schemaHeader } from "../../schema/registry/framing.ts";
import { BIGINT, type SqlType, TEXT, timestampType } from "../../schema/types.ts";
import { bench, type BenchOptions, type BenchTable, benchText, type Case } from "./bench.ts";
import { bids } from "./bids.ts";

const COUNT = 300_000;
/** Bytes of framing between two records, as in a Kafka record batch. */
const GAP = 8;

const COLUMNS: readonly (readonly [name: string, type: SqlType, avro: unknown])[] = [
  ["auction", BIGINT, "long"],
  ["bidder", BIGINT, "long"],
  ["price", BIGINT, "long"],
  ["channel", TEXT, "string"],
  ["url", TEXT, "string"],
  ["dateTime", timestampType(3), { type: "long", logicalType: "timestamp-millis" }],
  ["extra", TEXT, "string"],
];
const SCHEMA = JSON.stringify({
  type: "record",
  name: "Bid",
  fields: COLUMNS.map(([name, , type]) => ({ name, type })),
});
const NARROW = ["auction", "price"];

/** Schema ids change every `run` records. `raw` has the same datums without the headers that stand in front of them. */
function bidRecords(run: number): { readonly framed: Records; readonly raw: Records } {
  const type = avro.Type.forSchema(JSON.parse(SCHEMA));
  const data = Buffer.alloc(COUNT * 200);
  const valueStart = new Int32Array(COUNT);
  const valueEnd = new Int32Array(COUNT);
  let position = 0;
  let i = 0;
  for (const bid of bids(COUNT)) {
    valueStart[i] = position;
    data.set(schemaHeader(1 + Math.floor(i / run) % 2), position);
    position = type.encode(bid, data, position + HEADER_BYTES);
    valueEnd[i++] = position;
    position += GAP;
  }
  const framed = {
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
  return { framed, raw: { ...framed, valueStart: valueStart.map((start) => start + HEADER_BYTES) } };
}

function fieldsFor(needed: readonly string[] | undefined): readonly DecodeField[] {
  return COLUMNS.map(([name, type]) => ({ name, type, nullable: false, needed: needed?.includes(name) ?? true }));
}

/** Sums up auctions. */
function decodeCase(name: string, decoder: Decoder, records: Records): Case {
  const auction = (decoder.columns[0] as Int64Column).halves;
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

function rawDecoder(needed?: readonly string[]): Decoder {
  return new RawDatumDecoder(new AvroDecoders(fieldsFor(needed)), parseAvroSchema(SCHEMA));
}

function registryDecoder(needed?: readonly string[]): Decoder {
  const schemas = knownSchemas(registered(1, "AVRO", SCHEMA), registered(2, "AVRO", SCHEMA));
  return new RegistryDecoder(new AvroDecoders(fieldsFor(needed)), schemas, { type: "AVRO", format: "avro" });
}

/** Encodes one batch again and again; the checksum is the number of bytes of datums. */
function encodeCase(name: string, raw: Records, id: number | undefined): Case {
  const decoder = rawDecoder();
  const encoder = recordEncoder(
    COLUMNS.map(([column, type]) => fieldOf(column, type, false)),
    parseAvroSchema(SCHEMA),
    id,
  );
  const out = new ByteWriter(1 << 20);
  const { rows } = decoder.decode(raw, 0, 1024, throwError);
  const batch = { columns: decoder.columns, length: rows };
  return {
    name,
    records: COUNT,
    run() {
      let bytes = 0;
      for (let done = 0; done < COUNT; done += rows) {
        encoder.bind(batch);
        out.clear();
        for (let row = 0; row < rows; row++) encoder.encode(row, out);
        bytes += out.position - (id === undefined ? 0 : rows * HEADER_BYTES);
      }
      return bytes;
    },
  };
}

/** The base of each table is without a registry. */
export async function framedAvro(options: BenchOptions = {}): Promise<BenchTable[]> {
  const { framed, raw } = bidRecords(COUNT);
  const mixed = bidRecords(1).framed;
  return [
    await bench("Avro with a schema registry to columns, all seven", [
      decodeCase("raw datums", rawDecoder(), raw),
      decodeCase("one schema", registryDecoder(), framed),
      decodeCase("another schema in every record", registryDecoder(), mixed),
    ], options),
    await bench("Avro with a schema registry to columns, two of seven", [
      decodeCase("raw datums", rawDecoder(NARROW), raw),
      decodeCase("one schema", registryDecoder(NARROW), framed),
    ], options),
    await bench("Columns to Avro with a schema registry", [
      encodeCase("raw datums", raw, undefined),
      encodeCase("with header", raw, 1),
    ], options),
  ];
}

if (import.meta.main) {
  // deno-lint-ignore no-console
  for (const table of await framedAvro()) console.log(benchText(table));
}
