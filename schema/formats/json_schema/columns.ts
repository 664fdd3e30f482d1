/** A JSON Schema, drafts 4 to 2020-12, as the columns of a table: `sql.md` §7.6. */
import { SqlError } from "../../errors.ts";
import type { Field } from "../../field.ts";
import type { RegisteredSchema } from "../../registry/registry.ts";
import {
  arrayType,
  BIGINT,
  BIGINT_UNSIGNED,
  BOOLEAN,
  BYTEA,
  DATE,
  DOUBLE,
  INT,
  JSON_TYPE,
  type SqlType,
  type StructField,
  structType,
  TEXT,
  TIME,
  TIMESTAMP,
} from "../../types.ts";
import { isObject, isSchema, type Place, SchemaDocuments, type SchemaNode } from "./document.ts";

/** Objects within objects beyond these become JSON: definitions that use each other twice double with every level. */
const MAX_DEPTH = 32;
const MAX_MEMBERS = 10_000;
/** Schemas that `allOf` puts together, all in all. */
const MAX_PARTS = 10_000;
/** `$ref`s that lead to `$ref`s. */
const MAX_HOPS = 100;

/** Throws an `SqlError` where the schema describes no object with properties. */
export function columnsOfSchema(schema: RegisteredSchema): readonly Field[] {
  const documents = documentsOf(schema);
  const reader = new ColumnReader(documents);
  const fields = reader.membersOf(documents.root);
  if (fields === undefined || fields.length === 0) {
    throw new SqlError(`JSON Schema ${schema.id} cannot be a table: it describes no object with properties`, {
      code: "bad_schema",
      hint: "Use json.unstructured = 'true' for the single column value JSON.",
    });
  }
  return fields;
}

function documentsOf(schema: RegisteredSchema): SchemaDocuments {
  try {
    return new SchemaDocuments(schema);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SqlError(`JSON Schema ${schema.id} cannot be read: ${reason}`, { code: "bad_schema", cause: error });
  }
}

interface Nullable {
  readonly type: SqlType;
  readonly nullable: boolean;
}

const ANYTHING: Nullable = { type: JSON_TYPE, nullable: true };

class ColumnReader {
  /** Objects that are being read, and values: who meets one of them again is recursive. */
  readonly #open = new Set<SchemaNode>();
  readonly #values = new Set<SchemaNode>();
  #members = 0;
  #parts = 0;

  constructor(readonly documents: SchemaDocuments) {}

  /** The members of an object with properties; undefined: it is something else. */
  membersOf(place: Place): StructField[] | undefined {
    const parts = this.#objectParts(place, 0);
    if (parts === undefined) return undefined;
    const nodes = parts.map(({ node }) => node as SchemaNode); // objectParts gives objects
    if (nodes.some((node) => this.#open.has(node)) || this.#open.size >= MAX_DEPTH) return undefined;
    const properties = new Map<string, Place[]>();
    for (const { node, document } of parts) {
      const own = (node as SchemaNode).properties;
      for (const [name, property] of Object.entries(isObject(own) ? own : {})) {
        if (!isSchema(property)) continue;
        const places = properties.get(name) ?? [];
        places.push({ node: property, document });
        properties.set(name, places);
      }
    }
    this.#members += properties.size;
    if (properties.size === 0 || (this.#open.size > 0 && this.#members > MAX_MEMBERS)) return undefined;
    const required = new Set(nodes.flatMap((node) => Array.isArray(node.required) ? node.required : []));
    for (const node of nodes) this.#open.add(node);
    const members = [...properties].map(([name, [place, ...more]]): StructField => {
      // A property that several parts describe is all of that at once.
      const { type, nullable } = place === undefined || more.length > 0 ? ANYTHING : this.#typeOf(place);
      return { name, type, nullable: nullable || !required.has(name) };
    });
    for (const node of nodes) this.#open.delete(node);
    return members;
  }

  /** An object's own schema, or those that `allOf` puts together; undefined: not an object in every part. */
  #objectParts(place: Place, depth: number): Place[] | undefined {
    const target = this.#follow(place);
    if (target === undefined || !isObject(target.node) || depth > MAX_DEPTH || ++this.#parts > MAX_PARTS) {
      return undefined;
    }
    const { node, document } = target;
    const all = node.allOf;
    if (node.type !== undefined && !(typesOf(node)?.includes("object"))) return undefined;
    if (!Array.isArray(all)) return node.type !== undefined || isObject(node.properties) ? [target] : undefined;
    const parts = all.map((one: unknown) =>
      isSchema(one) ? this.#objectParts({ node: one, document }, depth + 1) : undefined
    );
    if (parts.includes(undefined)) return undefined;
    return [target, ...parts.flatMap((part) => part ?? [])];
  }

  #follow(place: Place): Place | undefined {
    let at: Place | undefined = place;
    for (let hops = 0; hops < MAX_HOPS; hops++) {
      if (at === undefined || !isObject(at.node) || typeof at.node.$ref !== "string") return at;
      at = this.documents.resolve(at.node.$ref, at.document);
    }
    return undefined;
  }

  #typeOf(place: Place): Nullable {
    const target = this.#follow(place);
    if (target === undefined || !isObject(target.node)) return ANYTHING;
    const { node } = target;
    if (this.#values.has(node) || this.#values.size >= MAX_DEPTH) return ANYTHING;
    this.#values.add(node);
    const found = this.#valueType(target, node);
    this.#values.delete(node);
    return found;
  }

  #valueType(target: Place, node: SchemaNode): Nullable {
    const { document } = target;
    if (Array.isArray(node.allOf)) {
      // Up to draft 7 the only way to put a description beside a $ref.
      const [only, ...more] = node.allOf;
      const wraps = more.length === 0 && isSchema(only) && node.type === undefined && node.properties === undefined;
      return wraps ? this.#typeOf({ node: only, document }) : this.#struct(target, false);
    }
    const choice = node.anyOf ?? node.oneOf;
    if (choice !== undefined) return this.#choice(choice, document);
    const types = typesOf(node);
    const nullable = types === undefined || types.includes("null");
    const present = types?.filter((type) => type !== "null");
    if (present === undefined || present.length !== 1) {
      return isObject(node.properties) && types === undefined ? this.#struct(target, false) : ANYTHING;
    }
    switch (present[0]) {
      case "object":
        return this.#struct(target, nullable);
      case "array":
        return this.#array(target, nullable);
      default:
        return { type: scalarType(present[0], node), nullable };
    }
  }

  #struct(place: Place, nullable: boolean): Nullable {
    const members = this.membersOf(place);
    return { type: members === undefined ? JSON_TYPE : structType(members), nullable };
  }

