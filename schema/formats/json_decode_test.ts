import assert from "node:assert/strict";
import { BATCH_ROWS, valueAt } from "../column.ts";
import type { DataError } from "../errors.ts";
import type { Records } from "../records.ts";
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
  SMALLINT,
  type SqlType,
  structType,
  TEXT,
  TIME,
  TIMESTAMP,
  timestampType,
  TINYINT,
  TINYINT_UNSIGNED,
  type Value,
} from "../types.ts";
import type { DecodeField } from "./format.ts";
import { framed } from "./framing.ts";
import { JsonDecoder } from "./json_decode.ts";
import type { NumericTimestamps } from "./json_readers.ts";
import { recordsOf } from "./test_records.ts";

function field(name: string, type: SqlType, nullable = true, needed = true): DecodeField {
  return { name, type, nullable, needed };
}

/** Rows as values, and the errors by record. */
function decodeAll(
  fields: readonly DecodeField[],
  records: Records,
  { timestamps = "raw", decoder = framed(new JsonDecoder(fields, timestamps), undefined) }: {
    timestamps?: NumericTimestamps;
    decoder?: ReturnType<typeof framed>;
  } = {},
): { rows: Value[][]; of: number[]; errors: Map<number, DataError> } {
  const rows: Value[][] = [];
  const of: number[] = [];
  const errors = new Map<number, DataError>();
  for (let from = 0; from < records.count;) {
    const decoded = decoder.decode(records, from, records.count, (record, error) => errors.set(record, error));
    for (let row = 0; row < decoded.rows; row++) {
      rows.push(fields.map((f, i) => f.needed ? valueAt(decoder.columns[i]!, f.type, row, decoded.rows) : "skipped"));
      of.push(decoder.recordOf[row]!);
    }
    assert(decoded.records > 0 || decoded.rows > 0);
    from += decoded.records;
  }
  return { rows, of, errors };
}

/** The value of column `v` read from the layout tier, the tolerant tier and the exact tier; they must agree. */
function readOne(type: SqlType, json: string, timestamps: NumericTimestamps = "raw"): Value | Error {
  const fields = [field("v", type)];
  const forms = [
    // The first of two equal records is what the layout is learned from.
    [`{"v":${json}}`, `{"v":${json}}`],
    // A layout learned from another record is missed.
    [`{"x":1,"v":${json}}`, `{ "v" : ${json} , "y":[] }`],
    // An escaped key is read by the exact tier only.
    [`{"\\u0076":${json}}`],
  ];
  const results = forms.map((form) => {
    const { rows, errors } = decodeAll(fields, recordsOf(form), { timestamps });
    return errors.get(form.length - 1) ?? rows.at(-1)![0]!;
  });
  for (const result of results) {
    assert.equal(result instanceof Error, results[0] instanceof Error, `tiers differ for ${json}`);
    if (!(result instanceof Error)) assert.deepEqual(result, results[0], `tiers differ for ${json}`);
  }
  return results[0]!;
}

const DECIMAL_9_2 = decimalType(9, 2);
const DECIMAL_30_5 = decimalType(30, 5);
const POINT = structType([
  { name: "x", type: INT, nullable: false },
  { name: "at", type: TIMESTAMP, nullable: true },
]);

