import assert from "node:assert/strict";
import { arrayType, BIGINT, INT, TEXT } from "../../schema/types.ts";
import { written } from "./test_result.ts";

const TEXTS = { types: { a: TEXT, b: TEXT }, rows: [["x", "y"]] } as const;

Deno.test("csv has a header, also without rows", () => {
  assert.equal(written("csv", TEXTS), "a,b\nx,y\n");
  assert.equal(written("csv", { ...TEXTS, rows: [] }), "a,b\n");
});

Deno.test("csv quotes what would end a cell, doubles quotes, and keeps NULL and the empty text apart", () => {
  const rows = [["a,b", 'say "hi"'], ["two\nlines", "cr\rhere"], [null, ""], [" blank ", "ü"]];
  assert.equal(
    written("csv", { types: { 'n"1': TEXT, "n,2": TEXT }, rows }),
    '"n""1","n,2"\n"a,b","say ""hi"""\n"two\nlines","cr\rhere"\n,""\n blank ,ü\n',
  );
});

Deno.test("csv quotes nested values as their JSON", () => {
  assert.equal(written("csv", { types: { a: arrayType(INT) }, rows: [[[1, 2]]] }), 'a\n"[1,2]"\n');
});

Deno.test("csv and tsv begin with _query when it is asked for", () => {
  const result = { types: { n: BIGINT }, rows: [[1n], [1n]] };
  assert.equal(written("csv", result, { query: 2 }), "_query,n\n2,1\n2,1\n");
  assert.equal(written("tsv", result, { query: 2 }), "_query\tn\n2\t1\n2\t1\n");
});

Deno.test("tsv escapes tabs, line breaks and backslashes, and writes NULL as \\N", () => {
  const rows = [["a\tb", "c\nd\re\\f"], [null, ""]];
  assert.equal(written("tsv", { types: { a: TEXT, b: TEXT }, rows }), "a\tb\na\\tb\tc\\nd\\re\\\\f\n\\N\t\n");
});
