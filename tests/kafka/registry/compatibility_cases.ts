/** Pairs of schemas, and whether a reader with the one understands what was written with the other. */
import { record } from "./rest.ts";

export interface Case {
  readonly name: string;
  readonly type: "AVRO" | "JSON" | "PROTOBUF";
  readonly old: unknown;
  readonly new: unknown;
  /** Whether the new schema may follow the old one with the level BACKWARD, and with FORWARD. */
  readonly backward: boolean;
  readonly forward: boolean;
  /** Why Apicurio is known to judge otherwise: it is then not asked. */
  readonly apicurio?: string;
}

const int = { name: "a", type: "int" };
const e = (...symbols: string[]) => record({ name: "e", type: { type: "enum", name: "E", symbols } });
const fixed = (name: string, size: number) => record({ name: "f", type: { type: "fixed", name, size } });
const typed = (type: unknown, more = {}) => record({ name: "a", type, ...more });

function avro(name: string, old: unknown, next: unknown, backward: boolean, forward: boolean, apicurio?: string): Case {
  return { name: `Avro: ${name}`, type: "AVRO", old, new: next, backward, forward, ...(apicurio && { apicurio }) };
}

const AVRO: readonly Case[] = [
  avro("the same", record(int), record(int), true, true),
  avro("a field with a default is added", record(int), record(int, { name: "b", type: "int", default: 0 }), true, true),
  avro("a field without a default is added", record(int), record(int, { name: "b", type: "int" }), false, true),
  avro("a field without a default is removed", record(int, { name: "b", type: "int" }), record(int), true, false),
  avro(
    "fields change places",
    record(int, { name: "b", type: "int" }),
    record({ name: "b", type: "int" }, int),
    true,
    true,
  ),
  avro(
    "a field is renamed with an alias",
    record(int),
    record({ name: "b", aliases: ["a"], type: "int" }),
    true,
    false,
  ),
  avro("int becomes long", typed("int"), typed("long"), true, false),
  avro("int becomes float", typed("int"), typed("float"), true, false),
  avro("long becomes double", typed("long"), typed("double"), true, false),
  avro("float becomes double", typed("float"), typed("double"), true, false),
  avro("int becomes string", typed("int"), typed("string"), false, false),
  avro("string becomes bytes", typed("string"), typed("bytes"), true, true),
  avro("a type becomes optional", typed("int"), typed(["null", "int"]), true, false),
  avro("a union gains a branch", typed(["null", "int"]), typed(["null", "int", "string"]), true, false),
  avro("a union's branches change places", typed(["null", "int"]), typed(["int", "null"]), true, true),
  avro("an enum gains a symbol", e("A"), e("A", "B"), true, false),
  avro("an enum's symbols change places", e("A", "B"), e("B", "A"), true, true),
  avro("a fixed grows", fixed("F", 4), fixed("F", 5), false, false),
  avro("a fixed is renamed", fixed("F", 4), fixed("G", 4), false, false),
  avro(
    "items become wider",
    typed({ type: "array", items: "int" }),
    typed({ type: "array", items: "long" }),
    true,
    false,
  ),
  avro(
    "values become wider",
    typed({ type: "map", values: "int" }),
    typed({ type: "map", values: "long" }),
    true,
    false,
  ),
  avro(
    "an array becomes a map",
    typed({ type: "array", items: "int" }),
    typed({ type: "map", values: "int" }),
    false,
    false,
  ),
  avro("documentation changes", record(int), record({ ...int, doc: "how many" }), true, true),
  avro("a logical type goes", typed({ type: "long", logicalType: "timestamp-millis" }), typed("long"), true, true),
  avro(
    "a list that contains itself gains a field",
    record(int, { name: "next", type: ["null", "R"], default: null }),
    record(int, { name: "next", type: ["null", "R"], default: null }, { name: "b", type: "int" }),
    false,
    true,
  ),
];

const text = { type: "string" };
const integer = { type: "integer" };

function object(properties: unknown, required: readonly string[] = [], additionalProperties?: unknown): unknown {
  return {
    type: "object",
    properties,
    ...(required.length > 0 && { required }),
    ...(additionalProperties !== undefined && { additionalProperties }),
  };
}

function json(name: string, old: unknown, next: unknown, backward: boolean, forward: boolean, apicurio?: string): Case {
  return {
    name: `JSON Schema: ${name}`,
    type: "JSON",
    old,
    new: next,
    backward,
    forward,
    ...(apicurio && { apicurio }),
  };
}