const ACCEPTED: [SqlType, string, Value][] = [
  [BOOLEAN, "true", true],
  [BOOLEAN, "false", false],
  [BOOLEAN, "null", null],
  [TINYINT, "-128", -128],
  [TINYINT, "127", 127],
  [TINYINT_UNSIGNED, "255", 255],
  [SMALLINT, "-32768", -32768],
  [INT, "2147483647", 2147483647],
  [INT, "-2147483648", -2147483648],
  [INT, "0", 0],
  [INT, "-0", 0],
  [INT, "1.0", 1],
  [INT, "1e3", 1000],
  [INT, "1500e-2", 15],
  [INT, '"12"', 12],
  [INT, '"-1.0"', -1],
  [INT_UNSIGNED, "4294967295", 4294967295n],
  [BIGINT, "0", 0n],
  [BIGINT, "-1", -1n],
  [BIGINT, "999999999", 999999999n],
  [BIGINT, "1000000000", 1000000000n],
  [BIGINT, "4294967296", 4294967296n],
  [BIGINT, "-4294967297", -4294967297n],
  [BIGINT, "999999999999999", 999999999999999n],
  [BIGINT, "9007199254740993", 9007199254740993n],
  [BIGINT, "-9007199254740993", -9007199254740993n],
  [BIGINT, "1234567890123456789", 1234567890123456789n],
  [BIGINT, "9223372036854775807", 9223372036854775807n],
  [BIGINT, "-9223372036854775808", -9223372036854775808n],
  [BIGINT, '"9223372036854775807"', 9223372036854775807n],
  [BIGINT, "9.223372036854775807e18", 9223372036854775807n],
  [BIGINT_UNSIGNED, "18446744073709551615", 18446744073709551615n],
  [DOUBLE, "1", 1],
  [DOUBLE, "-0", -0],
  [DOUBLE, "0.1", 0.1],
  [DOUBLE, "-123.456", -123.456],
  [DOUBLE, "123456789012345678", 123456789012345678],
  [DOUBLE, "0.000001234567890123456", 0.000001234567890123456],
  [DOUBLE, "1e308", 1e308],
  [DOUBLE, "5E-324", 5e-324],
  [DOUBLE, '"1.5"', 1.5],
  [DOUBLE, '"NaN"', NaN],
  [DOUBLE, '"inf"', Infinity],
  [DOUBLE, '"-inf"', -Infinity],
  [REAL, "0.1", Math.fround(0.1)],
  [DECIMAL_9_2, "1.5", 150n],
  [DECIMAL_9_2, "-1.005", -101n],
  [DECIMAL_9_2, "1.004", 100n],
  [DECIMAL_9_2, "9999999.99", 999999999n],
  [DECIMAL_9_2, '"2.5"', 250n],
  [DECIMAL_9_2, "1e3", 100000n],
  [decimalType(18, 0), "999999999999999999", 999999999999999999n],
  [decimalType(18, 18), "0.123456789012345678", 123456789012345678n],
  [DECIMAL_30_5, "1234567890123456789012345.123456", 123456789012345678901234512346n],
  [TEXT, '""', ""],
  [TEXT, '"plain"', "plain"],
  [TEXT, '"grün ✓ 😀"', "grün ✓ 😀"],
  [TEXT, '"a\\nb\\"c\\\\\\/\\u00e9\\ud83d\\ude00"', 'a\nb"c\\/é😀'],
  [BYTEA, '"aGk="', new Uint8Array([104, 105])],
  [BYTEA, '""', new Uint8Array()],
  [DATE, '"2026-01-31"', 20484],
  [DATE, "20484", 20484],
  [DATE, '"1969-12-31"', -1],
  [DATE, '"2026-01-31T23:00:00Z"', 20484],
  [TIME, '"10:00"', 36000_000_000_000n],
  [TIME, '"10:00:01.5"', 36001_500_000_000n],
  [TIME, "1", 1n],
  [INTERVAL, '"1 day 2 hours"', { months: 0, days: 1, nanos: 7200_000_000_000n }],
  [TIMESTAMP, '"2026-01-31T10:00:00.123Z"', 1769853600123_000_000n],
  // A multiple of 2^32 ns: the sum of the low halves carries exactly.
  [TIMESTAMP, `"${new Date(67108864 * 26373).toISOString()}"`, 67108864n * 26373n * 1_000_000n],
  [TIMESTAMP, '"2026-01-31T10:00:00Z"', 1769853600000_000_000n],
  [TIMESTAMP, '"2026-01-31T10:00:00.123456789"', 1769853600123_456_789n],
  [TIMESTAMP, '"2026-01-31T10:00:00.123456+02:00"', 1769846400123_456_000n],
  [TIMESTAMP, '"2026-01-31 10:00:00-01:30"', 1769859000000_000_000n],
  [TIMESTAMP, '"2026-01-31"', 1769817600000_000_000n],
  [TIMESTAMP, '"1969-12-31T23:59:59.999Z"', -1_000_000n],
  [TIMESTAMP, '"1677-09-21T00:12:43.145224193Z"', -9223372036854775807n],
  [TIMESTAMP, '"2262-04-11T23:47:16.854Z"', 9223372036854000000n],
  [TIMESTAMP, '"2262-04-11T23:47:16.854775807Z"', 9223372036854775807n],
  [TIMESTAMP, '"2026-01-31T10:00:00 UTC"', 1769853600000_000_000n],
  [TIMESTAMP, "1769853600123456789", 1769853600123456789n],
  [timestampType(0), '"2026-01-31T10:00:00.999Z"', 1769853600n],
  [timestampType(3), '"2026-01-31T10:00:00.123Z"', 1769853600123n],
  [timestampType(3), '"2026-01-31T10:00:00.1239Z"', 1769853600123n],
  [timestampType(3), '"1969-12-31T23:59:59.999Z"', -1n],
  [timestampType(3), "1769853600123", 1769853600123n],
  [timestampType(6), "1769853600123456", 1769853600123456n],
  [timestampType(6), "253402300799999999", 253402300799999999n],
  [timestampType(0), "1769853600", 1769853600n],
  [timestampType(0), "-62167219200", -62167219200n],
  [timestampType(6), '"2026-01-31T10:00:00.123Z"', 1769853600123000n],
  [JSON_TYPE, '{"b": 1.50, "a": [1e5, "x y"]}', '{"b":1.50,"a":[1e5,"x y"]}'],
  [JSON_TYPE, '"\\u0041 b"', '"\\u0041 b"'],
  [JSON_TYPE, "1.0", "1.0"],
  [POINT, '{"x": 1, "at": "2026-01-31T10:00:00Z", "z": 0}', [1, 1769853600000_000_000n]],
  [POINT, '{"x":1}', [1, null]],
  [arrayType(BIGINT), "[1, null, 3]", [1n, null, 3n]],
  [arrayType(arrayType(TEXT)), '[["a"],[]]', [["a"], []]],
];

