import assert from "node:assert/strict";
import {
  arrayType,
  BIGINT,
  BIGINT_UNSIGNED,
  BOOLEAN,
  BYTEA,
  DATE,
  decimalType,
  DOUBLE,
  INT,
  INTERVAL,
  JSON_TYPE,
  REAL,
  structType,
  TEXT,
  TIME,
  TIMESTAMP,
  timestampType,
} from "../../schema/types.ts";
import { fieldsOf, written } from "./test_result.ts";
import { resultWriter } from "./mod.ts";

Deno.test("ndjson writes one object per row, all types as the JSON format does", () => {
  const text = written("ndjson", {
    types: {
      b: BOOLEAN,
      i: INT,
      l: BIGINT,
      u: BIGINT_UNSIGNED,
      r: REAL,
      d: DOUBLE,
      m: decimalType(10, 2),
      w: decimalType(38, 3),
      t: TEXT,
      y: BYTEA,
      ts: TIMESTAMP,
      ms: timestampType(3),
      day: DATE,
      time: TIME,
      iv: INTERVAL,
      j: JSON_TYPE,
      s: structType([{ name: "x", type: INT, nullable: true }]),
      a: arrayType(TEXT),
    },
    rows: [
      [
        true,
        -7,
        9007199254740993n,
        18446744073709551615n,
        1.5,
        1,
        150n,
        -1n,
        'a"b\n✓',
        new Uint8Array([0, 255]),
        1_769_853_600_500_000_000n,
        0n,
        0,
        36_000_250_000_000n,
        { months: 0, days: 2, nanos: 0n },
        '{"k":1.0}',
        [null],
        ["p", null],
      ],
      Array.from({ length: 18 }, () => null),
    ],
  });
  const [first, second, rest] = text.split("\n");
  assert.equal(
    first,
    '{"b":true,"i":-7,"l":9007199254740993,"u":18446744073709551615,"r":1.5,"d":1.0,"m":1.50,"w":-0.001,' +
      '"t":"a\\"b\\n✓","y":"AP8=","ts":"2026-01-31T10:00:00.500","ms":"1970-01-01T00:00:00","day":"1970-01-01",' +
      '"time":"10:00:00.250","iv":"2 days","j":{"k":1.0},"s":{"x":null},"a":["p",null]}',
  );
  assert.deepEqual(Object.values(JSON.parse(second ?? "")), Array.from({ length: 18 }, () => null));
  assert.equal(rest, "");
});

Deno.test("ndjson puts _query before the row's own members", () => {
  const result = { types: { city: TEXT, n: BIGINT }, rows: [["Oslo", 1n]] };
  assert.equal(written("ndjson", result, { query: 3 }), '{"_query":3,"city":"Oslo","n":1}\n');
});

Deno.test("ndjson leaves hidden fields out", () => {
  const fields = fieldsOf({ a: INT, secret: INT, b: INT }).map((field) => ({
    ...field,
    hidden: field.name === "secret",
  }));
  let text = "";
  const writer = resultWriter("ndjson", fields, (bytes) => text += new TextDecoder().decode(bytes), {
    color: false,
    width: undefined,
  });
  const columns = [1, 2, 3].map((n) => ({ kind: "int32", values: Int32Array.of(n), valid: undefined }) as const);
  writer.write({ length: 1, columns });
  writer.end();
  assert.equal(text, '{"a":1,"b":3}\n');
});

Deno.test("json is one array, whatever the number of rows", () => {
  assert.equal(written("json", { types: { n: INT }, rows: [] }), "[]\n");
  assert.equal(written("json", { types: { n: INT }, rows: [[1]] }), '[\n{"n":1}\n]\n');
  assert.equal(written("json", { types: { n: INT }, rows: [[1], [null]] }), '[\n{"n":1},\n{"n":null}\n]\n');
});

Deno.test("json that was flushed before its first row is still one array", () => {
  let text = "";
  const writer = resultWriter("json", fieldsOf({ n: INT }), (bytes) => text += new TextDecoder().decode(bytes), {
    color: false,
    width: undefined,
  });
  writer.flush();
  assert.equal(text, "[");
  writer.write({ length: 1, columns: [{ kind: "int32", values: Int32Array.of(1), valid: undefined } as const] });
  writer.end();
  assert.deepEqual(JSON.parse(text), [{ n: 1 }]);
});
