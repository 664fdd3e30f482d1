/** The SQL types, how they are written, and which column holds each. Values follow `sql.md` §5. */

export type SqlType =
  | { readonly kind: "boolean" }
  /** TINYINT … BIGINT, each also UNSIGNED. */
  | { readonly kind: "integer"; readonly bits: 8 | 16 | 32 | 64; readonly unsigned: boolean }
  /** REAL (32) and DOUBLE (64). */
  | { readonly kind: "float"; readonly bits: 32 | 64 }
  | { readonly kind: "decimal"; readonly precision: number; readonly scale: number }
  | { readonly kind: "text" }
  | { readonly kind: "bytea" }
  /** Units since the epoch: 10^-precision seconds. No zone, means UTC. */
  | { readonly kind: "timestamp"; readonly precision: 0 | 3 | 6 | 9 }
  /** Days since the epoch. */
  | { readonly kind: "date" }
  /** Nanoseconds of the day. */
  | { readonly kind: "time" }
  | { readonly kind: "interval" }
  /** JSON text. */
  | { readonly kind: "json" }
  | { readonly kind: "struct"; readonly fields: readonly StructField[] }
  | { readonly kind: "array"; readonly element: SqlType }
  /** The type of a bare NULL before its context gives it one. */
  | { readonly kind: "null" };

export interface StructField {
  readonly name: string;
  readonly type: SqlType;
  readonly nullable: boolean;
}

/** Months, days and nanoseconds are kept apart, as written. */
export interface Interval {
  readonly months: number;
  readonly days: number;
  readonly nanos: bigint;
}

/**
 * One SQL value in JavaScript, by type:
 *
 * | type | value |
 * |---|---|
 * | BOOLEAN | boolean |
 * | TINYINT SMALLINT INT (UNSIGNED up to 16 bits), DATE, REAL, DOUBLE | number |
 * | BIGINT, INT UNSIGNED, BIGINT UNSIGNED, TIMESTAMP, TIME | bigint |
 * | DECIMAL | bigint, scaled by 10^scale |
 * | TEXT, JSON | string |
 * | BYTEA | Uint8Array |
 * | INTERVAL | {@link Interval} |
 * | STRUCT | array of member values, in the order of the fields |
 * | array | array of element values |
 * | SQL NULL | null |
 */
export type Value = null | boolean | number | bigint | string | Uint8Array | Interval | readonly Value[];

export const BOOLEAN: SqlType = { kind: "boolean" };
export const TINYINT: SqlType = { kind: "integer", bits: 8, unsigned: false };
export const SMALLINT: SqlType = { kind: "integer", bits: 16, unsigned: false };
export const INT: SqlType = { kind: "integer", bits: 32, unsigned: false };
export const BIGINT: SqlType = { kind: "integer", bits: 64, unsigned: false };
export const TINYINT_UNSIGNED: SqlType = { kind: "integer", bits: 8, unsigned: true };
export const SMALLINT_UNSIGNED: SqlType = { kind: "integer", bits: 16, unsigned: true };
export const INT_UNSIGNED: SqlType = { kind: "integer", bits: 32, unsigned: true };
export const BIGINT_UNSIGNED: SqlType = { kind: "integer", bits: 64, unsigned: true };
export const REAL: SqlType = { kind: "float", bits: 32 };
export const DOUBLE: SqlType = { kind: "float", bits: 64 };
export const TEXT: SqlType = { kind: "text" };
export const BYTEA: SqlType = { kind: "bytea" };
export const DATE: SqlType = { kind: "date" };
export const TIME: SqlType = { kind: "time" };
export const INTERVAL: SqlType = { kind: "interval" };
export const JSON_TYPE: SqlType = { kind: "json" };
export const NULL_TYPE: SqlType = { kind: "null" };
export const TIMESTAMP: SqlType = { kind: "timestamp", precision: 9 };

export function timestampType(precision: 0 | 3 | 6 | 9): SqlType {
  return { kind: "timestamp", precision };
}

