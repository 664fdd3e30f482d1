import assert from "node:assert/strict";
import { PLAIN_THEME, type Theme } from "./highlight.ts";
import { HistorySearch } from "./search.ts";

const MARKING: Theme = { tokens: {}, styles: { underline: ["<", ">"] } };
const ENTRIES = ["SELECT 1;", "INSERT INTO t\nSELECT 2;", "SELECT 1;", "DROP TABLE t;"]
  .map((sql, at) => ({ sql, dir: at === 1 ? "/here" : "/there" }));

function found(query: string, moves = 0): string | undefined {
  const search = new HistorySearch(ENTRIES, "/here");
  search.type(query);
  for (let move = 0; move < moves; move++) search.move(1);
  return search.choice?.text;
}

Deno.test("HistorySearch finds statements of this folder first, then the newest, each once", () => {
  assert.equal(found(""), "INSERT INTO t\nSELECT 2;");
  assert.equal(found("", 1), "DROP TABLE t;");
  assert.equal(found("", 2), "SELECT 1;");
  assert.equal(found("", 9), "SELECT 1;");
  assert.equal(found("drop"), "DROP TABLE t;");
  assert.equal(found("dtab"), "DROP TABLE t;");
  assert.equal(found("ins sel"), "INSERT INTO t\nSELECT 2;");
  assert.equal(found("nothing"), undefined);
});

Deno.test("HistorySearch goes back to more when a letter is taken away", () => {
  const search = new HistorySearch(ENTRIES, "/there");
  const choice = () => search.choice?.text;
  search.type("dropx");
  assert.equal(choice(), undefined);
  search.erase();
  assert.equal(choice(), "DROP TABLE t;");
  assert.equal(search.query, "drop");
});

Deno.test("HistorySearch shows the query and its candidates with their hits, one line each", () => {
  const search = new HistorySearch(ENTRIES, "/here");
  search.type("t");
  search.move(1);
  assert.deepEqual(search.rows(MARKING, 40, 10), [
    "search (2 of 3): t",
    "  INSERT INTO <t> SELECT 2;",
    "› DROP <T>ABLE t;",
    "  SELEC<T> 1;",
  ]);
  assert.deepEqual(search.rows(PLAIN_THEME, 12, 1), ["search (2 of 3): t", "› DROP TABLE"]);
});

Deno.test("HistorySearch cuts long statements around the first hit", () => {
  const search = new HistorySearch([{ sql: `SELECT ${"a, ".repeat(50)} FROM orders;`, dir: "" }], "");
  search.type("orders");
  assert.match(search.rows(PLAIN_THEME, 40, 10)[1] ?? "", /^› …(?:a, )+.*orders;$/);
});
