/** JSON Schema for a registry: reading schemas, and whether one accepts everything that another one does. */
import { Ajv } from "ajv";
import { Ajv2019 } from "ajv/dist/2019.js";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { ReadSchema, SchemaLanguage } from "../../registry/language.ts";
import { JsonComparison } from "./compatibility_types.ts";
import { isObject, isSchema, type Place, SchemaDocuments, type SchemaNode } from "./document.ts";

export interface ReadJsonSchema extends ReadSchema {
  readonly documents: SchemaDocuments;
}

export const JSON_SCHEMA: SchemaLanguage<ReadJsonSchema> = {
  read(text, dependencies) {
    const json: unknown = JSON.parse(text);
    const documents = new SchemaDocuments({ text, dependencies });
    checkDialect(json);
    checkReferences(documents);
    const compact = JSON.stringify(json);
    return { documents, text: compact, identity: compact, normalized: JSON.stringify(sorted(json)) };
  },
  incompatibilities: (reader, writer, sides) =>
    new JsonComparison(reader.documents, writer.documents, sides).compare(
      reader.documents.root,
      writer.documents.root,
      "",
    ),
};

/** By the `$schema` that names them; without one, the registry's default. */
const DIALECTS: readonly (readonly [pattern: RegExp, validator: () => Ajv])[] = [
  [/draft-0[67]/, () => new Ajv({ strict: false, logger: false })],
  [/2019-09/, () => new Ajv2019({ strict: false, logger: false })],
  [/2020-12/, () => new Ajv2020({ strict: false, logger: false })],
];

/** Throws when the schema is not what its dialect allows. Dialects that nobody here knows, draft 4 too, are let through. */
function checkDialect(json: unknown): void {
  const name = isObject(json) && typeof json["$schema"] === "string" ? json["$schema"] : "draft-07";
  const make = DIALECTS.find(([pattern]) => pattern.test(name))?.[1];
  if (make === undefined) return;
  const ajv = make();
  const plain = isObject(json) ? { ...json, $schema: undefined, $id: undefined } : json;
  if (ajv.validateSchema(plain as SchemaNode)) return;
  throw new Error(ajv.errorsText(ajv.errors, { dataVar: "the schema" }));
}

/** Throws when a `$ref` leads nowhere. */
function checkReferences(documents: SchemaDocuments): void {
  const visit = (value: unknown, place: Place, depth: number): void => {
    if (depth > 500) throw new Error("it is nested too deep");
    if (Array.isArray(value)) { for (const item of value) visit(item, place, depth + 1); }
    if (!isObject(value)) return;
    const { $ref } = value;
    if (typeof $ref === "string" && documents.resolve($ref, place.document) === undefined) {
      throw new Error(`"$ref": ${JSON.stringify($ref)} leads to nothing that the schema or its references define`);
    }
    for (const [keyword, member] of Object.entries(value)) {
      if (keyword !== "enum" && keyword !== "const" && keyword !== "default" && keyword !== "examples") {
        visit(member, place, depth + 1);
      }
    }
  };
  if (isSchema(documents.root.node)) visit(documents.root.node, documents.root, 0);
}

function sorted(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(sorted);
  if (!isObject(json)) return json;
  return Object.fromEntries(Object.keys(json).toSorted().map((key) => [key, sorted(json[key])]));
}
