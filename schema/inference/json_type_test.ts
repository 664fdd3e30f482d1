import assert from "node:assert/strict";
import { typeName } from "../types.ts";
import { shapeOf } from "./json_objects.ts";
import { guessType } from "./json_type.ts";
import { NOON, sampleOfValues, times } from "./test_sample.ts";

/** The type and the note of the member `name` of objects that have these values there, as JSON texts. */
function guess(name: string, ...values: readonly string[]): string {
  const { records } = sampleOfValues(values.map((value) => `{"${name}":${value}}`));
  const shape = shapeOf(records.map(({ value, timestamp }) => {
    const bytes = value ?? new Uint8Array();
    return { bytes, start: 0, end: bytes.length, timestamp };
  }));
  const member = shape.members.get(name);
  assert.ok(member);
  const { type, note } = guessType(member, name, "raw");
  return note === undefined ? typeName(type) : `${typeName(type)}: ${note}`;
}

Deno.test("guessType takes scalars as what they are", () => {
  assert.equal(guess("a", "true", "false", "null"), "BOOLEAN");
  assert.equal(guess("a", "1", "-5", "9223372036854775807"), "BIGINT");
  assert.equal(guess("a", "1", "18446744073709551615"), "BIGINT UNSIGNED");
  assert.equal(guess("a", "1", "1.5"), "DOUBLE");
  assert.equal(guess("a", "1e3"), "DOUBLE");
  assert.equal(guess("a", '"x"', '""'), "TEXT");
});

Deno.test("guessType keeps as JSON what no single type can read", () => {
  assert.equal(guess("a", "1", '"x"'), "JSON: numbers and texts");
  assert.equal(guess("a", "{}", "[]"), "JSON: objects and arrays");
  assert.equal(guess("a", "null"), "JSON: always null");
  assert.equal(guess("a", "-1", "18446744073709551615"), "JSON: integers beyond 64 bits");
  assert.equal(guess("a", "1".repeat(60)), "JSON: integers beyond 64 bits");
  assert.equal(guess("a", "{}"), "JSON: empty objects");
  assert.equal(guess("a", "[]", "[]"), "JSON: empty arrays");
  assert.equal(guess("a", "[1]", '["x"]'), "JSON: arrays of numbers and texts");
});

Deno.test("guessType reads texts as the timestamps that all of them are", () => {
  assert.equal(guess("a", '"2026-01-31T10:00:00Z"', '"2026-01-31 10:00:00.5"'), "TIMESTAMP(3)");
  assert.equal(guess("a", '"2026-01-31T10:00:00.123456+02:00"', '"2026-01-31T10:00:00Z"'), "TIMESTAMP(6)");
  assert.equal(guess("a", '"2026-01-31T10:00:00.1234567"'), "TIMESTAMP");
  assert.equal(guess("a", '"1500-01-31T10:00:00.1234567"'), "TIMESTAMP(6)"); // before the nanoseconds of int64
  assert.equal(guess("a", '"2026-01-31"', '"2026-02-28"'), "DATE");
  assert.equal(guess("a", '"2026-01-31"', '"2026-01-31T10:00:00"'), "TIMESTAMP(3)");
  assert.equal(guess("a", '"2026-01-31"', '""'), "TEXT");
  assert.equal(guess("a", '"2026-02-30"'), "TEXT");
});

Deno.test("guessType finds the unit of numbers that are times by their names", () => {
  const old = NOON - 400 * 86_400_000;
  assert.equal(guess("created_at", String(old)), "TIMESTAMP(3): milliseconds since the epoch");
  assert.equal(guess("createdAt", String(old)), "TIMESTAMP(3): milliseconds since the epoch");
  assert.equal(guess("ts", String(old / 1000)), "TIMESTAMP(0): seconds since the epoch");
  assert.equal(guess("event_time", `${old}000`), "TIMESTAMP(6): microseconds since the epoch");
  assert.equal(guess("time", `${old}000000`), "TIMESTAMP: nanoseconds since the epoch");
  assert.equal(guess("amount", String(old / 1000)), "BIGINT");
  assert.equal(guess("statement", String(old / 1000)), "BIGINT");
});

Deno.test("guessType finds times without a name when they lie near the records' own", () => {
  assert.equal(guess("t0", String(NOON + 5)), "TIMESTAMP(3): milliseconds since the epoch");
  assert.equal(guess("t0", String(NOON + 5), String(NOON - 40 * 86_400_000)), "BIGINT");
  assert.equal(guess("id", "1145258173434003456"), "BIGINT"); // a snowflake that would be nanoseconds of 2006
});

Deno.test("guessType takes no numbers for times that differ in their unit, or are zero", () => {
  assert.equal(guess("ts", String(NOON), String(NOON / 1000)), "BIGINT");
  assert.equal(guess("ts", String(NOON), "0"), "BIGINT");
  assert.equal(guess("ts", String(NOON), "0", String(NOON)), "BIGINT");
});

Deno.test("guessType looks into objects and arrays", () => {
  assert.equal(guess("a", '{"x":1,"y":null}', '{"x":2.5,"Z z":"t"}'), 'STRUCT<x DOUBLE, y JSON, "Z z" TEXT>');
  assert.equal(guess("a", "[1,2]", "[]", "[null]"), "BIGINT[]");
  assert.equal(guess("a", '[{"x":[true]}]'), "STRUCT<x BOOLEAN[]>[]");
  assert.equal(guess("a", `[${NOON}]`), "TIMESTAMP(3)[]: milliseconds since the epoch");
});

Deno.test("guessType keeps what is deep as JSON where it becomes deep", () => {
  const deep = '{"b":'.repeat(400) + "1" + "}".repeat(400);
  assert.equal(guess("a", deep), "STRUCT<b STRUCT<b STRUCT<b STRUCT<b JSON>>>>");
});

Deno.test("guessType keeps objects as JSON whose keys are data", () => {
  const maps = times(100, (i) => `{"user_${i}":1,"user_${i + 1}":2}`);
  assert.equal(guess("a", ...maps), "JSON: 101 different keys");
  const wide = `{${times(65, (i) => `"c${i}":1`).join()}}`;
  assert.equal(guess("a", wide), "JSON: 65 different keys");
  assert.equal(guess("a", '{"":1}'), "JSON: a key that is no name");
});
