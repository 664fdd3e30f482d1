/**
 * Random messages of random types against protobufjs, both ways, and damaged ones against the exact reader. `FUZZ=100000` gives
 * about as many of each, from the seed `FUZZ_SEED`.
 */
import assert from "node:assert/strict";
import protobuf from "protobufjs";
import { ByteWriter } from "../../byte_writer.ts";
import { columnFor, setValue } from "../../column.ts";
import { DataError } from "../../errors.ts";
import type { Field } from "../../field.ts";
import type { Value } from "../../types.ts";
import { RegistryDecoder } from "../registry_decoder.ts";
import { knownSchemas, message as framedMessage, registered } from "../test_registered.ts";
import { columnsOfMessage } from "./columns.ts";
import { protoFileOf, type ProtoMessage, type Scalar } from "./schema.ts";
import { ProtobufDecoders } from "./decoder.ts";
import { protobufEncoder } from "./encode.ts";
import { MessageReader, Readers } from "./read_message.ts";
import { decodeAll, decodeBare, type Outcome } from "./test_messages.ts";
import { BadWire, WireCursor } from "./wire.ts";

const COUNT = Number(Deno.env.get("FUZZ") ?? 2_000);
const FIRST_SEED = Number(Deno.env.get("FUZZ_SEED") ?? 1);
const PER_SCHEMA = 40;

type Random = (below: number) => number;

