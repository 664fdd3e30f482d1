import assert from "node:assert/strict";
import { firstWord, ghostFromCompletion, ghostFromHistory, shownGhost } from "./ghost.ts";

const ENTRIES = [
  { id: "1", t: "", dir: "/shop", sql: "SELECT 1;" },
  { id: "2", t: "", dir: "/shop", sql: "SELECT a\nFROM t;" },
  { id: "3", t: "", dir: "/other", sql: "SELECT b;" },
  { id: "4", t: "", dir: "/shop", sql: "CREATE CONNECTION c WITH (secret = '***');" },
];

Deno.test("ghostFromHistory is the newest statement of this folder, else of another", () => {
  assert.equal(ghostFromHistory("SEL", ENTRIES, "/shop"), "ECT a\nFROM t;");
  assert.equal(ghostFromHistory("SELECT b", ENTRIES, "/shop"), ";");
  assert.equal(ghostFromHistory("SELECT c", ENTRIES, "/shop"), undefined);
  assert.equal(ghostFromHistory("SELECT 1;", ENTRIES, "/shop"), undefined);
});

Deno.test("ghostFromHistory does not offer statements whose secrets are gone", () => {
  assert.equal(ghostFromHistory("CREATE", ENTRIES, "/shop"), undefined);
});

Deno.test("ghostFromCompletion is the rest of the only candidate", () => {
  const one = { from: 7, candidates: [{ text: "customer" }] };
  assert.equal(ghostFromCompletion("SELECT cus", one), "tomer");
  assert.equal(ghostFromCompletion("SELECT ", one), undefined);
  assert.equal(ghostFromCompletion("SELECT cus", { ...one, exact: 0 }), undefined);
  assert.equal(ghostFromCompletion("SELECT CUS", one), undefined);
  assert.equal(ghostFromCompletion("SELECT cus", { ...one, waiting: "asking the cluster…" }), undefined);
  const two = { from: 7, candidates: [{ text: "customer" }, { text: "customs" }] };
  assert.equal(ghostFromCompletion("SELECT cus", two), undefined);
  assert.equal(ghostFromCompletion("SELECT cus", { ...two, exact: 1 }), "tomer");
});

Deno.test("firstWord and shownGhost take a ghost in parts", () => {
  assert.equal(firstWord("ECT a, b"), "ECT");
  assert.equal(firstWord(" a, b"), " a");
  assert.equal(firstWord(", b"), ", b");
  assert.equal(firstWord(";"), ";");
  assert.equal(shownGhost("a\nb"), "a …");
  assert.equal(shownGhost("a"), "a");
});