  #array({ node, document }: Place, nullable: boolean): Nullable {
    const { items, prefixItems } = node as SchemaNode;
    if (!isObject(items) || prefixItems !== undefined) return { type: JSON_TYPE, nullable };
    const { type } = this.#typeOf({ node: items, document });
    return { type: arrayType(type), nullable };
  }

  /** `null` and one other. */
  #choice(choice: unknown, document: Place["document"]): Nullable {
    const branches = Array.isArray(choice) ? choice : [];
    const others = branches.filter((branch) => !isObject(branch) || branch.type !== "null");
    const [only] = others;
    if (others.length !== 1 || !isSchema(only)) return ANYTHING;
    const { type, nullable } = this.#typeOf({ node: only, document });
    return { type, nullable: nullable || others.length < branches.length };
  }
}

/** The values of `type`, or what all values of `enum` and `const` are; undefined: of any type. */
function typesOf(node: SchemaNode): readonly string[] | undefined {
  if (typeof node.type === "string") return [node.type];
  if (Array.isArray(node.type)) return node.type.filter((type) => typeof type === "string");
  const values = Array.isArray(node.enum) ? node.enum : node.const !== undefined ? [node.const] : [];
  if (values.length === 0) return undefined;
  const types = new Set(values.map(jsonTypeOf));
  if (types.has("number")) types.delete("integer");
  return [...types];
}

function jsonTypeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return Number.isInteger(value) ? "integer" : typeof value;
}

function scalarType(type: string | undefined, node: SchemaNode): SqlType {
  switch (type) {
    case "boolean":
      return BOOLEAN;
    case "integer":
      return integerType(node);
    case "number":
      return DOUBLE;
    case "string":
      return stringType(node);
    default:
      return JSON_TYPE;
  }
}

/** Formats as in the OpenAPI format registry. */
const SMALL_INTEGERS = ["int8", "int16", "int32", "uint8", "uint16"];

function integerType({ format, minimum, maximum, exclusiveMinimum, exclusiveMaximum }: SchemaNode): SqlType {
  if (format === "uint64") return BIGINT_UNSIGNED;
  const low = typeof exclusiveMinimum === "number" ? exclusiveMinimum : minimum;
  const high = typeof exclusiveMaximum === "number" ? exclusiveMaximum : maximum;
  const bounded = typeof low === "number" && typeof high === "number" && low >= -2147483648 && high <= 2147483647;
  return bounded || SMALL_INTEGERS.includes(String(format)) ? INT : BIGINT;
}

/** Our own formats for times without a zone, which RFC 3339 does not have, are those of the OpenAPI format registry. */
function stringType({ format, contentEncoding }: SchemaNode): SqlType {
  if (contentEncoding === "base64") return BYTEA;
  switch (format) {
    case "date-time":
    case "date-time-local":
      return TIMESTAMP;
    case "date":
      return DATE;
    case "time-local":
      return TIME;
    default:
      return TEXT;
  }
}
