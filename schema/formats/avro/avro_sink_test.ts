import assert from "node:assert/strict";
import { SqlError } from "../../errors.ts";
import { valueAt } from "../../column.ts";
import { fieldOf } from "../../field.ts";
import type { RegisteredSchema } from "../../registry/registry.ts";
import { BIGINT, INT, TEXT, TIMESTAMP, type Value } from "../../types.ts";
import { recordsOf } from "../test_records.ts";
import type { OptionsOf } from "../../options.ts";
import { avro } from "./avro.ts";
import { encodeRows } from "./test_avro.ts";

type AvroOptions = OptionsOf<typeof avro.options>;
const FIELDS = [fieldOf("id", BIGINT, false), fieldOf("name", TEXT), { ...fieldOf("time", TIMESTAMP), hidden: true }];
const ROWS: readonly (readonly Value[])[] = [[1n, "é", 0n], [-2n, null, 0n]];
const DEFAULTS: AvroOptions = {
  "avro.confluent_schema_registry": false,
  "avro.raw_datums": false,
  "avro.schema": undefined,
  "avro.into_unstructured_json": false,
  "schema.register": true,
  "schema.id": undefined,
  "schema.version": undefined,
};
const FOREIGN = JSON.stringify({
  type: "record",
  name: "R",
  fields: [{ name: "name", type: ["string", "null"] }, { name: "more", type: "int", default: 1 }, {
    name: "id",
    type: "long",
  }],
});

/** Written by a sink, then read by a source with the same columns. */
function copied(options: Partial<AvroOptions>, schema?: RegisteredSchema): readonly (readonly Value[])[] {
  const all = { ...DEFAULTS, ...options };
  const messages = encodeRows(avro.encoder(FIELDS, all, undefined, schema), FIELDS, ROWS);
  const fields = FIELDS.slice(0, 2).map((field) => ({ ...field, needed: true }));
  const schemas = schema && { get: () => schema, fetch: () => Promise.reject(new Error("not asked for")) };
  const decoder = avro.decoder(fields, all, undefined, schemas);
  const records = recordsOf(messages.map((message) => message!)); // records are no null messages
  const { rows } = decoder.decode(records, 0, records.count, (_record, error) => {
    throw error;
  });
  return Array.from(
    { length: rows },
    (_, row) => fields.map((field, i) => valueAt(decoder.columns[i]!, field.type, row, rows)),
  ); // a column per field
}

function registered(text: string): RegisteredSchema {
  return { type: "AVRO", text, references: [], dependencies: [], id: 70_000 };
}

Deno.test("a sink writes container files, bare datums or messages of a registry, which a source reads", () => {
  const expected = ROWS.map((row) => row.slice(0, 2));
  const own = avro.schemas!.schemaOf(FIELDS, DEFAULTS, "t", undefined).text;
  assert.deepEqual(copied({}), expected);
  assert.deepEqual(copied({ "avro.schema": FOREIGN }), expected);
  assert.deepEqual(copied({ "avro.raw_datums": true, "avro.schema": FOREIGN }), expected);
  assert.deepEqual(copied({ "avro.confluent_schema_registry": true }, registered(own)), expected);
  assert.deepEqual(copied({ "avro.confluent_schema_registry": true }, registered(FOREIGN)), expected);
});

Deno.test("a sink's schema that cannot be used is an error of the statement", () => {
  const message = /^Avro schema cannot be used: /;
  for (const schema of [registered("{"), registered('{"type":"record","name":"R"}')]) {
    const check = (error: unknown) => error instanceof SqlError && message.test(error.message);
    assert.throws(() => avro.encoder(FIELDS, DEFAULTS, undefined, schema), check);
    assert.throws(() => avro.schemas!.schemaOf([fieldOf("v", INT)], DEFAULTS, "t", schema), check);
  }
});