Deno.test("JsonDecoder reads what a column's type accepts, the same in all tiers", () => {
  for (const [type, json, expected] of ACCEPTED) {
    const value = readOne(type, json);
    assert.deepEqual(value, expected, `${json}: ${value instanceof Error ? value.message : ""}`);
  }
});

const REFUSED: [SqlType, string][] = [
  ...["1", '"true"', "tru", "[]"].map((json): [SqlType, string] => [BOOLEAN, json]),
  ...["128", "-129", "1.5", '"x"', "true", "01", "1.", ".5", "+1", "1e", "--1", "{}", "1e999999999", '""', "1x"].map(
    (json): [SqlType, string] => [TINYINT, json],
  ),
  ...["2147483648", "-2147483649", "99999999999"].map((json): [SqlType, string] => [INT, json]),
  [INT_UNSIGNED, "-1"],
  [INT_UNSIGNED, "4294967296"],
  ...["9223372036854775808", "-9223372036854775809", "99999999999999999999", "0123456789012345678", "12345678901.5"]
    .map(
      (json): [SqlType, string] => [BIGINT, json],
    ),
  ...["1e400", '"1e400"', '"x"', "00.5", "1.2.3", "1.e3", "NaN", "true"].map((
    json,
  ): [SqlType, string] => [DOUBLE, json]),
  [REAL, "1e39"],
  [DECIMAL_9_2, "10000000"],
  [DECIMAL_9_2, "9999999.995"],
  [DECIMAL_9_2, '"abc"'],
  ...["1", "true", "{}", '"a', '"\\x"', '"\\u12"', '"\\ud800"', '"a\tb"', '"\u0001"'].map(
    (json): [SqlType, string] => [TEXT, json],
  ),
  [BYTEA, '"%%"'],
  [BYTEA, "1"],
  [DATE, '"2026-02-30"'],
  [DATE, "1.5"],
  [DATE, '"2026-01-31'],
  [timestampType(0), "253402300800"],
  [timestampType(3), "253402300800000"],
  [timestampType(6), "-62167219200000001"],
  [TIME, '"25:00"'],
  [TIME, "86400000000000"],
  [INTERVAL, '"x"'],
  [INTERVAL, "1"],
  ...[
    '"2026-02-30T10:00:00.000Z"',
    '"2026-01-31T24:00:00.000Z"',
    '"2026-01-31T10:60:00.000Z"',
    '"2026-01-31T10:00:60.000Z"',
    '"2026-01-31T10:00:00.00xZ"',
    '"2026-01-31T10:00:00."',
    '"2026-01-31T10:00"',
    '"2026-01-31T10;00:00.000Z"',
    '"2263-01-01T00:00:00.000Z"',
    '"2262-04-11T23:47:16.855Z"',
    '"yesterday"',
    "1.5",
    "true",
  ].map((json): [SqlType, string] => [TIMESTAMP, json]),
  [JSON_TYPE, "{a:1}"],
  [JSON_TYPE, "[1,]"],
  [POINT, "{}"],
  [POINT, "[]"],
  [POINT, '{"x":"a"}'],
  [arrayType(INT), "[1,2"],
  [arrayType(INT), "[true]"],
];

