/** The text of an Avro schema to our tree, checked by avsc. */
import avro from "avsc";
import { DataError } from "../../errors.ts";
import type { RegisteredSchema } from "../../registry/registry.ts";
import type { AvroField, AvroLogical, AvroRecord, AvroType, JsonValue, PrimitiveKind } from "./schema.ts";
import { fitsDefault } from "./schema_default.ts";
import { isArray, isObject, parseExactJson } from "./schema_json.ts";

/** Named types that a schema uses and does not define, each with what it uses before it. */
export type Dependencies = RegisteredSchema["dependencies"];

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const PRIMITIVES: ReadonlySet<string> = new Set(
  ["null", "boolean", "int", "long", "float", "double", "bytes", "string"] satisfies PrimitiveKind[],
);

/** Nested types beyond this are no schema that anybody wrote. */
const MAX_DEPTH = 200;

/** Throws a `DataError` that says what is wrong with the schema. A default that does not fit its field is left out. */
export function parseAvroSchema(text: string, dependencies: Dependencies = []): AvroType {
  const names = new Map<string, AvroType>();
  const registry: Record<string, unknown> = {};
  const seen = new Set<string>();
  for (const { name, text: used } of dependencies) {
    if (seen.has(used)) continue;
    seen.add(used);
    parseOne(used, names, registry, `Avro schema '${name}', which the schema refers to,`);
  }
  return parseOne(text, names, registry, "Avro schema");
}

/** The same for a schema of a registry. */
export function parseRegisteredSchema(schema: Pick<RegisteredSchema, "text" | "dependencies">): AvroType {
  return parseAvroSchema(schema.text, schema.dependencies);
}

function parseOne(
  text: string,
  names: Map<string, AvroType>,
  registry: Record<string, unknown>,
  what: string,
): AvroType {
  let json: JsonValue;
  try {
    json = parseExactJson(text);
  } catch (error) {
    // A bare name is a schema too, and registries hand it out without quotes.
    if (!/^\s*[A-Za-z_][\w.]*\s*$/.test(text)) throw badSchema(what, `it is no JSON: ${messageOf(error)}`, error);
    json = text.trim();
  }
  try {
    checkDepth(json, 0);
    avro.Type.forSchema(withoutDefaults(json) as avro.Schema, {
      registry: registry as { [name: string]: avro.Type },
      wrapUnions: true,
      typeHook: fallBackToNoNamespace,
    });
  } catch (error) {
    throw badSchema(what, messageOf(error), error);
  }
  const { type, fields } = new Builder(names).build(json);
  for (const [field, value] of fields) if (fitsDefault(field.type, value)) field.default = { value };
  return type;
}

