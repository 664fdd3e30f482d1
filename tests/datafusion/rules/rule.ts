/** What a rule is, and what it may ask about a difference. */
import { INTERVAL, type Interval, type SqlType, type Value } from "../../../schema/types.ts";
import type { Comparison, Difference } from "../compare.ts";
import { canonical, type OtherType, type Result } from "../wire.ts";

export interface Rule {
  readonly name: string;
  readonly reason: string;
  excuses(comparison: Comparison, difference: Difference): boolean;
}

/** A difference with both sides taken apart; values and failures are those of its row. */
export interface Facts {
  /** The arguments' types and values. */
  readonly types: readonly SqlType[];
  readonly args: readonly Value[];
  readonly ourType: SqlType | OtherType | undefined;
  readonly theirType: SqlType | OtherType | undefined;
  readonly our: Value | undefined;
  readonly their: Value | undefined;
  readonly ourError: string | undefined;
  readonly theirError: string | undefined;
  /** The arguments as written. */
  readonly nodes: readonly string[];
  /** Some argument fails on the row. */
  readonly failed: boolean;
  /** Both sides give nothing but NULL, of different types. */
  readonly alwaysNull: boolean;
  /** Planning, types: there is no row. */
  readonly isWhole: boolean;
}

export function rule(name: string, reason: string, shapes: RegExp, test: (facts: Facts) => boolean): Rule {
  const anchored = new RegExp(`^(?:${shapes.source})$`);
  return {
    name,
    reason,
    excuses: (comparison, difference) => anchored.test(comparison.name) && test(factsOf(comparison, difference)),
  };
}

export function factsOf({ args, ours, theirs }: Comparison, { row }: Difference): Facts {
  const [our, ourError] = outcome(ours, row);
  const [their, theirError] = outcome(theirs, row);
  return {
    types: args.map(({ type }) => type),
    args: args.map(({ rows }) => {
      const value = rows[row ?? 0];
      return value === undefined || "error" in value ? null : value[0];
    }),
    ourType: "type" in ours ? ours.type : undefined,
    theirType: "type" in theirs ? theirs.type : undefined,
    our,
    their,
    ourError,
    theirError,
    nodes: args.map(({ text }) => text),
    failed: row !== undefined && args.some(({ rows }) => "error" in (rows[row] ?? {})),
    alwaysNull: row === undefined && isAlwaysNull(ours) && isAlwaysNull(theirs),
    isWhole: row === undefined,
  };
}

export function isAlwaysNull(result: Result): boolean {
  return "type" in result && result.rows.every((row) => !("error" in row) && row[0] === null);
}

export function outcome(result: Result, row: number | undefined): [Value | undefined, string | undefined] {
  if (!("type" in result)) return [undefined, result.error];
  const value = row === undefined ? undefined : result.rows[row];
  if (value === undefined) return [undefined, undefined];
  return "error" in value ? [undefined, value.error] : [value[0], undefined];
}

export type AnyType = SqlType | OtherType | undefined;

export const isInteger = (type: AnyType) => type?.kind === "integer";
export const isUnsigned = (type: AnyType) => type?.kind === "integer" && type.unsigned;
export const isFloat = (type: AnyType) => type?.kind === "float";
export const isDecimal = (type: AnyType) => type?.kind === "decimal";
export const isTimestamp = (type: AnyType) => type?.kind === "timestamp";
export const isInstant = (type: AnyType) => type?.kind === "timestamp" || type?.kind === "date";
export const isArray = (type: AnyType) => type?.kind === "array";
export const isNested = (type: AnyType) =>
  type?.kind === "array" && (isArray(type.element) || type.element.kind === "struct");
export const innermost = (type: SqlType): SqlType => type.kind === "array" ? innermost(type.element) : type;
export const isEmpty = (value: Value | undefined) => Array.isArray(value) && value.length === 0;

export function isSearched(value: Value): boolean {
  return isEmpty(value) || hasNullInside(value);
}

export function isSame(value: Value, interval: Interval): boolean {
  return canonical(value, INTERVAL) === canonical(interval, INTERVAL);
}

export function isNumber(type: AnyType): boolean {
  return isInteger(type) || isFloat(type) || isDecimal(type);
}

/** A number as a double, also of a DECIMAL. */
export function double(value: Value | undefined, type: AnyType): number {
  return type?.kind === "decimal" ? Number(value) / 10 ** type.scale : Number(value);
}

export function isClose(a: number, b: number, relative: number): boolean {
  return Object.is(a, b) || a === b || Math.abs(a - b) <= relative * Math.max(Math.abs(a), Math.abs(b));
}

/** A double has 53 bits: both sides agree but for the last. */
export const ROUNDING = 1e-14;

export const OPERATORS = /[-+*/%]/;
export const COMPARISONS = /=|<>|<=?|>=?|(?:NOT )?IN|(?:NOT )?BETWEEN|IS (?:NOT )?DISTINCT FROM|CASE x/;
export const CHOICES = /CASE(?: x)?|coalesce|greatest|least|nullif|nvl2?|ifnull|make_array/;
export const TO_TIMESTAMP = /(?:try_)?cast TIMESTAMP.*|to_timestamp.*|from_unixtime|arrow_cast/;
export const ANY_NAME = /.*/;

export const either = (...patterns: readonly RegExp[]) =>
  new RegExp(patterns.map(({ source }) => `(?:${source})`).join("|"));

/** Everything in values, at any depth. */
export function leaves(values: readonly Value[]): readonly Value[] {
  return values.flatMap((value) => Array.isArray(value) ? leaves(value) : [value]);
}

export const hasNullInside = (value: Value) => Array.isArray(value) && value.some((element) => element === null);
