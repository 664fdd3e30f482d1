import { deepEqual, equal } from "node:assert/strict";
import { AGGREGATE_FUNCTIONS, findAggregate } from "./mod.ts";
import { valueOf } from "./test_aggregate.ts";

Deno.test("findAggregate knows aliases", () => {
  equal(findAggregate("var_population"), findAggregate("var_pop"));
  equal(findAggregate("upper"), undefined);
});

Deno.test("AGGREGATE_FUNCTIONS give what their examples say", () => {
  const wrong = AGGREGATE_FUNCTIONS.flatMap((fn) => fn.examples).flatMap(([call, rows, want]) => {
    const [got] = valueOf(call, rows);
    return got === want ? [] : [{ call, rows, want, got }];
  });
  deepEqual(wrong, []);
});
