/** A table that takes its columns from a schema, written to: the schema stays, and the messages are those that were read. */
import avro from "avsc";
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { ByteWriter } from "../../byte_writer.ts";
import type { Value } from "../../types.ts";
import { avroColumns } from "./columns.ts";
import { recordEncoder } from "./encode.ts";
import { avroSchemaOf } from "./schema_of.ts";
import { parseAvroSchema } from "./schema_parse.ts";
import {
  avscWriter,
  batchOf,
  pick,
  type Random,
  randomInteger,
  randomText,
  seeded,
  twosComplement,
} from "./test_avro.ts";
import { decode } from "./test_rows.ts";

/** A type, and random values of it as avsc takes them. */
interface Sample {
  readonly schema: unknown;
  value(random: Random): unknown;
}

const logical = (type: string, logicalType: string, more = {}) => ({ type, logicalType, ...more });
const upTo = (limit: bigint): (random: Random) => bigint => (random) => randomInteger(62, true, random) % limit;
const hex = (count: number, random: Random) =>
  Array.from({ length: count }, () => Math.floor(random() * 16).toString(16)).join("");
const binary = (count: number, random: Random) => Buffer.from(hex(2 * count, random), "hex");

const WHOLE: readonly Sample[] = [
  { schema: "int", value: (random) => Number(randomInteger(31, true, random)) },
  { schema: "long", value: (random) => BigInt.asIntN(64, randomInteger(64, true, random)) },
];
const FRACTIONS: readonly Sample[] = [
  { schema: "float", value: (random) => Math.fround((random() - 0.5) * 10 ** (random() * 20)) },
  { schema: "double", value: (random) => (random() - 0.5) * 10 ** (random() * 20) },
];
const TEXTS: readonly Sample[] = [
  { schema: "string", value: randomText },
  { schema: logical("string", "uuid"), value: (random) => [8, 4, 4, 4, 12].map((n) => hex(n, random)).join("-") },
];
const TIMES: readonly Sample[] = [
  { schema: logical("int", "date"), value: (random) => Number(upTo(700_000n)(random)) },
  { schema: logical("int", "time-millis"), value: (random) => Math.floor(random() * 86_400_000) },
  { schema: logical("long", "time-micros"), value: (random) => BigInt(Math.floor(random() * 86_400_000_000)) },
  { schema: logical("long", "timestamp-millis"), value: upTo(60_000_000_000_000n) },
  { schema: logical("long", "local-timestamp-micros"), value: upTo(60_000_000_000_000_000n) },
  { schema: logical("long", "timestamp-nanos"), value: (random) => randomInteger(62, true, random) },
];
const BINARY: readonly Sample[] = [
  { schema: "bytes", value: (random) => binary(Math.floor(random() * 40), random) },
  {
    schema: logical("bytes", "decimal", { precision: 12, scale: 3 }),
    value: (random) => Buffer.from(twosComplement(upTo(10n ** 12n)(random))),
  },
];

/** Makes random schemas; each named type has a name of its own. */
class Schemas {
  #names = 0;

  constructor(readonly random: Random) {}

