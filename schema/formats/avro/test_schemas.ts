/** Schemas, later versions of them and values, made from seeds: for tests of the decoder against avsc. */
import { Buffer } from "node:buffer";
import type { AvroType } from "./schema.ts";

/** A whole number from 0 to `below` - 1. */
export type Random = (below: number) => number;

/** xorshift32 */
export function seeded(seed: number): Random {
  let state = seed * 2654435761 >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** A schema as parsed JSON. */
export type SchemaJson = string | readonly SchemaJson[] | { readonly [key: string]: unknown };

interface FieldJson {
  readonly name: string;
  readonly type: SchemaJson;
  readonly aliases?: readonly string[];
  readonly default?: unknown;
}

const PRIMITIVES = ["boolean", "int", "long", "float", "double", "string", "bytes"];
const LOGICAL: readonly SchemaJson[] = [
  { type: "int", logicalType: "date" },
  { type: "int", logicalType: "time-millis" },
  { type: "long", logicalType: "time-micros" },
  { type: "long", logicalType: "timestamp-millis" },
  { type: "long", logicalType: "local-timestamp-micros" },
  { type: "bytes", logicalType: "decimal", precision: 6, scale: 2 },
  { type: "string", logicalType: "uuid" },
];
const SYMBOLS = ["A", "B", "C", "D", "E"];

/** Makes one schema; names of its types are its own. */
export class SchemaMaker {
  #names = 0;

  constructor(readonly random: Random) {}

  record(depth = 3): SchemaJson {
    const name = `R${this.#names++}`;
    const fields = Array.from({ length: 1 + this.random(5) }, (_, i): FieldJson => {
      const optional = depth === 3 && this.random(12) === 0;
      return { name: `f${i}`, type: optional ? ["null", name] : this.type(depth - 1) };
    });
    return { type: "record", name, fields };
  }

  type(depth: number): SchemaJson {
    const { random } = this;
    switch (depth > 0 ? random(12) : random(7)) {
      case 0:
      case 1:
      case 2:
        return this.pick(PRIMITIVES);
      case 3:
        return this.pick(LOGICAL);
      case 4:
        return { type: "enum", name: `E${this.#names++}`, symbols: SYMBOLS.slice(0, 2 + random(3)) };
      case 5:
        return { type: "fixed", name: `F${this.#names++}`, size: random(5) };
      case 6: {
        const branch = this.pick([...PRIMITIVES, ...LOGICAL]);
        return random(2) ? ["null", branch] : [branch, "null"];
      }
      case 7:
        return { type: "array", items: this.type(depth - 1) };
      case 8:
        return { type: "map", values: this.type(depth - 1) };
      case 9:
        return this.record(depth - 1);
      default:
        return this.union(depth - 1);
    }
  }

  union(depth: number): SchemaJson {
    const branches = new Map<string, SchemaJson>();
    for (let i = 2 + this.random(3); i > 0; i--) {
      const branch = this.random(4) === 0 ? "null" : this.type(depth);
      if (!Array.isArray(branch)) branches.set(familyOf(branchName(branch)), branch);
    }
    return branches.size > 0 ? [...branches.values()] : ["null"];
  }

  pick<T>(values: readonly T[]): T {
    return values[this.random(values.length)]!; // below their number
  }
}

function branchName(type: SchemaJson): string {
  if (typeof type === "string") return type;
  const json = type as { readonly type: string; readonly name?: string };
  return json.name ?? json.type;
}

/** Types that promote to each other: of these a union has one, for avsc takes the first that fits and we the best. */
function familyOf(name: string): string {
  if (["int", "long", "float", "double"].includes(name)) return "number";
  return name === "bytes" ? "string" : name;
}

const PROMOTED: Readonly<Record<string, readonly string[]>> = {
  int: ["long", "float", "double"],
  long: ["float", "double"],
  float: ["double"],
  string: ["bytes"],
  bytes: ["string"],
};

/** A later version that can read what the schema wrote, most often. */
export function evolve(schema: SchemaJson, random: Random): SchemaJson {
  if (typeof schema === "string") {
    const promoted = PROMOTED[schema];
    if (promoted !== undefined && random(3) === 0) return promoted[random(promoted.length)]!; // below their number
    return random(8) === 0 && schema !== "null" ? ["null", schema] : schema;
  }
  if (Array.isArray(schema)) {
    const branches: SchemaJson[] = schema.map((branch) => typeof branch === "string" ? branch : evolve(branch, random));
    const flat = branches.filter((branch) => !Array.isArray(branch));
    if (random(4) === 0 && !flat.includes("null")) flat.push("null");
    return random(3) === 0 ? flat.reverse() : flat;
  }
  const json = schema as { readonly [key: string]: unknown };
  switch (json["type"]) {
    case "record":
      return { ...json, fields: evolveFields(json["fields"] as FieldJson[], random) };
    case "enum": {
      const symbols = json["symbols"] as string[];
      if (random(3) === 0) return { ...json, symbols: [...symbols, "Z"] };
      return random(3) === 0 ? { ...json, symbols: ["Y", ...symbols.slice(1)], default: "Y" } : json;
    }
    case "array":
      return { ...json, items: evolve(json["items"] as SchemaJson, random) };
    case "map":
      return { ...json, values: evolve(json["values"] as SchemaJson, random) };
    default:
      return json;
  }
}

const ADDED: readonly (readonly [SchemaJson, unknown])[] = [
  ["int", 7],
  ["string", "né"],
  ["double", 1.5],
  [["null", "long"], null],
  [["long", "null"], -5],
  ["bytes", "\u00ffa"],
  ["boolean", true],
  [{ type: "array", items: "int" }, [1, 2]],
  [{ type: "map", values: "string" }, { k: "v" }],
];

function evolveFields(fields: readonly FieldJson[], random: Random): FieldJson[] {
  const kept = fields.filter(() => random(6) > 0).map((field): FieldJson => {
    const type = evolve(field.type, random);
    return random(5) === 0 ? { name: `${field.name}x`, aliases: [field.name], type } : { ...field, type };
  });
  for (let i = random(2); i > 0; i--) {
    const [type, fallback] = ADDED[random(ADDED.length)]!; // below their number
    kept.push({ name: `added${i}`, type, default: fallback });
  }
  // Another order; a record that is defined inside a field must still come before its name is used.
  if (random(2) && !JSON.stringify(kept).includes('["null","R')) kept.reverse();
  return kept.length > 0 ? kept : [{ name: "only", type: "int", default: 1 }];
}

const TEXTS = ["", "a", "Zürich", "✓😀", '"\\\n', "0123456789".repeat(8)];

/** A value as avsc takes it with `wrapUnions: true`. */
export function valueOf(type: AvroType, random: Random, depth = 0): unknown {
  switch (type.kind) {
    case "null":
      return null;
    case "boolean":
      return random(2) === 1;
    case "int":
      if (type.logical?.kind === "time-millis") return random(86_400_000);
      if (type.logical?.kind === "date") return random(4_000_000) - 2_000_000;
      return random(2) ? random(200) - 100 : random(2 ** 32) - 2 ** 31;
    case "long":
      if (type.logical?.kind === "time-micros") return random(86_400_000) * 1000 + random(1000);
      return random(2)
        ? random(200) - 100
        : (random(2) ? -1 : 1) * (random(2 ** 20) * 2 ** random(32) + random(2 ** 20));
    case "float":
      return Math.fround((random(2000) - 1000) / 8 * 10 ** random(10));
    case "double":
      return (random(2 ** 32) - 2 ** 31) / 10 ** random(12);
    case "string":
      return TEXTS[random(TEXTS.length)];
    case "bytes": {
      const size = type.logical?.kind === "decimal" ? 1 + random(2) : random(9);
      return Buffer.from(Array.from({ length: size }, () => random(random(2) ? 128 : 256)));
    }
    case "fixed":
      return Buffer.from(Array.from({ length: type.size }, () => random(256)));
    case "enum":
      return type.symbols[random(type.symbols.length)];
    case "array":
      return Array.from({ length: depth > 6 ? 0 : random(4) }, () => valueOf(type.items, random, depth + 1));
    case "map":
      return Object.fromEntries(
        Array.from({ length: depth > 6 ? 0 : random(4) }, (_, i) => [`k${i}`, valueOf(type.values, random, depth + 1)]),
      );
    case "union": {
      const none = type.branches.find((branch) => branch.kind === "null");
      const branch = depth > 6 && none !== undefined ? none : type.branches[random(type.branches.length)]!; // below it
      const value = valueOf(branch, random, depth + 1);
      return branch.kind === "null" ? null : { ["name" in branch ? branch.name : branch.kind]: value };
    }
    case "record":
      return Object.fromEntries(type.fields.map((field) => [field.name, valueOf(field.type, random, depth + 1)]));
    default:
      return type satisfies never;
  }
}

/** What avsc read (`wrapUnions: true`) as parsed JSON by the table of `sql.md` §7.5. Throws a `RangeError` beyond what avsc or `Date` can say. */
export function expectedJson(type: AvroType, value: unknown): unknown {
  switch (type.kind) {
    case "union": {
      if (value === null) return null;
      const [[name, inner]] = Object.entries(value as object) as [[string, unknown]];
      return expectedJson(type.branches.find((one) => ("name" in one ? one.name : one.kind) === name)!, inner);
    }
    case "array":
      return (value as unknown[]).map((item) => expectedJson(type.items, item));
    case "map":
      return Object.fromEntries(
        Object.entries(value as object).map(([key, item]) => [key, expectedJson(type.values, item)]),
      );
    case "record":
      return Object.fromEntries(
        type.fields.map((
          field,
        ) => [field.name, expectedJson(field.type, (value as Record<string, unknown>)[field.name])]),
      );
    case "bytes":
    case "fixed":
      return type.logical?.kind === "decimal"
        ? decimalOf(value as Uint8Array)
        : Buffer.from(value as Uint8Array).toString("base64");
    case "int":
    case "long":
      // avsc counts in doubles before it halves: beyond 2^52 it loses the sign.
      if (Math.abs(value as number) >= 2 ** 52) throw new RangeError("beyond avsc");
      return timeOf(type.logical, value as number);
    case "float":
      // avsc does not round ints that it reads as floats.
      return Number.isFinite(value) ? shortest(Math.fround(value as number)) : null;
    case "double":
      return Number.isFinite(value) ? value : null;
    default:
      return value;
  }
}

/** The number with the fewest digits that is the same 32-bit float. */
function shortest(value: number): number {
  for (let digits = 1; digits <= 9; digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === value) return rounded;
  }
  return value;
}

