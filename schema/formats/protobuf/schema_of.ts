/** The .proto file of what a sink writes: `sql.md` §7.6. */
import type { Field } from "../../field.ts";
import type { RegisteredSchema, SchemaText } from "../../registry/registry.ts";
import type { SqlType } from "../../types.ts";
import {
  type ProtoField,
  type ProtoFile,
  protoFileOf,
  type ProtoMessage,
  type ProtoType,
  type Scalar,
} from "./descriptor.ts";
import { indexesOf, messageAt } from "./descriptor.ts";
import { protoName, protoNames } from "./names.ts";
import { fitsScalar } from "./write_value.ts";

/** 19000 to 19999 belong to Protobuf itself. */
const OWN_FIRST = 19_000;
const OWN_LAST = 19_999;

/**
 * `fields` are the sink's, `name` the table's; `existing` the subject's latest schema, of which package, name of the message
 * (the one called `chosen`, or the first), numbers of fields by name and reserved numbers are kept.
 */
export function schemaOfColumns(
  fields: readonly Field[],
  name: string,
  existing: RegisteredSchema | undefined,
  chosen: string | undefined,
): SchemaText {
  const file = existing?.type === "PROTOBUF" ? parsed(existing) : undefined;
  const before = file && messageAt(file, chosen === undefined ? [0] : indexesOf(file, chosen) ?? []);
  const writer = new FileWriter();
  const visible = fields.filter((field) => field.hidden !== true);
  const message = writer.message(protoName(before?.name ?? chosen ?? name), visible, before, "");
  const lines = [
    'syntax = "proto3";',
    ...(file === undefined || file.package === "" ? [] : [`package ${file.package};`]),
    ...[...writer.imports].sort().map((name) => `import "${name}";`),
    "",
    ...message,
    "",
  ];
  return { type: "PROTOBUF", text: lines.join("\n"), references: [] };
}

function parsed(schema: Pick<RegisteredSchema, "text" | "dependencies">): ProtoFile | undefined {
  try {
    return protoFileOf(schema);
  } catch {
    return undefined;
  }
}

class FileWriter {
  readonly imports = new Set<string>();

  /** The lines of a message; `before` is the one whose numbers are kept. */
  message(name: string, columns: readonly Field[], before: ProtoMessage | undefined, indent: string): string[] {
    const names = protoNames(columns.map(({ name }) => name));
    const old = new Map((before?.fields ?? []).map((field) => [field.name, field]));
    const kept = new Set(names);
    const removed = [...old.values()].filter((field) => !kept.has(field.name)).map(({ number }) => number);
    const ranges = (before?.reserved ?? []).flatMap((one) => typeof one === "string" ? [] : [one]);
    const reserved = [...ranges, ...removed.map((number) => [number, number] as const)];
    const words = (before?.reserved ?? []).filter((one) => typeof one === "string" && !kept.has(one));
    const numbers = new Numbers([...old.values()].map(({ number }) => number), reserved);
    const nested: string[] = [];
    const lines = columns.map((column, i) => {
      const own = names[i] ?? "";
      const field = old.get(own);
      const type = this.#type(column.type, own, field, nested, indent);
      const label = type.repeated ? "repeated " : column.nullable && !type.isMessage ? "optional " : "";
      return `${indent}  ${label}${type.text} ${own} = ${field?.number ?? numbers.next()};`;
    });
    return [
      `${indent}message ${name} {`,
      ...(reserved.length === 0 ? [] : [`${indent}  reserved ${rangesText(reserved)};`]),
      ...(words.length === 0 ? [] : [`${indent}  reserved ${words.map((word) => `"${word}"`).join(", ")};`]),
      ...nested,
      ...lines,
      `${indent}}`,
    ];
  }

  #type(
    type: SqlType,
    name: string,
    before: ProtoField | undefined,
    nested: string[],
    indent: string,
  ): { readonly text: string; readonly isMessage: boolean; readonly repeated: boolean } {
    if (type.kind === "array") {
      return { ...this.#type(type.element, name, before, nested, indent), repeated: true };
    }
    if (type.kind === "timestamp" || type.kind === "interval") {
      const word = type.kind === "timestamp" ? "Timestamp" : "Duration";
      this.imports.add(`google/protobuf/${word.toLowerCase()}.proto`);
      return { text: `google.protobuf.${word}`, isMessage: true, repeated: false };
    }
    if (type.kind === "struct") {
      const old = before?.type.kind === "message" ? before.type.message : undefined;
      const own = old?.name ?? `${name.slice(0, 1).toUpperCase()}${name.slice(1)}Value`;
      nested.push(...this.message(own, type.fields, old, `${indent}  `));
      return { text: own, isMessage: true, repeated: false };
    }
    const old = before?.type.kind === "scalar" && fitsScalar(type, before.type.scalar) ? before.type.scalar : undefined;
    return { text: old ?? scalarOf(type), isMessage: false, repeated: false };
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

/** Numbers for new fields: behind all that are there. */
class Numbers {
  #last: number;

  constructor(used: readonly number[], readonly reserved: readonly (readonly [number, number])[]) {
    this.#last = Math.max(0, ...used);
  }

  next(): number {
    this.#last++;
    for (let moved = true; moved;) {
      moved = false;
      for (const [from, to] of [...this.reserved, [OWN_FIRST, OWN_LAST] as const]) {
        if (this.#last < from || this.#last > to) continue;
        this.#last = to + 1;
        moved = true;
      }
    }
    return this.#last;
  }
}

const MAX_NUMBER = 536_870_911;

function rangesText(ranges: readonly (readonly [number, number])[]): string {
  const merged: [number, number][] = [];
  for (const [from, to] of ranges.toSorted(([a], [b]) => a - b)) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged.map(([from, to]) => from === to ? `${from}` : `${from} to ${to >= MAX_NUMBER ? "max" : to}`).join(", ");
}

/** Whether messages of both look the same, whatever the order and comments of the files. */
export function sameSchema(a: SchemaText, b: SchemaText): boolean {
  if (a.type !== b.type) return false;
  if (a.text === b.text && JSON.stringify(a.references) === JSON.stringify(b.references)) return true;
  const [left, right] = [fileText(a), fileText(b)];
  return left !== undefined && left === right;
}

/** A schema that uses others can be read where it came from a registry; else it is compared as it stands. */
function fileText(schema: SchemaText): string | undefined {
  const dependencies = (schema as Partial<RegisteredSchema>).dependencies ?? [];
  const file = parsed({ text: schema.text, dependencies });
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
  return [message.fullName, fields, numbers.length === 0 ? "" : rangesText(numbers), words.toSorted(), nested];
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
