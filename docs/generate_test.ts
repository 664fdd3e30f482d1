import assert from "node:assert/strict";
import { OPTIONS_FILE, optionsPage } from "./generate.ts";

Deno.test("options.md says what connectors, formats and functions declare", async () => {
  const message = "docs/options.md is out of date: run deno run -q -P docs/generate.ts";
  assert.equal(await Deno.readTextFile(OPTIONS_FILE), optionsPage(), message);
});
