import assert from "node:assert/strict";
import avro from "avsc";
import { valueAt } from "../../column.ts";
import { SqlError } from "../../errors.ts";
import { type Field, fieldOf } from "../../field.ts";
import { schemaHeader } from "../../registry/framing.ts";
import type { RegisteredSchema } from "../../registry/registry.ts";
import type { WriterSchemas } from "../../registry/writer_schemas.ts";
import { BIGINT, INT, INTERVAL, JSON_TYPE, TEXT, typeName, type Value } from "../../types.ts";
import type { Decoder } from "../format.ts";
import { recordsOf } from "../test_records.ts";
import { avroDecoder, type AvroOptions, checkAvro, registeredColumns } from "./avro.ts";

const NO_OPTIONS: AvroOptions = {
  "avro.confluent_schema_registry": false,
  "avro.raw_datums": false,
  "avro.schema": undefined,
  "avro.into_unstructured_json": false,
  "schema.register": true,
  "schema.id": undefined,
};

const OLD = schema(1, [{ name: "id", type: "int" }]);
const NEW = schema(2, [{ name: "name", type: "string" }, { name: "id", type: "long" }]);

function schema(id: number, fields: unknown[]): RegisteredSchema {
  return {
    id,
    type: "AVRO",
    text: JSON.stringify({ type: "record", name: "R", fields }),
    references: [],
    dependencies: [],
  };
}

function message({ id, text }: RegisteredSchema, value: unknown): Uint8Array {
  return Uint8Array.from([...schemaHeader(id), ...avro.Type.forSchema(JSON.parse(text)).toBuffer(value)]);
}

function schemasOf(...schemas: RegisteredSchema[]): WriterSchemas {
  return { get: (id) => schemas.find((one) => one.id === id), fetch: () => Promise.reject(new Error("not asked")) };
}

function rowsOf(decoder: Decoder, fields: readonly Field[], messages: readonly (Uint8Array | null)[]): Value[][] {
  const records = recordsOf(messages);
  const { rows, records: done } = decoder.decode(records, 0, records.count, (record, error) => {
    assert.fail(`${record}: ${error.message}`);
  });
  assert.equal(done, records.count);
  return Array.from(
    { length: rows },
    (_, row) => fields.map((field, i) => valueAt(decoder.columns[i]!, field.type, row, rows)),
  );
}

const needed = (fields: readonly Field[]) => fields.map((field) => ({ ...field, needed: true }));

Deno.test("registeredColumns keep a reader schema, by which messages of other versions are read", () => {
  const wide = schema(2, [{ name: "id", type: "long" }, { name: "name", type: "string", default: "?" }]);
  const { fields, options } = registeredColumns(wide, NO_OPTIONS);
  assert.deepEqual(fields.map(({ name, type }) => `${name} ${typeName(type)}`), ["id BIGINT", "name TEXT"]);
  const decoder = avroDecoder(
    needed(fields),
    { ...NO_OPTIONS, ...options, "avro.confluent_schema_registry": true },
    undefined,
    schemasOf(OLD, NEW),
  );
  const messages = [message(OLD, { id: 1 }), null, message(NEW, { name: "b", id: 2 }), message(OLD, { id: 3 })];
  assert.deepEqual(rowsOf(decoder, fields, messages), [[1n, "?"], [2n, "b"], [3n, "?"]]);
});

Deno.test("avroDecoder reads whole records as JSON, each by the schema it was written with", () => {
  const options = { ...NO_OPTIONS, "avro.into_unstructured_json": true, "avro.confluent_schema_registry": true };
  const { fields, options: kept } = registeredColumns(NEW, options);
  assert.deepEqual(kept, {});
  const decoder = avroDecoder(needed(fields), options, undefined, schemasOf(OLD, NEW));
  const messages = [message(OLD, { id: 1 }), message(NEW, { name: "b", id: 2 })];
  assert.deepEqual(rowsOf(decoder, fields, messages), [['{"id":1}'], ['{"name":"b","id":2}']]);
});

Deno.test("avroDecoder reads bare datums by avro.schema", () => {
  const fields = [fieldOf("name", TEXT), fieldOf("id", BIGINT)];
  const options = { ...NO_OPTIONS, "avro.raw_datums": true, "avro.schema": NEW.text };
  const datum = message(NEW, { name: "b", id: 2 }).subarray(5);
  const decoder = avroDecoder(needed(fields), options, undefined);
  assert.deepEqual(rowsOf(decoder, fields, [datum, null, new Uint8Array(0), datum]), [["b", 2n], ["b", 2n]]);
});

Deno.test("checkAvro refuses options and columns that do not go together", () => {
  const fields = [fieldOf("id", INT)];
  const cases: readonly [Partial<AvroOptions>, readonly Field[], RegExp][] = [
    [{ "avro.raw_datums": true }, fields, /^required option 'avro.schema' not set$/],
    [{ "avro.raw_datums": true, "avro.confluent_schema_registry": true }, fields, /^at most one of/],
    [{ "avro.schema": "{" }, fields, /^invalid value for 'avro.schema': Avro schema cannot be used: it is no JSON/],
    [{ "avro.schema": '"int"' }, fields, /^invalid value for 'avro.schema': top-level schema must be a record$/],
    [
      { "avro.into_unstructured_json": true },
      fields,
      /^avro.into_unstructured_json needs exactly one column, value JSON/,
    ],
    [{}, [fieldOf("i", INTERVAL)], /^field 'i' has a type 'INTERVAL' that cannot be used in a connection table$/],
  ];
  for (const [options, columns, message] of cases) {
    assert.throws(
      () => checkAvro(columns, { ...NO_OPTIONS, ...options }, "source"),
      (error) => error instanceof SqlError && message.test(error.message) || assert.fail(String(error)),
    );
  }
  checkAvro([fieldOf("value", JSON_TYPE)], { ...NO_OPTIONS, "avro.into_unstructured_json": true }, "source");
  assert.throws(() => avroDecoder(needed(fields), NO_OPTIONS, { maxLength: undefined }), /framing cannot be used/);
});
