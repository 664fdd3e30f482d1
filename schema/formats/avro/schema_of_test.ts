import avro from "avsc";
import assert from "node:assert/strict";
import { SqlError } from "../../errors.ts";
import { type Field, fieldOf } from "../../field.ts";
import type { SchemaText } from "../../registry/registry.ts";
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
  NULL_TYPE,
  REAL,
  SMALLINT_UNSIGNED,
  type SqlType,
  structType,
  TEXT,
  TIME,
  TIMESTAMP,
  timestampType,
} from "../../types.ts";
import { recordEncoder } from "./encode.ts";
import { avroSchemaOf, avroValueSchemaOf, type Existing } from "./schema_of.ts";
import { parseRegisteredSchema } from "./schema_parse.ts";
import { sameAvroSchema } from "./schema_tree.ts";

const POINT = structType([
  { name: "x.y", type: INT, nullable: true },
  { name: "z", type: TEXT, nullable: false },
]);

function existing(schema: unknown, more: Partial<Existing> = {}): Existing & SchemaText {
  return { type: "AVRO", text: JSON.stringify(schema), references: [], dependencies: [], ...more };
}

/** Checked by avsc. */
function made(fields: readonly Field[], old?: Existing, name = "orders"): Record<string, unknown> {
  const { text } = avroSchemaOf(fields, name, old);
  if (old === undefined || old.dependencies.length === 0) avro.Type.forSchema(JSON.parse(text));
  return JSON.parse(text);
}

/** The field `v` that a column becomes. */
function fieldFor(type: SqlType, nullable: boolean, old?: unknown): unknown {
  const schema = old === undefined ? undefined : existing({ type: "record", name: "R", fields: [old] });
  return (made([fieldOf("v", type, nullable)], schema)["fields"] as unknown[])[0];
}

Deno.test("avroSchemaOf names the record after the table and has a field for each visible column", () => {
  const fields = [
    fieldOf("id", BIGINT, false),
    fieldOf("naïve col.1", TEXT),
    { ...fieldOf("time", TIMESTAMP), hidden: true },
    fieldOf("1st", POINT),
    fieldOf("list", arrayType(POINT), false),
  ];
  const point = (name: string) => ({
    type: "record",
    name,
    fields: [{ name: "x__y", type: ["null", "int"], default: null }, { name: "z", type: "string" }],
  });
  assert.deepEqual(made(fields, undefined, "shop.orders-v2"), {
    type: "record",
    name: "shop__orders_v2",
    fields: [
      { name: "id", type: "long" },
      { name: "na_ve_col__1", type: ["null", "string"], default: null },
      { name: "_1st", type: ["null", point("shop__orders_v2__1st")], default: null },
      { name: "list", type: { type: "array", items: ["null", point("shop__orders_v2_list")] } },
    ],
  });
});

Deno.test("avroSchemaOf writes each type as the manual says", () => {
  const logical = (type: string, logicalType: string, more = {}) => ({ type, logicalType, ...more });
  const cases: readonly [SqlType, unknown][] = [
    [BOOLEAN, "boolean"],
    [SMALLINT_UNSIGNED, "int"],
    [INT, "int"],
    [INT_UNSIGNED, "long"],
    [BIGINT, "long"],
    [BIGINT_UNSIGNED, "long"],
    [REAL, "float"],
    [DOUBLE, "double"],
    [decimalType(38, 10), logical("bytes", "decimal", { precision: 38, scale: 10 })],
    [TEXT, "string"],
    [JSON_TYPE, "string"],
    [BYTEA, "bytes"],
    [TIMESTAMP, logical("long", "timestamp-micros")],
    [timestampType(6), logical("long", "timestamp-micros")],
    [timestampType(3), logical("long", "timestamp-millis")],
    [timestampType(0), logical("long", "timestamp-millis")],
    [DATE, logical("int", "date")],
    [TIME, logical("long", "time-micros")],
  ];
  for (const [type, schema] of cases) {
    assert.deepEqual(fieldFor(type, false), { name: "v", type: schema });
    assert.deepEqual(fieldFor(type, true), { name: "v", type: ["null", schema], default: null });
  }
});

