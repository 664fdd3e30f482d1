/** The .proto file of what a sink writes: `sql.md` §7.6. */
import type { Field } from "../../field.ts";
import type { RegisteredSchema, SchemaText } from "../../registry/registry.ts";
import type { SqlType } from "../../types.ts";
import { indexesOf, messageAt, protoFileOf } from "./schema.ts";
import type { ProtoField, ProtoFile, ProtoMessage, ProtoType, Scalar } from "./schema.ts";
import { protoName, protoNames } from "./names.ts";
import type * as text from "./file/file.ts";
import { parseProto } from "./file/parse.ts";
import { protoText } from "./file/text.ts";
import { canWrite } from "./write_value.ts";

/**
 * `fields` are the sink's, `name` the table's; `existing` the subject's latest schema: the message called `chosen`, or its first,
 * becomes the one that is written. Fields that the columns can be written into stay as they are, others keep their number by name, numbers of those
 * that are gone are reserved. What else is in the file stays; only one that is no proto3 is written anew.
 */
export function schemaOfColumns(
  fields: readonly Field[],
  name: string,
  existing: RegisteredSchema | undefined,
  chosen: string | undefined,
): SchemaText {
  const before = existing?.type === "PROTOBUF" ? beforeOf(existing, chosen) : undefined;
  const visible = fields.filter((field) => field.hidden !== true);
  const old = before?.indexes && messageAt(before.file, before.indexes);
  const kept = before !== undefined && old !== undefined && before.text.syntax === "proto3";
  const file: text.ProtoFile = kept ? before.text : { ...EMPTY, package: before?.text.package ?? "" };
  const scope = file.package === "" ? "" : `${file.package}.`;
  const writer = new MessageWriter(kept ? textsOf(file.messages, scope) : new Map());
  const message = writer.message(protoName(old?.name ?? chosen ?? name), visible, old);
  const messages = kept ? edited(file.messages, scope, writer.edits.set(old.fullName, message)) : [message];
  const known = new Set(file.imports.map(({ path }) => path));
  const added = [...writer.imports].filter((path) => !known.has(path)).sort();
  const imports = [...file.imports, ...added.map((path) => ({ path, modifier: "" as const }))];
  return {
    type: "PROTOBUF",
    text: protoText({ ...file, messages, imports }),
    references: kept ? existing?.references ?? [] : [],
  };
}

/** All messages by their full names. */
function textsOf(
  messages: readonly text.ProtoMessage[],
  scope: string,
  found = new Map<string, text.ProtoMessage>(),
): Map<string, text.ProtoMessage> {
  for (const message of messages) {
    found.set(scope + message.name, message);
    textsOf(message.messages, `${scope}${message.name}.`, found);
  }
  return found;
}

function edited(
  messages: readonly text.ProtoMessage[],
  scope: string,
  edits: ReadonlyMap<string, text.ProtoMessage>,
): readonly text.ProtoMessage[] {
  return messages.map((message) => {
    const { name } = message;
    const own = edits.get(scope + name) ?? message;
    return { ...own, messages: edited(own.messages, `${scope}${name}.`, edits) };
  });
}

const EMPTY: text.ProtoFile = {
  syntax: "proto3",
  package: "",
  imports: [],
  options: {},
  messages: [],
  enums: [],
  services: [],
};

interface Before {
  readonly file: ProtoFile;
  /** The same file, to be written again. */
  readonly text: text.ProtoFile;
  readonly indexes: readonly number[] | undefined;
}

/** Undefined: there is nothing in it that could be kept. */
function beforeOf(existing: RegisteredSchema, chosen: string | undefined): Before | undefined {
  try {
    const file = protoFileOf(existing);
    const indexes = chosen === undefined ? file.messages.length > 0 ? [0] : undefined : indexesOf(file, chosen);
    return { file, text: parseProto(existing.text, existing.dependencies), indexes };
  } catch {
    return undefined;
  }
}

function parsed(schema: Pick<RegisteredSchema, "text" | "dependencies">): ProtoFile | undefined {
  try {
    return protoFileOf(schema);
  } catch {
    return undefined;
  }
}

class MessageWriter {
  readonly imports = new Set<string>();
  /** By full name: what becomes of messages that are there. */
  readonly edits = new Map<string, text.ProtoMessage>();

  /** `texts` are the messages of the file that is kept, by their full names. */
  constructor(readonly texts: ReadonlyMap<string, text.ProtoMessage>) {}

