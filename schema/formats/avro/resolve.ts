/**
 * Schema resolution: how bytes of a writer's type become values of a reader's type (Avro 1.12 specification, "Schema
 * Resolution"), as a tree that says what to read, what to skip and what to fill in.
 */
import {
  type AvroArray,
  type AvroEnum,
  type AvroField,
  type AvroFixed,
  type AvroNamed,
  type AvroPrimitive,
  type AvroRecord,
  type AvroType,
  avroTypeName,
  type JsonValue,
} from "./schema.ts";

export type AvroScalar = AvroPrimitive | AvroFixed;

export type Plan =
  /** Read as `from`, promoted to `to`. */
  | { readonly kind: "scalar"; readonly from: AvroScalar; readonly to: AvroScalar }
  /** The writer's symbols as the reader's; undefined: the reader has neither the symbol nor a default. */
  | { readonly kind: "enum"; readonly symbols: readonly (string | undefined)[]; readonly to: AvroEnum }
  | { readonly kind: "array"; readonly items: Plan; readonly to: AvroArray }
  | { readonly kind: "map"; readonly values: Plan }
  | RecordPlan
  /** The writer's union. */
  | { readonly kind: "union"; readonly branches: readonly Plan[] }
  /** A branch of the writer's union that the reader cannot take: bad data when it comes. */
  | { readonly kind: "refused"; readonly reason: string };

export interface RecordPlan {
  readonly kind: "record";
  /** The writer's fields, in order. */
  readonly steps: readonly Step[];
  /** Fields of {@link to} that the writer does not have. */
  readonly defaults: readonly Default[];
  readonly to: AvroRecord;
}

export interface Step {
  /** What the writer wrote, for those who skip it. */
  readonly type: AvroType;
  /** Position in the reader's fields; absent: the reader does not have it. */
  readonly field?: number;
  readonly plan?: Plan;
}

export interface Default {
  readonly field: number;
  readonly type: AvroType;
  readonly value: JsonValue;
}

/** Why a type cannot be read as another. {@link message} is the end of a sentence that began with a field or column. */
export class Unresolvable extends Error {
  /** With the field that it is about in front. */
  within(field: string): Unresolvable {
    return new Unresolvable(`${field}${this.message.startsWith(":") ? "" : "."}${this.message}`);
  }
}

/** Throws {@link Unresolvable}. */
export function resolve(writer: AvroType, reader: AvroType): Plan {
  return new Resolver().resolve(writer, reader);
}

const PROMOTIONS: Readonly<Record<string, readonly string[]>> = {
  int: ["long", "float", "double"],
  long: ["float", "double"],
  float: ["double"],
  string: ["bytes"],
  bytes: ["string"],
};

class Resolver {
  /** Of records, which may be recursive. */
  readonly #known = new Map<AvroType, Map<AvroType, Plan | Unresolvable>>();

  resolve(writer: AvroType, reader: AvroType): Plan {
    if (writer.kind === "union") return this.#writerUnion(writer.branches, reader);
    if (reader.kind === "union") return this.#readerUnion(writer, reader.branches, reader);
    switch (writer.kind) {
      case "record":
        if (reader.kind === "record") return this.#record(writer, reader);
        break;
      case "enum":
        if (reader.kind === "enum") return enumPlan(writer, reader);
        break;
      case "array":
        if (reader.kind === "array") {
          return { kind: "array", items: this.resolve(writer.items, reader.items), to: reader };
        }
        break;
      case "map":
        if (reader.kind === "map") return { kind: "map", values: this.resolve(writer.values, reader.values) };
        break;
      case "fixed":
        if (reader.kind === "fixed" && writer.size === reader.size) return { kind: "scalar", from: writer, to: reader };
        break;
      default:
        if (isPrimitive(reader) && (writer.kind === reader.kind || PROMOTIONS[writer.kind]?.includes(reader.kind))) {
          return { kind: "scalar", from: writer, to: reader };
        }
    }
    throw mismatch(writer, reader);
  }

