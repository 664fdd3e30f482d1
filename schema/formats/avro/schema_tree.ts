/** The text of an Avro schema as JSON in which every name is full, so that parts of it can be moved; and back to text. */
import { SqlError } from "../../errors.ts";
import type { RegisteredSchema, SchemaText } from "../../registry/registry.ts";
import type { JsonValue } from "./schema.ts";
import { exactJsonText, parseExactJson } from "./schema_json.ts";
import { fullNameOf, TypeNames } from "./avro_names.ts";

/** The name of a type, a type that is defined here, or a union. */
export type TypeNode = string | DefinedType | readonly TypeNode[];

/** What stands in the text, unknown members included; names are full and `namespace` is gone. */
export interface DefinedType {
  readonly type: string;
  /** Record, enum, fixed. */
  readonly name?: string;
  readonly fields?: readonly FieldNode[];
  readonly items?: TypeNode;
  readonly values?: TypeNode;
  readonly [member: string]: unknown;
}

export interface FieldNode {
  readonly name: string;
  readonly type: TypeNode;
  readonly [member: string]: unknown;
}

/** A schema whose parts can be taken over into another. */
export interface SchemaTree {
  readonly root: TypeNode;
  /** Full name → what it means. */
  readonly definitions: ReadonlyMap<string, DefinedType>;
  /** Full names of types that other subjects define. */
  readonly foreign: ReadonlySet<string>;
}

const PRIMITIVES = new Set(["null", "boolean", "int", "long", "float", "double", "bytes", "string"]);
const NAMED = new Set(["record", "error", "enum", "fixed"]);

/** Throws an `SqlError` when the text is no JSON or no schema. */
export function treeOf(schema: Pick<RegisteredSchema, "text" | "dependencies">): SchemaTree {
  const definitions = new Map<string, DefinedType>();
  for (const { text } of schema.dependencies) treeFrom(text, definitions);
  const foreign = new Set(definitions.keys());
  return { root: treeFrom(schema.text, definitions), definitions, foreign };
}

function treeFrom(text: string, definitions: Map<string, DefinedType>): TypeNode {
  return fullNames(jsonOf(text), "", definitions);
}

function jsonOf(text: string): unknown {
  try {
    return parseExactJson(text);
  } catch (cause) {
    // A bare name is a schema too, and registries hand it out without quotes.
    if (/^\s*[A-Za-z_][\w.]*\s*$/.test(text)) return text.trim();
    throw new SqlError("invalid schema: the Avro schema is no JSON", { code: "bad_schema", cause });
  }
}

function fullNames(node: unknown, namespace: string, definitions: Map<string, DefinedType>): TypeNode {
  if (typeof node === "string") return nameIn(node, namespace, definitions);
  if (Array.isArray(node)) return node.map((branch) => fullNames(branch, namespace, definitions));
  const { type, ...more } = objectOf(node);
  if (typeof type !== "string") return fullNames(type, namespace, definitions);
  if (type === "array") return { ...more, type, items: fullNames(more["items"], namespace, definitions) };
  if (type === "map") return { ...more, type, values: fullNames(more["values"], namespace, definitions) };
  if (PRIMITIVES.has(type)) return { ...more, type };
  if (!NAMED.has(type)) return nameIn(type, namespace, definitions);
  const { namespace: own, name, ...rest } = more;
  const fullName = fullNameOf(String(name), typeof own === "string" ? own : namespace);
  if (!("fields" in rest)) return defined({ ...rest, type, name: fullName }, definitions);
  const inner = namespaceOf(fullName);
  const fields = Array.isArray(rest["fields"]) ? rest["fields"] : [];
  return defined({
    ...rest,
    type,
    name: fullName,
    fields: fields.map((field) => {
      const { name, type, ...more } = objectOf(field);
      return { name: String(name), type: fullNames(type, inner, definitions), ...more };
    }),
  }, definitions);
}

/** As in Java: a name that its namespace does not have may be one without a namespace. */
function nameIn(name: string, namespace: string, definitions: ReadonlyMap<string, DefinedType>): string {
  if (PRIMITIVES.has(name)) return name;
  const fullName = fullNameOf(name, namespace);
  return !definitions.has(fullName) && definitions.has(name) ? name : fullName;
}

function defined(node: DefinedType & { readonly name: string }, definitions: Map<string, DefinedType>): DefinedType {
  definitions.set(node.name, node);
  return node;
}

function objectOf(node: unknown): Readonly<Record<string, unknown>> {
  if (typeof node === "object" && node !== null) return node as Readonly<Record<string, unknown>>;
  throw new SqlError(`invalid schema: expected a type, got ${JSON.stringify(node)}`, { code: "bad_schema" });
}