Deno.test("JsonDecoder refuses what a column's type does not accept, the same in all tiers", () => {
  for (const [type, json] of REFUSED) {
    const value = readOne(type, json);
    assert(value instanceof Error, `${json} was read as ${String(value)}`);
  }
});

Deno.test("JsonDecoder's tiers agree on every damaged value", () => {
  const replacements = [0, 32, 34, 43, 45, 46, 48, 57, 58, 69, 84, 90, 92, 101, 102, 110, 116, 123, 125, 200];
  const encoder = new TextEncoder();
  const decoder = new TextDecoder("latin1");
  const samples = [...ACCEPTED.map(([type, json]) => [type, json] as const), ...REFUSED].filter(([, json]) =>
    json.length < 40
  );
  for (const [type, json] of samples) {
    const value = encoder.encode(json);
    const mutants: Uint8Array[] = [value.slice(1), value.slice(0, -1)];
    for (let at = 0; at < value.length; at++) {
      for (let i = 0; i < 6; i++) {
        const mutant = value.slice();
        mutant[at] = replacements[(at * 7 + i * 3 + json.length) % replacements.length]!; // below length
        mutants.push(mutant);
      }
    }
    const around = (before: string, after: string) =>
      mutants.map((mutant) => Uint8Array.of(...encoder.encode(before), ...mutant, ...encoder.encode(after)));
    const fields = [field("v", type)];
    // The first record teaches the layout. Layouts are judged again after 256 records; there are fewer.
    const forms = [
      ['{"v":null}', ...around('{"v":', "}")],
      ['{"x":null}', ...around('{ "v" : ', ' , "y":0}')],
      ['{"x":null}', ...around('{"\\u0076":', "}")],
    ];
    const results = forms.map((form) => {
      const { rows, of, errors } = decodeAll(fields, recordsOf(form.slice(0, 250)));
      const found = new Map<number, Value>(rows.map((row, i) => [of[i]!, row[0]!])); // one per row
      return form.slice(0, 250).map((_, i) => errors.has(i) ? "bad" : found.get(i));
    });
    for (const result of results.slice(1)) {
      result.forEach((value, i) => {
        if (i === 0) return;
        const text = decoder.decode(mutants[i - 1]);
        assert.deepEqual(value, results[0]![i], `${text} as ${type.kind}`);
      });
    }
  }
});

Deno.test("JsonDecoder takes numbers of TIMESTAMP columns as json.timestamp_format says", () => {
  assert.equal(readOne(TIMESTAMP, "1769853600123", "millis"), 1769853600123_000_000n);
  assert.equal(readOne(timestampType(0), "-1", "millis"), -1n);
  assert.equal(readOne(timestampType(0), "1769853600999", "millis"), 1769853600n);
  assert.equal(readOne(timestampType(6), "-1769853600999", "millis"), -1769853600_999_000n);
  assert(readOne(timestampType(3), "253402300800000", "millis") instanceof Error);
  assert(readOne(TIMESTAMP, "9223372036855", "millis") instanceof Error);
  assert(readOne(TIMESTAMP, "1769853600123", "refused") instanceof Error);
  assert.equal(readOne(TIMESTAMP, '"2026-01-31T10:00:00.123Z"', "refused"), 1769853600123_000_000n);
});

Deno.test("JsonDecoder names column, reason and record when a value is bad", () => {
  const fields = [field("price", BIGINT, false)];
  const records = recordsOf([
    '{"price":"abc\u0001"}',
    '{"price":"abc"}',
    "{}",
    '{"price":1} x',
    '{"price":null}',
    "[1]",
  ]);
  const { errors, rows } = decodeAll(fields, records);
  assert.equal(rows.length, 0);
  const messages = [...errors.values()].map((error) => error.message);
  assert.deepEqual(messages, [
    "Cannot decode the record: invalid JSON at byte 13: a control character in a string",
    `Cannot decode column 'price': "abc" is not of type BIGINT`,
    "Cannot decode column 'price': missing, but the column is NOT NULL",
    "Cannot decode the record: invalid JSON at byte 12: expected the end of the record",
    "Cannot decode column 'price': NULL in a NOT NULL column",
    "Cannot decode the record: invalid JSON at byte 0: expected an object",
  ]);
  assert.deepEqual(errors.get(0)?.diagnostic.notes, ['Record: {"price":"abc\\x01"}']);
});

