import assert from "node:assert/strict";
import avsc from "avsc";
import { DELETE, INSERT, UPDATE_AFTER, UPDATE_BEFORE } from "../batch.ts";
import { BATCH_ROWS, valueAt } from "../column.ts";
import { DataError } from "../errors.ts";
import { readOptions } from "../options.ts";
import { schemaHeader } from "../registry/framing.ts";
import type { RegisteredSchema } from "../registry/registry.ts";
import { BIGINT, INT, TEXT } from "../types.ts";
import { debeziumAvro } from "./debezium_avro.ts";
import type { DecodeField } from "./format.ts";
import { recordsOf } from "./test_records.ts";

const ROW = {
  type: "record",
  name: "Value",
  fields: [{ name: "id", type: "int" }, { name: "name", type: ["null", "string"], default: null }],
} as const;
const WIDER = {
  ...ROW,
  fields: [{ name: "city", type: "string", default: "?" }, ...ROW.fields.with(0, { name: "id", type: "int" })],
} as const;

/** As Debezium writes it, with what it has besides the rows. */
function envelope(row: unknown): RegisteredSchema & { readonly type: "AVRO" } {
  const fields = [
    { name: "before", type: ["null", row], default: null },
    { name: "after", type: ["null", "Value"], default: null },
    { name: "source", type: { type: "record", name: "Source", fields: [{ name: "db", type: "string" }] } },
    { name: "op", type: "string" },
    { name: "ts_ms", type: ["null", "long"], default: null },
  ];
  const text = JSON.stringify({ type: "record", name: "Envelope", namespace: "shop.customers", fields });
  return { type: "AVRO", text, references: [], dependencies: [], id: row === ROW ? 1 : 2 };
}

const SCHEMAS = [envelope(ROW), envelope(WIDER)] as const;
const TYPES = SCHEMAS.map(({ text }) => avsc.Type.forSchema(JSON.parse(text), { wrapUnions: true }));

interface Change {
  readonly op: string;
  readonly before?: Record<string, unknown>;
  readonly after?: Record<string, unknown>;
  /** Which schema it is written with. */
  readonly version?: 1 | 2;
}

function message({ op, before, after, version = 1 }: Change): Uint8Array {
  const row = (value?: Record<string, unknown>) =>
    value === undefined ? null : { "shop.customers.Value": { ...value, name: { string: value["name"] } } };
  const type = TYPES[version - 1]!; // 1 or 2
  const datum = { before: row(before), after: row(after), source: { db: "d" }, op, ts_ms: { long: 5 } };
  return Uint8Array.from([...schemaHeader(version), ...type.toBuffer(datum)]);
}

const ID: DecodeField = { name: "id", type: INT, nullable: false, needed: true, key: true };
const NAME: DecodeField = { name: "name", type: TEXT, nullable: true, needed: true };

/** Rows as `[change, record, …values]`, and the records that are bad. */
function decoded(messages: readonly (Uint8Array | null)[], fields: readonly DecodeField[] = [ID, NAME]) {
  const options = readOptions(debeziumAvro.options, new Map(), new Set());
  const schemas = {
    get: (id: number) => SCHEMAS[id - 1] ?? new DataError("no such id"),
    fetch: () => Promise.reject(),
  };
  const decoder = debeziumAvro.decoder(fields, options, undefined, schemas);
  const records = recordsOf(messages);
  const rows: unknown[][] = [];
  const bad: [number, string][] = [];
  for (let from = 0; from < records.count;) {
    const report = (record: number, error: DataError) => void bad.push([record, error.message]);
    const { rows: count, records: done } = decoder.decode(records, from, records.count, report);
    assert.ok(done > 0 && count <= BATCH_ROWS);
    for (let row = 0; row < count; row++) {
      const values = fields.map(({ type }, i) => valueAt(decoder.columns[i]!, type, row, count)); // one per field
      rows.push([decoder.changes?.[row], decoder.recordOf[row], ...values]);
    }
    from += done;
  }
  return { rows, bad };
}

