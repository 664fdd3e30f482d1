import assert from "node:assert/strict";
import {
  arrayType,
  BIGINT,
  BYTEA,
  DATE,
  decimalType,
  DOUBLE,
  INTERVAL,
  JSON_TYPE,
  type SqlType,
  structType,
  TEXT,
  TIME,
  TIMESTAMP,
  type Value,
} from "../types.ts";
import { compactJson, valueToJson } from "./json_text.ts";
import { valueToText } from "./value_text.ts";

Deno.test("valueToText writes each type as CAST AS TEXT does", () => {
  const expected: [Value, SqlType, string][] = [
    [null, BIGINT, "NULL"],
    [true, { kind: "boolean" }, "true"],
    [9_007_199_254_740_993n, BIGINT, "9007199254740993"],
    [1, DOUBLE, "1.0"],
    [-5n, decimalType(10, 2), "-0.05"],
    [1_500_000_000n, TIMESTAMP, "1970-01-01T00:00:01.500"],
    [20484, DATE, "2026-01-31"],
    [36_672_500_000_000n, TIME, "10:11:12.500"],
    [{ months: 1, days: 0, nanos: 0n }, INTERVAL, "1 mons"],
    [new Uint8Array([65, 66]), BYTEA, "AB"],
    [new Uint8Array([10, 255]), BYTEA, "\\x0aff"],
    [[1, null], arrayType(DOUBLE), "[1.0,null]"],
  ];
  for (const [value, type, text] of expected) assert.equal(valueToText(value, type), text);
});

Deno.test("valueToJson nests structs and arrays by the table of JSON output", () => {
  const type = structType([
    { name: 'a "b"', type: TEXT, nullable: true },
    { name: "t", type: TIMESTAMP, nullable: true },
    { name: "n", type: arrayType(decimalType(5, 2)), nullable: true },
    { name: "j", type: JSON_TYPE, nullable: true },
    { name: "f", type: DOUBLE, nullable: true },
    { name: "y", type: BYTEA, nullable: true },
  ]);
  const value = ["é\n", 0n, [150n, null], '{"k":1e0}', NaN, new Uint8Array([0, 255])];
  assert.equal(
    valueToJson(value, type),
    '{"a \\"b\\"":"é\\n","t":"1970-01-01T00:00:00","n":[1.50,null],"j":{"k":1e0},"f":null,"y":"AP8="}',
  );
});

Deno.test("compactJson drops blanks outside strings and keeps spelling, order and duplicates", () => {
  assert.equal(
    compactJson(' { "b" : 1.50 , "a" : [ 1e3 , " x \\" y " ] , "b":null } '),
    '{"b":1.50,"a":[1e3," x \\" y "],"b":null}',
  );
  assert.equal(compactJson("12"), "12");
  for (const text of ["", "{", "{'a':1}", "nan", "01"]) assert.equal(compactJson(text), undefined, text);
});
