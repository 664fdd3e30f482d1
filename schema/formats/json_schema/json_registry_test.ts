import assert from "node:assert/strict";
import { ByteWriter } from "../../byte_writer.ts";
import { valueAt } from "../../column.ts";
import { type Field, fieldOf } from "../../field.ts";
import { type GivenOptions, readOptions } from "../../options.ts";
import type { RegisteredSchema } from "../../registry/registry.ts";
import { BIGINT, BYTEA, JSON_TYPE, TEXT, timestampType, type Value } from "../../types.ts";
import type { Decoder } from "../format.ts";
import { json } from "../json.ts";
import { recordsOf } from "../test_records.ts";
import { knownSchemas, message, registered } from "../test_registered.ts";

function optionsOf(given: Record<string, string>) {
  const all = { "json.confluent_schema_registry": "true", ...given };
  const options: GivenOptions = new Map(Object.entries(all).map(([key, value]) => [key, { value }]));
  return readOptions(json.options, options, new Set());
}

const FIELDS = [fieldOf("id", BIGINT, false), fieldOf("name", TEXT)];
const FIRST = registered(1, "JSON", { type: "object", properties: { id: { type: "integer", maximum: 9 } } });
const SECOND = registered(2, "JSON", { type: "object", properties: { name: { type: "string" } } });

function decoderFor(fields: readonly Field[], given: Record<string, string>, ...schemas: RegisteredSchema[]): Decoder {
  const options = optionsOf(given);
  json.check(fields, options, "source");
  return json.decoder(
    fields.map((field) => ({ ...field, needed: true })),
    options,
    undefined,
    knownSchemas(...schemas),
  );
}

function decode(decoder: Decoder, fields: readonly Field[], messages: (Uint8Array | null)[]) {
  const errors: string[] = [];
  const records = recordsOf(messages);
  const decoded = decoder.decode(records, 0, records.count, (at, error) => errors.push(`${at}: ${error.message}`));
  const rows = Array.from({ length: decoded.rows }, (_, row) => [
    decoder.recordOf[row]!,
    ...fields.map(({ type }, i): Value => valueAt(decoder.columns[i]!, type, row, decoded.rows)),
  ]);
  return { rows, errors, records: decoded.records };
}

Deno.test("json with the registry reads messages of several schemas into the same columns", () => {
  const decoder = decoderFor(FIELDS, {}, FIRST, SECOND);
  const { rows, errors, records } = decode(decoder, FIELDS, [
    message(1, '{"id":1,"name":"a\\nb"}'),
    message(2, '{ "name": "b", "id": 2 }'),
    null,
    message(1, ""),
    message(1, '{"id":3}'),
    message(2, '{"id":"x"}'),
    Uint8Array.of(0, 0, 0),
    message(1, '{"id":4,"name":"é"}'),
    new TextEncoder().encode('{"id":5}'),
  ]);
  assert.equal(records, 9);
  assert.deepEqual(rows, [[0, 1n, "a\nb"], [1, 2n, "b"], [4, 3n, null], [7, 4n, "é"]]);
  assert.deepEqual(errors, [
    "5: Cannot decode column 'id': \"x\" is not of type BIGINT",
    "6: Cannot decode the record: the message has 3 bytes, too few for the header of a schema registry (a zero byte and 4 bytes of schema id)",
    "8: Cannot decode the record: the message begins with the byte 123, not with the 0 of a schema registry",
  ]);
});

Deno.test("json with the registry gives the same rows as without for batch after batch", () => {
  const decoder = decoderFor(FIELDS, {}, FIRST);
  const texts = Array.from({ length: 3000 }, (_, i) => `{"id":${i},"name":"n${"\\u00e9".repeat(i % 3)}${i}"}`);
  const records = recordsOf(texts.map((text) => message(1, text)), 3);
  const seen: Value[] = [];
  for (let from = 0; from < records.count;) {
    const { rows, records: done } = decoder.decode(
      records,
      from,
      records.count,
      (_, error) => assert.fail(error.message),
    );
    for (let row = 0; row < rows; row++) seen.push(valueAt(decoder.columns[1]!, TEXT, row, rows));
    from += done;
  }
  assert.deepEqual(seen, texts.map((text) => JSON.parse(text).name));
});

Deno.test("json with the registry refuses messages of schemas of another type", () => {
  const decoder = decoderFor(FIELDS, {}, registered(3, "AVRO", "{}"));
  assert.deepEqual(decode(decoder, FIELDS, [message(3, '{"id":1}')]).errors, [
    "0: Cannot decode the record: Format configured is json, but confluent schema repository returned a AVRO schema",
  ]);
  assert.throws(() => json.schemas!.columns(registered(3, "PROTOBUF", ""), optionsOf({})), {
    message: "Format configured is json, but confluent schema repository returned a PROTOBUF schema",
  });
});