/** Scale 2, as all decimals here. */
function decimalOf(bytes: Uint8Array): number {
  let value = 0;
  bytes.forEach((byte, i) => value = value * 256 + (i === 0 && byte > 127 ? byte - 256 : byte));
  return Number((value / 100).toFixed(2));
}

function timeOf(logical: (AvroType & { kind: "int" })["logical"], value: number): unknown {
  const iso = (millis: number) => new Date(millis).toISOString().slice(0, -1);
  switch (logical?.kind) {
    case "date":
      return new Date(value * 86_400_000).toISOString().slice(0, -14).replace(/^([+-])0*(?=\d{4})/, "$1");
    case "time-millis":
      return short(iso(value).slice(11));
    case "time-micros":
      return short(iso(Math.floor(value / 1000)).slice(11) + micros(value));
    case "timestamp":
      return short(logical.precision === 3 ? iso(value) : iso(Math.floor(value / 1000)) + micros(value));
    default:
      return value;
  }
}

function micros(value: number): string {
  return String(((value % 1000) + 1000) % 1000).padStart(3, "0");
}

/** A fraction of 0, 3 or 6 digits, as needed. */
function short(text: string): string {
  return text.replace(/\.000(000)?$/, "").replace(/(\.\d{3})000$/, "$1");
}