const JSON_SCHEMA: readonly Case[] = [
  json("the same", object({ a: text }), object({ a: text }), true, true),
  json("a property is added to an open object", object({ a: text }), object({ a: text, b: text }), false, true),
  json(
    "one that may be anything is",
    object({ a: text }),
    object({ a: text, b: {} }),
    true,
    true,
    "it does not look at the schema of the property",
  ),
  json(
    "an optional one is added to a closed object",
    object({ a: text }, [], false),
    object({ a: text, b: text }, [], false),
    true,
    false,
  ),
  json("a demanded one is", object({ a: text }, [], false), object({ a: text, b: text }, ["b"], false), false, false),
  json(
    "a demanded one with a default is",
    object({ a: text }, [], false),
    object({ a: text, b: { ...text, default: "" } }, ["b"], false),
    true,
    false,
    "it does not look at defaults",
  ),
  json(
    "one is added that additional ones covered",
    object({ a: text }, [], text),
    object({ a: text, b: text }, [], text),
    true,
    true,
  ),
  json(
    "one is added that they did not",
    object({ a: text }, [], text),
    object({ a: text, b: integer }, [], text),
    false,
    false,
  ),
  json("a property becomes demanded", object({ a: text }), object({ a: text }, ["a"]), false, true),
  json("an object becomes closed", object({ a: text }), object({ a: text }, [], false), false, true),
  json("a type grows", object({ a: integer }), object({ a: { type: "number" } }), true, false),
  json("a type becomes nullable", object({ a: text }), object({ a: { type: ["string", "null"] } }), true, false),
  json("a type changes", object({ a: text }), object({ a: integer }), false, false),
  json("an enum grows", object({ a: { enum: ["x"] } }), object({ a: { enum: ["x", "y"] } }), true, false),
  json(
    "a text may be longer",
    object({ a: { ...text, maxLength: 5 } }),
    object({ a: { ...text, maxLength: 9 } }),
    true,
    false,
  ),
  json(
    "a number may be smaller",
    object({ a: { ...integer, minimum: 5 } }),
    object({ a: { ...integer, minimum: 1 } }),
    true,
    false,
  ),
  json("a limit is added", object({ a: integer }), object({ a: { ...integer, maximum: 9 } }), false, true),
  json(
    "a pattern changes",
    object({ a: { ...text, pattern: "a" } }),
    object({ a: { ...text, pattern: "b" } }),
    false,
    false,
  ),
  json(
    "items grow",
    object({ a: { type: "array", items: integer } }),
    object({ a: { type: "array", items: { type: "number" } } }),
    true,
    false,
  ),
  json(
    "a choice gains a branch",
    object({ a: { oneOf: [text] } }),
    object({ a: { oneOf: [text, integer] } }),
    true,
    false,
  ),
  json(
    "a title changes",
    { ...object({ a: text }) as object, title: "x" },
    { ...object({ a: text }) as object, title: "y" },
    true,
    true,
  ),
  json(
    "a definition changes",
    { definitions: { d: text }, ...object({ a: { $ref: "#/definitions/d" } }) as object },
    { definitions: { d: integer }, ...object({ a: { $ref: "#/definitions/d" } }) as object },
    false,
    false,
  ),
];

function proto(name: string, old: string, next: string, backward: boolean, forward: boolean, apicurio?: string): Case {
  const file = (body: string) => `syntax = "proto3"; ${body}`;
  return {
    name: `Protobuf: ${name}`,
    type: "PROTOBUF",
    old: file(old),
    new: file(next),
    backward,
    forward,
    ...(apicurio && { apicurio }),
  };
}

const PROTOBUF: readonly Case[] = [
  proto("the same", "message A { int32 a = 1; }", "message A { int32 a = 1; }", true, true),
  proto(
    "a field is added",
    "message A { int32 a = 1; }",
    "message A { int32 a = 1; string b = 2; }",
    true,
    true,
    "it wants removed fields to be reserved",
  ),
  proto("a number gets another type", "message A { int32 a = 1; }", "message A { string a = 1; }", false, false),
  proto(
    "int32 becomes int64",
    "message A { int32 a = 1; }",
    "message A { int64 a = 1; }",
    true,
    true,
    "it takes no other type of the same encoding",
  ),
  proto("int32 becomes sint32", "message A { int32 a = 1; }", "message A { sint32 a = 1; }", false, false),
  proto(
    "a message goes",
    "message A { int32 a = 1; } message B { int32 a = 1; }",
    "message A { int32 a = 1; }",
    false,
    true,
  ),
  proto(
    "a message is added",
    "message A { int32 a = 1; }",
    "message A { int32 a = 1; } message B { int32 a = 1; }",
    true,
    false,
  ),
  proto(
    "a field gets another message",
    "message A { B a = 1; } message B {} message C {}",
    "message A { C a = 1; } message B {} message C {}",
    false,
    false,
  ),
  proto(
    "an enum gains a value",
    "message A { E a = 1; } enum E { X = 0; }",
    "message A { E a = 1; } enum E { X = 0; Y = 1; }",
    true,
    true,
    "it wants removed values to be reserved",
  ),
  proto(
    "two fields move into one oneof",
    "message A { int32 a = 1; int32 b = 2; }",
    "message A { oneof o { int32 a = 1; int32 b = 2; } }",
    false,
    true,
    "it does not look at oneofs",
  ),
  proto("numbers become one number", "message A { repeated int32 a = 1; }", "message A { int32 a = 1; }", false, false),
];

export const CASES: readonly Case[] = [...AVRO, ...JSON_SCHEMA, ...PROTOBUF];
