/** The schema of a sink's rows (`sql.md` §7.5, "Write"), with what the subject's latest schema says taken over. */
import type { Field } from "../../field.ts";
import type { RegisteredSchema, SchemaText } from "../../registry/registry.ts";
import type { SqlType, StructField } from "../../types.ts";
import { branchOf, rankOf, takesBranches } from "./encode_target.ts";
import { unwritable } from "./encode_value.ts";
import { avroName, columnsOfFields, fullNameOf } from "./avro_names.ts";
import { sameName } from "./record_parts.ts";
import type { AvroRecord, AvroType, JsonValue } from "./schema.ts";
import { exactJsonText } from "./schema_json.ts";
import { parseRegisteredSchema } from "./schema_parse.ts";
import {
  type DefinedType,
  type FieldNode,
  isUnion,
  namespaceOf,
  type SchemaTree,
  SchemaWriter,
  simpleNameOf,
  treeOf,
  type TypeNode,
} from "./schema_tree.ts";

/** The parts of {@link RegisteredSchema} that can be taken over. */
export type Existing = Pick<RegisteredSchema, "text" | "references" | "dependencies">;

/**
 * The schema for rows of the visible `fields`, a record that is named after the table `name`.
 *
 * Of an `existing` schema that is a record its name, namespace, aliases and documentation are taken over, and each field that
 * a column has by name, with all that stands there. So is the field's type where the encoder can write the column as it:
 * nothing is lost then but digits of times that are finer than its unit, and single values may be refused. Where it
 * cannot, the column's own type takes its place. A nullable column makes the field optional; one that is NOT NULL leaves
 * an optional field as it is, and items of arrays stay as they are. Fields keep their order, those of new columns follow,
 * and fields without a column go.
 *
 * Throws an `SqlError` where a type cannot be carried, or two columns would have the same name.
 */
export function avroSchemaOf(fields: readonly Field[], name: string, existing: Existing | undefined): SchemaText {
  const columns = fields.filter((field) => field.hidden !== true);
  return new Merge(existing).schema((merge) => merge.record(columns, avroName(name)));
}

/** The same for the bare value of one column, as record keys are: the record of a STRUCT is named after `name`. */
export function avroValueSchemaOf(field: Field, name: string, existing: Existing | undefined): SchemaText {
  return new Merge(existing).schema((merge) => merge.value(field, avroName(name)));
}

/** A type of the existing schema: as it stands in the text, and what it means. */
interface Old {
  readonly node: TypeNode;
  readonly type: AvroType;
}

class Merge {
  readonly #existing: Existing | undefined;
  readonly #tree: SchemaTree | undefined;
  readonly #root: Old | undefined;

  constructor(existing: Existing | undefined) {
    this.#existing = existing;
    if (existing === undefined) return;
    const type = parseRegisteredSchema(existing);
    this.#tree = treeOf(existing);
    this.#root = { node: this.#tree.root, type };
  }

  schema(make: (merge: Merge) => TypeNode): SchemaText {
    const writer = new SchemaWriter(this.#tree ?? { definitions: new Map(), foreign: new Set() });
    const text = writer.write(make(this));
    return { type: "AVRO", text, references: writer.usesForeign ? this.#existing?.references ?? [] : [] };
  }

  record(columns: readonly StructField[], name: string): TypeNode {
    const root = this.#root?.type.kind === "record" ? this.#root : undefined;
    return this.#record(columns, name, root, "");
  }

  value({ name: column, type }: StructField, name: string): TypeNode {
    return this.#plain(type, name, this.#branch(type, this.#root), column);
  }

  /** `name` is full; `path` that of the struct, empty for the columns themselves. */
  #record(members: readonly StructField[], name: string, old: Old | undefined, path: string): DefinedType {
    const definition = old === undefined ? undefined : this.#definition(old.node);
    const fullName = definition?.name ?? name;
    const oldFields = (definition?.fields ?? []).map((node, i) => ({
      node,
      type: (old!.type as AvroRecord).fields[i]!.type, // the record that the definition is the text of
    }));
    const names = columnNames(members, path);
    const columnOf = columnsOfFields(oldFields.map(({ node }) => node.name), [...names.keys()]);
    // Fields that stay come first, in their order.
    const fields = new Map<string, FieldNode | undefined>();
    for (const { node } of oldFields) {
      const column = columnOf.get(node.name);
      if (column !== undefined) fields.set(column, undefined);
    }
    const oldOf = new Map(oldFields.map((field) => [columnOf.get(field.node.name), field]));
    for (const [column, member] of names) {
      const name = oldOf.get(column)?.node.name ?? column;
      const inner = fullNameOf(`${simpleNameOf(fullName)}_${name}`, namespaceOf(fullName));
      fields.set(column, this.#field(member, name, inner, oldOf.get(column), path + member.name));
    }
    const kept = [...fields.values()].filter((field) => field !== undefined);
    // Members keep their order, so that what has not changed has the same text.
    return definition === undefined ? { type: "record", name, fields: kept } : { ...definition, fields: kept };
  }

  #field(
    { type, nullable }: StructField,
    name: string,
    inner: string,
    old: { readonly node: FieldNode; readonly type: AvroType } | undefined,
    path: string,
  ): FieldNode {
    if (old === undefined) {
      const own = this.#plain(type, inner, undefined, path);
      return { name, type: nullable ? ["null", own] : own, ...(nullable && { default: null }) };
    }
    const branch = this.#branch(type, { node: old.node.type, type: old.type });
    const merged = this.#plain(type, inner, branch, path);
    if (branch === undefined) {
      const { default: _, ...node } = old.node;
      return { ...node, type: nullable ? ["null", merged] : merged, ...(nullable && { default: null }) };
    }
    const node = this.#isUnchanged(merged, branch.node) ? old.node : withoutValue(old.node);
    const union = isUnion(node.type) ? node.type.map((other) => other === branch.node ? merged : other) : [merged];
    if (!nullable || (isUnion(node.type) && node.type.some(isNull))) {
      return { ...node, type: isUnion(node.type) ? union : merged };
    }
    // A default is one of the first branch.
    if ("default" in node) return { ...node, type: [...union, "null"] };
    return { ...node, type: ["null", ...union], default: null };
  }

  /** The type that the column, not being NULL, is written as; `old` is one that takes it. */
  #plain(type: SqlType, inner: string, old: Old | undefined, path: string): TypeNode {
    switch (type.kind) {
      case "struct":
        return this.#record(type.fields, inner, old, `${path}.`);
      case "array":
        return this.#array(type.element, inner, old, path);
      default:
        return old === undefined ? scalarNode(type, path) : old.node;
    }
  }

