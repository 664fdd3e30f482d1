import assert from "node:assert/strict";
import { printExpression } from "../print.ts";
import { parseExpression } from "./stored_expression.ts";
import { overArrays } from "./user_aggregate.ts";

Deno.test("overArrays gives each argument as the array of the group's values", () => {
  const calls: readonly (readonly [string, string])[] = [
    ["g(x)", "g(array_agg(x))"],
    ["g(x + 1, y)", "g(array_agg(x + 1), array_agg(y))"],
    ["g()", "g()"],
    ["g(DISTINCT x)", "g(array_agg(DISTINCT x))"],
    ["g(x, y ORDER BY y DESC)", "g(array_agg(x ORDER BY y DESC), array_agg(y ORDER BY y DESC))"],
    ["g(x) FILTER (WHERE y > 1)", "g(array_agg(x) FILTER (WHERE y > 1))"],
    ["g(x) OVER (PARTITION BY y)", "g(array_agg(x) OVER (PARTITION BY y))"],
  ];
  for (const [written, expected] of calls) {
    const call = parseExpression(written);
    assert.ok(call.kind === "call");
    assert.equal(printExpression(overArrays(call)), expected);
  }
});