export function decimalType(precision: number, scale: number): SqlType {
  return { kind: "decimal", precision, scale };
}

export function arrayType(element: SqlType): SqlType {
  return { kind: "array", element };
}

export function structType(fields: readonly StructField[]): SqlType {
  return { kind: "struct", fields };
}

/** The column class that holds values of a type; see `schema/column.ts`. */
export type Storage = "bool" | "int32" | "int64" | "float64" | "bytes" | "any";

export function storageOf(type: SqlType): Storage {
  switch (type.kind) {
    case "boolean":
      return "bool";
    case "integer":
      if (type.bits === 64) return type.unsigned ? "any" : "int64";
      return type.bits === 32 && type.unsigned ? "int64" : "int32";
    case "float":
      return "float64";
    case "decimal":
      return type.precision <= 18 ? "int64" : "any";
    case "text":
    case "bytea":
    case "json":
    case "null":
      return "bytes";
    case "timestamp":
    case "time":
      return "int64";
    case "date":
      return "int32";
    case "interval":
    case "struct":
    case "array":
      return "any";
    default:
      return type satisfies never;
  }
}

const INTEGER_NAMES = { 8: "TINYINT", 16: "SMALLINT", 32: "INT", 64: "BIGINT" } as const;

/** The type as it is written in SQL; reads back as the same type. */
export function typeName(type: SqlType): string {
  switch (type.kind) {
    case "boolean":
    case "text":
    case "bytea":
    case "date":
    case "time":
    case "interval":
    case "json":
    case "null":
      return type.kind.toUpperCase();
    case "integer":
      return INTEGER_NAMES[type.bits] + (type.unsigned ? " UNSIGNED" : "");
    case "float":
      return type.bits === 32 ? "REAL" : "DOUBLE";
    case "decimal":
      return `DECIMAL(${type.precision}, ${type.scale})`;
    case "timestamp":
      return type.precision === 9 ? "TIMESTAMP" : `TIMESTAMP(${type.precision})`;
    case "struct":
      return `STRUCT<${
        type.fields.map((f) => `${fieldName(f.name)} ${typeName(f.type)}${f.nullable ? "" : " NOT NULL"}`).join(", ")
      }>`;
    case "array":
      return `${typeName(type.element)}[]`;
    default:
      return type satisfies never;
  }
}

/** The type as a statement can declare it: a member cannot be NOT NULL there. */
export function withNullableMembers(type: SqlType): SqlType {
  if (type.kind === "array") return arrayType(withNullableMembers(type.element));
  if (type.kind !== "struct") return type;
  return structType(type.fields.map((field) => ({ ...field, type: withNullableMembers(field.type), nullable: true })));
}

function fieldName(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

export function sameType(a: SqlType, b: SqlType): boolean {
  if (a === b) return true;
  switch (a.kind) {
    case "integer":
      return b.kind === "integer" && a.bits === b.bits && a.unsigned === b.unsigned;
    case "float":
      return b.kind === "float" && a.bits === b.bits;
    case "decimal":
      return b.kind === "decimal" && a.precision === b.precision && a.scale === b.scale;
    case "timestamp":
      return b.kind === "timestamp" && a.precision === b.precision;
    case "array":
      return b.kind === "array" && sameType(a.element, b.element);
    case "struct":
      return b.kind === "struct" && a.fields.length === b.fields.length &&
        a.fields.every((field, i) => {
          const other = b.fields[i];
          return other !== undefined && field.name === other.name && sameType(field.type, other.type);
        });
    default:
      return a.kind === b.kind;
  }
}

export function isInteger(type: SqlType): boolean {
  return type.kind === "integer";
}

export function isNumeric(type: SqlType): boolean {
  return type.kind === "integer" || type.kind === "float" || type.kind === "decimal";
}

/** Text in memory: TEXT and JSON. */
export function isTextual(type: SqlType): boolean {
  return type.kind === "text" || type.kind === "json";
}
