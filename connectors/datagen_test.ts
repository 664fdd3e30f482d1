import assert from "node:assert/strict";
import { SqlError } from "../schema/errors.ts";
import { type Field, fieldOf } from "../schema/field.ts";
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
  TIMESTAMP,
  timestampType,
  TINYINT,
  type Value,
} from "../schema/types.ts";
import { DATAGEN } from "./datagen.ts";
import { EVENT_TIME } from "./row_source.ts";
import { collectRows, optionsFor, sourceRequest, tableOf } from "./testing.ts";

const NOW = Date.UTC(2026, 0, 31, 10);

function collect(
  columns: readonly Field[],
  options: Record<string, string>,
  { from = 0, fields = columns }: { from?: number; fields?: readonly Field[] } = {},
) {
  const environment = { now: () => NOW };
  const source = DATAGEN.source!(sourceRequest(DATAGEN, { columns, options, fields, environment }));
  return collectRows(source, fields, { from: new Map([[0, from]]) });
}

/** Values of a single column. */
async function values(type: SqlType, options: Record<string, string>, rows = 200): Promise<Value[]> {
  const column = fieldOf("c", type);
  check([column], options);
  const { rows: all } = await collect([column], { number_of_rows: String(rows), ...options });
  return all.map(([value]) => value ?? null);
}

function check(columns: readonly Field[], options: Record<string, string>) {
  const table = tableOf("datagen", options, columns);
  DATAGEN.check!(table, optionsFor(DATAGEN, table));
}

const EVERYTHING = structType([
  { name: "n", type: BIGINT, nullable: true },
  { name: "tags", type: arrayType(TEXT), nullable: true },
]);

const COLUMNS = [
  BOOLEAN,
  TINYINT,
  INT,
  BIGINT,
  INT_UNSIGNED,
  BIGINT_UNSIGNED,
  REAL,
  DOUBLE,
  decimalType(10, 2),
  decimalType(38, 10),
  TEXT,
  BYTEA,
  JSON_TYPE,
  TIMESTAMP,
  timestampType(3),
  DATE,
  TIME,
  INTERVAL,
  EVERYTHING,
].map((type, i) => fieldOf(`c${i}`, type));

Deno.test("datagen makes values of every type, the same for the same seed and from any row on", async () => {
  const whole = await collect(COLUMNS, { number_of_rows: "1500", seed: "7" });
  assert.equal(whole.rows.length, 1500);
  assert.ok(whole.ended);
  assert.deepEqual(
    whole.rows[0]?.map((value) =>
      value instanceof Uint8Array ? "bytes" : Array.isArray(value) ? "array" : typeof value
    ),
    [
      ..."boolean number number bigint bigint bigint number number bigint bigint".split(" "),
      ..."string bytes string bigint bigint number bigint object array".split(" "),
    ],
  );
  assert.deepEqual((await collect(COLUMNS, { number_of_rows: "1500", seed: "7" })).rows, whole.rows);
  const tail = await collect(COLUMNS, { number_of_rows: "1500", seed: "7" }, { from: 1100 });
  assert.deepEqual(tail.rows, whole.rows.slice(1100));
  assert.notDeepEqual((await collect(COLUMNS, { number_of_rows: "1500" })).rows, whole.rows);
});

Deno.test("datagen makes the same values of a column whichever others are read", async () => {
  const whole = await collect(COLUMNS, { number_of_rows: "50" });
  const fields = [COLUMNS[10]!, { name: EVENT_TIME, type: TIMESTAMP, nullable: false, hidden: true }, COLUMNS[3]!];
  const some = await collect(COLUMNS, { number_of_rows: "50" }, { fields });
  assert.deepEqual(some.rows, whole.rows.map((row) => [row[10], BigInt(NOW) * 1_000_000n, row[3]]));
});

Deno.test("datagen keeps random numbers within min and max, both included", async () => {
  const small = await values(INT, { "fields.c.min": "-2", "fields.c.max": "2" });
  assert.deepEqual([...new Set(small)].sort((a, b) => Number(a) - Number(b)), [-2, -1, 0, 1, 2]);
  const big = await values(BIGINT_UNSIGNED, {
    "fields.c.min": "18446744073709551614",
    "fields.c.max": "18446744073709551615",
  });
  assert.deepEqual(new Set(big), new Set([18446744073709551614n, 18446744073709551615n]));
  const money = await values(decimalType(6, 2), { "fields.c.min": "1.50", "fields.c.max": "1.52" });
  assert.deepEqual(new Set(money), new Set([150n, 151n, 152n]));
  const share = await values(DOUBLE, { "fields.c.min": "5", "fields.c.max": "6" });
  assert.ok(share.every((value) => Number(value) >= 5 && Number(value) < 6));
  const days = await values(DATE, { "fields.c.min": "1970-01-02", "fields.c.max": "1970-01-03" });
  assert.deepEqual(new Set(days), new Set([1, 2]));
});

Deno.test("datagen's times are the wall clock unless min and max are set", async () => {
  assert.deepEqual(await values(timestampType(3), {}, 1), [BigInt(NOW)]);
  assert.deepEqual(await values(TIME, {}, 1), [36_000_000_000_000n]);
  assert.deepEqual(await values(DATE, {}, 1), [Math.floor(NOW / 86_400_000)]);
  const at = { "fields.c.min": "2026-01-01T00:00:00Z", "fields.c.max": "2026-01-01T00:00:00.001Z" };
  assert.deepEqual(new Set(await values(timestampType(3), at)), new Set([1767225600000n, 1767225600001n]));
});

