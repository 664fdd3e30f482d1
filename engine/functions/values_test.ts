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
  INT_UNSIGNED,
  INTERVAL,
  JSON_TYPE,
  REAL,
  type SqlType,
  structType,
  TEXT,
  TIME,
  timestampType,
  TINYINT,
  type Value,
} from "../../schema/types.ts";
import { fromScript, Misfit, toScript } from "./values.ts";

const POINT = structType([{ name: "x", type: INT, nullable: false }, { name: "y", type: TEXT, nullable: true }]);

Deno.test("fromScript takes back what toScript gives, for every type", () => {
  const values: readonly (readonly [SqlType, Value, unknown])[] = [
    [BOOLEAN, true, true],
    [TINYINT, -128, -128],
    [INT_UNSIGNED, 4_000_000_000n, 4_000_000_000],
    [BIGINT, -(2n ** 63n), -(2n ** 63n)],
    [BIGINT_UNSIGNED, 2n ** 64n - 1n, 2n ** 64n - 1n],
    [DOUBLE, -0.5, -0.5],
    [decimalType(20, 3), -1500n, "-1.500"],
    [TEXT, "é", "é"],
    [BYTEA, new Uint8Array([0, 255]), new Uint8Array([0, 255])],
    [JSON_TYPE, '{"a":[1,null]}', { a: [1, null] }],
    [timestampType(3), 1500n, 1500n],
    [DATE, 1, "1970-01-02"],
    [TIME, 1_000_000_000n, "00:00:01"],
    [INTERVAL, { months: 1, days: 2, nanos: 3_000_000_000n }, "1 mons 2 days 3.000000000 secs"],
    [arrayType(decimalType(4, 1)), [15n, null], ["1.5", null]],
    [POINT, [1, null], { x: 1, y: null }],
  ];
  for (const [type, value, script] of values) {
    assert.deepEqual(toScript(type)(value), script);
    assert.deepEqual(fromScript(type)(script), value);
    assert.equal(fromScript(type)(null), null);
  }
});

Deno.test("fromScript rounds where the type does, and takes the other kind of integer", () => {
  assert.equal(fromScript(REAL)(0.1), Math.fround(0.1));
  assert.equal(fromScript(decimalType(4, 1))("1.25"), 13n);
  assert.equal(fromScript(decimalType(4, 1))(2), 20n);
  assert.equal(fromScript(BIGINT)(5), 5n);
  assert.equal(fromScript(INT)(5n), 5);
  assert.deepEqual(fromScript(POINT)({ x: 1 }), [1, null]);
});

Deno.test("fromScript refuses what the type cannot hold", () => {
  const wrong: readonly (readonly [SqlType, unknown, string])[] = [
    [BOOLEAN, 1, "1, which is no BOOLEAN"],
    [TINYINT, 128, "128, which is no TINYINT"],
    [INT, 1.5, "1.5, which is no INT"],
    [INT, NaN, "NaN, which is no INT"],
    [BIGINT_UNSIGNED, -1n, "-1n, which is no BIGINT UNSIGNED"],
    [BIGINT, "1", "'1', which is no BIGINT"],
    [BIGINT, 2 ** 60, "1152921504606847000, which is no BIGINT"],
    [DOUBLE, "1", "'1', which is no DOUBLE"],
    [decimalType(3, 1), "100", "'100', which is no DECIMAL(3, 1)"],
    [TEXT, 5, "5, which is no TEXT"],
    [TEXT, undefined, "undefined, which is no TEXT"],
    [BYTEA, [1], "[1], which is no BYTEA"],
    [DATE, "tomorrow", "'tomorrow', which is no DATE"],
    [JSON_TYPE, { n: 1n }, "an object, which is no JSON"],
    [arrayType(INT), "12", "'12', which is no INT[]"],
    [arrayType(INT), [1, "2"], "'2', which is no INT"],
    [POINT, { y: "no x" }, '{"y":"no x"}, which is no STRUCT<x INT NOT NULL, y TEXT>'],
    [POINT, [1, "a"], '[1,"a"], which is no STRUCT<x INT NOT NULL, y TEXT>'],
    [TEXT, new Array(100).fill(1), `${"[1,".padEnd(60, "1,")}…, which is no TEXT`],
  ];
  for (const [type, value, message] of wrong) {
    assert.throws(() => fromScript(type)(value), (error: unknown) => {
      assert.ok(error instanceof Misfit);
      assert.equal(error.message, message);
      return true;
    });
  }
});
