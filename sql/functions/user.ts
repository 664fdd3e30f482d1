/** Functions of the user's as the binder sees them. */
import { SqlError } from "../../schema/errors.ts";
import { arrayType, typeName } from "../../schema/types.ts";
import type { UserFunction } from "../../schema/user_function.ts";
import { type Implementation, scalar, type ScalarFunction } from "./function.ts";
import { findAggregate } from "./aggregates/mod.ts";
import { findGroupByFunction } from "./group_by.ts";
import { findFunction } from "./mod.ts";
import { findWindowFunction } from "./windows.ts";

/** Words that are called like functions and are none: the grammar or the binder has its own way with them. */
const SPECIAL: ReadonlySet<string> = new Set([
  "array",
  "case",
  "cast",
  "coalesce",
  "exists",
  "extract",
  "interval",
  "metadata",
  "row",
  "row_time",
  "try_cast",
  "unnest",
]);

/** A function, aggregate or construct of the language has this name; in lower case. */
export function isBuiltIn(name: string): boolean {
  return SPECIAL.has(name) ||
    [findFunction, findAggregate, findWindowFunction, findGroupByFunction].some((find) => find(name) !== undefined);
}

/**
 * The function with its signature, for binding. An aggregate takes one array per argument: the values of a group. It
 * sees NULL, may give NULL, and is never folded: only a worker can call it.
 */
export function asScalar(user: UserFunction): ScalarFunction {
  const args = user.parameters.map(({ type }) => user.aggregate ? arrayType(type) : type);
  return {
    ...scalar(user.name, docOf(user), {
      overloads: [{ args, returns: user.returns, build: () => elsewhere(user) }],
      examples: [],
      nulls: "pass",
      result: "nullable",
      volatile: true,
    }),
    user,
  };
}

/** One line for SHOW FUNCTIONS. */
export function docOf({ async, returns, body }: UserFunction): string {
  const how = async === undefined ? "" : `, async ${async}`;
  return `Returns ${typeName(returns)}${how}; ${body.kind === "file" ? body.text : "TypeScript"}`;
}

/** `score(price double, name text)` */
export function userSignature({ name, parameters }: UserFunction): string {
  return `${name}(${parameters.map((one) => `${one.name} ${typeName(one.type).toLowerCase()}`).join(", ")})`;
}

/** What is left of a call that `lift` did not take out of its expression: there is no code for it here. */
function elsewhere({ name }: UserFunction): Implementation {
  return {
    js() {
      throw new SqlError(`Function ${name} cannot be called here`, {
        code: "user_function",
        hint: "Call it in the select list or WHERE of a subquery, and use its column outside.",
      });
    },
  };
}