  /** `before` is the message that is there, to be kept as far as possible. */
  message(name: string, columns: readonly Field[], before: ProtoMessage | undefined): text.ProtoMessage {
    const names = protoNames(columns.map(({ name }) => name));
    const written = before && this.texts.get(before.fullName);
    const old = new Map((before?.fields ?? []).map((field) => [field.name, field]));
    const texts = new Map((written?.fields ?? []).map((field) => [field.name, field]));
    const kept = new Set(names);
    const removed = [...old.values()].filter((field) => !kept.has(field.name)).map(({ number }) => number);
    const ranges = (before?.reserved ?? []).flatMap((one) => typeof one === "string" ? [] : [one]);
    const reserved = merged([...ranges, ...removed.map((number) => [number, number] as const)]);
    const numbers = new Numbers([...old.values()].map(({ number }) => number), reserved);
    const messages = [...written?.messages ?? []];
    const fields = columns.map((column, i): text.ProtoField => {
      const fit = names[i] ?? "";
      const field = old.get(fit);
      const text = texts.get(fit);
      if (field !== undefined && text !== undefined) {
        if (canWrite(column, field)) return text;
        const optional = { ...field, presence: true };
        if (field.oneof === undefined && canWrite(column, optional)) return { ...text, label: "optional" };
      }
      const isList = column.type.kind === "array";
      const single = column.type.kind === "array" ? column.type.element : column.type;
      const type = this.#type(single, fit, field, messages);
      const label = isList ? "repeated" : column.nullable && type.kind === "scalar" ? "optional" : "";
      return { name: fit, number: field?.number ?? numbers.next(), label, type, options: {} };
    });
    return {
      name,
      fields,
      oneofs: [...new Set(fields.flatMap(({ oneof }) => oneof ?? []))],
      messages,
      enums: written?.enums ?? [],
      reserved,
      reservedNames: (before?.reserved ?? []).filter((one) => typeof one === "string").filter((one) => !kept.has(one)),
      options: written?.options ?? {},
    };
  }

  /** The message of a STRUCT is one that is there, or is added to `messages`. */
  #type(type: SqlType, name: string, before: ProtoField | undefined, messages: text.ProtoMessage[]): text.ProtoType {
    if (type.kind === "timestamp" || type.kind === "interval") {
      const word = type.kind === "timestamp" ? "Timestamp" : "Duration";
      this.imports.add(`google/protobuf/${word.toLowerCase()}.proto`);
      return { kind: "message", name: `google.protobuf.${word}` };
    }
    if (type.kind !== "struct") return { kind: "scalar", name: scalarOf(type) };
    const old = before?.type.kind === "message" ? before.type.message : undefined;
    if (old !== undefined && this.texts.has(old.fullName)) {
      this.edits.set(old.fullName, this.message(old.name, type.fields, old));
      return { kind: "message", name: `.${old.fullName}` };
    }
    const taken = new Set(messages.map((message) => message.name));
    let own = old?.name ?? `${name.slice(0, 1).toUpperCase()}${name.slice(1)}Value`;
    while (taken.has(own)) own += "_";
    messages.push(this.message(own, type.fields, old));
    return { kind: "message", name: own };
  }
}

function scalarOf(type: SqlType): Scalar {
  switch (type.kind) {
    case "boolean":
      return "bool";
    case "integer":
      return `${type.unsigned ? "u" : ""}int${type.bits === 64 ? 64 : 32}`;
    case "float":
      return type.bits === 32 ? "float" : "double";
    case "bytea":
      return "bytes";
    default:
      return "string";
  }
}

/** 19000 to 19999 belong to Protobuf itself. */
const OWN_NUMBERS = [19_000, 19_999] as const;

/** Numbers for new fields: behind all that are there. */
class Numbers {
  #last: number;

  constructor(used: readonly number[], readonly reserved: readonly (readonly [number, number])[]) {
    this.#last = Math.max(0, ...used);
  }

  next(): number {
    this.#last++;
    for (const [from, to] of merged([...this.reserved, OWN_NUMBERS])) {
      if (this.#last >= from && this.#last <= to) this.#last = to + 1;
    }
    return this.#last;
  }
}

function merged(ranges: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] {
  const all: [number, number][] = [];
  for (const [from, to] of ranges.toSorted(([a], [b]) => a - b)) {
    const last = all.at(-1);
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else all.push([from, to]);
  }
  return all;
}

/** Whether messages of both look the same, whatever the order and comments of the files. */
export function sameSchema(a: SchemaText, b: SchemaText): boolean {
  if (a.type !== b.type || JSON.stringify(a.references) !== JSON.stringify(b.references)) return false;
  if (a.text === b.text) return true;
  // One of them comes from a registry, with the texts of what both refer to.
  const dependencies = [a, b].map((one) => (one as Partial<RegisteredSchema>).dependencies ?? [])
    .find((all) => all.length > 0) ?? [];
  const text = fileText(a.text, dependencies);
  return text !== undefined && text === fileText(b.text, dependencies);
}

function fileText(text: string, dependencies: RegisteredSchema["dependencies"]): string | undefined {
  const file = parsed({ text, dependencies });
  return file && JSON.stringify([file.package, file.messages.map((message) => messageText(message))]);
}

function messageText(message: ProtoMessage): unknown {
  const fields = message.fields.toSorted((a, b) => a.number - b.number).map((field) => [
    field.number,
    field.name,
    typeText(field.type),
    field.repeated,
    field.repeated && field.packed,
    field.required,
    field.presence,
    field.oneof ?? null,
    field.fallback === undefined ? null : String(field.fallback),
  ]);
  const numbers = message.reserved.flatMap((one) => typeof one === "string" ? [] : [one]);
  const words = message.reserved.filter((one) => typeof one === "string");
  const nested = message.nested.map(messageText).map((one) => JSON.stringify(one)).sort();
  return [message.fullName, fields, merged(numbers), words.toSorted(), nested];
}

function typeText(type: ProtoType): string {
  switch (type.kind) {
    case "scalar":
      return type.scalar;
    case "enum":
      return `enum ${[...type.numbers].map(([name, number]) => `${name}=${number}`).join(" ")}`;
    case "map":
      return `map ${type.key} ${typeText(type.value)}`;
    case "message":
      return type.message.fullName;
  }
}