  #name(): string {
    return `${pick(["a.b.N", "c.N"], this.random)}${this.#names++}`;
  }

  record(depth: number): Sample {
    const fields = Array.from({ length: 1 + Math.floor(this.random() * 6) }, (_, i) => {
      const { schema, value } = this.#type(depth - 1);
      const doc = this.random() < 0.2 ? { doc: `field ${i}` } : {};
      return { name: `${pick(["f", "camelCase", "_X"], this.random)}${i}`, schema, value, doc };
    });
    return {
      schema: {
        type: "record",
        name: this.#name(),
        fields: fields.map(({ name, schema, doc }) => ({ name, type: schema, ...doc })),
      },
      value: (random) => Object.fromEntries(fields.map(({ name, value }) => [name, value(random)])),
    };
  }

  #type(depth: number): Sample {
    const kind = this.random();
    if (kind < 0.3) return this.#optional(depth);
    if (kind < 0.45 && depth > 0) return this.record(depth);
    if (kind < 0.55 && depth > 0) return this.#array(depth);
    if (kind < 0.65 && depth > 0) return this.#map(depth);
    if (kind < 0.75) return this.#union(depth);
    return this.#plain();
  }

  /** No union, and nothing that holds others. */
  #plain(): Sample {
    const { random } = this;
    const sample = pick(
      [...WHOLE, ...FRACTIONS, ...TEXTS, ...TIMES, ...BINARY, "enum", "fixed", "decimal", "duration"],
      random,
    );
    if (typeof sample !== "string") return sample;
    const name = this.#name();
    switch (sample) {
      case "enum":
        return {
          schema: { type: "enum", name, symbols: ["low", "High", "_1"] },
          value: (r) => pick(["low", "High", "_1"], r),
        };
      case "fixed":
        return { schema: { type: "fixed", name, size: 5 }, value: (r) => binary(5, r) };
      case "decimal": {
        const schema = { type: "fixed", name, size: 9, logicalType: "decimal", precision: 20, scale: 20 };
        return { schema, value: (r) => Buffer.from(twosComplementOf(upTo(10n ** 18n)(r), 9)) };
      }
      default: {
        const schema = { type: "fixed", name, size: 12, logicalType: "duration" };
        return { schema, value: (r) => Buffer.from(Uint32Array.from([r() * 40, r() * 40, r() * 86e6]).buffer) };
      }
    }
  }

  #optional(depth: number): Sample {
    let inner = this.#plain();
    if (depth > 0 && this.random() < 0.4) {
      inner = pick([() => this.record(depth), () => this.#array(depth)], this.random)();
    }
    return this.#unionOf(this.random() < 0.5 ? [NULL, inner] : [inner, NULL]);
  }

  /** Of branches whose values tell them apart when they are JSON. */
  #union(depth: number): Sample {
    const { random } = this;
    const groups: (() => Sample)[] = [
      () => NULL,
      () => ({ schema: "boolean", value: (r) => r() < 0.5 }),
      () => pick([...WHOLE, FRACTIONS[1]!], random),
      () => pick(TEXTS, random),
    ];
    if (depth > 0) {
      groups.push(() => this.#array(depth), () => pick([() => this.record(depth), () => this.#map(depth)], random)());
    }
    const some = groups.filter(() => random() < 0.6);
    return this.#unionOf((some.length === 0 ? groups.slice(2, 3) : some).map((make) => make()));
  }

  #unionOf(samples: readonly Sample[]): Sample {
    return {
      schema: samples.map(({ schema }) => schema),
      value: (random) => {
        const { schema, value } = pick(samples, random);
        return schema === "null" ? null : { [branchName(schema)]: value(random) };
      },
    };
  }

  #array(depth: number): Sample {
    const { schema, value } = this.#type(depth - 1);
    return {
      schema: { type: "array", items: schema },
      value: (random) => Array.from({ length: Math.floor(random() * 3) }, () => value(random)),
    };
  }

  #map(depth: number): Sample {
    const { schema, value } = this.#type(depth - 1);
    const keys = ["a", 'q"', "é", ""];
    return {
      schema: { type: "map", values: schema },
      value: (random) => Object.fromEntries(keys.filter(() => random() < 0.5).map((key) => [key, value(random)])),
    };
  }
}

const NULL: Sample = { schema: "null", value: () => null };

/** How avsc calls a branch. */
function branchName(schema: unknown): string {
  return avro.Type.forSchema(schema as avro.Schema, { wrapUnions: true }).branchName!; // no union
}

function twosComplementOf(value: bigint, size: number): Uint8Array {
  const few = twosComplement(value);
  const all = new Uint8Array(size).fill(value < 0n ? 255 : 0);
  all.set(few, size - few.length);
  return all;
}

Deno.test("a table with the columns of a schema keeps it, and writes what it reads", () => {
  const random = seeded(11);
  let rows = 0;
  for (let i = 0; i < 150; i++) {
    const { schema, value } = new Schemas(random).record(3);
    const text = JSON.stringify(schema);
    const type = parseAvroSchema(text);
    const fields = avroColumns(type);
    const made = avroSchemaOf(fields, "t", { text, references: [], dependencies: [] });
    assert.deepEqual(parseAvroSchema(made.text), type, text);
    const write = avscWriter(schema);
    const payloads = Array.from({ length: 8 }, () => write(value(random)));
    const encoder = recordEncoder(fields, type);
    for (const [row, outcome] of decode(fields, undefined, { writer: text, payloads }).entries()) {
      assert.ok(typeof outcome !== "string", `${outcome} of ${text}`);
      encoder.bind(batchOf(fields, [outcome as readonly Value[]]));
      const out = new ByteWriter(0);
      encoder.encode(0, out);
      assert.deepEqual(out.written().slice(), payloads[row], `row ${row} of ${text}`);
      rows++;
    }
  }
  assert.equal(rows, 150 * 8);
});
