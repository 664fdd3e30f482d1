/** Whether rows of a sink's columns are what a schema that somebody else wrote describes. */
import { SqlError } from "../../errors.ts";
import type { Field } from "../../field.ts";
import type { RegisteredSchema } from "../../registry/registry.ts";
import { typeName } from "../../types.ts";
import type { JsonStyle } from "../json_style.ts";
import { isObject, isSchema, type Place, SchemaDocuments, type SchemaNode } from "./document.ts";
import { valueSchema } from "./schema_of.ts";

/**
 * Throws an `SqlError` that names the first column that cannot match the schema. Only types and the names of properties are
 * looked at; bounds, patterns and what `anyOf` and the like ask for are up to the rows.
 */
export function checkFits(fields: readonly Field[], style: JsonStyle, schema: RegisteredSchema): void {
  const documents = new SchemaDocuments(schema);
  const root = follow(documents, documents.root);
  if (root === undefined) return;
  const { node, document } = root;
  const known = typesOf(node);
  if (known !== undefined && !known.includes("object")) {
    throw refuse(`rows do not fit JSON Schema ${schema.id}: they are objects, it describes ${known.join(" or ")}`);
  }
  if (node.allOf !== undefined || node.anyOf !== undefined || node.oneOf !== undefined) return;
  const properties = isObject(node.properties) ? node.properties : {};
  const visible = fields.filter((field) => field.hidden !== true);
  for (const field of visible) {
    const property = Object.hasOwn(properties, field.name) ? properties[field.name] : undefined;
    if (property === undefined && node.additionalProperties === false && node.patternProperties === undefined) {
      throw misfit(field, schema, "the schema has no such property and allows no others");
    }
    const reason = isSchema(property) ? mismatch(field, style, documents, { node: property, document }) : undefined;
    if (reason !== undefined) throw misfit(field, schema, reason);
  }
  const written = new Set(visible.map(({ name }) => name));
  const missing = Array.isArray(node.required) ? node.required.find((name) => !written.has(String(name))) : undefined;
  if (missing === undefined) return;
  throw refuse(`rows do not fit JSON Schema ${schema.id}: it requires the property '${missing}', which is no column`);
}

function mismatch(field: Field, style: JsonStyle, documents: SchemaDocuments, place: Place): string | undefined {
  const target = follow(documents, place);
  if (target === undefined) return place.node === false ? "the schema allows no value" : undefined;
  const allowed = typesOf(target.node);
  const written = valueSchema(field.type, field.nullable, style).type;
  if (allowed === undefined || written === undefined) return undefined;
  const missing = [written].flat().find((type) => !allows(allowed, String(type)));
  if (missing === undefined) return undefined;
  return missing === "null"
    ? "it is nullable, the schema allows no null"
    : `it is written as ${missing}, the schema allows ${allowed.join(" or ")}`;
}

function allows(allowed: readonly string[], type: string): boolean {
  return allowed.includes(type) || (type === "integer" && allowed.includes("number"));
}

function follow(
  documents: SchemaDocuments,
  place: Place,
): { node: SchemaNode; document: Place["document"] } | undefined {
  let at: Place | undefined = place;
  for (let hops = 0; hops < 100 && at !== undefined && isObject(at.node); hops++) {
    if (typeof at.node.$ref !== "string") return { node: at.node, document: at.document };
    at = documents.resolve(at.node.$ref, at.document);
  }
  return undefined;
}

function typesOf({ type }: SchemaNode): readonly string[] | undefined {
  if (typeof type === "string") return [type];
  return Array.isArray(type) ? type.map(String) : undefined;
}

function misfit({ name, type }: Field, { id }: RegisteredSchema, reason: string): SqlError {
  return refuse(`column '${name}' (${typeName(type)}) does not fit JSON Schema ${id}: ${reason}`);
}

function refuse(message: string): SqlError {
  return new SqlError(message, {
    code: "bad_schema",
    hint: "Change the columns, or let the sink register its own schema.",
  });
}
