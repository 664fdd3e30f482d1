/** Which values of a column a type of the schema takes, and where in a union they go (`sql.md` §7.5, "Write"). */
import { ByteWriter } from "../../byte_writer.ts";
import type { SqlType, StructField } from "../../types.ts";
import { MAX_PRECISION } from "../../values/decimal.ts";
import { appendLong } from "./encode_write.ts";
import { avroName, columnsOfFields } from "./avro_names.ts";
import type { AvroLogical, AvroPrimitive, AvroRecord, AvroType, AvroUnion } from "./schema.ts";

/** Where the values of a column go. */
export interface Target {
  /** A union where {@link takesBranches}. */
  readonly type: AvroType;
  /** What stands before each value: the number of the union's branch; empty where there is no union. */
  readonly opening: Uint8Array;
  /** What stands for NULL; undefined: there is no null in the schema. */
  readonly forNull: Uint8Array | undefined;
}

/** Undefined: no branch takes the column. */
export function targetOf(type: SqlType, schema: AvroType): Target | undefined {
  if (schema.kind !== "union") {
    if (rankOf(type, schema) === undefined) return undefined;
    return { type: schema, opening: NOTHING, forNull: schema.kind === "null" ? NOTHING : undefined };
  }
  const none = schema.branches.findIndex(({ kind }) => kind === "null");
  const forNull = none < 0 ? undefined : branchBytes(none);
  if (takesBranches(type, schema)) return { type: schema, opening: NOTHING, forNull };
  const at = branchOf(type, schema);
  const branch = schema.branches[at];
  return branch === undefined ? undefined : { type: branch, opening: branchBytes(at), forNull };
}

const NOTHING = new Uint8Array(0);

/** A union is read into JSON, and what a JSON value is decides on the branch when it is written. */
export function takesBranches(type: SqlType, schema: AvroType): boolean {
  return type.kind === "json" && schema.kind === "union" &&
    schema.branches.filter(({ kind }) => kind !== "null").length > 1;
}

/** The branch that takes the column best, the first of equals; -1: none. */
export function branchOf(type: SqlType, union: AvroUnion): number {
  let best = -1;
  let least = Infinity;
  const isAllNull = union.branches.every(({ kind }) => kind === "null");
  union.branches.forEach((branch, at) => {
    if (branch.kind === "null" && !isAllNull) return;
    const rank = rankOf(type, branch);
    if (rank === undefined || rank >= least) return;
    best = at;
    least = rank;
  });
  return best;
}

export function branchBytes(at: number): Uint8Array {
  const out = new ByteWriter(10);
  appendLong(out, at);
  return out.written().slice();
}

/** A record or array that takes the column but for some of its parts: the encoder says which. */
const IN_PART = 100;

/**
 * 0 is what the type would be written as anyway, more is farther from it; undefined: not taken. What is taken keeps its value,
 * but for times, which are rounded down to the schema's unit; single values may be refused (no symbol of the enum, too many digits).
 */
export function rankOf(type: SqlType, schema: AvroType): number | undefined {
  switch (type.kind) {
    case "boolean":
      return schema.kind === "boolean" ? 0 : undefined;
    case "integer":
      return integerRank(type.bits, type.unsigned, schema);
    case "float":
      if (schema.kind === "float") return type.bits === 32 ? 0 : undefined;
      return schema.kind === "double" ? (type.bits === 64 ? 0 : 1) : undefined;
    case "decimal":
      return decimalRank(type.precision, type.scale, logicalOf(schema));
    case "text":
      return textRank(schema);
    case "json":
      return jsonRank(schema);
    case "bytea":
      if (schema.kind === "bytes") return schema.logical === undefined ? 0 : undefined;
      return schema.kind === "fixed" && schema.logical === undefined ? 1 : undefined;
    case "timestamp": {
      const logical = logicalOf(schema);
      if (logical?.kind !== "timestamp") return undefined;
      const distance = logical.precision - type.precision;
      return (distance < 0 ? 10 - distance : distance) + (logical.local ? 0.5 : 0);
    }
    case "date":
      return logicalOf(schema)?.kind === "date" ? 0 : undefined;
    case "time": {
      const logical = logicalOf(schema)?.kind;
      return logical === "time-micros" ? 0 : logical === "time-millis" ? 1 : undefined;
    }
    case "struct":
      return schema.kind === "record" ? (isWhole(type.fields, schema) ? 0 : IN_PART) : undefined;
    case "array":
      return schema.kind === "array" ? (isTaken(type.element, schema.items) ? 0 : IN_PART) : undefined;
    case "interval":
    case "null":
      return undefined;
    default:
      return type satisfies never;
  }
}

function integerRank(bits: 8 | 16 | 32 | 64, unsigned: boolean, schema: AvroType): number | undefined {
  const needed = unsigned ? bits + 1 : bits;
  const logical = logicalOf(schema);
  if (logical?.kind === "decimal") {
    // 3, 5, 10, 19 and 20 digits.
    return logical.precision - logical.scale >= Math.ceil((needed - 1) * Math.log10(2)) ? 5 : undefined;
  }
  if (logical !== undefined) return undefined;
  switch (schema.kind) {
    case "int":
      return needed <= 32 ? 0 : undefined;
    case "long":
      return needed <= 32 ? 1 : 0;
    case "double":
      return needed <= 53 ? 2 : undefined;
    case "float":
      return needed <= 24 ? 3 : undefined;
    default:
      return undefined;
  }
}

function decimalRank(precision: number, scale: number, logical: AvroLogical | undefined): number | undefined {
  if (logical?.kind !== "decimal" || logical.scale < scale) return undefined;
  if (logical.precision - logical.scale < precision - scale) return 2;
  return logical.scale === scale ? 0 : 1;
}

function textRank(schema: AvroType): number | undefined {
  switch (schema.kind) {
    case "string":
      return schema.logical === undefined ? 0 : 1;
    case "enum":
      return 2;
    case "null":
      return 6;
    case "fixed":
      return schema.logical === undefined ? 5 : schema.logical.kind === "uuid" ? 3 : undefined;
    case "bytes":
      return schema.logical === undefined ? 4 : undefined;
    default:
      return undefined;
  }
}

/** A plain string holds JSON text; else what is read into JSON, as values. */
function jsonRank(schema: AvroType): number | undefined {
  switch (schema.kind) {
    case "string":
      return schema.logical === undefined ? 0 : undefined;
    case "record":
    case "map":
    case "array":
      return 1;
    case "bytes":
    case "fixed": {
      const { logical } = schema;
      const isWide = logical?.kind === "decimal" && logical.precision > MAX_PRECISION;
      return isWide || logical?.kind === "duration" ? 1 : undefined;
    }
    default:
      return undefined;
  }
}

function isWhole(members: readonly StructField[], { fields }: AvroRecord): boolean {
  const byName = new Map(members.map((member) => [avroName(member.name), member]));
  const columns = columnsOfFields(fields.map(({ name }) => name), [...byName.keys()]);
  return columns.size === members.length && fields.every((field) => {
    const member = byName.get(columns.get(field.name) ?? "");
    return member === undefined ? field.default !== undefined : isTaken(member.type, field.type);
  });
}

/** Wholly. */
function isTaken(type: SqlType, schema: AvroType): boolean {
  const branches = schema.kind === "union" ? schema.branches : [schema];
  return takesBranches(type, schema) || branches.some((branch) => (rankOf(type, branch) ?? IN_PART) < IN_PART);
}

export function logicalOf(schema: AvroType): AvroLogical | undefined {
  return "logical" in schema ? (schema as AvroPrimitive).logical : undefined;
}
