/** Protobuf for a registry: reading schemas, and whether what is written with one can be read with another. */
import type { Incompatibility, ReadSchema, SchemaLanguage, Sides } from "../../registry/language.ts";
import { fromDescriptor, toDescriptor } from "./file/descriptor.ts";
import type { ProtoField, ProtoFile, ProtoMessage, ProtoType } from "./file/file.ts";
import { parseProto } from "./file/parse.ts";
import { protoText } from "./file/text.ts";
import { tokensOf } from "./file/tokens.ts";

export interface ReadProto extends ReadSchema {
  readonly file: ProtoFile;
}

export const PROTOBUF: SchemaLanguage<ReadProto> = {
  /** Also takes the base64 of a descriptor, which becomes text. */
  read(text, dependencies) {
    const described = fromDescriptor(text.trim());
    const proto = described ? protoText(described) : text;
    const file = parseProto(proto, dependencies);
    if (file.messages.length + file.enums.length + file.services.length + file.imports.length === 0) {
      throw new Error("it defines nothing");
    }
    return { file, text: proto, identity: tokensOf(proto).join(" "), normalized: protoText(file) };
  },
  serialized: (text, dependencies) => toDescriptor(parseProto(text, dependencies)),
  incompatibilities: (reader, writer, sides) => [...problemsOf(reader.file, writer.file, sides)],
};

/** Wire formats: a value of one kind is read as one of the same group without loss of what matters. */
const GROUPS: readonly (readonly string[])[] = [
  ["int32", "uint32", "int64", "uint64", "bool"],
  ["sint32", "sint64"],
  ["string", "bytes"],
  ["fixed32", "sfixed32"],
  ["fixed64", "sfixed64"],
];

/** What the reader's file does not do with the writer's bytes. Messages belong together by their full names. */
function* problemsOf(reader: ProtoFile, writer: ProtoFile, sides: Sides): Generator<Incompatibility> {
  const readers = messagesOf(reader);
  const packages = { reader: prefixOf(reader), writer: prefixOf(writer) };
  for (const [path, message] of messagesOf(writer)) {
    const read = readers.get(path);
    if (read) yield* fieldProblems(read, message, path, packages, sides);
    else {
      const description =
        `The message '${path}' of the ${sides.writer} schema is missing in the ${sides.reader} schema`;
      yield { kind: "MESSAGE_REMOVED", path: `#/${path}`, description };
    }
  }
}

interface Packages {
  /** `.shop.`, or `.` without a package. */
  readonly reader: string;
  readonly writer: string;
}

function prefixOf({ package: name }: ProtoFile): string {
  return name === "" ? "." : `.${name}.`;
}

/** By their names within the file: `Order`, `Order.Item`. */
function messagesOf(file: ProtoFile): ReadonlyMap<string, ProtoMessage> {
  const found = new Map<string, ProtoMessage>();
  const visit = (messages: readonly ProtoMessage[], prefix: string) => {
    for (const message of messages) {
      found.set(`${prefix}${message.name}`, message);
      visit(message.messages, `${prefix}${message.name}.`);
    }
  };
  visit(file.messages, "");
  return found;
}

function* fieldProblems(
  reader: ProtoMessage,
  writer: ProtoMessage,
  path: string,
  packages: Packages,
  sides: Sides,
): Generator<Incompatibility> {
  const read = new Map(reader.fields.map((field) => [field.number, field]));
  const written = new Map(writer.fields.map((field) => [field.number, field]));
  for (const field of reader.fields) {
    const other = written.get(field.number);
    const at = `#/${path}/${field.number}`;
    if (other) yield* changeProblems(field, other, at, packages, sides);
    else if (field.label === "required") {
      yield problem(
        "REQUIRED_FIELD_ADDED",
        at,
        `The required field '${field.name}' at path '${at}' in the ${sides.reader} ` +
          `schema is missing in the ${sides.writer} schema`,
      );
    }
  }
  for (const field of writer.fields) {
    const at = `#/${path}/${field.number}`;
    if (read.has(field.number)) continue;
    if (field.label === "required") {
      yield problem(
        "REQUIRED_FIELD_REMOVED",
        at,
        `The required field '${field.name}' at path '${at}' in the ` +
          `${sides.writer} schema is missing in the ${sides.reader} schema`,
      );
    }
    if (field.oneof !== undefined && reader.oneofs.includes(field.oneof)) {
      yield problem(
        "ONEOF_FIELD_REMOVED",
        at,
        `The field '${field.name}' at path '${at}' of oneof '${field.oneof}' in ` +
          `the ${sides.writer} schema is missing in the ${sides.reader} schema`,
      );
    }
  }
  yield* oneofProblems(reader, written, path, sides);
}

