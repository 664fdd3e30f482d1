/**
 * Objects: a schema names properties, and says of others that they may have any value (open), one of some schema
 * (partially open), or must not be there (closed).
 */
import type { Incompatibility } from "../../registry/language.ts";
import type { JsonComparison } from "./compatibility_types.ts";
import { accepts, type ObjectPlace } from "./compatibility_values.ts";
import { isObject, isSchema, type Place } from "./document.ts";

export function compareObjects(
  comparison: JsonComparison,
  reader: ObjectPlace,
  writer: ObjectPlace,
  path: string,
): Incompatibility[] {
  const read = propertiesOf(reader);
  const written = propertiesOf(writer);
  const problems: Incompatibility[] = [];
  for (const [name, schema] of read) {
    const at = `${path}/properties/${pointerPart(name)}`;
    const other = written.get(name);
    if (other) problems.push(...comparison.compare(schema, other, at));
    else problems.push(...added(comparison, { name, schema, at }, reader, writer));
  }
  for (const [name, schema] of written) {
    if (read.has(name)) continue;
    problems.push(...removed(comparison, { name, schema, at: `${path}/properties/${pointerPart(name)}` }, reader));
  }
  for (const name of requiredOf(reader)) {
    const schema = read.get(name);
    const isNew = schema !== undefined && !written.has(name);
    if (requiredOf(writer).has(name) || hasDefault(schema) || (isNew && model(writer, name).kind !== "open")) continue;
    problems.push(comparison.problem("REQUIRED_ATTRIBUTE_ADDED", `${path}/required`, `demands the property '${name}'`));
  }
  return [...problems, ...others(comparison, reader, writer, path)];
}

interface Property {
  readonly name: string;
  readonly schema: Place;
  readonly at: string;
}

/** Only the reader names it. What the writer let through as something else must fit. */
function added(
  comparison: JsonComparison,
  { name, schema, at }: Property,
  reader: ObjectPlace,
  writer: ObjectPlace,
): Incompatibility[] {
  const rest = model(writer, name);
  switch (rest.kind) {
    case "open":
      if (accepts(schema.node, "everything")) return [];
      return [
        comparison.problem(
          "PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL",
          at,
          `restricts the property '${name}', which was allowed to have any value before it was named`,
        ),
      ];
    case "partial":
      return comparison.compare(schema, rest.schema, at).length === 0 ? [] : [
        comparison.problem(
          "PROPERTY_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL",
          at,
          `restricts the property '${name}' more than additional properties`,
        ),
      ];
    case "closed":
      if (!requiredOf(reader).has(name) || hasDefault(schema)) return [];
      return [
        comparison.problem(
          "REQUIRED_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL",
          at,
          `demands the property '${name}' and gives it no default`,
        ),
      ];
  }
}

/** Only the writer names it. The reader must let it through as something else. */
function removed(comparison: JsonComparison, { name, schema, at }: Property, reader: ObjectPlace): Incompatibility[] {
  const rest = model(reader, name);
  switch (rest.kind) {
    case "open":
      return [];
    case "partial":
      return comparison.compare(rest.schema, schema, at).length === 0 ? [] : [
        comparison.problem(
          "PROPERTY_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL",
          at,
          `accepts the property '${name}' as an additional one only, which it does not fit`,
        ),
      ];
    case "closed":
      if (accepts(schema.node, "nothing")) return [];
      return [
        comparison.problem(
          "PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL",
          at,
          `refuses the property '${name}': additional properties are not allowed`,
        ),
      ];
  }
}

/** Properties that neither names. */
function others(comparison: JsonComparison, reader: ObjectPlace, writer: ObjectPlace, path: string): Incompatibility[] {
  const read = reader.node["additionalProperties"] ?? true;
  const written = writer.node["additionalProperties"] ?? true;
  const at = `${path}/additionalProperties`;
  if (!isSchema(read) || !isSchema(written) || accepts(read, "everything") || written === false) {
    return patterns(comparison, reader, writer, path);
  }
  if (read === false) {
    return [comparison.problem("ADDITIONAL_PROPERTIES_REMOVED", at, "allows no additional properties")];
  }
  const found = comparison.compare({ ...reader, node: read }, { ...writer, node: written }, at);
  if (found.length === 0) return patterns(comparison, reader, writer, path);
  return [comparison.problem("ADDITIONAL_PROPERTIES_NARROWED", at, "restricts additional properties"), ...found];
}

function patterns(
  comparison: JsonComparison,
  reader: ObjectPlace,
  writer: ObjectPlace,
  path: string,
): Incompatibility[] {
  const written = schemasOf(writer, "patternProperties");
  return [...schemasOf(reader, "patternProperties")].flatMap(([pattern, schema]) => {
    const additional = writer.node["additionalProperties"] ?? true;
    const other = written.get(pattern) ?? { ...writer, node: isSchema(additional) ? additional : true };
    return comparison.compare(schema, other, `${path}/patternProperties/${pointerPart(pattern)}`);
  });
}

type Model =
  | { readonly kind: "open" | "closed" }
  | { readonly kind: "partial"; readonly schema: Place };

/** What a schema says of a property that it does not name. */
function model(place: ObjectPlace, name: string): Model {
  for (const [pattern, schema] of schemasOf(place, "patternProperties")) {
    if (matches(pattern, name)) return { kind: "partial", schema };
  }
  const additional = place.node["additionalProperties"] ?? true;
  if (!isSchema(additional) || accepts(additional, "everything")) return { kind: "open" };
  return additional === false ? { kind: "closed" } : { kind: "partial", schema: { ...place, node: additional } };
}

function matches(pattern: string, name: string): boolean {
  try {
    return new RegExp(pattern, "u").test(name);
  } catch {
    return false;
  }
}

function propertiesOf(place: ObjectPlace): ReadonlyMap<string, Place> {
  return schemasOf(place, "properties");
}

function schemasOf(place: ObjectPlace, keyword: string): ReadonlyMap<string, Place> {
  const found = new Map<string, Place>();
  const members = place.node[keyword];
  for (const [name, node] of Object.entries(isObject(members) ? members : {})) {
    if (isSchema(node)) found.set(name, { ...place, node });
  }
  return found;
}

function requiredOf({ node }: ObjectPlace): ReadonlySet<string> {
  const { required } = node;
  return new Set(Array.isArray(required) ? required.filter((name) => typeof name === "string") : []);
}

function hasDefault(schema: Place | undefined): boolean {
  return schema !== undefined && isObject(schema.node) && "default" in schema.node;
}

function pointerPart(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}
