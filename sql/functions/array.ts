/** Array functions: making, reading, searching, joining. Positions count from 1; NULL elements are values. */
import {
  arrayType,
  BIGINT,
  BIGINT_UNSIGNED,
  BOOLEAN,
  DATE,
  INTERVAL,
  type Interval,
  NULL_TYPE,
  type SqlType,
  TEXT,
  type Value,
} from "../../schema/types.ts";
import { addToDate, addToTimestamp, compareIntervals, ZERO_INTERVAL } from "../../schema/values/interval.ts";
import { valueToText } from "../../schema/values/value_text.ts";
import { type Elements, firstElementType, firstType, keyOf, ofArray, secondType } from "./array_kinds.ts";
import {
  type Argument,
  ARRAY,
  DATETIME,
  EvaluationError,
  type Implementation,
  INTEGER,
  type Overload,
  scalar,
  type ScalarFunction,
  type ValueFunction,
} from "./function.ts";
import { withNumbers } from "./number_arguments.ts";
import { COMMON, ELEMENT, elementType, SAME_ARRAY } from "./parameters.ts";
import { comparatorOf } from "./value_order.ts";

/** The length of a dimension, of which arrays within arrays have several; their first elements count. */
function lengthOf(array: Elements, dimension = 1): bigint | null {
  let inner: Value = array;
  for (let left = dimension; left > 1; left--) inner = Array.isArray(inner) ? (inner as Elements)[0] ?? null : null;
  return dimension >= 1 && Array.isArray(inner) ? BigInt(inner.length) : null;
}

function nestedArray(type: SqlType): boolean {
  return elementType(type).kind === "array";
}

/** Elements that are no arrays, at any depth. */
function leafCount(array: Elements, type: SqlType): number {
  if (!nestedArray(type)) return array.length;
  const inner = elementType(type);
  return array.reduce<number>(
    (sum, element) => sum + (element === null ? 0 : leafCount(element as Elements, inner)),
    0,
  );
}

function elementAt(array: Elements, position: number): Value {
  return position === 0 ? null : array.at(position > 0 ? position - 1 : position) ?? null;
}

/** Positions outside of the array are cut; going backward, from behind its end or to before its start gives nothing. */
function slice(array: Elements, from: number, to: number, step = 1): Elements {
  if (step === 0) throw new EvaluationError("step 0 of a slice");
  const start = from > 0 ? from - 1 : from === 0 ? 0 : Math.max(0, array.length + from);
  const end = Math.min(array.length - 1, to >= 0 ? to - 1 : array.length + to);
  const result: Value[] = [];
  if (step > 0) {
    for (let i = start; i <= end; i += step) result.push(array[i] ?? null);
  } else if (start < array.length && end >= 0) {
    for (let i = start; i >= end; i += step) result.push(array[i] ?? null);
  }
  return result;
}

function concatenate(...arrays: readonly (Elements | null)[]): Elements | null {
  const present = arrays.filter((array) => array !== null);
  return present.length === 0 ? null : present.flat() as Elements;
}

/** An overload on arrays of one element type whose code wants that type's keys. */
function byKey(
  args: Overload["args"],
  returns: Overload["returns"],
  write: (key: (value: Value) => unknown) => ValueFunction,
): Overload {
  return {
    args,
    returns,
    build: (types) => {
      const array = types.find((arg) => arg.type.kind === "array")?.type;
      return { call: write(keyOf(elementType(array))) };
    },
  };
}

function position(array: Elements, wanted: unknown, key: (value: Value) => unknown, from: number): bigint | null {
  for (let i = Math.max(0, from - 1); i < array.length; i++) {
    if (key(array[i] ?? null) === wanted) return BigInt(i + 1);
  }
  return null;
}

function joined(array: Elements, type: SqlType, separator: string, forNull: string | undefined): string {
  const element = elementType(type);
  const texts: string[] = [];
  for (const value of array) {
    if (value === null) forNull !== undefined && texts.push(forNull);
    else if (element.kind === "array") texts.push(joined(value as Elements, element, separator, forNull));
    else texts.push(valueToText(value, element));
  }
  return texts.join(separator);
}

/** A NULL separator splits into characters, an empty one not at all. */
function split(text: string | null, separator: string | null, forNull: string | null = null): Elements | null {
  if (text === null) return null;
  const parts = separator === null ? Array.from(text) : separator === "" ? [text] : text.split(separator);
  return forNull === null ? parts : parts.map((part) => part === forNull ? null : part);
}

