import assert from "node:assert/strict";
import { Session } from "../../engine/session.ts";
import { parseStatement } from "../../sql/parse.ts";
import { completionAt } from "./complete.ts";

Deno.test("completionAt offers functions of the user's where an expression may stand", async () => {
  await using session = await Session.open({
    environment: { dir: undefined, env: () => undefined, now: () => 0, stdout: () => {}, onClose: () => {} },
    connectors: [],
    formats: [],
    catalogFile: undefined,
    saving: false,
    interactive: true,
  });
  await session.run(parseStatement("CREATE FUNCTION shout(a TEXT) RETURNS TEXT LANGUAGE typescript AS $$ return a $$"));
  const { candidates } = completionAt("SELECT sho", 10, { catalog: session.definitions, commands: [] });
  assert.deepEqual(candidates, [{ text: "shout" }]);
});
