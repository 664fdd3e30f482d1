import assert from "node:assert/strict";
import { RecentWords } from "./recent_words.ts";

Deno.test("RecentWords knows the words of the newest statements, read every ten seconds", () => {
  const statements = ["SELECT old FROM t;", ...Array.from({ length: 49 }, () => "SELECT Price FROM orders;")];
  let now = 0;
  const words = new RecentWords(() => statements, () => now);
  assert.ok(words.has("price"));
  assert.ok(words.has("old"));
  statements.push("SELECT fresh;");
  assert.ok(!words.has("fresh"));
  now = 10_000;
  assert.ok(words.has("fresh"));
  assert.ok(!words.has("old"));
});
