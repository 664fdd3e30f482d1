/** Array functions that change, compare and measure arrays. */
import { arrayType, BIGINT_UNSIGNED, DOUBLE, type SqlType, type Value } from "../../schema/types.ts";
import { decimalToDouble } from "../../schema/values/decimal.ts";
import { type Elements, firstElementType, firstType, keyOf, ofArray } from "./array_kinds.ts";
import {
  ANY,
  type Argument,
  ARRAY,
  EvaluationError,
  type Implementation,
  INTEGER,
  type Overload,
  type ScalarFunction,
} from "./function.ts";
import { ELEMENT, elementType, SAME_ARRAY } from "./parameters.ts";
import { comparatorOf, nullsFirst } from "./value_order.ts";

type Key = (value: Value) => unknown;

function keyOfArgument(arg: Argument | undefined): Key {
  return keyOf(elementType(arg?.type));
}

/** The type's own depth: 1 for an array of numbers. */
function dimensionCount(type: SqlType): number {
  return type.kind === "array" ? 1 + dimensionCount(type.element) : 0;
}

/** Lengths of the array, its first element, that one's first element and so on; an empty array has none. */
function dimensions(array: Elements): bigint[] | null {
  if (array.length === 0) return null;
  const lengths: bigint[] = [];
  for (let inner: Value = array; Array.isArray(inner); inner = (inner as Elements)[0] ?? null) {
    lengths.push(BigInt(inner.length));
  }
  return lengths;
}

function asDouble(type: SqlType): (value: Value) => number {
  return type.kind === "decimal" ? (value) => decimalToDouble(value as bigint, type.scale) : (value) => Number(value);
}

function distance(args: readonly Argument[]): Implementation {
  const [left, right] = args.map((arg) => asDouble(elementType(arg.type)));
  return {
    call: (a: Elements, b: Elements) => {
      if (!left || !right || a.includes(null) || b.includes(null)) return null;
      if (a.length !== b.length) throw new EvaluationError(`arrays of ${a.length} and ${b.length} elements`);
      return Math.sqrt(a.reduce<number>((sum, value, i) => sum + (left(value) - right(b[i] ?? null)) ** 2, 0));
    },
  };
}

/** The different elements that `keeps` says belong to the result, in their order. */
function distinct(elements: Elements, key: Key, keeps: (key: unknown) => boolean): Value[] {
  const seen = new Set<unknown>();
  return elements.filter((value) => {
    const one = key(value);
    if (seen.has(one) || !keeps(one)) return false;
    seen.add(one);
    return true;
  });
}

/** `combine` gets the arrays as they are; `sorted` puts one in order, NULL first. */
function combining(
  combine: (a: Elements, b: Elements, key: Key, sorted: (array: Elements) => Elements) => Value[],
): Overload {
  return {
    args: [SAME_ARRAY, SAME_ARRAY],
    returns: firstType,
    build: ([arg]) => {
      const key = keyOfArgument(arg);
      const compare = nullsFirst(comparatorOf(elementType(arg?.type)));
      const sorted = (array: Elements) => array.toSorted(compare);
      return { call: (a: Elements, b: Elements) => combine(a, b, key, sorted) };
    },
  };
}

/** A negative `most` is all. */
function without(array: Elements, wanted: unknown, key: Key, most: number): Value[] {
  let left = most < 0 ? Infinity : most;
  return array.filter((value) => key(value) !== wanted || left-- <= 0);
}

/** A `most` that is not positive is all. */
function replaced(array: Elements, wanted: unknown, by: Value, key: Key, most: number): Value[] {
  let left = most <= 0 ? Infinity : most;
  return array.map((value) => key(value) === wanted && left-- > 0 ? by : value);
}

/** `remove(array, value[, n])`: `most` is how many without n. */
function removing(name: string, doc: string, most: number | undefined, example: readonly [string, string]) {
  return ofArray(name, doc, {
    overloads: [{
      args: most === undefined ? [SAME_ARRAY, ELEMENT, INTEGER] : [SAME_ARRAY, ELEMENT],
      returns: firstType,
      build: ([arg]) => {
        const key = keyOfArgument(arg);
        return {
          call: (array: Elements | null, value: Value, n: bigint | number | null = most ?? null) =>
            array === null || n === null ? null : without(array, key(value), key, Number(n)),
        };
      },
    }],
    examples: [example],
    nulls: "pass",
  });
}

function replacing(name: string, doc: string, most: number | undefined, example: readonly [string, string]) {
  return ofArray(name, doc, {
    overloads: [{
      args: most === undefined ? [SAME_ARRAY, ELEMENT, ELEMENT, INTEGER] : [SAME_ARRAY, ELEMENT, ELEMENT],
      returns: firstType,
      build: ([arg]) => {
        const key = keyOfArgument(arg);
        return {
          call: (array: Elements | null, from: Value, to: Value, n: bigint | number | null = most ?? null) =>
            array === null || n === null ? null : replaced(array, key(from), to, key, Number(n)),
        };
      },
    }],
    examples: [example],
    nulls: "pass",
  });
}

/** What array_repeat and array_resize make at most. */
const LONGEST = 10_000_000;

function checkedLength(length: number): number {
  if (length > LONGEST) throw new EvaluationError(`array of ${length} elements`);
  return Math.max(0, length);
}

function resized(array: Elements | null, length: bigint | number | null, fill: Value = null): Elements | null {
  if (array === null || length === null) return null;
  if (length < 0) throw new EvaluationError(`array of ${length} elements`);
  const size = checkedLength(Number(length));
  return size <= array.length ? array.slice(0, size) : [...array, ...new Array<Value>(size - array.length).fill(fill)];
}

