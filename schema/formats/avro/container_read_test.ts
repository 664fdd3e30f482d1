import assert from "node:assert/strict";
import avro from "avsc";
import { Buffer } from "node:buffer";
import { crc32, deflateRawSync, zstdCompressSync } from "node:zlib";
import { compress } from "snappyjs";
import { valueAt } from "../../column.ts";
import { type Field, fieldOf } from "../../field.ts";
import { BIGINT, JSON_TYPE, TEXT, type Value } from "../../types.ts";
import { recordsOf } from "../test_records.ts";
import { ContainerDecoder } from "./container_read.ts";
import { AvroDecoders } from "./decode.ts";
import { UnstructuredAvroDecoders } from "./unstructured.ts";

const SCHEMA = JSON.stringify({
  type: "record",
  name: "R",
  fields: [{ name: "id", type: "long" }, { name: "name", type: "string" }],
});
const FIELDS = [fieldOf("id", BIGINT, false), fieldOf("name", TEXT, false)];

type Codec = "null" | "deflate" | "snappy" | "zstandard";
const PACK: Readonly<Record<Codec, (data: Uint8Array) => Uint8Array>> = {
  null: (data) => data,
  deflate: (data) => deflateRawSync(data),
  zstandard: (data) => zstdCompressSync(Buffer.from(data)),
  snappy: (data) => {
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(Buffer.from(data)));
    return Buffer.concat([compress(new Uint8Array(data)), sum]);
  },
};

interface Row {
  readonly id: number;
  readonly name: string;
}

const SYNC = Uint8Array.from({ length: 16 }, (_, i) => i * 7);

/** A file of rows in blocks, which says that they are packed by `codec`. */
function file(
  blocks: readonly (readonly Row[])[],
  codec: Codec = "null",
  schema = SCHEMA,
  packing = codec,
): Uint8Array {
  const type = avro.Type.forSchema(JSON.parse(schema));
  const long = avro.Type.forSchema("long");
  const meta = avro.Type.forSchema({ type: "map", values: "bytes" }).toBuffer({
    "avro.schema": Buffer.from(schema),
    "avro.codec": Buffer.from(codec),
  });
  const parts = blocks.map((rows) => {
    const packed = PACK[packing](Buffer.concat(rows.map((row) => type.toBuffer(row))));
    return Buffer.concat([long.toBuffer(rows.length), long.toBuffer(packed.length), packed, SYNC]);
  });
  return new Uint8Array(Buffer.concat([Buffer.from("Obj\x01"), meta, SYNC, ...parts]));
}

const rows = (from: number, to: number): Row[] =>
  Array.from({ length: to - from }, (_, i) => ({ id: from + i, name: `n${from + i}` }));

/** Rows as values with their record's number, and errors, over as many calls as it takes. */
function decodeAll(decoder: ContainerDecoder, fields: readonly Field[], messages: readonly (Uint8Array | null)[]) {
  const records = recordsOf(messages);
  const found: { record: number; row: Value[] }[] = [];
  const errors: string[] = [];
  let calls = 0;
  for (let record = 0; record < records.count; calls++) {
    const done = decoder.decode(records, record, records.count, (at, error) => errors.push(`${at}: ${error.message}`));
    for (let row = 0; row < done.rows; row++) {
      const values = fields.map((field, i) => valueAt(decoder.columns[i]!, field.type, row, done.rows));
      found.push({ record: decoder.recordOf[row]!, row: values });
    }
    assert.ok(done.records > 0 || done.rows > 0, "it goes on");
    record += done.records;
  }
  return { found, errors, calls };
}

function containers(): ContainerDecoder {
  return new ContainerDecoder(new AvroDecoders(FIELDS.map((field) => ({ ...field, needed: true }))));
}

/** With other bits at a place counted from the end. */
function damaged(bytes: Uint8Array, fromEnd: number, bits = 1): Uint8Array {
  return bytes.map((byte, i) => i === bytes.length - fromEnd ? byte ^ bits : byte);
}

const asRow = ({ id, name }: Row): Value[] => [BigInt(id), name];

for (const codec of ["null", "deflate", "snappy", "zstandard"] as const) {
  Deno.test(`ContainerDecoder reads files with the codec ${codec}`, () => {
    const messages = [file([rows(0, 3), [], rows(3, 5)], codec), null, file([], codec), file([rows(5, 6)], codec)];
    const { found, errors } = decodeAll(containers(), FIELDS, messages);
    assert.deepEqual(errors, []);
    assert.deepEqual(found.map(({ row }) => row), rows(0, 6).map(asRow));
    assert.deepEqual(found.map(({ record }) => record), [0, 0, 0, 0, 0, 3]);
  });
}

