import assert from "node:assert/strict";
import { keptOf, readKept } from "./kept.ts";
import { Sluice } from "./sluice.ts";

Deno.test("kept expressions have the values and types that DataFusion gives them", () => {
  const sluice = new Sluice([], [[]]);
  const wrong = readKept().flatMap((kept) => {
    const ours = keptOf(kept[0], sluice.evaluate(kept[0]));
    return ours.join() === kept.join() ? [] : [{ kept, ours }];
  });
  assert.deepEqual(wrong, []);
});
