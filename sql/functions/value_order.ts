/** Order and equality of values that are not NULL, by type: min, greatest, array_sort, array_has. */
import type { Interval, SqlType, Value } from "../../schema/types.ts";
import { compareIntervals } from "../../schema/values/interval.ts";

export type Comparator = (a: Value, b: Value) => number;

/** Negative, zero or positive. NaN equals NaN and is above every number; −0.0 equals 0.0; text goes by code points. */
export function comparatorOf(type: SqlType): Comparator {
  switch (type.kind) {
    case "text":
    case "json":
      return (a, b) => compareTexts(a as string, b as string);
    case "float":
      return (a, b) => compareFloats(a as number, b as number);
    case "bytea":
      return (a, b) => compareBytes(a as Uint8Array, b as Uint8Array);
    case "interval":
      return (a, b) => compareIntervals(a as Interval, b as Interval);
    case "array": {
      const element = nullsFirst(comparatorOf(type.element));
      return (a, b) => compareLists(a as readonly Value[], b as readonly Value[], () => element);
    }
    case "struct": {
      const members = type.fields.map((field) => nullsFirst(comparatorOf(field.type)));
      return (a, b) => compareLists(a as readonly Value[], b as readonly Value[], (i) => members[i]);
    }
    case "null":
      return () => 0;
    default:
      return compareScalars;
  }
}

/** Makes a comparator that takes NULL, which is equal to itself and below everything. */
export function nullsFirst(compare: Comparator): Comparator {
  return (a, b) => a === null ? (b === null ? 0 : -1) : b === null ? 1 : compare(a, b);
}

/** Equality of values that may be NULL; NULL equals NULL. */
export function sameValueOf(type: SqlType): (a: Value, b: Value) => boolean {
  const compare = nullsFirst(comparatorOf(type));
  return (a, b) => compare(a, b) === 0;
}

function compareScalars(a: Value, b: Value): number {
  if (a === null || b === null) return 0;
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareFloats(a: number, b: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
}

/** Code point order, which is the order of UTF-8 bytes: surrogates stand for characters above all other units. */
export function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x === y) continue;
    const [xHigh, yHigh] = [isSurrogate(x), isSurrogate(y)];
    return xHigh === yHigh ? x - y : xHigh ? 1 : -1;
  }
  return a.length - b.length;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function compareLists(
  a: readonly Value[],
  b: readonly Value[],
  comparator: (index: number) => Comparator | undefined,
): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const result = comparator(i)?.(a[i] ?? null, b[i] ?? null) ?? 0;
    if (result !== 0) return result;
  }
  return a.length - b.length;
}
