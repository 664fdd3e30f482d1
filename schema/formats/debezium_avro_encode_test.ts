import assert from "node:assert/strict";
import { type Batch, type Change, DELETE, INSERT, UPDATE_AFTER, UPDATE_BEFORE } from "../batch.ts";
import { ByteWriter } from "../byte_writer.ts";
import { type Field, fieldOf } from "../field.ts";
import { DOUBLE, INT, structType, TEXT, TIMESTAMP, type Value } from "../types.ts";
import { parseAvroSchema } from "./avro/schema_parse.ts";
import { sameAvroSchema } from "./avro/schema_tree.ts";
import { avscReader, batchOf as plainBatch, plain } from "./avro/test_avro.ts";
import { DebeziumAvroEncoder, debeziumAvroSchemaOf } from "./debezium_avro_encode.ts";
import { DebeziumEncoder } from "./debezium_encode.ts";
import type { RowEncoder } from "./format.ts";
import { PLAIN_STYLE } from "./json_style.ts";

const FIELDS: readonly Field[] = [fieldOf("k", TEXT), fieldOf("v", DOUBLE)];
type Row = readonly [change: Change, ...values: Value[]];

function batchOf(rows: readonly Row[], more: Partial<Batch> = {}): Batch {
  const { length, columns } = plainBatch(FIELDS, rows.map(([, ...values]) => values));
  return { length, columns, changes: Uint8Array.from(rows, ([change]) => change), ...more };
}

function messagesOf(encoder: RowEncoder, batch: Batch): Uint8Array[] {
  encoder.bind(batch);
  const messages: Uint8Array[] = [];
  for (let row = 0; row < batch.length; row++) {
    if (encoder.speaks?.(row) === false) continue;
    const out = new ByteWriter(0);
    assert.ok(encoder.encode(row, out));
    messages.push(out.written().slice());
  }
  return messages;
}

const ROWS: readonly Row[] = [
  [INSERT, "new", 1],
  [UPDATE_BEFORE, "changed", 1],
  [UPDATE_AFTER, "changed", 2],
  [DELETE, "gone", 1],
  [INSERT, "passing", 1],
  [DELETE, "passing", 1],
  [DELETE, null, null],
  [INSERT, null, 1],
  [UPDATE_BEFORE, "same", 0.5],
  [UPDATE_AFTER, "same", 0.5],
];

Deno.test("DebeziumAvroEncoder tells the changes that Debezium's JSON tells", () => {
  const { text } = debeziumAvroSchemaOf(FIELDS, "shop.orders", undefined);
  const read = avscReader(JSON.parse(text));
  const origin = (row: number) => ({ topic: "t", partition: 0, offset: row });
  for (
    const batch of [batchOf(ROWS), batchOf(ROWS, { partition: 0, origin }), plainBatch(FIELDS, [["a", 1], ["a", 1]])]
  ) {
    for (const key of [[0], undefined]) {
      const avro = messagesOf(new DebeziumAvroEncoder(FIELDS, parseAvroSchema(text), undefined, key), batch);
      const json = messagesOf(new DebeziumEncoder(FIELDS, PLAIN_STYLE, key), batch);
      assert.deepEqual(avro.map(read), json.map((message) => JSON.parse(new TextDecoder().decode(message))));
      assert.ok(avro.length > 1);
    }
  }
});

Deno.test("debeziumAvroSchemaOf is the envelope of the rows", () => {
  const fields = [
    fieldOf("k", TEXT, false),
    fieldOf("s", structType([{ name: "x", type: INT, nullable: false }])),
    { ...fieldOf("time", TIMESTAMP), hidden: true },
  ];
  const { text } = debeziumAvroSchemaOf(fields, "shop.orders", undefined);
  const inner = { type: "record", name: "Value_s", fields: [{ name: "x", type: "int" }] };
  const value = {
    type: "record",
    name: "Value",
    fields: [{ name: "k", type: "string" }, { name: "s", type: ["null", inner], default: null }],
  };
  assert.deepEqual(JSON.parse(text), {
    type: "record",
    name: "Envelope",
    namespace: "shop__orders",
    fields: [
      { name: "before", type: ["null", value], default: null },
      { name: "after", type: ["null", "Value"], default: null },
      { name: "op", type: "string" },
    ],
  });
});

/** As Debezium registers it. */
const FOREIGN = {
  type: "record",
  name: "Envelope",
  namespace: "db.shop.orders",
  fields: [
    {
      name: "before",
      type: ["null", {
        type: "record",
        name: "Value",
        fields: [{ name: "k", type: ["null", "string"], default: null }, { name: "v", type: "double" }],
        "connect.name": "db.shop.orders.Value",
      }],
      default: null,
    },
    { name: "after", type: ["null", "Value"], default: null },
    { name: "op", type: "string" },
    { name: "ts_ms", type: ["null", "long"], default: null },
  ],
  "connect.name": "db.shop.orders.Envelope",
};

Deno.test("DebeziumAvroEncoder writes with a schema of somebody else's", () => {
  const encoder = new DebeziumAvroEncoder(FIELDS, parseAvroSchema(JSON.stringify(FOREIGN)), 7, [0]);
  const messages = messagesOf(encoder, batchOf([[UPDATE_BEFORE, "a", 1], [UPDATE_AFTER, "a", 2]]));
  assert.deepEqual(messages.map((message) => plain(message.slice(0, 5))), [Uint8Array.of(0, 0, 0, 0, 7)]);
  assert.deepEqual(messages.map((message) => avscReader(FOREIGN)(message.slice(5))), [
    { before: { k: "a", v: 1 }, after: { k: "a", v: 2 }, op: "u", ts_ms: null },
  ]);
});

Deno.test("debeziumAvroSchemaOf takes over what stands of the subject's schema", () => {
  const [before, after, op] = FOREIGN.fields;
  const existing = {
    type: "AVRO",
    text: JSON.stringify({ ...FOREIGN, fields: [before, after, op] }),
    references: [],
    dependencies: [],
  } as const;
  const fields = [fieldOf("k", TEXT), fieldOf("v", DOUBLE, false)];
  const schema = debeziumAvroSchemaOf(fields, "t", existing);
  assert.ok(sameAvroSchema(schema, existing));
  assert.deepEqual(JSON.parse(schema.text), JSON.parse(existing.text));
  const wider = debeziumAvroSchemaOf([...fields, fieldOf("w", INT)], "t", existing);
  assert.match(wider.text, /"name":"w"/);
  assert.match(wider.text, /"name":"after","type":\["null","Value"\]/);
});
