import assert from "node:assert/strict";
import { broken, type Findings, growth, sectionOf } from "./report.ts";

const EXACT = { messages: 10, missing: 0, doubled: 0, divergent: 0 };
const FINDINGS: Findings = {
  load: { bootstrap: "", rowsPerSecond: 50_000, seconds: 60 },
  struck: [{ name: "kill", minute: 1, recoverySeconds: 2.34 }],
  memory: new Map([["windowed", [1e8, 1.1e8, 1.05e8]]]),
  verdicts: new Map([["windowed", EXACT]]),
  seconds: 61.2,
  machine: "2 cores",
  date: "2026-01-01",
};

Deno.test("growth compares the last third of the samples with the first", () => {
  assert.equal(growth([10, 10, 90, 99, 20, 20]), 2);
});

Deno.test("broken names what was not kept", () => {
  assert.deepEqual(broken(FINDINGS), []);
  const wrong = broken({
    ...FINDINGS,
    struck: [{ name: "kill", minute: 3, recoverySeconds: undefined }],
    memory: new Map([["updating", [1, 1, 2]]]),
    verdicts: new Map([["windowed", { ...EXACT, doubled: 1 }]]),
  });
  assert.deepEqual(wrong, ["minute 3: never caught up after kill", "updating: memory grows", "windowed: not exact"]);
});

Deno.test("sectionOf tells faults and pipelines", () => {
  const text = sectionOf(FINDINGS);
  assert.match(text, /through after 61 s\. Exact, caught up after every fault, memory flat\./);
  assert.match(text, /\| 1 \| kill \| 2\.3 s \|/);
  assert.match(text, /\| windowed \| 10 \| 0 \| 0 \| 0 \| 105 MB \| 110 MB \| 1\.05x \|/);
});
