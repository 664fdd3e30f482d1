/** The tree of a schema back to text, complete in itself. */
import type { AvroLogical, AvroNamed, AvroType, JsonValue } from "./schema.ts";
import { timestampName } from "./schema.ts";
import { exactJsonText } from "./schema_json.ts";

/**
 * Compact JSON that {@link parseAvroSchema} reads back as the same tree. Named types stand where they are used first; defaults, aliases,
 * documentation and logical types are kept.
 */
export function avroSchemaText(type: AvroType): string {
  return exactJsonText(toJson(type, new Set(), ""));
}

function toJson(type: AvroType, defined: Set<string>, namespace: string): JsonValue {
  switch (type.kind) {
    case "array":
      return { type: "array", items: toJson(type.items, defined, namespace) };
    case "map":
      return { type: "map", values: toJson(type.values, defined, namespace) };
    case "union":
      return type.branches.map((branch) => toJson(branch, defined, namespace));
    case "record":
    case "enum":
    case "fixed":
      return namedToJson(type, defined, namespace);
    default:
      return type.logical === undefined ? type.kind : { type: type.kind, ...logicalToJson(type.logical) };
  }
}

function namedToJson(
  type: Extract<AvroType, AvroNamed>,
  defined: Set<string>,
  outer: string,
): JsonValue {
  if (defined.has(type.name)) return type.name;
  defined.add(type.name);
  const dot = type.name.lastIndexOf(".");
  const namespace = type.name.slice(0, Math.max(0, dot));
  const head = {
    type: type.kind,
    name: type.name.slice(dot + 1),
    ...(namespace !== outer && { namespace }),
    ...docToJson(type.doc),
    ...(type.aliases.length > 0 && { aliases: type.aliases }),
  };
  switch (type.kind) {
    case "enum":
      return { ...head, symbols: type.symbols, ...(type.default !== undefined && { default: type.default }) };
    case "fixed":
      return { ...head, size: type.size, ...(type.logical && logicalToJson(type.logical)) };
    case "record":
      return {
        ...head,
        fields: type.fields.map((field) => ({
          name: field.name,
          type: toJson(field.type, defined, namespace),
          ...docToJson(field.doc),
          ...(field.aliases.length > 0 && { aliases: field.aliases }),
          ...(field.default && { default: field.default.value }),
        })),
      };
    default:
      return type satisfies never;
  }
}

function docToJson(doc: string | undefined): { readonly doc?: string } {
  return doc === undefined ? {} : { doc };
}

/** The members that say it, `logicalType` first. */
export function logicalToJson(logical: AvroLogical): { readonly [key: string]: JsonValue } {
  switch (logical.kind) {
    case "decimal":
      return { logicalType: "decimal", precision: logical.precision, scale: logical.scale };
    case "timestamp":
      return { logicalType: timestampName(logical.precision, logical.local) };
    default:
      return { logicalType: logical.kind };
  }
}
