import assert from "node:assert/strict";
import { SqlError } from "../errors.ts";
import { typeName } from "../types.ts";
import { intervalLiteral } from "./event_time.ts";
import { propose } from "./propose.ts";
import type { Sample } from "./sample.ts";
import { type GivenRecord, NO_WISHES, NOON, sampleOf, sampleOfValues, times } from "./test_sample.ts";
import type { Wishes } from "./proposal.ts";

/** A proposal as lines. */
function lines(sample: Sample, wishes: Partial<Wishes> = {}): string[] {
  const { columns, watermark, options, notes } = propose(sample, { ...NO_WISHES, ...wishes });
  return [
    ...columns.map(({ name, type, metadata, key, comment }) =>
      `${name} ${typeName(type)}${metadata ? ` from ${metadata}` : ""}${key ? " key" : ""}: ${comment}`
    ),
    ...(watermark ? [`${watermark.column} - ${intervalLiteral(watermark.delay)}: ${watermark.comment}`] : []),
    ...options.map(({ key, value, comment }) => `${key} = ${value}${comment ? `: ${comment}` : ""}`),
    ...notes,
  ];
}

function refusal(sample: Sample, wishes: Partial<Wishes> = {}): string {
  try {
    propose(sample, { ...NO_WISHES, ...wishes });
  } catch (error) {
    assert.ok(error instanceof SqlError, String(error));
    assert.ok(error.diagnostic.hint, "every refusal has a cure");
    return error.message;
  }
  return assert.fail("a proposal was made");
}

const ON_TIME = "event time: the record's own, none of 3 records late";
const NO_KEYS = "no record has a key";

Deno.test("propose counts in how many records each column is", () => {
  assert.deepEqual(lines(sampleOfValues([{ a: 1, b: "x" }, { a: 2, b: null }, { a: 3, C: true }])), [
    "a BIGINT: 3 of 3 records",
    "b TEXT: 1 of 3 records",
    "C BOOLEAN: 1 of 3 records",
    "format = json: JSON: 3 of 3 records",
    NO_KEYS,
    ON_TIME,
  ]);
});

Deno.test("propose tells texts, bytes, other JSON and what is mixed", () => {
  assert.deepEqual(lines(sampleOfValues(["a b", "", "c", "x"])).slice(0, 2), [
    "value TEXT: text: 3 of 3 records",
    "format = raw_string",
  ]);
  assert.deepEqual(lines(sampleOfValues([Uint8Array.of(255, 0), "c", "x"])).slice(0, 2), [
    "value BYTEA: text: 2 of 3 records, other bytes: 1 of 3 records",
    "format = raw_bytes",
  ]);
  assert.deepEqual(lines(sampleOfValues(["[1]", "2", '"x"'])).slice(0, 3), [
    "value JSON: any JSON value: 3 of 3 records",
    "format = json: JSON: 3 of 3 records",
    "json.unstructured = true",
  ]);
  assert.equal(lines(sampleOfValues(["{}", "x", "y"]))[0], "value TEXT: text: 3 of 3 records");
});

Deno.test("propose forgives a few records that are no JSON, and says so", () => {
  const records = [...times(19, (i) => ({ n: i })), "oops"];
  const found = lines(sampleOfValues(records));
  assert.equal(found[0], "n BIGINT: 19 of 19 records");
  assert.ok(
    found.includes(
      "no JSON object: 1 of 20 records; such a record stops a job, unless bad_data = 'drop' leaves it out",
    ),
    found.join("\n"),
  );
  assert.equal(lines(sampleOfValues([...records, "oops", "oops"]))[0], "value TEXT: text: 22 of 22 records");
});

Deno.test("propose keeps documents whole whose keys are data, however many", () => {
  const hostile = times(1000, (i) => Object.fromEntries(times(10, (k) => [`k${i * 10 + k}`, k])));
  assert.deepEqual(lines(sampleOfValues(hostile)), [
    "value JSON: more than 1,000 different keys in 1,000 records, too many for columns: value->>'key' reads one",
    "format = json: JSON: 1,000 of 1,000 records",
    "json.unstructured = true",
    NO_KEYS,
    "event time: the record's own, none of 1,000 records late",
  ]);
  const maps = times(100, (i) => ({ [`user${i}`]: 1, [`user${i + 1}`]: 2 }));
  assert.equal(
    lines(sampleOfValues(maps))[0],
    "value JSON: 101 different keys in 100 records, too many for columns: value->>'key' reads one",
  );
  assert.equal(
    lines(sampleOfValues([{}, {}]))[0],
    "value JSON: no object has a member",
  );
  const wide = sampleOfValues([Object.fromEntries(times(300, (i) => [`c${i}`, i]))]);
  assert.equal(propose(wide, NO_WISHES).columns.length, 300);
});