Deno.test("datagen counts in sequences and ends with the shortest", async () => {
  const columns = [fieldOf("a", INT), fieldOf("b", TEXT), fieldOf("c", decimalType(5, 1))];
  const options = {
    "fields.a.kind": "sequence",
    "fields.a.start": "10",
    "fields.a.end": "12",
    "fields.b.kind": "sequence",
    "fields.c.kind": "sequence",
    "fields.c.start": "1",
    "fields.c.end": "100",
  };
  const { rows, ended } = await collect(columns, options);
  assert.deepEqual(rows, [[10, "0", 10n], [11, "1", 20n], [12, "2", 30n]]);
  assert.ok(ended);
  const table = tableOf("datagen", options, columns);
  assert.equal(DATAGEN.bounded!(optionsFor(DATAGEN, table)), true);
});

Deno.test("datagen begins a sequence again after the greatest value of its type", async () => {
  const options = { "fields.c.kind": "sequence", "fields.c.start": "126" };
  assert.deepEqual(await values(TINYINT, options, 4), [126, 127, 126, 127]);
});

Deno.test("datagen chooses from values and leaves out the share of null_rate", async () => {
  const options = { "fields.c.values": "red, green,blue", "fields.c.null_rate": "0.5" };
  const all = await values(TEXT, options, 2000);
  assert.deepEqual(new Set(all), new Set(["red", "green", "blue", null]));
  const nulls = all.filter((value) => value === null).length;
  assert.ok(nulls > 900 && nulls < 1100, `${nulls} of 2000`);
  assert.deepEqual(new Set(await values(INT, { "fields.c.values": "1,2" })), new Set([1, 2]));
});

Deno.test("datagen gives texts, bytes and arrays the length asked for", async () => {
  assert.match(String((await values(TEXT, { "fields.c.length": "4" }, 1))[0]), /^[a-z]{4}$/);
  for (const type of [BYTEA, arrayType(INT)]) {
    const [value] = await values(type, { "fields.c.length": "4" }, 1);
    assert.equal((value as readonly Value[] | Uint8Array).length, 4);
  }
});

Deno.test("datagen is unbounded unless rows are counted", () => {
  const bounded = (options: Record<string, string>) =>
    DATAGEN.bounded!(optionsFor(DATAGEN, tableOf("datagen", options, [fieldOf("c", INT)])));
  assert.equal(bounded({}), false);
  assert.equal(bounded({ "fields.c.kind": "sequence" }), false);
  assert.equal(bounded({ number_of_rows: "0" }), true);
});

Deno.test("datagen refuses settings that do not fit the column", () => {
  const refused = (column: Field, options: Record<string, string>, message: string) =>
    assert.throws(() => check([column], options), { name: "SqlError", message });
  const number = fieldOf("c", INT);
  refused(number, { "fields.c.min": "many" }, "invalid value for 'fields.c.min': expected INT, got 'many'");
  refused(number, { "fields.c.max": "-1" }, "'fields.c.max' is less than 'fields.c.min'");
  refused(number, { "fields.d.max": "1" }, "unknown options provided in WITH clause: 'fields.d.max'");
  refused(number, { "fields.c.length": "1" }, "unknown options provided in WITH clause: 'fields.c.length'");
  refused(number, { "fields.c.end": "1" }, "'fields.c.end' has no meaning for random values");
  refused(number, { "fields.c.kind": "sequence", "fields.c.min": "1" }, "'fields.c.min' has no meaning for a sequence");
  refused(number, { "fields.c.kind": "counter" }, "invalid value for fields.c.kind 'counter'");
  refused(
    fieldOf("c", BOOLEAN),
    { "fields.c.kind": "sequence" },
    "invalid value for 'fields.c.kind': BOOLEAN has no sequence",
  );
  refused(fieldOf("c", TIMESTAMP), { "fields.c.min": "2026-01-01" }, "'fields.c.min' and 'fields.c.max' go together");
  refused(
    fieldOf("c", INT, false),
    { "fields.c.null_rate": "0.1" },
    "'fields.c.null_rate' needs a nullable column, but 'c' is NOT NULL",
  );
  assert.throws(() => check([fieldOf("c", decimalType(5, 2))], { "fields.c.max": "-1" }), (error) => {
    return error instanceof SqlError && error.diagnostic.hint === "Without them values are from 0.00 to 999.99.";
  });
  assert.throws(() => check([], {}), { message: "No schema defined for datagen source" });
});

Deno.test("datagen read again makes as many rows as it made, as fast as it can; its clock's columns are others", () => {
  const columns = [
    fieldOf("n", INT),
    fieldOf("at", TIMESTAMP),
    fieldOf("nested", arrayType(DATE)),
    fieldOf("day", DATE),
  ];
  const given = { rows_per_second: "2", "fields.day.min": "2026-01-01", "fields.day.max": "2026-01-02" };
  const options = optionsFor(DATAGEN, tableOf("datagen", given, columns));
  const reading = { ranges: [{ partition: 0, from: 0, to: 7 }] };
  assert.deepEqual(DATAGEN.again!(options, reading), { ...options, number_of_rows: 7, rows_per_second: undefined });
  assert.equal(DATAGEN.again!(options, undefined), options);
  const stamped = columns.filter((column) => DATAGEN.stamps!(options, column)).map(({ name }) => name);
  assert.deepEqual(stamped, ["at", "nested"]);
});
