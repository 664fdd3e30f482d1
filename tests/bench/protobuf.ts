/** L1: Protobuf messages to columns and back, against the code that protobufjs generates. */
import protobuf from "protobufjs";
import { ByteWriter } from "../../schema/byte_writer.ts";
import type { Int64Column } from "../../schema/column.ts";
import type { DecodeField } from "../../schema/formats/format.ts";
import { framed } from "../../schema/formats/framing.ts";
import { ProtobufDecoder } from "../../schema/formats/protobuf/decoder.ts";
import { columnsOfMessage } from "../../schema/formats/protobuf/columns.ts";
import { protoFileOf, type ProtoMessage } from "../../schema/formats/protobuf/schema.ts";
import { protobufEncoder } from "../../schema/formats/protobuf/encode.ts";
import { recordsOf } from "../../schema/formats/test_records.ts";
import type { Records } from "../../schema/records.ts";
import { bench, type BenchOptions, type BenchTable, benchText, type Case } from "./bench.ts";
import { type Bid, bids } from "./bids.ts";

const COUNT = 200_000;

const PROTO = `syntax = "proto3";
import "google/protobuf/timestamp.proto";
message Bid {
  int64 auction = 1;
  int64 bidder = 2;
  int64 price = 3;
  string channel = 4;
  string url = 5;
  google.protobuf.Timestamp dateTime = 6;
  string extra = 7;
}`;

/** With what makes messages slow: optional scalars, doubles, an enum, a list and a message. */
const WIDE = `syntax = "proto3";
message Wide {
  int32 id = 1;
  optional int64 count = 2;
  optional double score = 3;
  Kind kind = 4;
  repeated int32 points = 5;
  Place place = 6;
  optional string name = 7;
  bool ok = 8;
  enum Kind { NONE = 0; SMALL = 1; LARGE = 2; }
  message Place { string city = 1; double x = 2; double y = 3; }
}`;

interface Input {
  readonly type: protobuf.Type;
  readonly message: ProtoMessage;
  /** As protobufjs has them decoded. */
  readonly objects: protobuf.Message[];
  readonly records: Records;
}

function inputOf(text: string, objects: Iterable<Record<string, unknown>>): Input {
  const root = new protobuf.Root();
  root.addJSON(protobuf.common.get("google/protobuf/timestamp.proto")!.nested!); // it is always there
  protobuf.parse(text, root, { keepCase: true });
  root.resolveAll();
  const message = protoFileOf({ text, dependencies: [] }).messages[0]!; // both have one
  const type = root.lookupType(message.fullName);
  const made = Array.from(objects, (object) => type.fromObject(object));
  const records = recordsOf(made.map((one) => Uint8Array.from(type.encode(one).finish())), 8);
  return { type, message, objects: made, records };
}

function bidObject({ auction, bidder, price, channel, url, dateTime, extra }: Bid): Record<string, unknown> {
  const time = { seconds: Math.floor(dateTime / 1000), nanos: dateTime % 1000 * 1e6 };
  return { auction, bidder, price, channel, url, dateTime: time, extra };
}

function wideObject({ auction, price, channel, dateTime }: Bid, i: number): Record<string, unknown> {
  return {
    id: i,
    count: price,
    ...(i % 3 !== 0 && { score: price / 7 }),
    kind: i % 3,
    points: [i & 127, auction, price],
    place: { city: channel, x: dateTime / 1e9, y: i / 3 },
    ...(i % 2 === 0 && { name: channel }),
    ok: i % 5 !== 0,
  };
}

/** The checksum is that of the first column, numbers that protobufjs has as Long or number. */
function theirDecode({ type, records }: Input, field: string): Case {
  return {
    name: "protobufjs",
    records: records.count,
    run() {
      let sum = 0;
      for (let i = 0; i < records.count; i++) {
        const decoded = type.decode(records.data.subarray(records.valueStart[i], records.valueEnd[i]));
        sum += Number((decoded as unknown as Record<string, unknown>)[field]);
      }
      return sum;
    },
  };
}

function ourDecode({ message, records }: Input): Case {
  const fields: DecodeField[] = columnsOfMessage(message).map((field) => ({ ...field, needed: true }));
  const decoder = framed(new ProtobufDecoder(message, fields), undefined);
  const column = decoder.columns[0]!; // the message has fields
  const sumOf = column.kind === "int32"
    ? (rows: number) => {
      let sum = 0;
      for (let row = 0; row < rows; row++) sum += column.values[row]!; // row < rows
      return sum;
    }
    : (rows: number) => {
      let sum = 0;
      const { halves } = column as Int64Column;
      for (let row = 0; row < rows; row++) sum += halves[2 * row]!; // row < rows
      return sum;
    };
  return {
    name: "all columns",
    records: records.count,
    run() {
      let sum = 0;
      for (let from = 0; from < records.count;) {
        const { rows, records: done } = decoder.decode(records, from, records.count, throwError);
        sum += sumOf(rows);
        from += done;
      }
      return sum;
    },
  };
}

function throwError(_record: number, error: Error): never {
  throw error;
}

/** The first batch again and again; the checksum is the number of bytes. */
function encodeCases({ type, message, objects, records }: Input): Case[] {
  const fields: DecodeField[] = columnsOfMessage(message).map((field) => ({ ...field, needed: true }));
  const decoder = new ProtobufDecoder(message, fields);
  const { rows } = decoder.decodeRanges(records.data, records.valueStart, records.valueEnd, 0, 1024, throwError);
  const encoder = protobufEncoder(fields, message, new Uint8Array(0), "");
  const batch = { columns: decoder.columns, length: rows };
  const out = new ByteWriter(1 << 20);
  const times = Math.floor(COUNT / rows);
  return [
    {
      name: "protobufjs",
      records: rows * times,
      run() {
        let bytes = 0;
        for (let time = 0; time < times; time++) {
          for (let row = 0; row < rows; row++) bytes += type.encode(objects[row]!).finish().length; // row < rows
        }
        return bytes;
      },
    },
    {
      name: "from columns",
      records: rows * times,
      run() {
        let bytes = 0;
        for (let time = 0; time < times; time++) {
          encoder.bind(batch);
          out.clear();
          for (let row = 0; row < rows; row++) encoder.encode(row, out);
          bytes += out.position;
        }
        return bytes;
      },
    },
  ];
}

export async function protobufBench(options: BenchOptions = {}): Promise<BenchTable[]> {
  const bid = inputOf(PROTO, bids(COUNT).map(bidObject));
  const wide = inputOf(WIDE, bids(COUNT).map(wideObject));
  return [
    await bench("Protobuf to columns, bids", [theirDecode(bid, "auction"), ourDecode(bid)], options),
    await bench("Columns to Protobuf, bids", encodeCases(bid), options),
    await bench(
      "Protobuf to columns, optional fields, list, message",
      [theirDecode(wide, "id"), ourDecode(wide)],
      options,
    ),
    await bench("Columns to Protobuf, optional fields, list, message", encodeCases(wide), options),
  ];
}

if (import.meta.main) {
  // deno-lint-ignore no-console
  for (const table of await protobufBench()) console.log(benchText(table));
}
