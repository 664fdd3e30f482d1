/** Calls of the user's aggregates: each argument is the array of the group's values. */
import type * as ast from "../ast.ts";

/**
 * `g(x, y)` as `g(array_agg(x), array_agg(y))`; DISTINCT, FILTER, ORDER BY and OVER go with the arrays. What groups rows sees
 * ordinary aggregates, and the call that is left is one of a scalar function over arrays.
 */
export function overArrays(call: ast.Call): ast.Call {
  const name: ast.Identifier = { name: "array_agg", quoted: false, span: call.name.span };
  return {
    ...call,
    arguments: call.arguments.map((arg): ast.Call => ({ ...call, name, arguments: [arg] })),
    distinct: false,
    filter: undefined,
    orderBy: [],
    withinGroup: [],
    nulls: undefined,
    over: undefined,
  };
}
