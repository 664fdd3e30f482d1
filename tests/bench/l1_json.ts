/** L1: JSON bytes to columns and back to JSON, against the loops that a user would write around `JSON.parse`. */
import { Buffer } from "node:buffer";
import { ByteWriter } from "../../schema/byte_writer.ts";
import type { Int64Column } from "../../schema/column.ts";
import type { DecodeField, Decoder } from "../../schema/formats/format.ts";
import { framed } from "../../schema/formats/framing.ts";
import { JsonDecoder } from "../../schema/formats/json_decode.ts";
import { jsonEncoder } from "../../schema/formats/json_encode.ts";
import { PLAIN_STYLE } from "../../schema/formats/json_style.ts";
import type { Records } from "../../schema/records.ts";
import { BIGINT, type SqlType, TEXT, TIMESTAMP } from "../../schema/types.ts";
import { bench, type BenchOptions, type BenchTable, benchText, type Case } from "./bench.ts";
import { bidRecords, foreignBidRecords, shuffledBidRecords } from "./bids.ts";

const COUNT = 300_000;

interface ParsedBid {
  readonly auction: number;
  readonly bidder: number;
  readonly price: number;
  readonly channel: string;
  readonly url: string;
  readonly dateTime: string;
  readonly extra: string;
}

/** All columns NOT NULL; the times as `time`. */
function bidFields(needed: readonly string[], time: SqlType = TIMESTAMP): DecodeField[] {
  const types: [string, SqlType][] = [
    ["auction", BIGINT],
    ["bidder", BIGINT],
    ["price", BIGINT],
    ["channel", TEXT],
    ["url", TEXT],
    ["dateTime", time],
    ["extra", TEXT],
  ];
  return types.map(([name, type]) => ({ name, type, nullable: false, needed: needed.includes(name) }));
}

const ALL = bidFields([]).map(({ name }) => name);

/** Calls `visit` after each batch; all records must be good. */
function decodeAll(decoder: Decoder, records: Records, visit: (rows: number) => void): void {
  for (let from = 0; from < records.count;) {
    const decoded = decoder.decode(records, from, records.count, throwError);
    visit(decoded.rows);
    from += decoded.records;
  }
}

function throwError(_record: number, error: Error): never {
  throw error;
}

function decodeCase(name: string, records: Records, needed: readonly string[]): Case {
  const decoder = framed(new JsonDecoder(bidFields(needed), "raw"), undefined);
  const auction = (decoder.columns[0] as Int64Column).halves;
  const price = (decoder.columns[2] as Int64Column).halves;
  let sum = 0;
  const visit = (rows: number) => {
    for (let row = 0; row < rows; row++) sum += auction[2 * row]! + price[2 * row]!; // row < rows ≤ capacity
  };
  return {
    name,
    records: records.count,
    run() {
      sum = 0;
      decodeAll(decoder, records, visit);
      return sum;
    },
  };
}

/** Decodes and encodes all columns; the checksum is the number of bytes written. */
function copyCase(name: string, records: Records, time: SqlType): Case {
  const fields = bidFields(ALL, time);
  const decoder = framed(new JsonDecoder(fields, "raw"), undefined);
  const encoder = jsonEncoder(fields, PLAIN_STYLE);
  const out = new ByteWriter(1 << 16);
  let bytes = 0;
  const batch = { columns: decoder.columns, length: 0 };
  const visit = (rows: number) => {
    batch.length = rows;
    encoder.bind(batch);
    out.clear();
    for (let row = 0; row < rows; row++) encoder.encode(row, out);
    bytes += out.position;
  };
  return {
    name,
    records: records.count,
    run() {
      bytes = 0;
      decodeAll(decoder, records, visit);
      return bytes;
    },
  };
}

type Parse = (i: number) => ParsedBid;

/** The loop's own way: text of the record, then its object. */
function parserOf({ data, valueStart, valueEnd }: Records): Parse {
  const text = new TextDecoder();
  return (i) => JSON.parse(text.decode(data.subarray(valueStart[i], valueEnd[i])));
}

function parseCase(records: Records, count = records.count): Case {
  const parse = parserOf(records);
  return {
    name: "JSON.parse",
    records: count,
    run() {
      let sum = 0;
      for (let i = 0; i < count; i++) {
        const bid = parse(i);
        sum += bid.auction + bid.price;
      }
      return sum;
    },
  };
}

function stringifyCase(records: Records, time: (bid: ParsedBid) => string): Case {
  const parse = parserOf(records);
  return {
    name: "JSON.parse, JSON.stringify",
    records: records.count,
    run() {
      let bytes = 0;
      for (let i = 0; i < records.count; i++) {
        const bid = parse(i);
        const { auction, bidder, price, channel, url, extra } = bid;
        const row = { auction, bidder, price, channel, url, dateTime: time(bid), extra };
        bytes += Buffer.from(JSON.stringify(row)).length;
      }
      return bytes;
    },
  };
}

/** The first records of a new table: new decoders each time, their functions generated and not yet optimized. */
function coldCase(name: string, records: Records, count: number, times: number): Case {
  return {
    name,
    records: count * times,
    run() {
      const some = { ...records, count };
      let sum: unknown;
      for (let i = 0; i < times; i++) sum = decodeCase(name, some, ALL).run();
      return sum;
    },
  };
}

function repeated(contender: Case, times: number): Case {
  return {
    name: contender.name,
    records: contender.records * times,
    run() {
      let result: unknown;
      for (let i = 0; i < times; i++) result = contender.run();
      return result;
    },
  };
}

export async function l1Json(options: BenchOptions = {}): Promise<BenchTable[]> {
  const records = bidRecords(COUNT);
  const shuffled = shuffledBidRecords(COUNT);
  const foreign = foreignBidRecords(COUNT);
  return [
    await bench("JSON bytes to columns", [
      parseCase(records),
      decodeCase("two columns", records, ["auction", "price"]),
      decodeCase("all seven", records, ALL),
    ], options),
    await bench("JSON bytes to columns, another key order in every record", [
      parseCase(shuffled),
      decodeCase("two columns", shuffled, ["auction", "price"]),
      decodeCase("all seven", shuffled, ALL),
    ], options),
    await bench("JSON bytes to columns, texts not ASCII", [
      parseCase(foreign),
      decodeCase("two columns", foreign, ["auction", "price"]),
      decodeCase("all seven", foreign, ALL),
    ], options),
    await bench("JSON bytes to columns, the first 10,000 records", [
      repeated(parseCase(records, 10_000), 20),
      coldCase("all seven", records, 10_000, 20),
    ], options),
    await bench("JSON to JSON, times as text", [
      stringifyCase(records, (bid) => bid.dateTime),
      copyCase("decode, encode", records, TEXT),
    ], options),
    await bench("JSON to JSON, times as TIMESTAMP", [
      // The text that TIMESTAMP is written as: no zone, no fraction where it is zero.
      stringifyCase(records, ({ dateTime }) => dateTime.slice(0, dateTime.endsWith(".000Z") ? -5 : -1)),
      copyCase("decode, encode", records, TIMESTAMP),
    ], options),
  ];
}

if (import.meta.main) {
  // deno-lint-ignore no-console
  for (const table of await l1Json()) console.log(benchText(table));
}
