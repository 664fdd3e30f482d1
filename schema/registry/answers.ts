/** The registry's JSON as what it means. Each function gives undefined for what no registry answers. */
import { isObject } from "./http.ts";
import type { SchemaReference, SchemaText, SchemaType } from "./registry.ts";

/** A schema without what it depends on. */
export interface SchemaAnswer extends SchemaText {
  /** Absent where the question was by id. */
  readonly id: number | undefined;
  readonly version: number | undefined;
}

/** `type` is what an answer without `schemaType` means; the interface says AVRO. */
export function schemaAnswer(body: unknown, type: SchemaType = "AVRO"): SchemaAnswer | undefined {
  if (!isObject(body) || typeof body["schema"] !== "string") return undefined;
  const schemaType = body["schemaType"] ?? type;
  const references = referencesOf(body["references"]);
  if (!isSchemaType(schemaType) || references === undefined) return undefined;
  return {
    type: schemaType,
    text: body["schema"],
    references,
    id: numberOf(body["id"]),
    version: numberOf(body["version"]),
  };
}

export function idAnswer(body: unknown): number | undefined {
  return isObject(body) ? numberOf(body["id"]) : undefined;
}

export function subjectsAnswer(body: unknown): readonly string[] | undefined {
  return isStrings(body) ? body : undefined;
}

export function compatibilityAnswer(
  body: unknown,
): { readonly compatible: boolean; readonly messages: readonly string[] } | undefined {
  if (!isObject(body) || typeof body["is_compatible"] !== "boolean") return undefined;
  const messages = body["messages"];
  return { compatible: body["is_compatible"], messages: isStrings(messages) ? messages : [] };
}

function referencesOf(value: unknown): readonly SchemaReference[] | undefined {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) return undefined;
  const references = value.map((entry): SchemaReference | undefined => {
    if (!isObject(entry)) return undefined;
    const { name, subject } = entry;
    const version = numberOf(entry["version"]);
    return typeof name === "string" && typeof subject === "string" && version !== undefined
      ? { name, subject, version }
      : undefined;
  });
  return references.every((reference) => reference !== undefined) ? references : undefined;
}

/** The type of a schema that is none of ours. */
export function unknownType(body: unknown): string | undefined {
  const type = isObject(body) && typeof body["schema"] === "string" ? body["schemaType"] : undefined;
  return typeof type === "string" && !isSchemaType(type) ? type : undefined;
}

function isSchemaType(value: unknown): value is SchemaType {
  return value === "AVRO" || value === "JSON" || value === "PROTOBUF";
}

function numberOf(value: unknown): number | undefined {
  return typeof value === "number" && Number.isSafeInteger(value) ? value : undefined;
}

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === "string");
}
