/**
 * Whether one JSON Schema accepts everything that another one accepts. The rules are those that Confluent documents for
 * its registry: what they cannot decide counts as incompatible, and an object that allows more properties than it names
 * ("open content model") may have had any of them with any value.
 */
import type { Incompatibility, Sides } from "../../registry/language.ts";
import { ComparedPairs } from "../compared_pairs.ts";
import { compareObjects } from "./compatibility_objects.ts";
import { accepts, compareLimits, type ObjectPlace, sameJson } from "./compatibility_values.ts";
import { isObject, isSchema, type Place, type SchemaDocuments, type SchemaNode } from "./document.ts";

const ALL_TYPES = ["array", "boolean", "integer", "null", "number", "object", "string"] as const;

/** Far beyond what people write: schemas may refer to each other in ways that have no end. */
const MOST_STEPS = 200_000;
const DEEPEST = 1_000;

export class JsonComparison {
  readonly #reader: SchemaDocuments;
  readonly #writer: SchemaDocuments;
  readonly sides: Sides;
  readonly #pairs = new ComparedPairs<SchemaNode>();
  readonly #branches = new Map<SchemaNode, Place[] | undefined>();
  #steps = 0;
  #depth = 0;

  constructor(reader: SchemaDocuments, writer: SchemaDocuments, sides: Sides) {
    this.#reader = reader;
    this.#writer = writer;
    this.sides = sides;
  }

  compare(reading: Place, writing: Place, path: string): readonly Incompatibility[] {
    if (++this.#steps > MOST_STEPS || this.#depth > DEEPEST) {
      throw new Error("the schemas are too entangled to compare");
    }
    const reader = followed(this.#reader, reading);
    const writer = followed(this.#writer, writing);
    if (accepts(reader.node, "everything") || accepts(writer.node, "nothing")) return [];
    if (accepts(reader.node, "nothing")) return [this.problem("TYPE_NARROWED", path, "accepts nothing")];
    const read = reader.node as SchemaNode; // true and false are settled above
    const written = writer.node === true ? {} : writer.node as SchemaNode;
    return this.#pairs.problems(read, written, () => {
      this.#depth++;
      const found = this.#compareNodes({ ...reader, node: read }, { ...writer, node: written }, path);
      this.#depth--;
      return found;
    });
  }

  /** `says`: what the reader's schema does at the path that the writer's does not. */
  problem(kind: string, path: string, says: string): Incompatibility {
    const at = path === "" ? "#/" : `#${path}`;
    const { reader, writer } = this.sides;
    return {
      kind,
      path: at,
      description: `The ${reader} schema, unlike the ${writer} schema, ${says} at path '${at}'`,
    };
  }

  #compareNodes(reader: ObjectPlace, writer: ObjectPlace, path: string): readonly Incompatibility[] {
    const split = this.#alternativesOf(writer);
    if (split) return split.flatMap((branch) => this.compare(reader, branch, path));
    return [
      ...this.#alternatives(reader, writer, path),
      ...parts(reader, "allOf").flatMap((part, i) => this.compare(part, writer, `${path}/allOf/${i}`)),
      ...this.#negation(reader, writer, path),
      ...this.#types(reader.node, writer.node, path),
      ...this.#values(reader.node, writer.node, path),
      ...compareLimits(reader.node, writer.node).map(({ kind, says }) => this.problem(kind, path, says)),
      ...(typesOf(writer.node).includes("object") ? compareObjects(this, reader, writer, path) : []),
      ...this.#arrays(reader, writer, path),
    ];
  }

  /** The same objects each time, so that pairs of them are met again. */
  #alternativesOf(writer: ObjectPlace): Place[] | undefined {
    if (!this.#branches.has(writer.node)) this.#branches.set(writer.node, alternatives(writer, this.#writer));
    return this.#branches.get(writer.node);
  }

  /** One branch of the reader must accept the writer. */
  #alternatives(reader: ObjectPlace, writer: ObjectPlace, path: string): readonly Incompatibility[] {
    return (["anyOf", "oneOf"] as const).flatMap((keyword) => {
      const branches = parts(reader, keyword);
      if (branches.length === 0) return [];
      const found = branches.map((branch, i) => this.compare(branch, writer, `${path}/${keyword}/${i}`));
      if (found.some((problems) => problems.length === 0)) return [];
      const says = `has no branch in ${keyword} that accepts ${nameOf(writer.node)}`;
      return [this.problem("SUM_TYPE_NARROWED", `${path}/${keyword}`, says)];
    });
  }

  #negation(reader: ObjectPlace, writer: ObjectPlace, path: string): readonly Incompatibility[] {
    if (!("not" in reader.node)) return [];
    // What the reader excludes must have been excluded: exclusions are equal, or were wider.
    if (sameJson(reader.node["not"], writer.node["not"])) return [];
    return [this.problem("NOT_TYPE_EXTENDED", `${path}/not`, "excludes values")];
  }

  #types(reader: SchemaNode, writer: SchemaNode, path: string): readonly Incompatibility[] {
    const read = typesOf(reader);
    const written = typesOf(writer);
    const missing = written.filter((type) => !read.includes(type) && !(type === "integer" && read.includes("number")));
    if (missing.length === 0) return [];
    const overlap = written.some((type) => read.includes(type) || (type === "number" && read.includes("integer")));
    const at = `${path}/type`;
    const { reader: reading, writer: writing } = this.sides;
    return [{
      kind: overlap ? "TYPE_NARROWED" : "TYPE_CHANGED",
      path: `#${at}`,
      description: `The type at path '#${at}' is ${typeText(read)} in the ${reading} schema, which does not accept ${
        typeText(missing)
      } of the ${writing} schema`,
    }];
  }

  #values(reader: SchemaNode, writer: SchemaNode, path: string): readonly Incompatibility[] {
    const read = valuesOf(reader);
    if (read === undefined) return [];
    const written = valuesOf(writer);
    const missing = written?.filter((value) => !read.some((other) => sameJson(value, other)));
    if (missing?.length === 0) return [];
    const says = missing === undefined
      ? `lists the values that it accepts`
      : `lacks the values ${missing.map((value) => JSON.stringify(value)).join(", ")}`;
    return [this.problem("ENUM_ARRAY_NARROWED", `${path}/enum`, says)];
  }

  #arrays(reader: ObjectPlace, writer: ObjectPlace, path: string): readonly Incompatibility[] {
    const read = itemsOf(reader);
    const written = itemsOf(writer);
    if (read === undefined || !typesOf(writer.node).includes("array")) return [];
    const count = Math.max(read.first.length, written?.first.length ?? 0);
    const anything: Place = { node: true, document: writer.document };
    const problems: Incompatibility[] = [];
    for (let i = 0; i < count; i++) {
      const item = written?.first[i] ?? written?.rest ?? anything;
      problems.push(...this.compare(read.first[i] ?? read.rest, item, `${path}/items/${i}`));
    }
    return [...problems, ...this.compare(read.rest, written?.rest ?? anything, `${path}/items`)];
  }
}