Deno.test("json.validate makes bad data of records that violate their own schema", async () => {
  const decoder = decoderFor(FIELDS, { "json.validate": "true" }, FIRST, SECOND);
  const first = decoder.decode(recordsOf([message(1, '{"id":10}')]), 0, 1, (_, error) => assert.fail(error.message));
  assert.deepEqual([first.rows, first.records], [0, 0], "nothing passes while the package is being loaded");
  await first.wait;
  const messages = [
    message(1, '{"id":9}'),
    message(1, '{"id":10}'),
    message(2, '{"id":10}'),
    message(1, '{"id":8'),
    message(1, '{"id":8}'),
    null,
    message(1, '{"id":11}'),
  ];
  for (let batch = 0; batch < 2; batch++) {
    const { rows, errors } = decode(decoder, FIELDS, messages);
    assert.deepEqual(rows, [[0, 9n, null], [2, 10n, null], [4, 8n, null]]);
    assert.deepEqual(errors, [
      "1: Cannot decode the record: '/id' must be <= 9 (JSON Schema at '#/properties/id/maximum')",
      "3: Cannot decode the record: invalid JSON at the end: expected ',' or '}' after a value",
      "6: Cannot decode the record: '/id' must be <= 9 (JSON Schema at '#/properties/id/maximum')",
    ]);
  }
});

Deno.test("json.unstructured with the registry keeps the document behind the header", () => {
  const fields = [fieldOf("value", JSON_TYPE)];
  const given = { "json.unstructured": "true" };
  const { rows } = decode(decoderFor(fields, given, FIRST), fields, [message(1, "[1, 2]"), message(1, "null")]);
  assert.deepEqual(rows, [[0, "[1,2]"], [1, null]]);
  assert.deepEqual(json.schemas!.columns(FIRST, optionsOf(given)).fields, fields);
});

Deno.test("json with the registry writes a header before each object", () => {
  const given = { "json.unstructured": "true" };
  for (
    const [fields, options, sent] of [
      [FIELDS, {}, ['{"id":1,"name":"a"}', '{"id":2,"name":null}']],
      [[fieldOf("value", JSON_TYPE)], given, ["[1]", null]],
    ] as const
  ) {
    const schema = registered(0x01020304, "JSON", {});
    const decoder = decoderFor(fields, options, schema);
    const encoder = json.encoder(fields, optionsOf(options), undefined, schema);
    const messages = sent.map((text) => message(0x01020304, text ?? "null"));
    const { rows } = decoder.decode(recordsOf(messages), 0, 2, (_, error) => assert.fail(error.message));
    encoder.bind({ length: rows, columns: decoder.columns });
    for (let row = 0; row < rows; row++) {
      const out = new ByteWriter(0);
      assert.equal(encoder.encode(row, out), sent[row] !== null);
      assert.deepEqual([...out.written()], sent[row] === null ? [] : [...messages[row]!]);
    }
  }
});

Deno.test("json with the registry refuses columns that do not fit the schema it is told to write", () => {
  const write = (fields: readonly Field[], schema: unknown, given = {}) =>
    json.encoder(fields, optionsOf(given), undefined, registered(4, "JSON", schema));
  const id = [fieldOf("id", BIGINT, false)];
  const at = [fieldOf("id", timestampType(3), false)];
  const property = (id: unknown, rest = {}) => ({ type: "object", properties: { id }, ...rest });
  const cases: [readonly Field[], unknown, string | undefined][] = [
    [id, property({ type: "integer" }), undefined],
    [id, property({ type: "number" }), undefined],
    [id, property({ $ref: "#/$defs/n" }, { $defs: { n: { type: ["integer", "null"] } } }), undefined],
    [
      id,
      property({ type: "string" }),
      "column 'id' (BIGINT) does not fit JSON Schema 4: it is written as integer, the schema allows string",
    ],
    [
      [fieldOf("id", BIGINT)],
      property({ type: "integer" }),
      "column 'id' (BIGINT) does not fit JSON Schema 4: it is nullable, the schema allows no null",
    ],
    [at, property({ type: "string" }), undefined],
    [
      [fieldOf("x", BYTEA)],
      { additionalProperties: false },
      "column 'x' (BYTEA) does not fit JSON Schema 4: the schema has no such property and allows no others",
    ],
    [
      id,
      { required: ["id", "key"] },
      "rows do not fit JSON Schema 4: it requires the property 'key', which is no column",
    ],
    [id, { type: "array" }, "rows do not fit JSON Schema 4: they are objects, it describes array"],
  ];
  for (const [fields, schema, message] of cases) {
    if (message === undefined) write(fields, schema);
    else assert.throws(() => write(fields, schema), { name: "SqlError", message });
  }
  assert.throws(
    () => write(at, property({ type: "string" }), { "json.timestamp_format": "unix_millis" }),
    /written as integer/,
  );
});

Deno.test("json refuses options of the registry that do not go together", () => {
  const refuse = (given: Record<string, string>, message: string) =>
    assert.throws(() => json.check(FIELDS, optionsOf(given), "sink"), { name: "SqlError", message });
  refuse(
    { "json.include_schema": "true" },
    "at most one of json.include_schema and json.confluent_schema_registry may be set",
  );
  for (const [key, value] of [["json.validate", "true"], ["schema.id", "3"], ["schema.register", "no"]]) {
    const message = `'${key}' is about a schema registry, and the table uses none`;
    refuse({ "json.confluent_schema_registry": "false", [key!]: value! }, message);
    json.check(FIELDS, optionsOf({ [key!]: value! }), "sink");
  }
  assert.throws(() => json.decoder([], optionsOf({}), undefined), {
    message: "schema registry must be configured on the Kafka connection profile",
  });
  assert.throws(() => json.decoder([], optionsOf({}), { maxLength: undefined }, knownSchemas()), /have no lines/);
});