Deno.test("ContainerDecoder reads what avsc writes", async () => {
  const encoder = new avro.streams.BlockEncoder(JSON.parse(SCHEMA), { codec: "deflate", blockSize: 100 });
  const chunks: Uint8Array[] = [];
  encoder.on("data", (chunk: Uint8Array) => chunks.push(chunk));
  const ended = new Promise((resolve) => encoder.on("end", resolve));
  for (const row of rows(0, 50)) encoder.write(row);
  encoder.end();
  await ended;
  const { found, errors } = decodeAll(containers(), FIELDS, [new Uint8Array(Buffer.concat(chunks))]);
  assert.deepEqual(errors, []);
  assert.deepEqual(found.map(({ row }) => row), rows(0, 50).map(asRow));
});

Deno.test("ContainerDecoder goes on in a message with more rows than a batch", () => {
  const messages = [file([rows(0, 10)]), file([rows(10, 2500), rows(2500, 4000)], "deflate"), file([rows(4000, 4001)])];
  const { found, errors, calls } = decodeAll(containers(), FIELDS, messages);
  assert.deepEqual(errors, []);
  assert.deepEqual(found.map(({ row }) => row), rows(0, 4001).map(asRow));
  assert.equal(calls, 4);
});

Deno.test("ContainerDecoder takes messages of several schemas in one batch", () => {
  const other = JSON.stringify({
    type: "record",
    name: "S",
    fields: [{ name: "name", type: { type: "enum", name: "E", symbols: ["A", "B"] } }, { name: "id", type: "int" }],
  });
  const messages = [file([rows(0, 1)]), file([[{ id: 7, name: "B" }]], "null", other), file([rows(1, 2)])];
  const { found, errors } = decodeAll(containers(), FIELDS, messages);
  assert.deepEqual(errors, []);
  assert.deepEqual(found.map(({ row }) => row), [[0n, "n0"], [7n, "B"], [1n, "n1"]]);
});

Deno.test("ContainerDecoder gives whole records as JSON", () => {
  const fields = [fieldOf("value", JSON_TYPE, false)];
  const decoder = new ContainerDecoder(
    new UnstructuredAvroDecoders(fields.map((field) => ({ ...field, needed: true }))),
  );
  const { found } = decodeAll(decoder, fields, [file([rows(1, 3)])]);
  assert.deepEqual(found.map(({ row }) => row), [['{"id":1,"name":"n1"}'], ['{"id":2,"name":"n2"}']]);
});

Deno.test("ContainerDecoder keeps the rows before what is damaged, and reads the next message", () => {
  const good = file([rows(0, 2), rows(2, 4)]);
  const cut = good.subarray(0, good.length - 20);
  const wrongSync = damaged(good, 1);
  const deflated = file([rows(0, 50)], "deflate", SCHEMA, "null");
  const snappy = damaged(file([rows(0, 50)], "snappy"), 17);
  const cases: readonly [Uint8Array, number, RegExp][] = [
    [cut, 2, /the record ends too early|reaches behind the record's end/],
    [wrongSync, 2, /does not end with the file's sync marker/],
    [Uint8Array.of(1, 2, 3), 0, /does not begin as an Avro object container file/],
    [Uint8Array.of(0, 0, 0, 0, 7, 1), 0, /does not begin as an Avro object container file/],
    [deflated, 0, /a block is no deflate: /],
    [snappy, 0, /the checksum of a block does not match/],
    [good.subarray(0, 30), 0, /./],
    // A count of 1 before two records.
    [damaged(file([rows(0, 2)]), 26, 6), 1, /bytes left behind its last record/],
  ];
  for (const [message, kept, reason] of cases) {
    const { found, errors } = decodeAll(containers(), FIELDS, [message, file([rows(9, 10)])]);
    assert.deepEqual(found.map(({ row }) => row), [...rows(0, kept), ...rows(9, 10)].map(asRow), String(reason));
    assert.match(errors.join(), reason);
  }
});

Deno.test("ContainerDecoder refuses a schema that does not fit, and counts that lie", () => {
  const noRecord = file([]).slice();
  const text = Buffer.from(noRecord).toString("latin1").replace('"record"', '"recxxx"');
  const { errors } = decodeAll(containers(), FIELDS, [Uint8Array.from(text, (c) => c.charCodeAt(0))]);
  assert.match(errors.join(), /^0: Cannot decode the record: Avro schema cannot be used/);

  const empty = JSON.stringify({ type: "record", name: "R", fields: [] });
  const long = avro.Type.forSchema("long");
  const many = file([], "null", empty);
  const lying = Buffer.concat([many, long.toBuffer(2 ** 40), long.toBuffer(0), SYNC]);
  const fields = [fieldOf("id", BIGINT)];
  const decoder = new ContainerDecoder(new AvroDecoders(fields.map((field) => ({ ...field, needed: true }))));
  assert.match(decodeAll(decoder, fields, [new Uint8Array(lying)]).errors.join(), /a block of 1099511627776 records/);
  const some = Buffer.concat([many, long.toBuffer(3), long.toBuffer(0), SYNC]);
  assert.deepEqual(decodeAll(decoder, fields, [new Uint8Array(some)]).found.length, 3);
});