/** Where `$ref`s lead; their neighbours are ignored, as in drafts before 2019. */
function followed(documents: SchemaDocuments, place: Place): Place {
  let at = place;
  for (let hops = 0; hops < 100; hops++) {
    const { node, document } = at;
    if (typeof node === "boolean" || typeof node["$ref"] !== "string") return at;
    at = documents.resolve(node["$ref"], document) ?? { node: true, document };
  }
  return { node: true, document: place.document }; // refers to itself, and so says nothing
}

/** The schemas of a keyword that lists schemas. */
function parts({ node, document }: ObjectPlace, keyword: string): Place[] {
  const list = node[keyword];
  return Array.isArray(list) ? list.filter(isSchema).map((part) => ({ node: part, document })) : [];
}

/** A schema with branches as one schema for each; one with `allOf` as the one that all parts make together. */
function alternatives(place: ObjectPlace, documents: SchemaDocuments): Place[] | undefined {
  for (const keyword of ["anyOf", "oneOf", "allOf"] as const) {
    const list = parts(place, keyword).map((part) => followed(documents, part));
    if (list.length === 0) continue;
    const { [keyword]: _, ...rest } = place.node;
    const base: Place = { ...place, node: rest };
    return keyword === "allOf" ? [list.reduce(both, base)] : list.map((branch) => both(base, branch));
  }
  return undefined;
}

/** What two schemas demand together, as far as one schema can say it. */
function both(one: Place, other: Place): Place {
  if (accepts(one.node, "everything") || other.node === false) return other;
  if (accepts(other.node, "everything") || one.node === false) return one;
  const nodes = [one.node, other.node].filter(isObject);
  const members = nodes.map(({ properties }) => properties).filter(isObject);
  const required = nodes.flatMap(({ required }) => Array.isArray(required) ? required : []);
  const node = {
    ...Object.assign({}, ...nodes),
    ...(members.length > 0 && { properties: Object.assign({}, ...members) }),
    ...(required.length > 0 && { required: [...new Set(required)] }),
  };
  return { node, document: other.document };
}

function typesOf(node: SchemaNode): readonly string[] {
  const { type } = node;
  if (typeof type === "string") return [type];
  if (Array.isArray(type)) return type.filter((name) => typeof name === "string");
  const values = valuesOf(node);
  if (values !== undefined) return [...new Set(values.map(typeOfValue))];
  return ALL_TYPES;
}

function typeOfValue(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return Number.isInteger(value) ? "integer" : typeof value;
}

function valuesOf(node: SchemaNode): readonly unknown[] | undefined {
  if ("const" in node) return [node["const"]];
  return Array.isArray(node["enum"]) ? node["enum"] : undefined;
}

/** Schemas of the first items, and of all that follow; undefined where nothing is said. */
function itemsOf(
  { node, document }: ObjectPlace,
): { readonly first: readonly Place[]; readonly rest: Place } | undefined {
  const { items, prefixItems, additionalItems } = node;
  const at = (schema: unknown): Place => ({ node: isSchema(schema) ? schema : true, document });
  if (Array.isArray(prefixItems)) return { first: prefixItems.map(at), rest: at(items) };
  if (Array.isArray(items)) return { first: items.map(at), rest: at(additionalItems) };
  return items === undefined ? undefined : { first: [], rest: at(items) };
}

function nameOf(node: SchemaNode): string {
  if (typeof node["title"] === "string") return `"${node["title"]}"`;
  return typeText(typesOf(node));
}

function typeText(types: readonly string[]): string {
  return types.length === ALL_TYPES.length ? "any type" : types.join(" or ");
}