Deno.test("propose takes members that are rare, as of a topic of several kinds of records, for columns", () => {
  const kinds = times(1000, (i) => Object.fromEntries(times(10, (k) => [`kind_${i % 20}_${k}`, 1])));
  const { columns } = propose(sampleOfValues(kinds), NO_WISHES);
  assert.deepEqual([columns.length, columns[0]?.comment], [200, "50 of 1,000 records"]);
});

Deno.test("propose leaves out keys that are no names", () => {
  const found = lines(sampleOfValues([{ "": 1, "a\nb": 2, ok: 3 }]));
  assert.equal(found[0], "ok BIGINT: 1 of 1 record");
  assert.ok(found.includes("2 keys cannot be a column's name (empty, too long, or with control characters)"));
});

Deno.test("propose refuses what it cannot learn from, with a cure", () => {
  const framed = Uint8Array.of(0, 0, 0, 0, 7, 2, 65);
  assert.equal(refusal(sampleOf([])), 'The topic "orders" has no records to learn from');
  assert.equal(
    refusal(sampleOf([{}, {}])),
    'The topic "orders" has no records to learn from: the newest 2 records have no value',
  );
  assert.equal(
    refusal(sampleOfValues([framed, framed])),
    'The records of the topic "orders" are written with schemas of a registry (id 7), and no schema was found there',
  );
  assert.match(
    refusal(sampleOfValues(["Obj\x01\x04rest"])),
    /begin as Avro object container files, but the newest has no schema/,
  );
  assert.match(refusal(sampleOfValues([{ a: 1 }]), { format: "avro" }), /for format 'avro'/);
  assert.equal(
    refusal(sampleOfValues(["x", "y"]), { format: "json" }),
    'The records of the topic "orders" are no JSON: most are text',
  );
  assert.match(refusal(sampleOfValues([{ a: 1 }]), { format: "debezium_json" }), /no change events of Debezium/);
});

Deno.test("propose obeys the format that is given", () => {
  const given = { given: new Set(["format"]) };
  assert.deepEqual(lines(sampleOfValues([{ a: 1 }]), { format: "raw_string", ...given }), [
    "value TEXT: text: 1 of 1 record",
    NO_KEYS,
    "event time: the record's own, none of 1 record late",
  ]);
  assert.equal(
    lines(sampleOfValues([Uint8Array.of(0, 0, 0, 0, 7, 2)]), { format: "raw_bytes", ...given })[0],
    "value BYTEA: a registry's schema id first: 1 of 1 record",
  );
  assert.equal(
    lines(sampleOfValues([{ a: 1 }]), { unstructured: true })[0],
    "value JSON: any JSON value: 1 of 1 record",
  );
});

Deno.test("propose makes a column of the key unless it is a member already", () => {
  const keyed = (key: (i: number) => string | Uint8Array | undefined, value: (i: number) => unknown) =>
    sampleOf(times(3, (i): GivenRecord => {
      const own = key(i);
      return { ...(own !== undefined && { key: own }), value: value(i) };
    }));
  const found = (sample: Sample, wishes: Partial<Wishes> = {}) =>
    lines(sample, wishes).filter((line) => /key/i.test(line));
  assert.deepEqual(found(keyed((i) => `k${i}`, (i) => ({ n: i }))), ["key TEXT from key: text: 3 of 3 records"]);
  assert.deepEqual(found(keyed((i) => i > 0 ? `k${i}` : undefined, (i) => ({ n: i, Key: "x" }))), [
    "Key TEXT: 3 of 3 records",
    "key_2 TEXT from key: text: 2 of 3 records",
  ]);
  assert.deepEqual(found(keyed((i) => Uint8Array.of(i, 255), (i) => ({ n: i }))), [
    "key BYTEA from key: bytes: 3 of 3 records",
  ]);
  assert.deepEqual(found(keyed((i) => Uint8Array.of(0, 0, 0, 0, 9, i), (i) => ({ n: i }))), [
    "key BYTEA from key: a registry's schema id first: 3 of 3 records",
  ]);
  assert.deepEqual(found(keyed((i) => `{"id":${i}}`, (i) => ({ n: i }))), [
    "key STRUCT<id BIGINT> from key: JSON objects: 3 of 3 records",
    "key.format = json",
  ]);
  const objects = keyed((i) => `{"id":${i}}`, (i) => ({ n: i }));
  assert.deepEqual(found(objects, { keyFormat: "raw" }), ["key TEXT from key: JSON objects: 3 of 3 records"]);
  assert.deepEqual(found(objects, { keyFormat: "avro" }), [
    "a column for the key is yours to declare: only you know its type as avro",
  ]);
  const equal = keyed((i) => `k${i}`, (i) => ({ n: i, code: `k${i}` }));
  assert.deepEqual(found(equal), ["sink.key_field = code: the record key is code in 3 of 3 records"]);
  assert.deepEqual(found(equal, { writable: false }), ["the record key is code in 3 of 3 records"]);
  assert.deepEqual(found(keyed((i) => String(i), (i) => ({ n: i }))), [
    "sink.key_field = n: the record key is n in 3 of 3 records",
  ]);
});