Deno.test("JsonDecoder gives NULL for missing members and lets the last of repeated keys win", () => {
  const fields = [field("a", INT), field("b", TEXT), field("c", INT, true, false)];
  const records = recordsOf([
    '{"a":1,"b":"x"}',
    '{"b":"y"}',
    "{}",
    '{"a":1,"a":2,"b":"p","b":null}',
    '{"c":"no","a":3}',
  ]);
  assert.deepEqual(decodeAll(fields, records).rows, [
    [1, "x", "skipped"],
    [null, "y", "skipped"],
    [null, null, "skipped"],
    [2, null, "skipped"],
    [3, null, "skipped"],
  ]);
});

Deno.test("JsonDecoder leaves no old value behind a NULL", () => {
  const fields = [field("s", POINT), field("t", TEXT), field("b", BYTEA)];
  const full = '{"s":{"x":1},"t":"abc","b":"aGk="}';
  const forms = ['{"s":null,"t":null,"b":null}', "{}", '{ "b":null }', '{"\\u0073":null}'];
  for (const form of forms) {
    const decoder = new JsonDecoder(fields, "raw");
    // Twice: a layout that is known and one that is not.
    for (const values of [[full, form], [form, full], [form, form]]) {
      const { data, valueStart, valueEnd } = recordsOf(values);
      const { rows } = decoder.decodeRanges(data, valueStart, valueEnd, 0, 2, (_, error) => assert.fail(error.message));
      assert.equal(rows, 2);
      const row = values.lastIndexOf(form);
      const [struct, text, bytes] = decoder.columns;
      assert(struct?.kind === "any" && text?.kind === "bytes" && bytes?.kind === "bytes");
      assert.deepEqual([struct.valid?.[row], text.valid?.[row], bytes.valid?.[row]], [0, 0, 0]);
      assert.equal(struct.values[row], null);
      assert.deepEqual([text.starts[row], text.ends[row], bytes.starts[row], bytes.ends[row]], [0, 0, 0, 0]);
    }
  }
});

Deno.test("JsonDecoder gives no row for tombstones and empty messages and says which record a row came from", () => {
  const records = recordsOf([null, '{"a":1}', "", '{"a":2}', "oops", '{"a":3}', null]);
  const { rows, of, errors } = decodeAll([field("a", INT)], records);
  assert.deepEqual(rows, [[1], [2], [3]]);
  assert.deepEqual(of, [1, 3, 5]);
  assert.deepEqual([...errors.keys()], [4]);
});

Deno.test("JsonDecoder fills at most BATCH_ROWS rows and goes on where it stopped", () => {
  const total = BATCH_ROWS * 2 + 5;
  const records = recordsOf(
    Array.from({ length: total }, (_, i) => `{"a":${i},"t":"${i % 7 === 0 ? "\\n" : "x"}${i}"}`),
  );
  const { rows } = decodeAll([field("a", INT, false), field("t", TEXT)], records);
  assert.equal(rows.length, total);
  rows.forEach((row, i) => assert.deepEqual(row, [i, `${i % 7 === 0 ? "\n" : "x"}${i}`]));
});

Deno.test("JsonDecoder refuses invalid UTF-8 in a text that is needed, in any tier", () => {
  const bytes = (text: string, at: number[]) => {
    const encoded = new TextEncoder().encode(text);
    encoded.set(at, text.indexOf("??"));
    return encoded;
  };
  for (const wrong of [[0xff, 0x41], [0xc3, 0x28], [0xc0, 0x80], [0xed, 0xa0], [0x41, 0xe2]]) {
    const records = recordsOf([bytes('{"t":"??"}', wrong), bytes('{ "t":"\\n??"}', wrong), '{"t":"ok"}']);
    const { rows, errors } = decodeAll([field("t", TEXT)], records);
    assert.deepEqual(rows, [["ok"]]);
    assert.equal(errors.get(0)?.message, "Cannot decode column 't': invalid UTF-8");
  }
});

Deno.test("JsonDecoder refuses invalid UTF-8 in a key that nobody asks for, in any tier", () => {
  const bad = Uint8Array.of(...new TextEncoder().encode('{"id":1,"x'), 0xff, ...new TextEncoder().encode('":2}'));
  const decoder = framed(new JsonDecoder([field("id", INT)], "raw"), undefined);
  // The first record is read exactly and gives the layout, the next two differ from it.
  const records = recordsOf(['{"id":1}', bad, '{"id":2,"é":3}', bad]);
  const { rows, errors } = decodeAll([field("id", INT)], records, { decoder });
  assert.deepEqual(rows, [[1], [2]]);
  assert.deepEqual([...errors.keys()], [1, 3]);
});

