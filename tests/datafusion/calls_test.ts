import assert from "node:assert/strict";
import { FUNCTIONS } from "../../sql/functions/mod.ts";
import { CALLS, NOT_COMPARED } from "./calls.ts";

Deno.test("every scalar function is compared with DataFusion, or has a reason why not", () => {
  const compared = new Set(CALLS.map(([name]) => name));
  const known = (names: readonly string[]) =>
    names.some((name) => compared.has(name) || Object.hasOwn(NOT_COMPARED, name));
  assert.deepEqual(FUNCTIONS.filter((fn) => !known([fn.name, ...fn.aliases])).map((fn) => fn.name), []);
  const names = new Set(FUNCTIONS.flatMap((fn) => [fn.name, ...fn.aliases]));
  assert.deepEqual([...compared, ...Object.keys(NOT_COMPARED)].filter((name) => !names.has(name)), []);
});