/** Empty: none. */
export function namespaceOf(fullName: string): string {
  return fullName.slice(0, Math.max(0, fullName.lastIndexOf(".")));
}

export function simpleNameOf(fullName: string): string {
  return fullName.slice(fullName.lastIndexOf(".") + 1);
}

/**
 * The text of `root`. Each type is written where it comes first, and by its name from then on; foreign ones by their
 * names always. Two types of one name that differ get different names.
 */
export class SchemaWriter {
  readonly #tree: Pick<SchemaTree, "definitions" | "foreign">;
  readonly #names = new TypeNames();
  /** Full name as it was, and content → full name as it is written. */
  readonly #written = new Map<string, string>();
  /** Whether a foreign type is used. */
  usesForeign = false;

  constructor(tree: Pick<SchemaTree, "definitions" | "foreign">) {
    this.#tree = tree;
    for (const name of tree.foreign) {
      this.#names.add(name);
      this.#written.set(contentOf(tree.definitions.get(name)), name);
    }
  }

  write(root: TypeNode): string {
    return exactJsonText(this.#type(root, "") as JsonValue);
  }

  #type(node: TypeNode, namespace: string): unknown {
    if (typeof node === "string") {
      const definition = this.#tree.definitions.get(node);
      return definition === undefined ? node : this.#type(definition, namespace);
    }
    if (isUnion(node)) return node.map((branch) => this.#type(branch, namespace));
    const { name } = node;
    if (name === undefined) return this.#unnamed(node, namespace);
    const content = contentOf(node);
    const known = this.#written.get(content);
    if (known !== undefined) {
      if (this.#tree.foreign.has(known)) this.usesForeign = true;
      return namespaceOf(known) === namespace ? simpleNameOf(known) : known;
    }
    const inner = namespaceOf(name);
    const simple = this.#names.unused(simpleNameOf(name), inner);
    this.#written.set(content, fullNameOf(simple, inner));
    const { type, name: _, fields, ...more } = node;
    return {
      type,
      name: simple,
      ...(inner !== namespace && { namespace: inner }),
      ...more,
      ...(fields && { fields: fields.map((field) => ({ ...field, type: this.#type(field.type, inner) })) }),
    };
  }

  #unnamed(node: DefinedType, namespace: string): unknown {
    const { items, values, ...more } = node;
    return {
      ...more,
      ...(items !== undefined && { items: this.#type(items, namespace) }),
      ...(values !== undefined && { values: this.#type(values, namespace) }),
    };
  }
}

function contentOf(node: DefinedType | undefined): string {
  return exactJsonText(node as unknown as JsonValue);
}

export function isUnion(node: TypeNode): node is readonly TypeNode[] {
  return Array.isArray(node);
}

/**
 * True when rows of both are written alike, and readers see the same names, logical types and defaults: documentation,
 * aliases, the order of sorting and what only programs know may differ.
 */
export function sameAvroSchema(a: SchemaText, b: SchemaText): boolean {
  return JSON.stringify(a.references.map(referenceOf)) === JSON.stringify(b.references.map(referenceOf)) &&
    essenceOf(a.text) === essenceOf(b.text);
}

function referenceOf({ name, subject, version }: SchemaText["references"][number]): unknown {
  return [name, subject, version];
}

/** The canonical form of the Avro specification, with what it leaves out and values depend on. */
function essenceOf(text: string): string {
  return exactJsonText(essence(treeOf({ text, dependencies: [] }).root));
}

function essence(node: TypeNode): JsonValue {
  if (typeof node === "string") return node;
  if (isUnion(node)) return node.map(essence);
  const { type, name, fields, items, values, logicalType } = node;
  if (PRIMITIVES.has(type) && logicalType === undefined) return type;
  const isEnum = type === "enum";
  return [
    type === "error" ? "record" : type,
    name ?? null,
    fields?.map((field) => [field.name, essence(field.type), defaultOf(field)]) ?? null,
    items === undefined ? null : essence(items),
    values === undefined ? null : essence(values),
    ...[node["symbols"], node["size"], logicalType, node["precision"]].map((value) => (value ?? null) as JsonValue),
    logicalType === "decimal" ? (node["scale"] ?? 0) as JsonValue : null,
    isEnum ? (node["default"] ?? null) as JsonValue : null,
  ];
}

/** In an array where there is one. */
function defaultOf(field: FieldNode): JsonValue {
  return "default" in field ? [field["default"] as JsonValue] : [];
}