Deno.test("JsonDecoder says jsonSafe unless a text needs escapes again", () => {
  const safe = (text: string) => {
    const decoder = new JsonDecoder([field("t", TEXT)], "raw");
    const { data, valueStart, valueEnd } = recordsOf([`{"t":"plain"}`, `{"t":"${text}"}`]);
    decoder.decodeRanges(data, valueStart, valueEnd, 0, 2, () => assert.fail("bad record"));
    const column = decoder.columns[0];
    return column?.kind === "bytes" && column.jsonSafe;
  };
  assert.equal(safe("grün"), true);
  assert.equal(safe("\\u0041\\/"), true);
  assert.equal(safe("\\n"), false);
  assert.equal(safe('\\"'), false);
});

Deno.test("JsonDecoder follows a layout that changes for good, and one that never settles", () => {
  const fields = [field("a", INT, false), field("b", TEXT)];
  const changed = Array.from({ length: 3000 }, (_, i) => i < 500 ? `{"a":${i},"b":"x"}` : `{"b": "y", "a": ${i}}`);
  decodeAll(fields, recordsOf(changed)).rows.forEach((row, i) => assert.deepEqual(row, [i, i < 500 ? "x" : "y"]));
  const mixed = Array.from({ length: 3000 }, (_, i) => `{"k${i % 13}":[${i}],"a":${i}${i % 2 ? "" : ',"b":"z"'}}`);
  decodeAll(fields, recordsOf(mixed)).rows.forEach((row, i) => assert.deepEqual(row, [i, i % 2 ? null : "z"]));
});

Deno.test("JsonDecoder reads more columns than one scanner inlines", () => {
  const fields = Array.from({ length: 70 }, (_, i) => field(`c${i}`, i % 2 ? TEXT : BIGINT, i % 3 === 0));
  const member = (i: number) => `"c${i}":${i % 2 ? `"t${i}"` : i}`;
  const order = fields.map((_, i) => i);
  const straight = `{${order.map(member).join(",")}}`;
  const reversed = `{${order.toReversed().map(member).join(", ")}}`;
  const expected = order.map((i) => i % 2 ? `t${i}` : BigInt(i));
  assert.deepEqual(decodeAll(fields, recordsOf([straight, straight, reversed])).rows, [expected, expected, expected]);
  const { errors } = decodeAll(
    fields,
    recordsOf([straight.replace('"c64":64,', ""), straight.replace('"c66":66,', "")]),
  );
  assert.deepEqual([...errors.keys()], [0], "c64 is NOT NULL, c66 is not");
});

Deno.test("JsonDecoder splits messages at newlines, over several calls when there are many lines", () => {
  const fields = [field("a", INT)];
  const line = (i: number) => `{"a":${i}}`;
  const many = Array.from({ length: BATCH_ROWS * 2 + 3 }, (_, i) => line(i)).join("\n");
  const records = recordsOf([`${line(-1)}\n\n${line(-2)}\n`, null, many, "x", line(-3)]);
  const decoder = framed(new JsonDecoder(fields, "raw"), { maxLength: undefined });
  const { rows, of, errors } = decodeAll(fields, records, { decoder });
  const expected = [-1, -2, ...Array.from({ length: BATCH_ROWS * 2 + 3 }, (_, i) => i), -3];
  assert.deepEqual(rows.map((row) => row[0]), expected);
  assert.deepEqual([of[0], of[1], of[2], of.at(-2), of.at(-1)], [0, 0, 2, 2, 4]);
  assert.deepEqual([...errors.keys()], [3]);
});

Deno.test("JsonDecoder cuts lines at framing.newline.max_length", () => {
  const fields = [field("a", INT)];
  const decoder = framed(new JsonDecoder(fields, "raw"), { maxLength: 9 });
  const { rows, errors } = decodeAll(fields, recordsOf(['{"a":1}\n{"a":1234}\n{"a":2}']), { decoder });
  assert.deepEqual(rows, [[1], [2]]);
  assert.equal(errors.size, 1);
});

Deno.test("JsonDecoder refuses nesting that could exhaust the stack", () => {
  const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
  const { errors } = decodeAll([field("a", INT)], recordsOf([`{"x":${deep}}`, `{"a":${deep}}`, deep]));
  assert.equal(errors.size, 3);
});