function sorter(type: SqlType): (array: Elements, order?: string, nulls?: string) => Elements {
  const compare = comparatorOf(elementType(type));
  return (array, order = "ASC", nulls = "NULLS FIRST") => {
    const sign = choice(order, "ASC", "DESC");
    const nullsSign = choice(nulls, "NULLS FIRST", "NULLS LAST");
    return array.toSorted((a, b) => {
      if (a === null || b === null) return a === b ? 0 : (a === null ? -1 : 1) * nullsSign;
      return compare(a, b) * sign;
    });
  };
}

/** 1 for the first of two words, -1 for the second. */
function choice(given: string, first: string, second: string): 1 | -1 {
  const word = given.trim().toUpperCase();
  if (word !== first && word !== second) throw new EvaluationError(`'${given}' is neither '${first}' nor '${second}'`);
  return word === first ? 1 : -1;
}

function greatestOf(type: SqlType): Implementation {
  const compare = comparatorOf(elementType(type));
  return {
    call: (array: Elements) =>
      array.reduce((best, value) => best === null || (value !== null && compare(value, best) > 0) ? value : best, null),
  };
}

/** What no series may exceed: it would not fit into memory. */
const LONGEST_SERIES = 10_000_000;

function pushChecked<T extends Value>(series: T[], value: T): void {
  if (series.length >= LONGEST_SERIES) throw new EvaluationError(`series of more than ${LONGEST_SERIES} values`);
  series.push(value);
}

function integerSeries(start: bigint, stop: bigint, step: bigint, includesStop: boolean): bigint[] {
  if (step === 0n) throw new EvaluationError("step 0 of a series");
  const last = includesStop ? stop : step > 0n ? stop - 1n : stop + 1n;
  if ((last - start) / step >= LONGEST_SERIES) {
    throw new EvaluationError(`series of more than ${LONGEST_SERIES} values`);
  }
  const series: bigint[] = [];
  for (let value = start; step > 0n ? value <= last : value >= last; value += step) series.push(value);
  return series;
}

/** Dates or timestamps, `add` being the step from one to the next; undefined ends the series. */
function timeSeries<T extends number | bigint>(
  start: T,
  stop: T,
  step: Interval,
  includesStop: boolean,
  add: (value: T, step: Interval) => T | undefined,
): T[] {
  const direction = compareIntervals(step, ZERO_INTERVAL);
  if (direction === 0) throw new EvaluationError("step 0 of a series");
  const series: T[] = [];
  for (let value: T | undefined = start; value !== undefined; value = add(value, step)) {
    if (direction > 0 ? value > stop : value < stop) break;
    if (value === stop && !includesStop) break;
    pushChecked(series, value);
  }
  return series;
}

function seriesOverloads(includesStop: boolean): Overload[] {
  return [
    {
      args: [BIGINT],
      returns: arrayType(BIGINT),
      call: (stop: bigint) => integerSeries(0n, stop, 1n, includesStop),
    },
    {
      args: [BIGINT, BIGINT, BIGINT],
      optional: 1,
      returns: arrayType(BIGINT),
      call: (start: bigint, stop: bigint, step = 1n) => integerSeries(start, stop, step, includesStop),
    },
    {
      args: [DATE, DATE, INTERVAL],
      returns: arrayType(DATE),
      call: (start: number, stop: number, step: Interval) => {
        if (addToDate(start, step) === start) throw new EvaluationError("step of a series of dates below a day");
        return timeSeries(start, stop, step, includesStop, addToDate);
      },
    },
    {
      args: [DATETIME, DATETIME, INTERVAL],
      returns: ([type]) => arrayType(type ?? NULL_TYPE),
      build: timestampSeries(includesStop),
    },
  ];
}

function timestampSeries(includesStop: boolean): (args: readonly Argument[]) => Implementation {
  return ([start, stop]) => {
    const [from, to] = [start?.type, stop?.type];
    if (from?.kind !== "timestamp" || to?.kind !== "timestamp" || from.precision !== to.precision) {
      throw new EvaluationError("a series needs two dates, or two timestamps of one precision");
    }
    const add = (value: bigint, step: Interval) => addToTimestamp(value, from.precision, step);
    return { call: (a: bigint, b: bigint, step: Interval) => timeSeries(a, b, step, includesStop, add) };
  };
}

function flatten(array: Elements): Elements {
  return array.filter((inner) => inner !== null).flat(1) as Elements;
}