Deno.test("avroSchemaOf refuses what Avro cannot carry, and columns that would have the same name", () => {
  const refused = (fields: readonly Field[], message: string) =>
    assert.throws(() => avroSchemaOf(fields, "t", undefined), (error) => {
      assert.ok(error instanceof SqlError);
      assert.equal(error.message, message);
      return true;
    });
  const part = structType([{ name: "x", type: INTERVAL, nullable: true }]);
  const cannot = "that cannot be used in a connection table";
  refused([fieldOf("v", INTERVAL)], `field 'v' has a type 'INTERVAL' ${cannot}`);
  refused([fieldOf("v", arrayType(part))], `field 'v[].x' has a type 'INTERVAL' ${cannot}`);
  refused([fieldOf("v", NULL_TYPE)], `field 'v' has a type 'NULL' ${cannot}`);
  refused([fieldOf("a-b", INT), fieldOf("a b", INT)], "columns 'a-b' and 'a b' would both be the Avro field 'a_b'");
});

Deno.test("avroSchemaOf gives types different names where their paths read alike", () => {
  const inner = structType([{
    name: "b",
    type: structType([{ name: "x", type: INT, nullable: true }]),
    nullable: true,
  }]);
  const other = structType([{ name: "y", type: INT, nullable: true }]);
  const names = JSON.stringify(made([fieldOf("a", inner), fieldOf("a_b", other)], undefined, "t"));
  assert.deepEqual([...names.matchAll(/"record","name":"(\w+)"/g)].map(([, name]) => name), [
    "t",
    "t_a",
    "t_a_b",
    "t_a_b_",
  ]);
});

const STATUS = { type: "enum", name: "Status", symbols: ["open", "shut"], doc: "of an order" };
const ORDERS = {
  type: "record",
  name: "Order",
  namespace: "com.shop",
  doc: "An order",
  aliases: ["Bestellung"],
  "connect.version": 3,
  fields: [
    { name: "status", type: STATUS, doc: "where it stands", default: "open" },
    { name: "id", type: { type: "string", "avro.java.string": "String" }, aliases: ["key"] },
    { name: "before", type: ["null", "Status"], default: null },
    { name: "at", type: { type: "long", logicalType: "timestamp-millis" }, order: "descending" },
    {
      name: "total",
      type: [{ type: "fixed", name: "Money", size: 8, logicalType: "decimal", precision: 18, scale: 2 }, "null"],
    },
    {
      name: "home",
      type: ["null", {
        type: "record",
        name: "Address",
        namespace: "com.geo",
        fields: [{ name: "city", type: "string" }],
      }],
    },
    { name: "work", type: "com.geo.Address" },
    { name: "tags", type: { type: "array", items: "string" }, default: [] },
    { name: "big", type: "long", default: 5 },
  ],
};
const CITY = { name: "city", type: TEXT, nullable: false };
const ADDRESS = structType([CITY]);
const COLUMNS = [
  fieldOf("id", TEXT, false),
  fieldOf("status", TEXT, false),
  fieldOf("before", TEXT),
  fieldOf("at", TIMESTAMP, false),
  fieldOf("total", decimalType(10, 2), false),
  fieldOf("home", ADDRESS),
  fieldOf("work", ADDRESS, false),
  fieldOf("tags", arrayType(TEXT), false),
  fieldOf("big", INT, false),
];

Deno.test("avroSchemaOf takes over a schema that carries the columns", () => {
  const old = existing(ORDERS);
  const text = avroSchemaOf(COLUMNS, "sink", old);
  assert.deepEqual(JSON.parse(text.text), ORDERS);
  assert.ok(sameAvroSchema(text, old));
});