  #array(element: SqlType, inner: string, old: Old | undefined, path: string): TypeNode {
    const at = `${path}[]`;
    const whole = old === undefined || typeof old.node === "string" || isUnion(old.node) ? undefined : old.node;
    const items = whole?.items;
    if (whole === undefined || items === undefined || old?.type.kind !== "array") {
      return { type: "array", items: ["null", this.#plain(element, inner, undefined, at)] };
    }
    const branch = this.#branch(element, { node: items, type: old.type.items });
    const merged = this.#plain(element, inner, branch, at);
    if (branch === undefined) return { ...whole, items: ["null", merged] };
    return { ...whole, items: isUnion(items) ? items.map((other) => other === branch.node ? merged : other) : merged };
  }

  /** What of the existing type takes the column. */
  #branch(type: SqlType, old: Old | undefined): Old | undefined {
    if (old === undefined) return undefined;
    if (takesBranches(type, old.type)) return old;
    if (!isUnion(old.node) || old.type.kind !== "union") return rankOf(type, old.type) === undefined ? undefined : old;
    const at = branchOf(type, old.type);
    const [node, branch] = [old.node[at], old.type.branches[at]];
    return node === undefined || branch === undefined ? undefined : { node, type: branch };
  }

  #isUnchanged(merged: TypeNode, old: TypeNode): boolean {
    const [a, b] = [merged, old].map((node) => exactJsonText((this.#definition(node) ?? node) as unknown as JsonValue));
    return a === b;
  }

  #definition(node: TypeNode): DefinedType | undefined {
    if (typeof node === "string") return this.#tree?.definitions.get(node);
    return isUnion(node) ? undefined : node;
  }
}

/** Columns by their names in Avro. */
function columnNames(columns: readonly StructField[], path: string): ReadonlyMap<string, StructField> {
  const names = new Map<string, StructField>();
  for (const column of columns) {
    const name = avroName(column.name);
    const twin = names.get(name);
    if (twin !== undefined) throw sameName(path + twin.name, path + column.name, name);
    names.set(name, column);
  }
  return names;
}

/** Without a default that stands for a value of a type that has changed. */
function withoutValue(node: FieldNode): FieldNode {
  if (!("default" in node) || node["default"] === null) return node;
  const { default: _, ...rest } = node;
  return rest;
}

function isNull(node: TypeNode): boolean {
  return node === "null" || (typeof node === "object" && !isUnion(node) && node.type === "null");
}

function scalarNode(type: Exclude<SqlType, { readonly kind: "struct" | "array" }>, path: string): TypeNode {
  switch (type.kind) {
    case "boolean":
      return "boolean";
    case "integer":
      return type.bits === 64 || (type.bits === 32 && type.unsigned) ? "long" : "int";
    case "float":
      return type.bits === 32 ? "float" : "double";
    case "decimal":
      return { type: "bytes", logicalType: "decimal", precision: type.precision, scale: type.scale };
    case "text":
    case "json":
      return "string";
    case "bytea":
      return "bytes";
    case "timestamp":
      return { type: "long", logicalType: type.precision < 6 ? "timestamp-millis" : "timestamp-micros" };
    case "date":
      return { type: "int", logicalType: "date" };
    case "time":
      return { type: "long", logicalType: "time-micros" };
    case "interval":
    case "null":
      throw unwritable(path, type);
    default:
      return type satisfies never;
  }
}