Deno.test("propose takes the observed disorder as the watermark's delay", () => {
  const late = new Map([[300, 1200], [500, 4200], [800, 30]]);
  const sample = sampleOfValues(
    times(
      1000,
      (i) => ({ at: new Date(NOON + i * 1000 - (late.get(i) ?? 0) - (late.has(i) ? 1000 : 0)).toISOString() }),
    ),
  );
  const found = lines(sample);
  assert.equal(
    found[1],
    "at - INTERVAL '5' SECOND: event time: grows with the offset, 3 of 1,000 records late, by at most 4.2 s",
  );
});

Deno.test("propose declares the records' own time where the default delay would make them late", () => {
  const sample = sampleOf(times(100, (i) => ({ value: { n: i }, timestamp: NOON + i * 1000 - (i === 50 ? 8000 : 0) })));
  assert.deepEqual(lines(sample).slice(1, 3), [
    "record_time TIMESTAMP(3) from timestamp: the record's own time",
    "record_time - INTERVAL '10' SECOND: event time: the record's own, 1 of 100 records late, by at most 7 s",
  ]);
  assert.ok(!lines(sample, { given: new Set(["event_time_field"]) }).some((line) => line.includes("record_time")));
});

Deno.test("propose reads numbers as times only where the table will", () => {
  const sample = sampleOfValues(times(10, (i) => ({ ts: NOON + i })));
  assert.match(lines(sample)[0] ?? "", /^ts TIMESTAMP\(3\)/);
  assert.match(lines(sample, { timestamps: "millis" })[0] ?? "", /^ts TIMESTAMP\(3\)/);
  assert.match(lines(sample, { timestamps: "refused" })[0] ?? "", /^ts BIGINT/);
  const seconds = sampleOfValues(times(10, (i) => ({ ts: NOON / 1000 + i })));
  assert.match(lines(seconds)[0] ?? "", /^ts TIMESTAMP\(0\)/);
  assert.match(lines(seconds, { timestamps: "millis" })[0] ?? "", /^ts BIGINT/);
});

Deno.test("propose knows Debezium's changes, plain and beside their schema, and their key", () => {
  const change = (i: number) =>
    i === 2
      ? { before: { id: 1, name: "a" }, after: null, op: "d" }
      : { before: null, after: { id: i, name: "a" }, op: "c", ts_ms: NOON };
  const enveloped = (value: unknown) => ({ schema: { type: "struct" }, payload: value });
  const expected = [
    "id BIGINT key: 3 of 3 rows; a member of the key",
    "name TEXT: 3 of 3 rows",
    "format = debezium_json: changes of rows: 3 of 3 records",
    "event time: the record's own, as of all changes",
  ];
  assert.deepEqual(lines(sampleOf(times(3, (i) => ({ key: `{"id":${i}}`, value: change(i) })))), expected);
  assert.deepEqual(
    lines(sampleOf(times(3, (i) => ({ key: JSON.stringify(enveloped({ id: i })), value: enveloped(change(i)) })))),
    expected,
  );
  assert.deepEqual(
    lines(sampleOf(times(3, (i) => ({ value: change(i) })))).at(-2),
    "no record key names columns of the rows: declare a PRIMARY KEY, without which the changes cannot be read",
  );
});
