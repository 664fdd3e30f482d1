import assert from "node:assert/strict";
import { AGENT_ROWS, cutOffText, isAgent, rowLimit } from "./agent.ts";

const said = (variables: Record<string, string>) => isAgent((name) => variables[name]);

Deno.test("isAgent believes SLUICE_AGENT first, then what agents set", () => {
  assert.equal(said({}), false);
  assert.equal(said({ AI_AGENT: "somebody" }), true);
  assert.equal(said({ CLAUDECODE: "1" }), true);
  assert.equal(said({ AI_AGENT: "" }), false);
  assert.equal(said({ AI_AGENT: "0" }), false);
  assert.equal(said({ AI_AGENT: "1", SLUICE_AGENT: "0" }), false);
  assert.equal(said({ SLUICE_AGENT: "1" }), true);
  assert.equal(said({ SLUICE_AGENT: "", AI_AGENT: "1" }), true);
});

Deno.test("rowLimit is what was asked for, else an agent's own for queries without an end", () => {
  assert.deepEqual(rowLimit(5, true, false), { most: 5, own: false });
  assert.deepEqual(rowLimit(5, false, true), { most: 5, own: false });
  assert.deepEqual(rowLimit(undefined, true, false), { most: AGENT_ROWS, own: true });
  assert.equal(rowLimit(undefined, true, true), undefined);
  assert.equal(rowLimit(undefined, false, false), undefined);
});

Deno.test("cutOffText names the limits, the flags that give others, and what was shown", () => {
  assert.equal(
    cutOffText(["100 rows", "10 s"], 1234, "0123456789abcdef0123"),
    "Stopped after 100 rows and 10 s, the limit for agents of what has no end: --limit and --timeout give others. " +
      "1,234 rows shown, sha256 0123456789abcdef",
  );
  assert.match(cutOffText(["10 s"], 1, undefined), /\. 1 row shown$/);
});
