import assert from "node:assert/strict";
import { ByteWriter } from "../byte_writer.ts";
import { valueAt } from "../column.ts";
import { SqlError } from "../errors.ts";
import { fieldOf } from "../field.ts";
import { type GivenOptions, readOptions } from "../options.ts";
import { BYTEA, JSON_TYPE, NULL_TYPE, TEXT, TIMESTAMP, type Value } from "../types.ts";
import type { DecodeField, Framing } from "./format.ts";
import { findFormat, FORMATS } from "./mod.ts";
import { recordsOf } from "./test_records.ts";

/** A format's options as they come out of a `WITH` clause. */
function optionsOf(name: string, given: Record<string, string>) {
  const format = findFormat(name);
  const options: GivenOptions = new Map(Object.entries(given).map(([key, value]) => [key, { value }]));
  return { format, options: readOptions(format.options, options, new Set()) };
}

function decodeAll(
  name: string,
  fields: readonly DecodeField[],
  messages: readonly (string | Uint8Array | null)[],
  given: Record<string, string> = {},
  framing?: Framing,
): { rows: Value[][]; errors: string[] } {
  const { format, options } = optionsOf(name, given);
  format.check(fields, options, "source");
  const decoder = format.decoder(fields, options, framing);
  const errors: string[] = [];
  const decoded = decoder.decode(recordsOf(messages), 0, messages.length, (_, error) => errors.push(error.message));
  assert.equal(decoded.records, messages.length);
  const rows = Array.from(
    { length: decoded.rows },
    (_, row) => fields.map((field, i) => valueAt(decoder.columns[i]!, field.type, row, decoded.rows)),
  );
  return { rows, errors };
}

/** Decodes messages and encodes the rows again with the same format. */
function copy(name: string, fields: readonly DecodeField[], messages: string[], given: Record<string, string> = {}) {
  const { format, options } = optionsOf(name, given);
  const decoder = format.decoder(fields, options, undefined);
  const { rows } = decoder.decode(recordsOf(messages), 0, messages.length, (_, error) => assert.fail(error.message));
  const encoder = format.encoder(fields, options);
  encoder.bind({ length: rows, columns: decoder.columns });
  return Array.from({ length: rows }, (_, row) => {
    const out = new ByteWriter(0);
    return encoder.encode(row, out) ? new TextDecoder().decode(out.written()) : null;
  });
}

function value(type: DecodeField["type"], nullable = true): DecodeField[] {
  return [{ name: "value", type, nullable, needed: true }];
}

Deno.test("findFormat finds every format by its name in any case", () => {
  for (const format of FORMATS) assert.equal(findFormat(format.name.toUpperCase()), format);
});

Deno.test("findFormat says what is no format", () => {
  assert.throws(() => findFormat("jsn"), (error: unknown) => {
    assert(error instanceof SqlError);
    assert.equal(error.message, "unknown format 'jsn'");
    assert.equal(error.diagnostic.hint, "Did you mean 'json'?");
    return true;
  });
});

Deno.test("json refuses values of its options that do not exist and a column of type NULL", () => {
  assert.throws(() => optionsOf("json", { "json.timestamp_format": "iso" }), /invalid value for json.timestamp_format/);
  const { format, options } = optionsOf("json", {});
  assert.throws(() => format.check([fieldOf("a", NULL_TYPE)], options, "sink"), {
    message: "field 'a' has a type 'NULL' that cannot be used in a connection table",
  });
});

Deno.test("json reads and writes times as json.timestamp_format says", () => {
  const fields = [{ name: "at", type: TIMESTAMP, nullable: true, needed: true }];
  const number = '{"at":1769853600123}';
  assert.deepEqual(copy("json", fields, [number]), ['{"at":"1970-01-01T00:29:29.853600123"}']);
  assert.deepEqual(copy("json", fields, [number], { "json.timestamp_format": "unix_millis" }), [number]);
  assert.deepEqual(copy("json", fields, [number], { "json.timestamp_format": "UNIXMILLIS" }), [number]);
  const { errors } = decodeAll("json", fields, [number], { "json.timestamp_format": "rfc3339" });
  assert.deepEqual(errors, [
    "Cannot decode column 'at': expected TIMESTAMP, found a number, but json.timestamp_format is 'RFC3339'",
  ]);
});

