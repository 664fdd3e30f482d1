/** Integers of any width as JavaScript numbers, for functions that count, cut and index. */
import type { Argument, Implementation, ValueFunction } from "./function.ts";
import { isBigint } from "./parameters.ts";

/** `build` of an overload whose `call` takes every integer argument as a JavaScript number. */
export function withNumbers(call: ValueFunction): (args: readonly Argument[]) => Implementation {
  return (args) => {
    if (!args.some((arg) => isBigint(arg.type))) return { call };
    return {
      js: (names, emit) => `${emit.constant(call)}(${names.map((name, i) => asNumber(name, args[i])).join(", ")})`,
    };
  };
}

/** The code of an integer argument as a JavaScript number; beyond 2^53 it is inexact. */
export function asNumber(name: string, arg: Argument | undefined): string {
  if (arg === undefined || !isBigint(arg.type)) return name;
  if (typeof arg.constant === "bigint") return `(${Number(arg.constant)})`;
  return `Number(${name})`;
}

/** The code of an integer argument as a bigint. */
export function asBigint(name: string, arg: Argument | undefined): string {
  return arg === undefined || isBigint(arg.type) ? name : `BigInt(${name})`;
}