/** xorshift32 */
function seeded(seed: number): Random {
  let state = seed * 2654435761 >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

const SCALARS: readonly Scalar[] = [
  "double",
  "float",
  "int32",
  "uint32",
  "sint32",
  "fixed32",
  "sfixed32",
  "int64",
  "uint64",
  "sint64",
  "fixed64",
  "sfixed64",
  "bool",
  "string",
  "bytes",
];
const MAP_VALUES: readonly Scalar[] = ["int32", "bool", "string", "double"];
const ENUM = ["ZERO", "ONE", "TWO", "BIG"];
const ENUM_NUMBERS = [0, 1, 2, 70_000];

/** One field of a random message type. */
interface Spec {
  readonly name: string;
  readonly type: Scalar | "E" | "N" | "google.protobuf.Timestamp" | "map";
  readonly label: "" | "optional" | "repeated" | "oneof";
  readonly text: string;
  readonly mapValue: Scalar;
}

function randomSpecs(random: Random): Spec[] {
  let number = 0;
  return Array.from({ length: 1 + random(12) }, (_, i) => {
    number += 1 + (random(4) === 0 ? random(3000) : random(3));
    const kind = random(20);
    const type = kind < 15
      ? SCALARS[kind]!
      : (["E", "N", "N", "google.protobuf.Timestamp", "map"] as const)[kind - 15]!;
    const label = type === "map" ? "" : (["", "", "optional", "repeated", "oneof"] as const)[random(5)]!;
    const mapValue = MAP_VALUES[random(4)]!;
    const unpacked = label === "repeated" && random(3) === 0 && !["string", "bytes", "N"].includes(type) &&
      !type.includes(".");
    const typed = type === "map" ? `map<string, ${mapValue}>` : type;
    const field = `${label === "oneof" ? "" : label} ${typed} f${i} = ${number}${unpacked ? " [packed = false]" : ""};`;
    return {
      name: `f${i}`,
      type,
      label,
      mapValue,
      text: label === "oneof" ? `oneof o${i} { ${field} bool x${i} = ${++number}; }` : field,
    };
  });
}

function protoOf(specs: readonly Spec[], nested: string): string {
  return `syntax = "proto3"; import "google/protobuf/timestamp.proto";
    message M { ${specs.map(({ text }) => text).join("\n")} }
    message N { int32 a = 1; optional string b = 2; repeated sint64 c = 3; ${nested} }
    enum E { ${ENUM.map((name, i) => `${name} = ${ENUM_NUMBERS[i]};`).join(" ")} }`;
}

/** A value as protobufjs takes it, and as it must be in a column. */
interface Pair {
  readonly theirs: unknown;
  readonly ours: Value;
}

const TEXTS = ["", "a", "plain text of some length", 'q"\\', "\n", "é", "日本語", "😀", "x".repeat(200)];

function scalarPair(random: Random, scalar: Scalar): Pair {
  const bits = (BigInt(random(2 ** 31) * 2 + random(2)) << 32n) | BigInt(random(2 ** 31) * 2 + random(2));
  const shifted = bits >> BigInt(random(64));
  switch (scalar) {
    case "double": {
      const value = [0, -0, 1.5, -1e300, 5e-324, Infinity, Number(shifted)][random(7)]!;
      return { theirs: value, ours: value };
    }
    case "float": {
      const value = Math.fround([0, 0.1, -3e38, 16777217, -Infinity][random(5)]!);
      return { theirs: value, ours: value };
    }
    case "bool": {
      const value = random(2) === 1;
      return { theirs: value, ours: value };
    }
    case "string": {
      const value = TEXTS[random(TEXTS.length)]!;
      return { theirs: value, ours: value };
    }
    case "bytes": {
      const value = Uint8Array.from({ length: random(5) }, () => random(256));
      return { theirs: value, ours: value };
    }
  }
  const unsigned = scalar.startsWith("u") || scalar.startsWith("fixed");
  if (scalar.endsWith("32")) {
    const value = Number(unsigned ? BigInt.asUintN(32, shifted) : BigInt.asIntN(32, shifted));
    return { theirs: value, ours: unsigned ? BigInt(value) : value };
  }
  const value = unsigned ? BigInt.asUintN(64, shifted) : BigInt.asIntN(64, shifted);
  return { theirs: String(value), ours: value };
}

function nestedPair(random: Random): Pair {
  const a = scalarPair(random, "int32");
  const b = random(2) === 0 ? undefined : scalarPair(random, "string");
  const c = Array.from({ length: random(3) }, () => scalarPair(random, "sint64"));
  return {
    theirs: { a: a.theirs, ...(b && { b: b.theirs }), c: c.map(({ theirs }) => theirs) },
    ours: [a.ours, b?.ours ?? null, c.map(({ ours }) => ours)],
  };
}

function singlePair(random: Random, { type, mapValue }: Spec): Pair {
  switch (type) {
    case "E": {
      const i = random(4);
      return { theirs: ENUM_NUMBERS[i], ours: ENUM[i]! };
    }
    case "N":
      return nestedPair(random);
    case "google.protobuf.Timestamp": {
      const seconds = BigInt(random(2 ** 31)) * 4n - 2n ** 32n;
      const nanos = random(2) === 0 ? 0 : random(1_000_000_000);
      const theirs = { seconds: String(seconds), nanos };
      return { theirs, ours: seconds * 1_000_000_000n + BigInt(nanos) };
    }
    case "map": {
      const entries = Array.from({ length: random(4) }, (_, i) => [`k${i}é`, mapPair(random, mapValue)] as const);
      return {
        theirs: Object.fromEntries(entries.map(([key, { theirs }]) => [key, theirs])),
        ours: `{${entries.map(([key, { ours }]) => `${JSON.stringify(key)}:${ours}`).join(",")}}`,
      };
    }
    default:
      return scalarPair(random, type);
  }
}

function mapPair(random: Random, scalar: Scalar): Pair {
  if (scalar === "double") return { theirs: 1.5, ours: "1.5" };
  const { theirs, ours } = scalarPair(random, scalar);
  return { theirs, ours: scalar === "string" ? JSON.stringify(ours) : String(ours) };
}

/** Values of one message: by field for protobufjs, and by column. */
function randomMessage(random: Random, specs: readonly Spec[], columns: readonly Field[]) {
  const theirs: Record<string, unknown> = {};
  const ours = new Map<string, Value>();
  for (const spec of specs) {
    if (spec.label === "repeated") {
      const pairs = Array.from({ length: random(4) }, () => singlePair(random, spec));
      theirs[spec.name] = pairs.map((pair) => pair.theirs);
      ours.set(spec.name, pairs.map((pair) => pair.ours));
      continue;
    }
    const isNullable = spec.label !== "" || spec.type === "N" || spec.type.includes(".");
    if (isNullable && random(3) === 0) continue;
    const pair = singlePair(random, spec);
    theirs[spec.name] = pair.theirs;
    ours.set(spec.name, pair.ours);
  }
  return { theirs, ours: columns.map(({ name }) => ours.get(name) ?? null) };
}

/** `nested` are more fields of N. */
function* schemas(nested: string): Generator<
  { random: Random; specs: Spec[]; message: ProtoMessage; type: protobuf.Type; seed: number; text: string }
> {
  for (let seed = FIRST_SEED; seed < FIRST_SEED + COUNT / PER_SCHEMA; seed++) {
    const random = seeded(seed);
    const specs = randomSpecs(random);
    const text = protoOf(specs, nested);
    const root = new protobuf.Root();
    root.addJSON(protobuf.common.get("google/protobuf/timestamp.proto")!.nested!);
    protobuf.parse(text, root, { keepCase: true });
    root.resolveAll();
    const message = protoFileOf({ text, dependencies: [] }).messages[0]!;
    yield { random, specs, message, type: root.lookupType("M"), seed, text };
  }
}

Deno.test("ProtobufDecoder reads what protobufjs writes", () => {
  for (const { random, specs, message, type, seed } of schemas("")) {
    const columns = columnsOfMessage(message);
    const sent = Array.from({ length: PER_SCHEMA }, () => randomMessage(random, specs, columns));
    const bytes = sent.map(({ theirs }) => type.encode(type.fromObject(theirs)).finish());
    const { rows, errors } = decodeBare(message, bytes);
    assert.deepEqual([...errors.values()].map(({ message }) => message), [], `seed ${seed}`);
    rows.forEach((row, i) => assert.deepEqual(row, sent[i]!.ours, `seed ${seed}, message ${i}`));
  }
});

Deno.test("protobufjs reads what protobufEncoder writes", () => {
  for (const { random, specs, message, type, seed } of schemas("")) {
    // No column can hold a map, and none is written.
    const columns = columnsOfMessage(message).filter(({ name }) =>
      specs.find((spec) => spec.name === name)?.type !== "map"
    );
    const sent = Array.from(
      { length: PER_SCHEMA },
      () => randomMessage(random, specs.filter(({ type }) => type !== "map"), columns),
    );
    const filled = columns.map((field, i) => {
      const column = columnFor(field);
      sent.forEach(({ ours }, row) => setValue(column, row, ours[i]!));
      return column;
    });
    const encoder = protobufEncoder(columns, message, Uint8Array.of(7, 7), "test");
    encoder.bind({ length: sent.length, columns: filled });
    const out = new ByteWriter(0);
    sent.forEach(({ theirs }, row) => {
      out.clear();
      encoder.encode(row, out);
      const bytes = out.written().slice();
      assert.deepEqual([...bytes.subarray(0, 2)], [7, 7]);
      const options = { longs: String, bytes: String, defaults: true, arrays: true } as const;
      const expected = type.toObject(type.decode(type.encode(type.fromObject(theirs)).finish()), options);
      const found = type.toObject(type.decode(bytes.subarray(2)), options);
      assert.deepEqual(found, expected, `seed ${seed}, row ${row}`);
      // What it does not write are defaults: canonical encoders write as many bytes.
      assert(bytes.length - 2 <= type.encode(type.fromObject(theirs)).finish().length, `seed ${seed}, row ${row}`);
    });
  }
});

function damaged(random: Random, bytes: Uint8Array, other: Uint8Array): Uint8Array {
  let result = bytes.slice();
  for (let times = random(4); times > 0; times--) {
    const at = random(result.length + 1);
    switch (random(6)) {
      case 0:
        result = result.slice(0, at);
        break;
      case 1:
        if (at < result.length) result[at] = random(256);
        break;
      case 2:
        if (at < result.length) result[at]! ^= 1 << random(8);
        break;
      case 3:
        result = Uint8Array.of(
          ...result.subarray(0, at),
          ...Array.from({ length: random(12) }, () => 128 + random(128)),
          ...result.subarray(at),
        );
        break;
      case 4:
        result = Uint8Array.of(...result, ...other);
        break;
      default:
        result = Uint8Array.of(...result.subarray(0, at), ...result.subarray(at + random(4)));
    }
  }
  return result;
}

function framedOutcomes(text: string, fields: readonly Field[], messages: readonly Uint8Array[]): Outcome {
  const schemas = knownSchemas(registered(1, "PROTOBUF", text));
  const unknown = new DataError("no such schema");
  const known = { ...schemas, get: (id: number) => schemas.get(id) ?? unknown };
  const decoders = new ProtobufDecoders(fields.map((field) => ({ ...field, needed: true })));
  return decodeAll(new RegistryDecoder(decoders, known), fields, messages);
}

Deno.test("ProtobufDecoder's scanners agree with the exact reader on damaged messages", () => {
  let bad = 0;
  let good = 0;
  for (const { random, specs, message, type, seed, text } of schemas("N n = 4;")) {
    const columns = columnsOfMessage(message);
    const sent = Array.from(
      { length: PER_SCHEMA },
      () => type.encode(type.fromObject(randomMessage(random, specs, columns).theirs)).finish(),
    );
    const messages = sent.map((bytes, i) => damaged(random, bytes, sent[(i + 1) % sent.length]!));
    const { rows, of, errors } = decodeBare(message, messages);
    const found = new Map(of.map((record, row) => [record, rows[row]!]));
    const reader = new MessageReader(message, columns, new Readers());
    const whole = framedOutcomes(text, columns, messages.map((bytes) => framedMessage(1, Uint8Array.of(0, ...bytes))));
    assert.deepEqual(whole.rows, rows, `seed ${seed}, with headers`);
    assert.deepEqual([...whole.errors.keys()], [...errors.keys()], `seed ${seed}, with headers`);
    // Headers and indexes that are damaged too: every record has one outcome.
    const torn = framedOutcomes(
      text,
      columns,
      sent.map((bytes) => damaged(random, framedMessage(1, Uint8Array.of(0, ...bytes)), bytes)),
    );
    assert.equal(torn.rows.length + torn.errors.size, sent.length, `seed ${seed}, damaged headers`);
    messages.forEach((bytes, i) => {
      const padded = Uint8Array.of(...bytes, ...new Uint8Array(8));
      let expected: Value[] | string;
      try {
        expected = reader.read(new WireCursor().over(padded, 0, bytes.length), 0);
      } catch (error) {
        assert(error instanceof BadWire, String(error));
        expected = error.reason;
      }
      const where = `seed ${seed}, message ${i}: ${bytes.toHex()}`;
      if (typeof expected === "string") {
        bad++;
        assert.equal(found.get(i), undefined, where);
        assert(errors.get(i)?.message.endsWith(expected), where);
      } else {
        good++;
        assert.deepEqual(found.get(i), expected, where);
      }
    });
  }
  assert(bad > COUNT / 10 && good > COUNT / 10, `${bad} bad, ${good} good`);
});

Deno.test("ProtobufDecoder refuses what protobufjs refuses", () => {
  for (const { random, specs, message, type, seed } of schemas("N n = 4;")) {
    // A message that another branch unsets is not looked into.
    if (specs.some(({ label, type }) => label === "oneof" && (type === "N" || type.includes(".")))) continue;
    const columns = columnsOfMessage(message);
    const messages = Array.from({ length: PER_SCHEMA }, () => {
      const bytes = type.encode(type.fromObject(randomMessage(random, specs, columns).theirs)).finish();
      return damaged(random, bytes, new Uint8Array(0));
    });
    const { errors } = decodeBare(message, messages);
    messages.forEach((bytes, i) => {
      let refused: unknown;
      try {
        type.decode(bytes);
      } catch (error) {
        refused = error;
      }
      if (refused) assert(errors.has(i), `seed ${seed}, message ${i}: ${bytes.toHex()} ${refused}`);
    });
  }
});
