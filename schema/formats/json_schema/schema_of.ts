/** The JSON Schema of what a sink writes: `sql.md` §7.6, for the values of §7.2. */
import type { Field } from "../../field.ts";
import type { RegisteredSchema, SchemaText } from "../../registry/registry.ts";
import type { SqlType, StructField } from "../../types.ts";
import type { JsonStyle } from "../json_style.ts";
import { isObject, type SchemaNode } from "./document.ts";

/** What makes no difference to values: kept from the schema that is there, and passed over by {@link sameSchema}. */
const WORDS = ["title", "description", "$comment"];

/**
 * `fields` are the sink's; `existing` the subject's latest schema, whose `$id`, titles and descriptions are kept;
 * `style` that of the sink's options; undefined: a single column of any JSON.
 */
export function schemaOfColumns(
  fields: readonly Field[],
  style: JsonStyle | undefined,
  name: string,
  existing: RegisteredSchema | undefined,
): SchemaText {
  const before = parsed(existing);
  const head = headOf(name, before);
  const visible = fields.filter((field) => field.hidden !== true);
  const schema = style === undefined ? head : { ...head, ...objectOf(visible, style, before) };
  return { type: "JSON", text: JSON.stringify(schema), references: [] };
}

/** The schema of a value that stands alone, as record keys do; as {@link schemaOfColumns} otherwise. */
export function schemaOfValue(
  type: SqlType,
  style: JsonStyle,
  name: string,
  existing: RegisteredSchema | undefined,
): SchemaText {
  const before = parsed(existing);
  const schema = { ...headOf(name, before), ...valueSchema(type, false, style, before) };
  return { type: "JSON", text: JSON.stringify(schema), references: [] };
}

function headOf(name: string, before: SchemaNode): SchemaNode {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    ...(typeof before.$id === "string" && { $id: before.$id }),
    ...wordsOf({ title: name, ...before }),
  };
}

function parsed(existing: RegisteredSchema | undefined): SchemaNode {
  if (existing?.type !== "JSON") return {};
  try {
    const schema: unknown = JSON.parse(existing.text);
    return isObject(schema) ? schema : {};
  } catch {
    return {};
  }
}

function wordsOf(node: unknown): SchemaNode {
  return isObject(node)
    ? Object.fromEntries(WORDS.filter((word) => typeof node[word] === "string").map((word) => [word, node[word]]))
    : {};
}

function objectOf(members: readonly StructField[], style: JsonStyle, before: unknown): SchemaNode {
  const old = isObject(before) && isObject(before.properties) ? before.properties : {};
  const properties = members.map(({ name, type, nullable }) => {
    const own = Object.hasOwn(old, name) ? old[name] : undefined;
    return [name, { ...valueSchema(type, nullable, style, own), ...wordsOf(own) }] as const;
  });
  const required = members.filter(({ nullable }) => !nullable).map(({ name }) => name);
  return {
    type: "object",
    properties: Object.fromEntries(properties),
    // Draft 4 knows no empty list.
    ...(required.length > 0 && { required }),
  };
}

/** The schema of one written value; of a JSON value it says nothing. */
export function valueSchema(type: SqlType, nullable: boolean, style: JsonStyle, before?: unknown): SchemaNode {
  const { type: name, ...rest } = presentSchema(type, style, before);
  return name === undefined ? rest : { type: nullable ? [name, "null"] : name, ...rest };
}

function presentSchema(type: SqlType, style: JsonStyle, before: unknown): SchemaNode {
  switch (type.kind) {
    case "boolean":
      return { type: "boolean" };
    case "integer":
      return { type: "integer", format: `${type.unsigned ? "u" : ""}int${type.bits}` };
    case "float":
      return { type: "number", format: type.bits === 32 ? "float" : "double" };
    case "decimal":
      if (style.decimals === "bytes") return { type: "string", contentEncoding: "base64" };
      return { type: style.decimals };
    case "timestamp":
      return style.times === "text"
        ? { type: "string", format: "date-time-local" }
        : { type: "integer", format: "int64" };
    case "date":
      return style.times === "text" ? { type: "string", format: "date" } : { type: "integer", format: "int64" };
    case "time":
      return { type: "string", format: "time-local" };
    case "text":
    case "interval":
    case "null":
      return { type: "string" };
    case "bytea":
      return { type: "string", contentEncoding: "base64" };
    case "json":
      return {};
    case "struct":
      return objectOf(type.fields, style, before);
    case "array": {
      const items = isObject(before) ? before.items : undefined;
      return { type: "array", items: { ...valueSchema(type.element, true, style, items), ...wordsOf(items) } };
    }
    default:
      return type satisfies never;
  }
}

/** Whether both say the same of values, whatever their order, titles and descriptions. */
export function sameSchema(a: SchemaText, b: SchemaText): boolean {
  return a.type === b.type && canonical(a) === canonical(b);
}

function canonical({ text, references }: SchemaText): string {
  const used = references.map(({ name, subject, version }) => `${name} ${subject} ${version}`).sort();
  try {
    return JSON.stringify([ordered(JSON.parse(text), "schema"), used]);
  } catch {
    return JSON.stringify([text, used]);
  }
}

/** What the keys of an object are: keywords, or names of properties and definitions. */
type Level = "schema" | "names" | "data";

const NAMED = ["properties", "patternProperties", "definitions", "$defs", "dependentSchemas"];

/** Keys in order, without words; `type` and `required` as sets. */
function ordered(value: unknown, level: Level): unknown {
  if (Array.isArray(value)) return value.map((one) => ordered(one, level === "names" ? "data" : level));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).filter(([key]) => level !== "schema" || !WORDS.includes(key)).sort(byKey);
  return Object.fromEntries(entries.map(([key, member]) => {
    if (level === "data") return [key, ordered(member, "data")];
    if (level === "names") return [key, ordered(member, "schema")];
    if ((key === "type" || key === "required") && Array.isArray(member)) return [key, [...member].sort()];
    if (key === "enum" || key === "const" || key === "default" || key === "examples") {
      return [key, ordered(member, "data")];
    }
    return [key, ordered(member, NAMED.includes(key) ? "names" : "schema")];
  }));
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