/** Fields that could be set together, of which now only one is kept. */
function* oneofProblems(
  reader: ProtoMessage,
  written: ReadonlyMap<number, ProtoField>,
  path: string,
  sides: Sides,
): Generator<Incompatibility> {
  for (const oneof of reader.oneofs) {
    const fields = reader.fields.filter((field) => field.oneof === oneof);
    const before = fields.map(({ number }) => written.get(number)).filter((field) => field !== undefined);
    const groups = new Set(before.map((field) => field.oneof ?? `#${field.number}`));
    if (groups.size < 2) continue;
    const at = `#/${path}/${oneof}`;
    const names = before.map(({ name }) => name).join(", ");
    yield problem(
      "MULTIPLE_FIELDS_MOVED_TO_ONEOF",
      at,
      `The oneof '${oneof}' at path '${at}' in the ${sides.reader} ` +
        `schema holds one of the fields ${names}, which the ${sides.writer} schema may set together`,
    );
  }
}

function* changeProblems(
  reader: ProtoField,
  writer: ProtoField,
  at: string,
  packages: Packages,
  sides: Sides,
): Generator<Incompatibility> {
  const change = (what: string, read: string, written: string) =>
    `The field '${reader.name}' at path '${at}' ${what} ${read} in the ${sides.reader} schema and ${written} in the ` +
    `${sides.writer} schema`;
  const [read, written] = [typeText(reader), typeText(writer)];
  if (!sameType(reader, writer, packages)) {
    const kind = reader.type.kind !== writer.type.kind
      ? "FIELD_KIND_CHANGED"
      : reader.type.kind === "scalar"
      ? "FIELD_SCALAR_KIND_CHANGED"
      : "FIELD_NAMED_TYPE_CHANGED";
    yield problem(kind, at, change("has type", read, written));
    return;
  }
  const isRepeated = (field: ProtoField) => field.label === "repeated" || field.key !== undefined;
  if (isRepeated(reader) !== isRepeated(writer) && !isDelimited(reader.type)) {
    const label = (field: ProtoField) => isRepeated(field) ? "repeated" : "a single value";
    yield problem("FIELD_NUMERIC_LABEL_CHANGED", at, change("is", label(reader), label(writer)));
  }
  if (reader.label === "required" && writer.label !== "required") {
    yield problem("REQUIRED_FIELD_ADDED", at, change("is", "required", "not"));
  }
}

/** The last of several values, or one of many, is read where the other is expected. */
function isDelimited({ kind, name }: ProtoType): boolean {
  return kind === "message" || name === "string" || name === "bytes";
}

function sameType(reader: ProtoField, writer: ProtoField, packages: Packages): boolean {
  if ((reader.key === undefined) !== (writer.key === undefined)) return false;
  if (reader.key !== undefined && !sameScalar(reader.key, writer.key ?? "")) return false;
  const [read, written] = [reader.type, writer.type];
  if (read.kind !== written.kind) return isVarint(read) && isVarint(written);
  if (read.kind === "scalar") return sameScalar(read.name, written.name);
  return local(read.name, packages.reader) === local(written.name, packages.writer);
}

/** An enum is a number on the wire. */
function isVarint({ kind, name }: ProtoType): boolean {
  return kind === "enum" || (kind === "scalar" && GROUPS[0]?.includes(name) === true);
}

function sameScalar(one: string, other: string): boolean {
  return one === other || GROUPS.some((group) => group.includes(one) && group.includes(other));
}

/** A type of the file itself without its package, which may change. */
function local(name: string, prefix: string): string {
  return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}

function typeText({ key, type }: ProtoField): string {
  return key === undefined ? type.name : `map<${key}, ${type.name}>`;
}

function problem(kind: string, path: string, description: string): Incompatibility {
  return { kind, path, description };
}