function badSchema(what: string, reason: string, cause: unknown): DataError {
  return new DataError(`${what} cannot be used: ${reason}`, { code: "bad_schema", cause });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function checkDepth(json: JsonValue, depth: number): void {
  if (depth > MAX_DEPTH * 2) throw new Error(`its types are nested deeper than ${MAX_DEPTH}`);
  if (typeof json !== "object" || json === null) return;
  for (const value of Object.values(json)) checkDepth(value, depth + 1);
}

/** avsc refuses `long` defaults beyond 2^53, and takes only those of a union's first branch. */
function withoutDefaults(json: JsonValue): JsonValue {
  if (isArray(json)) return json.map(withoutDefaults);
  if (!isObject(json)) return json;
  const members = Object.entries(json).map(([key, value]): [string, JsonValue] => {
    if (key !== "fields" || !isArray(value)) {
      return [key, key === "type" || key === "items" || key === "values" ? withoutDefaults(value) : value];
    }
    return [
      key,
      value.map((field) => {
        if (!isObject(field)) return field;
        const { default: _, ...rest } = field;
        return withoutDefaults(rest);
      }),
    ];
  });
  return Object.fromEntries(members);
}

/** As in Java: a name that its namespace does not have may be one without a namespace. */
function fallBackToNoNamespace(
  schema: avro.Schema,
  options: { readonly namespace?: string; readonly registry?: { readonly [name: string]: avro.Type } },
): avro.Type | undefined {
  if (typeof schema !== "string" || PRIMITIVES.has(schema) || schema.includes(".")) return undefined;
  const { namespace, registry } = options;
  if (!namespace || registry === undefined || `${namespace}.${schema}` in registry) return undefined;
  return registry[schema];
}

/** Trusts what avsc has checked. */
class Builder {
  readonly #fields: [Mutable<AvroField>, JsonValue][] = [];

  constructor(readonly names: Map<string, AvroType>) {}

  /** `fields` are those with a default, which can be judged when all types are complete. */
  build(json: JsonValue): { readonly type: AvroType; readonly fields: readonly [Mutable<AvroField>, JsonValue][] } {
    return { type: this.#type(json, ""), fields: this.#fields };
  }

  #type(json: JsonValue | undefined, namespace: string): AvroType {
    if (typeof json === "string") return this.#named(json, namespace);
    if (isArray(json)) return { kind: "union", branches: json.map((branch) => this.#type(branch, namespace)) };
    if (!isObject(json)) throw badSchema("Avro schema", "a type is missing", undefined);
    const { type } = json;
    if (typeof type !== "string") return this.#type(type, namespace);
    switch (type) {
      case "array":
        return { kind: "array", items: this.#type(json["items"], namespace) };
      case "map":
        return { kind: "map", values: this.#type(json["values"], namespace) };
      case "record":
      case "error":
        return this.#record(json, namespace);
      case "enum": {
        const symbols = textsOf(json["symbols"]);
        const fallback = json["default"];
        const isKnown = typeof fallback === "string" && symbols.includes(fallback);
        const node: AvroType = {
          kind: "enum",
          ...namesOf(json, namespace),
          symbols,
          ...(isKnown && { default: fallback }),
        };
        return this.#define(node);
      }
      case "fixed": {
        const size = Number(json["size"]);
        const logical = logicalOf(json, "fixed", size);
        return this.#define({ kind: "fixed", ...namesOf(json, namespace), size, ...(logical && { logical }) });
      }
      default: {
        const named = this.#named(type, namespace);
        const logical = PRIMITIVES.has(named.kind) ? logicalOf(json, named.kind, 0) : undefined;
        return logical === undefined ? named : { kind: named.kind as PrimitiveKind, logical };
      }
    }
  }

  #named(name: string, namespace: string): AvroType {
    if (PRIMITIVES.has(name)) return { kind: name as PrimitiveKind };
    const type = this.names.get(fullName(name, namespace)) ?? this.names.get(name);
    if (type === undefined) throw badSchema("Avro schema", `the type '${name}' is not defined`, undefined);
    return type;
  }

  #define<T extends AvroType & { readonly name: string }>(type: T): T {
    this.names.set(type.name, type);
    return type;
  }

  #record(json: { readonly [key: string]: JsonValue }, outer: string): AvroRecord {
    const fields: AvroField[] = [];
    const record = this.#define<AvroRecord>({ kind: "record", ...namesOf(json, outer), fields });
    const namespace = record.name.slice(0, Math.max(0, record.name.lastIndexOf(".")));
    for (const field of isArray(json["fields"]) ? json["fields"] : []) {
      if (!isObject(field)) continue;
      const node: Mutable<AvroField> = {
        name: String(field["name"]),
        aliases: textsOf(field["aliases"]),
        type: this.#type(field["type"], namespace),
        ...docOf(field),
      };
      if (field["default"] !== undefined) this.#fields.push([node, field["default"]]);
      fields.push(node);
    }
    return record;
  }
}

function fullName(name: string, namespace: string): string {
  return name.includes(".") || namespace === "" ? name : `${namespace}.${name}`;
}

function namesOf(
  json: { readonly [key: string]: JsonValue },
  outer: string,
): { readonly name: string; readonly aliases: readonly string[]; readonly doc?: string } {
  const own = json["namespace"];
  const name = fullName(String(json["name"] ?? ""), typeof own === "string" ? own : outer);
  const namespace = name.slice(0, Math.max(0, name.lastIndexOf(".")));
  return { name, aliases: textsOf(json["aliases"]).map((alias) => fullName(alias, namespace)), ...docOf(json) };
}

function docOf(json: { readonly [key: string]: JsonValue }): { readonly doc?: string } {
  return typeof json["doc"] === "string" ? { doc: json["doc"] } : {};
}

function textsOf(value: JsonValue | undefined): string[] {
  return isArray(value) ? value.filter((text) => typeof text === "string") : [];
}

function logicalOf(
  json: { readonly [key: string]: JsonValue },
  base: AvroType["kind"],
  size: number,
): AvroLogical | undefined {
  const name = json["logicalType"];
  switch (name) {
    case "decimal":
      return base === "bytes" || base === "fixed" ? decimalOf(json, base === "fixed" ? size : undefined) : undefined;
    case "uuid":
      return base === "string" || (base === "fixed" && size === 16) ? { kind: "uuid" } : undefined;
    case "date":
    case "time-millis":
      return base === "int" ? { kind: name } : undefined;
    case "time-micros":
      return base === "long" ? { kind: name } : undefined;
    case "duration":
      return base === "fixed" && size === 12 ? { kind: "duration" } : undefined;
  }
  const time = typeof name === "string" ? /^(local-)?timestamp-(millis|micros|nanos)$/.exec(name) : null;
  if (time === null || base !== "long") return undefined;
  const precision = time[2] === "millis" ? 3 : time[2] === "micros" ? 6 : 9;
  return { kind: "timestamp", precision, local: time[1] !== undefined };
}

/** `size` is that of a fixed: as many digits as fit. */
function decimalOf(json: { readonly [key: string]: JsonValue }, size: number | undefined): AvroLogical | undefined {
  const precision = json["precision"];
  const scale = json["scale"] ?? 0;
  if (typeof precision !== "number" || typeof scale !== "number") return undefined;
  if (!Number.isInteger(precision) || !Number.isInteger(scale)) return undefined;
  if (precision < 1 || scale < 0 || scale > precision) return undefined;
  if (size !== undefined && precision > Math.floor((8 * size - 1) * Math.log10(2))) return undefined;
  return { kind: "decimal", precision, scale };
}