export const ARRAY_FUNCTIONS: readonly ScalarFunction[] = [
  scalar("make_array", "Array of the values", {
    aliases: ["make_list"],
    overloads: [{
      args: [COMMON],
      optional: 1,
      variadic: true,
      returns: ([type = NULL_TYPE]) => arrayType(type),
      js: (names) => `[${names.join(", ")}]`,
    }],
    examples: [["make_array(1, 2, NULL)", "[1,2,null]"]],
    nulls: "pass",
    result: "not-null",
  }),
  ofArray("array_length", "Number of elements, or the length of a dimension", {
    overloads: [{ args: [ARRAY, INTEGER], optional: 1, returns: BIGINT_UNSIGNED, build: withNumbers(lengthOf) }],
    examples: [["array_length([1, 2])", "2"], ["array_length([])", "0"], ["array_length([[1, 2]], 2)", "2"]],
    result: "nullable",
  }),
  scalar("cardinality", "Number of elements, those of arrays within counted", {
    overloads: [{
      args: [ARRAY],
      returns: BIGINT_UNSIGNED,
      build: ([arg]) => ({ call: (array: Elements) => BigInt(leafCount(array, arg?.type ?? NULL_TYPE)) }),
    }],
    examples: [["cardinality([[1, 2], [3, 4]])", "4"]],
  }),
  ofArray("array_element", "Element at a position from 1, from the end when negative; NULL when there is none", {
    aliases: ["element_at", "array_extract"],
    overloads: [{ args: [ARRAY, INTEGER], returns: firstElementType, build: withNumbers(elementAt) }],
    examples: [["array_element([10, 20], 2)", "20"], ["element_at([10, 20], -1)", "20"]],
    result: "nullable",
  }),
  ofArray("array_append", "Array with a value at its end", {
    aliases: ["array_push_back"],
    overloads: [{
      args: [SAME_ARRAY, ELEMENT],
      returns: firstType,
      call: (array: Elements | null, value: Value) => [...array ?? [], value],
    }],
    examples: [["array_append([1, 2], 3)", "[1,2,3]"]],
    nulls: "pass",
    result: "not-null",
  }),
  ofArray("array_prepend", "Array with a value at its start", {
    aliases: ["array_push_front"],
    overloads: [{
      args: [ELEMENT, SAME_ARRAY],
      returns: secondType,
      call: (value: Value, array: Elements | null) => [value, ...array ?? []],
    }],
    examples: [["array_prepend(0, [1, 2])", "[0,1,2]"]],
    nulls: "pass",
    result: "not-null",
  }),
  ofArray("array_concat", "Arrays joined to one, NULLs left out", {
    aliases: ["array_cat"],
    overloads: [{ args: [SAME_ARRAY], variadic: true, returns: firstType, call: concatenate }],
    examples: [["array_concat([1], [2, 3])", "[1,2,3]"]],
    nulls: "pass",
  }),
  ofArray("array_has", "Whether an array holds a value", {
    aliases: ["array_contains"],
    overloads: [
      byKey([SAME_ARRAY, ELEMENT], BOOLEAN, (key) => (array: Elements, value: Value) => {
        const wanted = key(value);
        return array.some((element) => key(element) === wanted);
      }),
    ],
    examples: [["array_has([1, 2], 2)", "true"]],
  }),
  ofArray("array_has_all", "Whether an array holds every element of another", {
    overloads: [
      byKey([SAME_ARRAY, SAME_ARRAY], BOOLEAN, (key) => (array: Elements, wanted: Elements) => {
        const held = new Set(array.map(key));
        return wanted.every((element) => held.has(key(element)));
      }),
    ],
    examples: [["array_has_all([1, 2, 3], [1, 3])", "true"]],
  }),
  ofArray("array_has_any", "Whether two arrays have an element in common", {
    aliases: ["arrays_overlap"],
    overloads: [
      byKey([SAME_ARRAY, SAME_ARRAY], BOOLEAN, (key) => (array: Elements, wanted: Elements) => {
        const held = new Set(array.map(key));
        return wanted.some((element) => held.has(key(element)));
      }),
    ],
    examples: [["array_has_any([1, 2], [2, 9])", "true"]],
  }),
  ofArray("array_position", "Position of a value in an array, at or behind the one given; NULL when it is absent", {
    aliases: ["array_indexof"],
    overloads: [
      {
        ...byKey(
          [SAME_ARRAY, ELEMENT, INTEGER],
          BIGINT_UNSIGNED,
          (key) => (array: Elements | null, value: Value, from: bigint | number | null = 1) =>
            array === null || from === null ? null : position(array, key(value), key, Number(from)),
        ),
        optional: 1,
      },
    ],
    examples: [["array_position([1, 2, 2], 2)", "2"], ["array_position([1, 2, 2], 2, 3)", "3"]],
    nulls: "pass",
    result: "nullable",
  }),
  ofArray("array_to_string", "Elements as text with a separator between them; NULLs left out, or as the given text", {
    aliases: ["array_join"],
    overloads: [{
      args: [ARRAY, TEXT, TEXT],
      optional: 1,
      returns: TEXT,
      build: ([arg]) => ({
        call: (array: Elements, separator: string, forNull?: string) =>
          joined(array, arg?.type ?? NULL_TYPE, separator, forNull),
      }),
    }],
    examples: [["array_to_string([1, NULL, 3], ',')", "1,3"], ["array_to_string([1, NULL], ',', '*')", "1,*"]],
  }),
  scalar("string_to_array", "Pieces of a text between separators, a piece that is the third text as NULL", {
    aliases: ["string_to_list"],
    overloads: [{ args: [TEXT, TEXT, TEXT], optional: 1, returns: arrayType(TEXT), call: split }],
    examples: [["string_to_array('a,b,,c', ',')", '["a","b","","c"]'], ["string_to_array('ab', NULL)", '["a","b"]']],
    nulls: "pass",
  }),
  ofArray("array_distinct", "Different elements in their order, NULL first", {
    overloads: [{
      args: [ARRAY],
      returns: firstType,
      build: ([arg]) => {
        const type = arg?.type ?? NULL_TYPE;
        const [key, sort] = [keyOf(elementType(type)), sorter(type)];
        return { call: (array: Elements) => sort([...new Map(array.map((value) => [key(value), value])).values()]) };
      },
    }],
    examples: [["array_distinct([3, 1, 3, NULL])", "[null,1,3]"]],
  }),
  ofArray("array_sort", "Elements in order: 'ASC' or 'DESC', then 'NULLS FIRST' or 'NULLS LAST'", {
    overloads: [{
      args: [ARRAY, TEXT, TEXT],
      optional: 2,
      returns: firstType,
      build: ([arg]) => ({ call: sorter(arg?.type ?? NULL_TYPE) }),
    }],
    examples: [["array_sort([3, 1, NULL])", "[null,1,3]"], ["array_sort([3, 1], 'DESC')", "[3,1]"]],
  }),
  ofArray("array_slice", "Elements from one position to another, both included, every nth when a step is given", {
    overloads: [{
      args: [ARRAY, INTEGER, INTEGER, INTEGER],
      optional: 1,
      returns: firstType,
      build: withNumbers(slice),
    }],
    examples: [["array_slice([1, 2, 3, 4], 2, 3)", "[2,3]"], ["array_slice([1, 2, 3, 4], -2, -1)", "[3,4]"]],
  }),
  ofArray("array_max", "Greatest element, NULLs left out", {
    overloads: [{
      args: [ARRAY],
      returns: firstElementType,
      build: ([arg]) => greatestOf(arg?.type ?? NULL_TYPE),
    }],
    examples: [["array_max([1, 3, NULL, 2])", "3"]],
    result: "nullable",
  }),
  scalar("empty", "Whether an array has no elements", {
    aliases: ["array_empty", "list_empty"],
    overloads: [{ args: [ARRAY], returns: BOOLEAN, js: ([array]) => `(${array}.length === 0)` }],
    examples: [["empty([])", "true"], ["empty([1])", "false"]],
  }),
  scalar("range", "Numbers, dates or timestamps from a start, 0 by default, up to a stop that is left out", {
    overloads: seriesOverloads(false),
    examples: [["range(3)", "[0,1,2]"], ["range(1, 10, 3)", "[1,4,7]"]],
  }),
  scalar("generate_series", "Numbers, dates or timestamps from a start, 0 by default, up to a stop that is included", {
    overloads: seriesOverloads(true),
    examples: [["generate_series(1, 3)", "[1,2,3]"], ["generate_series(5, 1, -2)", "[5,3,1]"]],
  }),
  scalar("flatten", "Arrays within an array joined to one", {
    overloads: [{
      args: [ARRAY],
      returns: ([type = NULL_TYPE]) => nestedArray(type) ? elementType(type) : type,
      build: ([arg]) => arg && nestedArray(arg.type) ? { call: flatten } : { js: ([array = ""]) => array },
    }],
    examples: [["flatten([[1, 2], [3]])", "[1,2,3]"]],
  }),
];