  #writerUnion(branches: readonly AvroType[], reader: AvroType): Plan {
    let first: Unresolvable | undefined;
    const plans = branches.map((branch): Plan => {
      try {
        return this.resolve(branch, reader);
      } catch (error) {
        if (!(error instanceof Unresolvable)) throw error;
        if (branch.kind !== "null") first ??= error;
        return {
          kind: "refused",
          reason: `a value of type ${avroTypeName(branch)}, which the schema of the table has not`,
        };
      }
    });
    const fits = plans.some((plan, i) => plan.kind !== "refused" && branches[i]?.kind !== "null");
    const wasAsked = branches.some((branch) => branch.kind !== "null");
    if (wasAsked && !fits && first !== undefined) throw first;
    if (plans.every((plan) => plan.kind === "refused")) throw mismatch({ kind: "union", branches }, reader);
    return { kind: "union", branches: plans };
  }

  /**
   * The first branch that matches. As in Java the writer's own type, for named types its name, comes before what it could be
   * promoted to: so a schema always reads itself.
   */
  #readerUnion(writer: AvroType, branches: readonly AvroType[], reader: AvroType): Plan {
    const same = (branch: AvroType) => "name" in writer ? isNamed(branch, writer) : branch.kind === writer.kind;
    const ordered = [...branches].sort((a, b) => Number(same(b)) - Number(same(a)));
    for (const branch of ordered) {
      try {
        return this.resolve(writer, branch);
      } catch (error) {
        if (!(error instanceof Unresolvable)) throw error;
      }
    }
    throw mismatch(writer, reader);
  }

  #record(writer: AvroRecord, reader: AvroRecord): Plan {
    let known = this.#known.get(writer);
    if (known === undefined) this.#known.set(writer, known = new Map());
    const before = known.get(reader);
    if (before instanceof Unresolvable) throw before;
    if (before !== undefined) return before;
    const steps: Step[] = [];
    const defaults: Default[] = [];
    const plan: Plan = { kind: "record", steps, defaults, to: reader };
    known.set(reader, plan);
    try {
      this.#fields(writer, reader, steps, defaults);
    } catch (error) {
      if (error instanceof Unresolvable) known.set(reader, error);
      throw error;
    }
    return plan;
  }

  #fields(writer: AvroRecord, reader: AvroRecord, steps: Step[], defaults: Default[]): void {
    const sources = new Map<AvroField, number>();
    reader.fields.forEach((field, index) => {
      const source = sourceOf(field, writer, reader);
      if (source !== undefined && !sources.has(source)) sources.set(source, index);
      else if (field.default !== undefined) {
        defaults.push({ field: index, type: field.type, value: field.default.value });
      } else throw new Unresolvable(": the writer has no such field, and it has no default").within(field.name);
    });
    for (const field of writer.fields) {
      const index = sources.get(field);
      if (index === undefined) steps.push({ type: field.type });
      else {
        const target = reader.fields[index]!; // an index of them
        steps.push({
          type: field.type,
          field: index,
          plan: within(target.name, () => this.resolve(field.type, target.type)),
        });
      }
    }
  }
}

/** The writer's field that a reader's field means: of its name, else of the first alias that the writer has. */
function sourceOf(field: AvroField, writer: AvroRecord, reader: AvroRecord): AvroField | undefined {
  const named = writer.fields.find((one) => one.name === field.name);
  if (named !== undefined) return named;
  for (const alias of field.aliases) {
    // A field that the reader has under its own name is not taken away from it.
    if (reader.fields.some((one) => one.name === alias)) continue;
    const found = writer.fields.find((one) => one.name === alias);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Throws what `resolve` throws, with the field in front. */
export function within<T>(field: string, resolve: () => T): T {
  try {
    return resolve();
  } catch (error) {
    throw error instanceof Unresolvable ? error.within(field) : error;
  }
}

function enumPlan(writer: AvroEnum, reader: AvroEnum): Plan {
  const symbols = writer.symbols.map((symbol) => reader.symbols.includes(symbol) ? symbol : reader.default);
  return { kind: "enum", symbols, to: reader };
}

export function isPrimitive(type: AvroType): type is AvroPrimitive {
  switch (type.kind) {
    case "record":
    case "enum":
    case "fixed":
    case "array":
    case "map":
    case "union":
      return false;
    default:
      return true;
  }
}

/** Whether a reader's type goes by the writer's name, itself or by an alias; namespaces do not count for the name itself. */
function isNamed(reader: AvroType, writer: AvroNamed): boolean {
  if (!("name" in reader)) return false;
  return unqualified(reader.name) === unqualified(writer.name) || reader.aliases.includes(writer.name);
}

function unqualified(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}

function mismatch(writer: AvroType, reader: AvroType): Unresolvable {
  return new Unresolvable(`: the writer's ${avroTypeName(writer)} cannot be read as ${avroTypeName(reader)}`);
}
