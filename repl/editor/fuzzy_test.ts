import assert from "node:assert/strict";
import { FuzzyQuery } from "./fuzzy.ts";

function marked(query: string, text: string): string | undefined {
  const match = new FuzzyQuery(query).match(text);
  return match && Array.from(text, (char, at) => match.hits.includes(at) ? char.toUpperCase() : char).join("");
}

Deno.test("FuzzyQuery marks the letters that were typed", () => {
  assert.equal(marked("ord", "select from orders"), "select from ORDers");
  assert.equal(marked("ders", "orders orders"), "orDERS orders");
  assert.equal(marked("der", "orders where der"), "orders where DER");
  assert.equal(marked("slt", "select"), "SeLecT");
  assert.equal(marked("sel ord", "select from orders"), "SELect from ORDers");
  assert.equal(marked("", "select"), "select");
});

Deno.test("FuzzyQuery refuses what is not there, or too far apart", () => {
  assert.equal(marked("xyz", "select"), undefined);
  assert.equal(marked("sel xyz", "select"), undefined);
  assert.equal(marked("sz", `select ${"a".repeat(40)} z`), undefined);
});

Deno.test("FuzzyQuery takes the letters that stand together", () => {
  assert.equal(marked("fo", "f r from orders"), "f r FrOm orders");
});

Deno.test("FuzzyQuery prefers beginnings of words", () => {
  const scoreOf = (text: string) => new FuzzyQuery("ord").match(text)?.score ?? 0;
  assert.ok(scoreOf("an order") > scoreOf("border"));
});