export const ARRAY_EDIT_FUNCTIONS: readonly ScalarFunction[] = [
  ofArray("array_any_value", "First element that is not NULL", {
    overloads: [{
      args: [ARRAY],
      returns: firstElementType,
      call: (array: Elements) => array.find((value) => value !== null) ?? null,
    }],
    examples: [["array_any_value([NULL, 2, 3])", "2"]],
    result: "nullable",
  }),
  ofArray("array_dims", "Lengths of the dimensions, NULL of an empty array", {
    overloads: [{ args: [ARRAY], returns: arrayType(BIGINT_UNSIGNED), call: dimensions }],
    examples: [["array_dims([[1, 2], [3, 4]])", "[2,2]"], ["array_dims([])", "NULL"]],
    result: "nullable",
  }),
  ofArray("array_ndims", "Number of dimensions", {
    overloads: [{
      args: [ARRAY],
      returns: BIGINT_UNSIGNED,
      build: ([arg]) => ({
        js: (_, emit) => emit.constant(BigInt(dimensionCount(arg?.type ?? { kind: "null" }))),
      }),
    }],
    examples: [["array_ndims([[1, 2], [3, 4]])", "2"]],
  }),
  ofArray("array_distance", "Euclidean distance of two arrays of numbers", {
    overloads: [{ args: [ARRAY, ARRAY], returns: DOUBLE, build: distance }],
    examples: [["array_distance([1, 2], [1, 4])", "2.0"]],
    result: "nullable",
  }),
  ofArray("array_except", "Different elements that the second array does not hold", {
    overloads: [combining((a, b, key) => {
      const others = new Set(b.map(key));
      return distinct(a, key, (one) => !others.has(one));
    })],
    examples: [["array_except([1, 2, 3, 2], [2])", "[1,3]"]],
  }),
  ofArray("array_intersect", "Different elements that both arrays hold, in order, NULL first", {
    overloads: [combining((a, b, key, sorted) => {
      const others = new Set(a.map(key));
      return distinct(sorted(b), key, (one) => others.has(one));
    })],
    examples: [["array_intersect([1, 2, 2, 3], [2, 3, 4])", "[2,3]"]],
  }),
  ofArray("array_union", "Different elements of an array in order, NULL first, and then those that another adds", {
    overloads: [combining((a, b, key, sorted) => distinct([...sorted(a), ...sorted(b)], key, () => true))],
    examples: [["array_union([1, 2, 1], [2, 3])", "[1,2,3]"]],
  }),
  ofArray("array_pop_back", "Array without its last element", {
    overloads: [{ args: [ARRAY], returns: firstType, js: ([array]) => `${array}.slice(0, -1)` }],
    examples: [["array_pop_back([1, 2, 3])", "[1,2]"]],
  }),
  ofArray("array_pop_front", "Array without its first element", {
    overloads: [{ args: [ARRAY], returns: firstType, js: ([array]) => `${array}.slice(1)` }],
    examples: [["array_pop_front([1, 2, 3])", "[2,3]"]],
  }),
  ofArray("array_positions", "All positions of a value in an array", {
    overloads: [{
      args: [SAME_ARRAY, ELEMENT],
      returns: arrayType(BIGINT_UNSIGNED),
      build: ([arg]) => {
        const key = keyOfArgument(arg);
        return {
          call: (array: Elements | null, value: Value) =>
            array?.flatMap((element, i) => key(element) === key(value) ? [BigInt(i + 1)] : []) ?? null,
        };
      },
    }],
    examples: [["array_positions([1, 2, 1], 1)", "[1,3]"]],
    nulls: "pass",
  }),
  removing("array_remove", "Array without the first element equal to a value", 1, [
    "array_remove([1, 2, 1], 1)",
    "[2,1]",
  ]),
  removing("array_remove_n", "Array without the first n elements equal to a value", undefined, [
    "array_remove_n([1, 1, 1, 2], 1, 2)",
    "[1,2]",
  ]),
  removing("array_remove_all", "Array without all elements equal to a value", Infinity, [
    "array_remove_all([1, 1, 2], 1)",
    "[2]",
  ]),
  replacing("array_replace", "Array with the first element equal to a value replaced", 1, [
    "array_replace([1, 1, 2], 1, 9)",
    "[9,1,2]",
  ]),
  replacing("array_replace_n", "Array with the first n elements equal to a value replaced", undefined, [
    "array_replace_n([1, 1, 1, 2], 1, 9, 2)",
    "[9,9,1,2]",
  ]),
  replacing("array_replace_all", "Array with all elements equal to a value replaced", Infinity, [
    "array_replace_all([1, 1, 2], 1, 9)",
    "[9,9,2]",
  ]),
  ofArray("array_repeat", "Array that holds a value several times", {
    overloads: [{
      args: [ANY, INTEGER],
      returns: ([type = { kind: "null" }]) => arrayType(type),
      call: (value: Value, count: bigint | number | null) =>
        count === null ? null : new Array<Value>(checkedLength(Number(count))).fill(value),
    }],
    examples: [["array_repeat(1, 3)", "[1,1,1]"]],
    nulls: "pass",
  }),
  ofArray("array_resize", "Array cut or filled up, with NULL or the given value, to a length", {
    overloads: [{ args: [SAME_ARRAY, INTEGER, ELEMENT], optional: 1, returns: firstType, call: resized }],
    examples: [["array_resize([1, 2, 3], 5, 0)", "[1,2,3,0,0]"], ["array_resize([1, 2, 3], 2)", "[1,2]"]],
    nulls: "pass",
  }),
  ofArray("array_reverse", "Elements in reverse order", {
    overloads: [{ args: [ARRAY], returns: firstType, js: ([array]) => `${array}.toReversed()` }],
    examples: [["array_reverse([1, 2, 3])", "[3,2,1]"]],
  }),
];
