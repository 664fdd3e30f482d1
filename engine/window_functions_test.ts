/** Examples of the window functions' documentation, through the whole product. */
import assert from "node:assert/strict";
import { Session } from "../mod.ts";
import { WINDOW_FUNCTIONS } from "../sql/functions/windows.ts";

Deno.test("WINDOW_FUNCTIONS give what their examples say", async () => {
  await using session = await Session.open({ memory: true });
  for (const { name, doc, examples } of WINDOW_FUNCTIONS) {
    assert.match(doc, /^[^\n]+[^.\n]$/, name);
    assert.ok(examples.length > 0, `${name} has no example`);
    for (const [call, rows, values] of examples) {
      const text = `SELECT CAST(${call} AS TEXT) AS v FROM (VALUES ${rows}) AS t (x) ORDER BY x`;
      const found: unknown[] = [];
      const query = Object.assign([text], { raw: [text] }) as unknown as TemplateStringsArray; // a text without values
      for await (const row of session.query(query)) found.push(row["v"] ?? "NULL");
      assert.equal(found.join(" "), values, call);
    }
  }
});
