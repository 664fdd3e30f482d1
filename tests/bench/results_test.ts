import assert from "node:assert/strict";
import { withMeasured } from "./results.ts";
import type { Verdict } from "./verdict.ts";

const verdict = (name: string): Verdict => ({
  name,
  peer: "a peer",
  target: "≥ 2x",
  median: "3.00x",
  min: "2.00x",
  max: "4.00x",
  ok: true,
});

Deno.test("withMeasured writes sections that were measured, in the order of the benchmarks, and keeps all others", () => {
  const before = "# Head\n\n## joins\n\nof yesterday\n\n## Soak\n\nthirty minutes\n\n### Faults\n\nnone\n";
  const once = withMeasured(before, new Map([["queries", [verdict("q0")]]]), ["queries", "joins"], "2 cores, today");
  assert.deepEqual(once.match(/^## .*$/gm), ["## queries", "## joins", "## Soak"]);
  assert.match(once, /## queries\n\nRan on 2 cores, today\.\n\n\| case [^]*\| q0 +\| a peer/);
  assert.match(once, /## joins\n\nof yesterday\n\n## Soak\n\nthirty minutes\n\n### Faults\n\nnone\n$/);
  const again = withMeasured(once, new Map([["joins", [verdict("two sides")]]]), ["queries", "joins"], "tomorrow");
  assert.doesNotMatch(again, /of yesterday/);
  assert.match(again, /today[^]*tomorrow/);
});
