import assert from "node:assert/strict";
import { DELETE, INSERT, UPDATE_AFTER, UPDATE_BEFORE } from "../batch.ts";
import { BATCH_ROWS, valueAt } from "../column.ts";
import type { DataError } from "../errors.ts";
import { INT, TEXT, timestampType } from "../types.ts";
import { readOptions } from "../options.ts";
import { debeziumJson } from "./debezium_json.ts";
import type { DecodeField, Framing } from "./format.ts";
import { recordsOf } from "./test_records.ts";

const ID: DecodeField = { name: "id", type: INT, nullable: false, needed: true, key: true };
const NAME: DecodeField = { name: "name", type: TEXT, nullable: true, needed: true };
const OPTIONS = readOptions(debeziumJson.options, new Map(), new Set());

/** Rows as `[change, record, …values]`, call by call, and the records that are bad. */
function decoded(messages: readonly (string | null)[], fields: readonly DecodeField[], framing?: Framing) {
  const decoder = debeziumJson.decoder(fields, OPTIONS, framing);
  const records = recordsOf(messages);
  const calls: unknown[][] = [];
  const bad: [number, string][] = [];
  for (let from = 0; from < records.count;) {
    const report = (record: number, error: DataError) => void bad.push([record, error.message]);
    const { rows, records: done } = decoder.decode(records, from, records.count, report);
    calls.push(Array.from({ length: rows }, (_, row) => [
      decoder.changes?.[row],
      decoder.recordOf[row],
      ...fields.map(({ type }, i) => valueAt(decoder.columns[i]!, type, row, rows)), // one per field
    ]));
    from += done;
  }
  return { calls, rows: calls.flat(), bad };
}

Deno.test("DebeziumDecoder gives one row of a change, two of an update", () => {
  const { rows, bad } = decoded([
    '{"before":null,"after":{"id":1,"name":"a"},"op":"c"}',
    null,
    "",
    '{"op":"r","after":{"name":"b","id":2}}',
    '{"payload":{"op":"u","before":{"id":1,"name":"a"},"after":{"id":1,"name":"A"}},"schema":null}',
    '{"before":{"id":2},"after":{"id":7},"op":"d","op\\u0065":"x"}',
    '{"\\u006fp":"d","befor\\u0065":{"id":1}}',
  ], [ID, NAME]);
  assert.deepEqual(rows, [
    [INSERT, 0, 1, "a"],
    [INSERT, 3, 2, "b"],
    [UPDATE_BEFORE, 4, 1, "a"],
    [UPDATE_AFTER, 4, 1, "A"],
    [DELETE, 5, 2, null],
    [DELETE, 6, 1, null],
  ]);
  assert.deepEqual(bad, []);
});

Deno.test("DebeziumDecoder makes of an update that changes the key a row that goes and one that comes", () => {
  const { rows } = decoded(['{"before":{"id":1},"after":{"id":2},"op":"u"}'], [ID, NAME]);
  assert.deepEqual(rows, [[DELETE, 0, 1, null], [INSERT, 0, 2, null]]);
});

Deno.test("DebeziumDecoder never splits the two rows of an update over batches", () => {
  const create = (id: number) => `{"after":{"id":${id},"name":"a"},"op":"c"}`;
  const update = (id: number) => `{"before":{"id":${id},"name":"a"},"after":{"id":${id},"name":"b"},"op":"u"}`;
  for (const creates of [0, 1, BATCH_ROWS - 1, BATCH_ROWS]) {
    const messages = Array.from({ length: 3000 }, (_, i) => i < creates ? create(i) : update(i));
    const { calls, rows } = decoded(messages, [ID, NAME]);
    assert.equal(rows.length, creates + 2 * (3000 - creates));
    for (const call of calls) assert.notEqual((call.at(-1) as number[])[0], UPDATE_BEFORE);
    assert.deepEqual(rows.at(-1), [UPDATE_AFTER, 2999, 2999, "b"]);
  }
});

Deno.test("DebeziumDecoder reads every line of a framed message, whose rows are more than its lines", () => {
  const line = (id: number) => `{"before":{"id":${id}},"after":{"id":${id},"name":"b"},"op":"u"}\n`;
  const message = Array.from({ length: 1500 }, (_, id) => line(id)).join("");
  const { rows, bad } = decoded([message, line(1500)], [ID], { maxLength: undefined });
  assert.equal(bad.length, 0);
  assert.deepEqual(rows.map((row) => (row as number[])[2]), Array.from({ length: 3002 }, (_, i) => i >> 1));
  assert.deepEqual(rows.at(-1), [UPDATE_AFTER, 1, 1500]);
});

Deno.test("DebeziumDecoder takes a message as bad as a whole, once, in the order of the records", () => {
  const { rows, bad } = decoded([
    '{"before":{"id":1},"after":{"id":"x"},"op":"u"}',
    '{"before":{"id":1},"after":{"id":3},"op":"z"}',
    '{"before":{"id":null},"after":{"id":null},"op":"u"}',
    '{"before":{"id":1},"after":{"id":5},"op":5}',
    '{"after":{"id":6},"op":"c"}',
    '{"after":{"id":7},"op":"c"',
    '{"after":[],"op":"c"}',
    '{"before":{"id":8},"op":"u"}',
    "[]",
    '{"payload":{"after":{"id":9},"op":"c"}}',
    "{}",
  ], [ID]);
  assert.deepEqual(rows, [[INSERT, 4, 6], [INSERT, 9, 9]]);
  assert.deepEqual(bad.map(([record]) => record), [0, 1, 2, 3, 5, 6, 7, 8, 10]);
  const texts = bad.map(([, text]) => text.replace("Cannot decode ", ""));
  assert.deepEqual(texts.slice(0, 4), [
    `column 'id': "x" is not of type INT`,
    "the record: unexpected op value: z",
    "column 'id': NULL in a NOT NULL column",
    "the record: unexpected op value: 5",
  ]);
  assert.match(texts[4] ?? "", /^the record: invalid JSON at the end/);
  assert.deepEqual(texts.slice(5, 7), [
    'the record: "after" is not an object',
    'the record: "after" is missing, which op u needs',
  ]);
  assert.match(texts[7] ?? "", /^the record: invalid JSON at byte 0: expected an object/);
  assert.equal(texts[8], "the record: unexpected op value: null");
});

Deno.test("DebeziumDecoder takes numbers in TIMESTAMP columns as units of the column", () => {
  const at: DecodeField = { name: "at", type: timestampType(6), nullable: true, needed: true };
  assert.deepEqual(decoded(['{"after":{"at":1734539354748899},"op":"c"}'], [at]).rows, [[
    INSERT,
    0,
    1734539354748899n,
  ]]);
});