const ann = (id: number) => ({ id, name: "Ann" });

Deno.test("DebeziumAvroDecoders give one row of a change, two of an update, whatever else a message holds", () => {
  const { rows, bad } = decoded([
    message({ op: "c", after: ann(1) }),
    null,
    message({ op: "r", after: { id: 2, name: "Bob", city: "Oslo" }, version: 2 }),
    message({ op: "u", before: ann(1), after: { id: 1, name: "Anne" } }),
    message({ op: "d", before: ann(1) }),
  ]);
  assert.deepEqual(rows, [
    [INSERT, 0, 1, "Ann"],
    [INSERT, 2, 2, "Bob"],
    [UPDATE_BEFORE, 3, 1, "Ann"],
    [UPDATE_AFTER, 3, 1, "Anne"],
    [DELETE, 4, 1, "Ann"],
  ]);
  assert.deepEqual(bad, []);
});

Deno.test("DebeziumAvroDecoders make of an update that changes the key a row that goes and one that comes", () => {
  const { rows } = decoded([message({ op: "u", before: ann(1), after: ann(2) })]);
  assert.deepEqual(rows, [[DELETE, 0, 1, "Ann"], [INSERT, 0, 2, "Ann"]]);
});

Deno.test("DebeziumAvroDecoders take a message as bad that has one bad row, and tell why", () => {
  const { rows, bad } = decoded([
    message({ op: "x", after: ann(1) }),
    message({ op: "c" }),
    message({ op: "u", after: ann(2) }),
    message({ op: "d", after: ann(2) }),
    message({ op: "u", before: ann(3), after: { id: 3, name: "€" } }),
    message({ op: "c", after: ann(4) }).subarray(0, 9),
    message({ op: "c", after: ann(5) }),
  ].map((bytes, i) => i === 4 ? withInvalidText(bytes) : bytes));
  assert.deepEqual(rows, [[INSERT, 6, 5, "Ann"]]);
  assert.deepEqual(bad.map(([record, text]) => [record, text.replace(/^Cannot decode /, "")]), [
    [0, "the record: unexpected op value: x"],
    [1, 'the record: "after" is missing, which op c needs'],
    [2, 'the record: "before" is missing, which op u needs'],
    [3, 'the record: "before" is missing, which op d needs'],
    [4, "column 'name': invalid UTF-8"],
    [5, "the record: the record ends too early"],
  ]);
});

/** The first byte of the € is damaged. */
function withInvalidText(bytes: Uint8Array): Uint8Array {
  return bytes.with(bytes.indexOf(0xe2), 0xff);
}

Deno.test("DebeziumAvroDecoders never split the two rows of an update over batches", () => {
  const updates = Array.from({ length: 1500 }, (_, i) => message({ op: "u", before: ann(i), after: ann(i) }));
  const { rows } = decoded(updates);
  assert.equal(rows.length, 3000);
  assert.ok(
    rows.every(([change, record], i) => change === (i % 2 === 0 ? UPDATE_BEFORE : UPDATE_AFTER) && record === i >> 1),
  );
});

Deno.test("debezium_avro has the columns of the rows, and refuses a schema that is no envelope", () => {
  const options = readOptions(debeziumAvro.options, new Map(), new Set());
  assert.deepEqual(debeziumAvro.schemas?.columns(SCHEMAS[0], options).fields, [
    { name: "id", type: INT, nullable: false },
    { name: "name", type: TEXT, nullable: true },
  ]);
  const plain = { ...SCHEMAS[0], text: JSON.stringify(ROW) };
  assert.throws(() => debeziumAvro.schemas?.columns(plain, options), {
    message: "record Value is no envelope of Debezium: it needs before, after and op",
  });
});

Deno.test("DebeziumAvroDecoders read rows as columns were declared", () => {
  const { rows, bad } = decoded([message({ op: "c", after: ann(7) })], [{ ...ID, type: BIGINT }]);
  assert.deepEqual({ rows, bad }, { rows: [[INSERT, 0, 7n]], bad: [] });
});
