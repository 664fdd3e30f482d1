import assert from "node:assert/strict";
import { isAgent } from "./agent.ts";

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
