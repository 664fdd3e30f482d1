import { type SqlType, storageOf } from "../../../schema/types.ts";
import { MAX_INT64, MIN_INT64 } from "../../../schema/values/timestamp.ts";
import {
  type Accumulator,
  aggregate,
  type AggregateFunction,
  type CountedAccumulator,
  type StateSlot,
  withCount,
} from "../aggregate.ts";
import type { Emitter, TypeClass } from "../function.ts";
import { extremeObjects } from "./extreme_states.ts";

/** Everything that has an order of its own. */
const ORDERED: TypeClass = { class: "ordered", accepts: ({ kind }) => kind !== "struct" && kind !== "json" };

interface Extreme {
  readonly slot: StateSlot;
  /** Condition under which `value` takes the place of `best`. */
  better(value: string, best: string): string;
}

/** `sign` 1: min; −1: max. */
function extreme(type: SqlType | undefined, sign: 1 | -1): Accumulator {
  const objects = extremeObjects(type ?? { kind: "null" }, sign);
  const inSlot = type && slotOf(type, sign);
  if (type === undefined || inSlot === undefined) return objects;
  const isBoolean = type.kind === "boolean";
  const take = (best: string, value: string, emit: Emitter) =>
    emit.line(`if (${inSlot.better(value, best)}) ${best} = ${value};`);
  const counted: CountedAccumulator = {
    slots: [inSlot.slot],
    add: ([best = ""], [value = ""], emit) => take(best, isBoolean ? emit.let(`${value} ? 1 : 0`) : value, emit),
    merge: ([best = ""], [other = ""], emit) => take(best, other, emit),
    result: ([best = ""]) => isBoolean ? `${best} !== 0` : best,
    readsCount: false,
    isCount: false,
  };
  return withCount(counted, objects);
}

function slotOf(type: SqlType, sign: 1 | -1): Extreme | undefined {
  const better = (value: string, best: string) => `${value} ${sign === 1 ? "<" : ">"} ${best}`;
  switch (storageOf(type)) {
    case "int32":
    case "bool":
      return { slot: { storage: "int32", initial: sign === 1 ? 0x7fff_ffff : -0x8000_0000 }, better };
    case "int64":
      return { slot: { storage: "int64", initial: sign === 1 ? MAX_INT64 : MIN_INT64 }, better };
    case "float64":
      return sign === 1
        ? { slot: { storage: "float64", initial: NaN }, better: (x, y) => `${x} < ${y} || ${y} !== ${y}` }
        : { slot: { storage: "float64", initial: -Infinity }, better: (x, y) => `${x} > ${y} || ${x} !== ${x}` };
    default:
      return undefined;
  }
}

function returns([type]: readonly SqlType[]): SqlType {
  return type ?? { kind: "null" };
}

export const EXTREME_FUNCTIONS: readonly AggregateFunction[] = [
  aggregate("min", "Smallest of the values that are not NULL", {
    overloads: [{ args: [ORDERED], returns, build: ([arg]) => extreme(arg?.type, 1) }],
    examples: [["min(x)", "(2), (1), (NULL)", "1"], ["min(x)", "('b'), ('a')", "a"]],
  }),
  aggregate("max", "Largest of the values that are not NULL; NaN is above all numbers", {
    overloads: [{ args: [ORDERED], returns, build: ([arg]) => extreme(arg?.type, -1) }],
    examples: [["max(x)", "(2), (1), (NULL)", "2"], ["max(x)", "(ARRAY[1, 2]), (ARRAY[2])", "[2]"]],
  }),
];