Deno.test("avroSchemaOf keeps what stands of a schema when columns come and go", () => {
  const wider = structType([CITY, { name: "zip", type: INT, nullable: true }]);
  const fields = [
    fieldOf("before", TEXT),
    fieldOf("new", STRUCT_OF_ONE),
    fieldOf("home", wider),
    fieldOf("work", ADDRESS, false),
    fieldOf("at", BIGINT, false),
    fieldOf("big", BIGINT),
    fieldOf("id", TEXT),
  ];
  const old = existing(ORDERS);
  const text = avroSchemaOf(fields, "sink", old);
  assert.deepEqual(JSON.parse(text.text), {
    ...ORDERS,
    fields: [
      { name: "id", type: ["null", { type: "string", "avro.java.string": "String" }], aliases: ["key"], default: null },
      { name: "before", type: ["null", STATUS], default: null },
      { name: "at", type: "long", order: "descending" },
      {
        name: "home",
        type: ["null", {
          type: "record",
          name: "Address",
          namespace: "com.geo",
          fields: [{ name: "city", type: "string" }, { name: "zip", type: ["null", "int"], default: null }],
        }],
      },
      {
        name: "work",
        type: { type: "record", name: "Address_", namespace: "com.geo", fields: [{ name: "city", type: "string" }] },
      },
      { name: "big", type: ["long", "null"], default: 5 },
      {
        name: "new",
        type: ["null", { type: "record", name: "Order_new", fields: [{ name: "x", type: "int" }] }],
        default: null,
      },
    ],
  });
  assert.ok(!sameAvroSchema(text, old));
  recordEncoder(fields, parseRegisteredSchema({ ...text, dependencies: [] }));
  assert.ok(sameAvroSchema(text, avroSchemaOf(fields, "sink", { ...text, dependencies: [] })));
});

const STRUCT_OF_ONE = structType([{ name: "x", type: INT, nullable: false }]);

Deno.test("avroSchemaOf puts the column's type where the old one does not take it", () => {
  const cases: readonly [SqlType, nullable: boolean, old: unknown, expected: unknown][] = [
    [BIGINT, false, { type: "int", default: 5, doc: "d" }, { type: "long", doc: "d" }],
    [BIGINT, true, { type: ["null", "int"], default: null }, { type: ["null", "long"], default: null }],
    [TEXT, false, { type: ["null", "int"], default: null }, { type: "string" }],
    [arrayType(BIGINT), false, { type: { type: "array", items: "int" } }, {
      type: { type: "array", items: ["null", "long"] },
    }],
    [arrayType(INT), false, { type: { type: "array", items: "int", p: 1 } }, {
      type: { type: "array", items: "int", p: 1 },
    }],
    [INT, true, { type: ["int", "string"], default: 1 }, { type: ["int", "string", "null"], default: 1 }],
    [INT, true, { type: ["int", "string"] }, { type: ["null", "int", "string"], default: null }],
    [
      STRUCT_OF_ONE,
      false,
      { type: { type: "record", name: "S", fields: [{ name: "w", type: "int" }] }, default: { w: 1 } },
      { type: { type: "record", name: "S", fields: [{ name: "x", type: "int" }] } },
    ],
  ];
  for (const [type, nullable, old, expected] of cases) {
    assert.deepEqual(fieldFor(type, nullable, { name: "v", ...old as object }), { name: "v", ...expected as object });
  }
});

Deno.test("avroSchemaOf keeps types without a namespace where there is one", () => {
  const old = {
    type: "record",
    name: "R",
    namespace: "n",
    fields: [
      { name: "a", type: { type: "fixed", name: "F", namespace: "", size: 2 } },
      { name: "b", type: "F" },
      { name: "c", type: { type: "array", items: "F" } },
    ],
  };
  const columns = [fieldOf("a", BYTEA, false), fieldOf("b", BYTEA, false), fieldOf("c", arrayType(BYTEA), false)];
  assert.deepEqual(JSON.parse(avroSchemaOf(columns, "t", existing(old)).text), old);
});

Deno.test("avroSchemaOf finds fields in another case, as names that SQL has folded are", () => {
  const fields = ["b", "orderId", "Total", "total", "x"].map((name) => ({ name, type: "long", doc: name }));
  const old = existing({ type: "record", name: "R", fields });
  const columns = ["total", "TOTAL", "X", "orderid"].map((name) => fieldOf(name, BIGINT, false));
  assert.deepEqual(made(columns, old)["fields"], [
    fields[1],
    { ...fields[2] },
    fields[3],
    fields[4],
  ]);
});

