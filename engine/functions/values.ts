/** SQL values as TypeScript sees them in user functions, and back (`sql.md` §12). */
import type { Batch } from "../../schema/batch.ts";
import { type Column, valueAt } from "../../schema/column.ts";
import type { Field } from "../../schema/field.ts";
import { type SqlType, TEXT, typeName, type Value } from "../../schema/types.ts";
import { valueToText } from "../../schema/values/value_text.ts";
import { castImplementation } from "../../sql/cast.ts";
import { callable } from "../../sql/evaluate.ts";
import { EvaluationError } from "../../sql/functions/function.ts";
import type { Argument } from "./messages.ts";

/** The values of a column; copied, for the worker has them when the batch is over. `whenNull` stands for a NULL. */
export function argumentOf(batch: Batch, index: number, { type }: Field, whenNull: unknown): Argument {
  const column = batch.columns[index]!; // a position of the plan
  const numbers = numbersOf(column, type, batch.length);
  if (numbers !== undefined) return { values: numbers, valid: column.valid?.slice(0, batch.length) };
  const convert = toScript(type);
  const values = Array.from({ length: batch.length }, (_, row) => {
    const value = valueAt(column, type, row, batch.length);
    return value === null ? whenNull : convert(value);
  });
  return { values, valid: undefined };
}

/** The column's own numbers, where they are what the function gets. */
function numbersOf(column: Column, type: SqlType, rows: number): ArrayLike<number | bigint> | undefined {
  if (column.kind === "float64") return column.values.slice(0, rows);
  if (column.kind === "int32" && type.kind === "integer") return column.values.slice(0, rows);
  const isBigint = (type.kind === "integer" && type.bits === 64) || type.kind === "timestamp";
  return column.kind === "int64" && isBigint ? column.values.slice(0, rows) : undefined;
}

type Convert = (value: Value) => unknown;

/** For values that are not NULL. */
export function toScript(type: SqlType): Convert {
  switch (type.kind) {
    case "integer":
      return type.bits === 64 ? (value) => value : Number;
    case "json":
      return (value) => JSON.parse(value as string);
    case "decimal":
    case "date":
    case "time":
    case "interval":
      return (value) => valueToText(value, type);
    case "array": {
      const convert = orNull(toScript(type.element));
      return (value) => (value as readonly Value[]).map(convert);
    }
    case "struct": {
      const members = type.fields.map((field) => ({ name: field.name, convert: orNull(toScript(field.type)) }));
      return (value) => {
        const values = value as readonly Value[];
        return Object.fromEntries(members.map(({ name, convert }, i) => [name, convert(values[i] ?? null)]));
      };
    }
    default:
      return (value) => value;
  }
}

function orNull(convert: Convert): Convert {
  return (value) => value === null ? null : convert(value);
}

/** A function gave what its declared type cannot hold; the message says what. */
export class Misfit extends Error {
  override readonly name = "Misfit";
}

type Read = (value: unknown) => Value;

/** What a function of this type gives, null included. Throws {@link Misfit}. */
export function fromScript(type: SqlType): Read {
  const read = readerOf(type);
  return (value) => {
    if (value === null) return null;
    const result = read(value);
    if (result !== undefined) return result;
    throw new Misfit(`${shown(value)}, which is no ${typeName(type)}`);
  };
}

/** Undefined: the value does not fit. */
function readerOf(type: SqlType): (value: unknown) => Value | undefined {
  switch (type.kind) {
    case "boolean":
      return (value) => typeof value === "boolean" ? value : undefined;
    case "integer":
      return integerReader(type.bits, type.unsigned);
    case "float":
      return (value) => typeof value !== "number" ? undefined : type.bits === 32 ? Math.fround(value) : value;
    case "timestamp":
      return integerReader(64, false);
    case "text":
    case "null":
      return (value) => typeof value === "string" ? value.toWellFormed() : undefined;
    case "bytea":
      return (value) => value instanceof Uint8Array ? value : undefined;
    case "json":
      return jsonText;
    case "decimal":
    case "date":
    case "time":
    case "interval":
      return textReader(type);
    case "array": {
      const read = fromScript(type.element);
      return (value) => Array.isArray(value) ? Array.from(value, (one) => read(one ?? null)) : undefined;
    }
    case "struct":
      return structReader(type);
    default:
      return type satisfies never;
  }
}

/** number or bigint; what comes out is of the kind that {@link Value} wants. */
function integerReader(bits: number, unsigned: boolean): (value: unknown) => Value | undefined {
  const isBigint = bits === 64 || (bits === 32 && unsigned);
  return (value) => {
    if (typeof value !== "bigint" && !(typeof value === "number" && Number.isSafeInteger(value))) return undefined;
    const integer = BigInt(value);
    if ((unsigned ? BigInt.asUintN(bits, integer) : BigInt.asIntN(bits, integer)) !== integer) return undefined;
    return isBigint ? integer : Number(integer);
  };
}

function jsonText(value: unknown): Value | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined; // a bigint, or an object that holds itself
  }
}

/** Text, and numbers for DECIMAL, by the rules of CAST. */
function textReader(type: SqlType): (value: unknown) => Value | undefined {
  const cast = castImplementation(TEXT, type);
  const read = cast && callable(cast.implementation, 1);
  return (value) => {
    const isText = typeof value === "string" || (type.kind === "decimal" && /^(number|bigint)$/.test(typeof value));
    if (!isText || read === undefined) return undefined;
    try {
      return read(String(value));
    } catch (error) {
      if (error instanceof EvaluationError) return undefined;
      throw error;
    }
  };
}

function structReader(type: SqlType & { kind: "struct" }): (value: unknown) => Value | undefined {
  const members = type.fields.map((field) => ({ ...field, read: fromScript(field.type) }));
  return (value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    const given = new Map<string, unknown>(Object.entries(value));
    const values = members.map(({ name, read, nullable }) => {
      const member = read(given.get(name) ?? null);
      return member === null && !nullable ? undefined : member;
    });
    return values.includes(undefined) ? undefined : values as Value[];
  };
}

const SHOWN = 60;

function shown(value: unknown): string {
  const text = typeof value === "string"
    ? `'${value}'`
    : typeof value === "bigint"
    ? `${value}n`
    : typeof value === "object"
    ? String(jsonText(value) ?? "an object")
    : String(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
