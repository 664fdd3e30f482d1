import assert from "node:assert/strict";
import { SqlError } from "../../errors.ts";
import { typeName } from "../../types.ts";
import { avroColumns } from "./columns.ts";
import { parseAvroSchema } from "./schema_parse.ts";

const columnsOf = (fields: unknown[], more = {}) =>
  avroColumns(parseAvroSchema(JSON.stringify({ type: "record", name: "R", fields, ...more })))
    .map(({ name, type, nullable }) => `${name} ${typeName(type)}${nullable ? "" : " NOT NULL"}`);

const logical = (type: string, logicalType: string, more = {}) => ({ type, logicalType, ...more });

Deno.test("avroColumns give each Avro type its column", () => {
  const P = {
    type: "record",
    name: "P",
    fields: [{ name: "a", type: "int" }, { name: "B", type: ["string", "null"] }],
  };
  const cases: readonly [unknown, string][] = [
    ["boolean", "BOOLEAN NOT NULL"],
    ["int", "INT NOT NULL"],
    ["long", "BIGINT NOT NULL"],
    ["float", "REAL NOT NULL"],
    ["double", "DOUBLE NOT NULL"],
    ["string", "TEXT NOT NULL"],
    ["bytes", "BYTEA NOT NULL"],
    ["null", "TEXT"],
    [{ type: "fixed", name: "F", size: 4 }, "BYTEA NOT NULL"],
    [{ type: "enum", name: "E", symbols: ["A"] }, "TEXT NOT NULL"],
    [logical("string", "uuid"), "TEXT NOT NULL"],
    [logical("bytes", "decimal", { precision: 10, scale: 2 }), "DECIMAL(10, 2) NOT NULL"],
    [logical("bytes", "decimal", { precision: 39, scale: 2 }), "JSON NOT NULL"],
    [logical("int", "date"), "DATE NOT NULL"],
    [logical("int", "time-millis"), "TIME NOT NULL"],
    [logical("long", "time-micros"), "TIME NOT NULL"],
    [logical("long", "timestamp-millis"), "TIMESTAMP(3) NOT NULL"],
    [logical("long", "timestamp-micros"), "TIMESTAMP(6) NOT NULL"],
    [logical("long", "timestamp-nanos"), "TIMESTAMP NOT NULL"],
    [logical("long", "local-timestamp-millis"), "TIMESTAMP(3) NOT NULL"],
    [logical("long", "local-timestamp-micros"), "TIMESTAMP(6) NOT NULL"],
    [logical("long", "local-timestamp-nanos"), "TIMESTAMP NOT NULL"],
    [{ type: "fixed", name: "D", size: 12, logicalType: "duration" }, "JSON NOT NULL"],
    [["null", "long"], "BIGINT"],
    [["long", "null"], "BIGINT"],
    [["string"], "TEXT NOT NULL"],
    [["null"], "TEXT"],
    [["int", "string"], "JSON NOT NULL"],
    [["int", "null", "string"], "JSON"],
    [{ type: "array", items: "int" }, "JSON NOT NULL"],
    [{ type: "map", values: "int" }, "JSON NOT NULL"],
    [["null", { type: "map", values: "int" }], "JSON"],
    [P, 'STRUCT<a INT NOT NULL, "B" TEXT> NOT NULL'],
    [["null", P], 'STRUCT<a INT NOT NULL, "B" TEXT>'],
    [{ type: "record", name: "Q", fields: [] }, "JSON NOT NULL"],
    [["null", "R"], "JSON"],
    [
      { type: "record", name: "O", fields: [{ name: "n", type: ["null", { type: "array", items: "R" }] }] },
      "JSON NOT NULL",
    ],
    [
      {
        type: "record",
        name: "O",
        fields: [{ name: "t", type: { type: "record", name: "T", fields: [{ name: "t", type: ["null", "T"] }] } }],
      },
      "STRUCT<t JSON NOT NULL> NOT NULL",
    ],
  ];
  for (const [type, column] of cases) assert.deepEqual(columnsOf([{ name: "c", type }]), [`c ${column}`]);
});

Deno.test("avroColumns refuse schemas that are no table", () => {
  assert.throws(() => avroColumns(parseAvroSchema('"int"')), /^SqlError: top-level schema must be a record$/);
  assert.throws(() => columnsOf([]), (error) => error instanceof SqlError && /has no fields/.test(error.message));
});

Deno.test("avroColumns do not let records that use each other multiply", () => {
  let type: unknown = "int";
  for (let i = 0; i < 40; i++) {
    const first = { name: "a", type };
    type = { type: "record", name: `T${i}`, fields: i === 0 ? [first] : [first, { name: "b", type: `T${i - 1}` }] };
  }
  assert.deepEqual(columnsOf([{ name: "c", type }]), ["c JSON NOT NULL"]);
});