Deno.test("avroSchemaOf takes nothing over from a schema that is no record, and keeps 64-bit defaults", () => {
  assert.equal(made([fieldOf("v", INT)], existing("string"))["name"], "orders");
  const text = '{"type":"record","name":"R","fields":[{"name":"v","type":"long","default":9223372036854775807}]}';
  assert.equal(avroSchemaOf([fieldOf("v", BIGINT, false)], "t", existing({}, { text })).text, text);
});

Deno.test("avroSchemaOf refers to the types of other subjects", () => {
  const references = [{ name: "com.geo.Address", subject: "address", version: 2 }];
  const address = { type: "record", name: "Address", namespace: "com.geo", fields: [{ name: "city", type: "string" }] };
  const dependencies = [{ name: "com.geo.Address", text: JSON.stringify(address) }];
  const schema = { type: "record", name: "Order", namespace: "com.geo", fields: [{ name: "home", type: "Address" }] };
  const old = existing(schema, { references, dependencies });
  const home = fieldOf("home", ADDRESS, false);
  const text = avroSchemaOf([home], "sink", old);
  assert.deepEqual([JSON.parse(text.text), text.references], [schema, references]);
  assert.ok(sameAvroSchema(text, old));
  assert.ok(!sameAvroSchema({ ...text, references: [] }, old));
  const changed = avroSchemaOf([fieldOf("home", STRUCT_OF_ONE, false)], "sink", old);
  assert.deepEqual(changed.references, []);
  assert.match(changed.text, /"name":"Address_"/);
  assert.deepEqual(avroSchemaOf([fieldOf("other", INT, false)], "sink", old).references, []);
});

Deno.test("avroValueSchemaOf is the bare type of a key", () => {
  const text = (field: Field, old?: Existing) => JSON.parse(avroValueSchemaOf(field, "orders", old).text);
  assert.equal(text(fieldOf("id", BIGINT)), "long");
  assert.equal(text(fieldOf("id", INT), existing({}, { text: "long" })), "long");
  assert.equal(text(fieldOf("id", TEXT), existing("long")), "string");
  assert.deepEqual(text(fieldOf("p", STRUCT_OF_ONE)), {
    type: "record",
    name: "orders",
    fields: [{ name: "x", type: "int" }],
  });
});

Deno.test("sameAvroSchema looks at what is written and read, and at nothing else", () => {
  const schema = (field: unknown, more = {}): SchemaText =>
    existing({ type: "record", name: "R", namespace: "n", ...more, fields: [field] });
  const base = schema({ name: "v", type: "long", default: 1 });
  const same: SchemaText[] = [
    schema({ name: "v", type: { type: "long" }, default: 1, doc: "d", aliases: ["w"], order: "ignore" }, { doc: "d" }),
    existing({ fields: [{ default: 1, type: { type: "long", p: 1 }, name: "v" }], name: "n.R", type: "record" }),
  ];
  const other: SchemaText[] = [
    schema({ name: "w", type: "long", default: 1 }),
    schema({ name: "v", type: "int", default: 1 }),
    schema({ name: "v", type: "long", default: 2 }),
    schema({ name: "v", type: "long" }),
    schema({ name: "v", type: { type: "long", logicalType: "timestamp-micros" }, default: 1 }),
    schema({ name: "v", type: "long", default: 1 }, { namespace: "m" }),
  ];
  for (const text of same) assert.ok(sameAvroSchema(base, text), text.text);
  for (const text of other) assert.ok(!sameAvroSchema(base, text), text.text);
  const big = (n: string) =>
    existing({}, { text: `{"type":"record","name":"R","fields":[{"name":"v","type":"long","default":${n}}]}` });
  assert.ok(!sameAvroSchema(big("9223372036854775807"), big("9223372036854775806")));
});
