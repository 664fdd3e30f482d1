import assert from "node:assert/strict";
import { savedScript } from "./script.ts";

Deno.test("savedScript gives each statement its comments, and none to those that have none", () => {
  const statements = savedScript(`-- 2026-01-31T10:00:05.000Z, a session of Sluice: what succeeded

-- 2026-01-31T10:00:01.000Z, 1 row
SELECT 1
  AS one;
SELECT 'ann' AS who;
-- 2026-01-31T10:00:02.000Z, 2 rows
SELECT 2; SELECT 3
-- 2026-01-31T10:00:03.000Z, 4 rows
`);
  assert.deepEqual(statements.map(({ parsed, then }) => [parsed.text, then?.rows]), [
    ["SELECT 1\n  AS one", 1],
    ["SELECT 'ann' AS who", undefined],
    ["SELECT 2", 2],
    ["SELECT 3", undefined],
  ]);
});

Deno.test("savedScript names the line of a comment in the file, and the place of a syntax error", () => {
  const script = "SELECT 1\n\n;\n\n-- t: offsets 0:9-1\nSELECT 2;";
  assert.throws(() => savedScript(script), /line 5:/);
  assert.throws(() => savedScript("SELECT 1;\nSELEC 2;"), { message: /SELEC/ });
});
