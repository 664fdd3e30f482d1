/** Functions that choose between values. COALESCE and CASE are expressions of their own. */
import { type SqlType, type Value } from "../../schema/types.ts";
import { ANY, type Argument, type Implementation, scalar, type ScalarFunction } from "./function.ts";
import { COMMON } from "./parameters.ts";
import { comparatorOf } from "./value_order.ts";

const firstType = ([type = { kind: "null" }]: readonly SqlType[]): SqlType => type;

/** `keeps` is the operator by which the best value so far stays before the next one. */
function choosing(keeps: ">=" | "<="): (args: readonly Argument[]) => Implementation {
  return ([arg]) => {
    const type = arg?.type ?? { kind: "null" };
    const compare = comparatorOf(type);
    const sign = keeps === ">=" ? 1 : -1;
    const better = (a: Value, b: Value) => a === null || (b !== null && compare(a, b) * sign < 0) ? b : a;
    return {
      js: (names, emit) =>
        names.reduce((best, next) => {
          if (!isPlain(type)) return emit.let(`${emit.constant(better)}(${best}, ${next})`);
          const [a, b] = [emit.let(best), emit.let(next)];
          return emit.let(`${b} === null || (${a} !== null && ${a} ${keeps} ${b}) ? ${a} : ${b}`);
        }),
    };
  };
}

/** JavaScript's own order is SQL's. */
function isPlain(type: SqlType): boolean {
  return ["integer", "decimal", "date", "time", "timestamp", "boolean"].includes(type.kind);
}

export const CONDITIONAL_FUNCTIONS: readonly ScalarFunction[] = [
  scalar("nullif", "The first value, NULL where it is equal to the second", {
    overloads: [{
      args: [COMMON, COMMON],
      returns: firstType,
      build: ([arg]) => {
        const compare = comparatorOf(arg?.type ?? { kind: "null" });
        return {
          call: (a: Value, b: Value) => a === null || b === null || compare(a, b) !== 0 ? a : null,
        };
      },
    }],
    examples: [["nullif(1, 1)", "NULL"], ["nullif(1, 2)", "1"]],
    nulls: "pass",
    result: "nullable",
  }),
  scalar("nvl", "The first value, the second where it is NULL", {
    aliases: ["ifnull"],
    overloads: [{ args: [COMMON, COMMON], returns: firstType, js: ([a, b]) => `(${a} ?? ${b})` }],
    examples: [["nvl(NULL, 2)", "2"], ["ifnull(1, 2)", "1"]],
    nulls: "pass",
  }),
  scalar("nvl2", "The second value where the first is not NULL, else the third", {
    overloads: [{
      args: [ANY, COMMON, COMMON],
      returns: ([_, type]) => type ?? { kind: "null" },
      js: ([test, then, otherwise]) => `(${test} !== null ? ${then} : ${otherwise})`,
    }],
    examples: [["nvl2(1, 'yes', 'no')", "yes"], ["nvl2(NULL, 'yes', 'no')", "no"]],
    nulls: "pass",
  }),
  scalar("greatest", "The greatest value, NULLs left out", {
    overloads: [{
      args: [COMMON],
      variadic: true,
      returns: firstType,
      build: choosing(">="),
    }],
    examples: [["greatest(1, 3, NULL)", "3"], ["greatest('a', 'B')", "a"]],
    nulls: "pass",
  }),
  scalar("least", "The smallest value, NULLs left out", {
    overloads: [{
      args: [COMMON],
      variadic: true,
      returns: firstType,
      build: choosing("<="),
    }],
    examples: [["least(1, 3, NULL)", "1"]],
    nulls: "pass",
  }),
];