Deno.test("json with json.include_schema writes what its schema says, unless options say otherwise", () => {
  const fields = [{ name: "at", type: TIMESTAMP, nullable: false, needed: true }];
  const message = '{"at":"2026-01-31T10:00:00.123Z"}';
  const envelope = (given: Record<string, string>) =>
    JSON.parse(copy("json", fields, [message], { "json.include_schema": "true", ...given })[0]!);
  const wrapped = envelope({});
  assert.deepEqual(wrapped.payload, { at: 1769853600123 });
  assert.equal(wrapped.schema.fields[0].name, "org.apache.kafka.connect.data.Timestamp");
  const text = envelope({ "json.timestamp_format": "RFC3339" });
  assert.deepEqual(text.payload, { at: "2026-01-31T10:00:00.123" });
  assert.deepEqual(text.schema.fields[0], { type: "string", optional: false, field: "at" });
});

Deno.test("json.unstructured keeps any document as compact JSON and writes it back", () => {
  const given = { "json.unstructured": "true" };
  const messages = ['{"b": 1.0, "a": "x y"}', "[1, 2]", '"s"', "null", "", "{a}", "1 2"];
  const { rows, errors } = decodeAll("json", value(JSON_TYPE), messages, given);
  assert.deepEqual(rows, [['{"b":1.0,"a":"x y"}'], ["[1,2]"], ['"s"'], [null]]);
  assert.deepEqual(errors, [
    "Cannot decode the record: invalid JSON at byte 1: expected a key",
    "Cannot decode the record: invalid JSON at byte 2: expected the end of the record",
  ]);
  assert.deepEqual(copy("json", value(JSON_TYPE), ["[1, 2]", "null"], given), ["[1,2]", null]);
});

Deno.test("json.unstructured and the raw formats have one column, value, of their type", () => {
  const { format, options } = optionsOf("json", { "json.unstructured": "true" });
  assert.throws(() => format.check([fieldOf("a", JSON_TYPE)], options, "source"), {
    message: "json.unstructured needs exactly one column, value JSON, but the source has 'a'",
  });
  const raw = findFormat("raw_string");
  assert.throws(() => raw.check([fieldOf("value", BYTEA)], {}, "sink"), {
    message: "field 'value' has a type 'BYTEA' that raw_string cannot carry",
  });
  assert.throws(() => raw.check([], {}, "sink"), /but the sink has none/);
  raw.check([fieldOf("value", TEXT), { ...fieldOf("t", TIMESTAMP), hidden: true }], {}, "sink");
});

Deno.test("raw_string gives messages as text, invalid UTF-8 replaced, and writes them back", () => {
  const messages = ["plain", "", null, "grün", Uint8Array.of(0x61, 0xff, 0x62), "end"];
  const { rows } = decodeAll("raw_string", value(TEXT, false), messages);
  assert.deepEqual(rows, [["plain"], ["grün"], ["a\ufffdb"], ["end"]]);
  assert.deepEqual(copy("raw_string", value(TEXT), ['"q"', "é"]), ['"q"', "é"]);
  const lines = decodeAll("raw_string", value(TEXT), ["one\ntwo\r\n\nthree"], {}, { maxLength: 3 });
  assert.deepEqual(lines.rows, [["one"], ["two"], ["thr"]]);
});

Deno.test("raw_bytes gives messages as they are", () => {
  const bytes = Uint8Array.of(0, 255, 128);
  assert.deepEqual(decodeAll("raw_bytes", value(BYTEA), [bytes]).rows, [[bytes]]);
});
