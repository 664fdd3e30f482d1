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
import { bidRecords } from "./bids.ts";

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

export async function l1Json(options: BenchOptions = {}): Promise<BenchTable[]> {
  const records = bidRecords(COUNT);
  const { data, valueStart, valueEnd } = records;
  const text = new TextDecoder();
  const parse = (i: number): ParsedBid => JSON.parse(text.decode(data.subarray(valueStart[i], valueEnd[i])));

  const decode = await bench("JSON bytes to columns", [
    {
      name: "JSON.parse",
      records: COUNT,
      run() {
        let sum = 0;
        for (let i = 0; i < COUNT; i++) {
          const bid = parse(i);
          sum += bid.auction + bid.price;
        }
        return sum;
      },
    },
    decodeCase("two columns", records, ["auction", "price"]),
    decodeCase("all seven", records, ALL),
  ], options);

  const stringify = (time: (bid: ParsedBid) => string): Case => ({
    name: "JSON.parse, JSON.stringify",
    records: COUNT,
    run() {
      let bytes = 0;
      for (let i = 0; i < COUNT; i++) {
        const bid = parse(i);
        const { auction, bidder, price, channel, url, extra } = bid;
        bytes +=
          Buffer.from(JSON.stringify({ auction, bidder, price, channel, url, dateTime: time(bid), extra })).length;
      }
      return bytes;
    },
  });
  const texts = await bench("JSON to JSON, times as text", [
    stringify((bid) => bid.dateTime),
    copyCase("decode, encode", records, TEXT),
  ], options);
  const times = await bench("JSON to JSON, times as TIMESTAMP", [
    // The text that TIMESTAMP is written as: no zone, no fraction where it is zero.
    stringify(({ dateTime }) => dateTime.slice(0, dateTime.endsWith(".000Z") ? -5 : -1)),
    copyCase("decode, encode", records, TIMESTAMP),
  ], options);
  return [decode, texts, times];
}

if (import.meta.main) {
  // deno-lint-ignore no-console
  for (const table of await l1Json()) console.log(benchText(table));
}
