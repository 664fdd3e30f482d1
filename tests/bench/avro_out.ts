/** L1: rows to Avro with the header of a registry, against avsc with objects that are there already. */
import avro from "avsc";
import { Buffer } from "node:buffer";
import type { Batch } from "../../schema/batch.ts";
import { ByteWriter } from "../../schema/byte_writer.ts";
import { BATCH_ROWS, columnFor, setValue } from "../../schema/column.ts";
import type { Field } from "../../schema/field.ts";
import { recordEncoder } from "../../schema/formats/avro/encode.ts";
import { avroSchemaOf } from "../../schema/formats/avro/schema_of.ts";
import { parseAvroSchema } from "../../schema/formats/avro/schema_parse.ts";
import { schemaHeader } from "../../schema/registry/framing.ts";
import { BIGINT, TEXT, TIMESTAMP, timestampType } from "../../schema/types.ts";
import { bench, type BenchOptions, type BenchTable, benchText, type Case } from "./bench.ts";
import { type Bid, bids } from "./bids.ts";

const COUNT = 200_000;
const ID = 12_345;

interface Shape {
  readonly nullable: boolean;
  /** Whether times are nanoseconds, written as microseconds; else milliseconds on both sides. */
  readonly nanos: boolean;
}

function fieldsOf({ nullable, nanos }: Shape): Field[] {
  const types = {
    auction: BIGINT,
    bidder: BIGINT,
    price: BIGINT,
    channel: TEXT,
    url: TEXT,
    dateTime: nanos ? TIMESTAMP : timestampType(3),
    extra: TEXT,
  } satisfies Record<keyof Bid, unknown>;
  return Object.entries(types).map(([name, type]) => ({ name, type, nullable }));
}

function batchesOf(fields: readonly Field[], rows: readonly Bid[], { nanos }: Shape): Batch[] {
  const batches: Batch[] = [];
  for (let from = 0; from < rows.length; from += BATCH_ROWS) {
    const some = rows.slice(from, from + BATCH_ROWS);
    const columns = fields.map((field) => columnFor(field));
    some.forEach(({ auction, bidder, price, channel, url, dateTime, extra }, row) => {
      const time = BigInt(dateTime) * (nanos ? 1_000_000n : 1n);
      const values = [BigInt(auction), BigInt(bidder), BigInt(price), channel, url, time, extra];
      values.forEach((value, i) => setValue(columns[i]!, row, value)); // a column per value
    });
    batches.push({ length: some.length, columns });
  }
  return batches;
}

/** Of the bytes of a message, so that a case is void when it writes others. */
function mixed(sum: number, bytes: Uint8Array, start: number, end: number): number {
  for (let i = start; i < end; i++) sum = (Math.imul(sum, 31) + bytes[i]!) | 0; // i < length
  return sum;
}

function ourCase(fields: readonly Field[], schema: string, rows: readonly Bid[], shape: Shape): Case {
  const encoder = recordEncoder(fields, parseAvroSchema(schema), ID);
  const batches = batchesOf(fields, rows, shape);
  const out = new ByteWriter(1 << 18);
  let written = 0;
  const write = (visit?: (start: number, end: number) => void) => {
    written = 0;
    for (const batch of batches) {
      encoder.bind(batch);
      out.clear();
      for (let row = 0; row < batch.length; row++) {
        const start = out.position;
        encoder.encode(row, out);
        visit?.(start, out.position);
      }
      written += out.position;
    }
  };
  return {
    name: "from columns",
    records: rows.length,
    run: () => write(),
    result() {
      let sum = 0;
      write((start, end) => sum = mixed(sum, out.bytes, start, end));
      return Promise.resolve(`${written} ${sum}`);
    },
  };
}

type Objects = readonly Record<string, unknown>[];

/** A buffer for each message, as its documentation shows. */
function toBufferCase(type: avro.Type, objects: Objects): Case {
  const header = schemaHeader(ID);
  let written = 0;
  const write = (visit?: (message: Uint8Array) => void) => {
    written = 0;
    for (const object of objects) {
      const message = type.toBuffer(object);
      written += header.length + message.length;
      visit?.(message);
    }
  };
  return {
    name: "avsc toBuffer, without header",
    records: objects.length,
    run: () => write(),
    result() {
      let sum = 0;
      write((message) => sum = mixed(mixed(sum, header, 0, header.length), message, 0, message.length));
      return Promise.resolve(`${written} ${sum}`);
    },
  };
}

/** All messages of a batch into one buffer, as somebody would write it who measures. */
function encodeCase(type: avro.Type, objects: Objects): Case {
  const header = schemaHeader(ID);
  const buffer = Buffer.alloc(1 << 18);
  let written = 0;
  const write = (visit?: (start: number, end: number) => void) => {
    written = 0;
    let position = 0;
    for (const [i, object] of objects.entries()) {
      if (i % BATCH_ROWS === 0) position = 0;
      const start = position;
      for (let at = 0; at < header.length; at++) buffer[position++] = header[at]!; // at < length
      position = type.encode(object, buffer, position);
      written += position - start;
      visit?.(start, position);
    }
  };
  return {
    name: "avsc encode into one buffer",
    records: objects.length,
    run: () => write(),
    result() {
      let sum = 0;
      write((start, end) => sum = mixed(sum, buffer, start, end));
      return Promise.resolve(`${written} ${sum}`);
    },
  };
}

function table(title: string, shape: Shape, options: BenchOptions): Promise<BenchTable> {
  const rows = [...bids(COUNT)];
  const fields = fieldsOf(shape);
  const { text } = avroSchemaOf(fields, "bid", undefined);
  const type = avro.Type.forSchema(JSON.parse(text));
  const objects = rows.map(({ dateTime, ...more }) => ({
    ...more,
    dateTime: shape.nanos ? dateTime * 1000 : dateTime,
  }));
  return bench(title, [
    toBufferCase(type, objects),
    encodeCase(type, objects),
    ourCase(fields, text, rows, shape),
  ], options);
}

export async function avroOut(options: BenchOptions = {}): Promise<BenchTable[]> {
  return [
    await table("columns to Avro", { nullable: false, nanos: false }, options),
    await table("columns to Avro, all nullable, times cut to microseconds", { nullable: true, nanos: true }, options),
  ];
}

if (import.meta.main) {
  // deno-lint-ignore no-console
  for (const table of await avroOut()) console.log(benchText(table));
}
