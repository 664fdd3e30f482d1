import { deepEqual, equal, match } from "node:assert/strict";
import { AGGREGATE_FUNCTIONS } from "./mod.ts";
import { valueOf } from "./test_aggregate.ts";

Deno.test("AGGREGATE_FUNCTIONS have one owner for each name, a one-line doc and an example", () => {
  const names = AGGREGATE_FUNCTIONS.flatMap((fn) => [fn.name, ...fn.aliases]);
  deepEqual(names.filter((name, i) => names.indexOf(name) !== i), []);
  for (const { name, doc, examples, overloads } of AGGREGATE_FUNCTIONS) {
    match(doc, /^[^\n]+[^.\n]$/, name);
    equal(examples.length > 0, true, `${name} has no example`);
    equal(overloads.length > 0, true, name);
  }
});

Deno.test("AGGREGATE_FUNCTIONS give what their examples say", () => {
  const wrong = AGGREGATE_FUNCTIONS.flatMap((fn) => fn.examples).flatMap(([call, rows, want]) => {
    const [got] = valueOf(call, rows);
    return got === want ? [] : [{ call, rows, want, got }];
  });
  deepEqual(wrong, []);
});
