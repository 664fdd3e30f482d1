import assert from "node:assert/strict";
import { tokenize } from "./highlight.ts";

function classes(text: string): string[] {
  return tokenize(text).map(({ class: kind, span }) => `${kind}:${text.slice(span.start, span.end)}`);
}

Deno.test("tokenize gives every token its class, in order", () => {
  assert.deepEqual(classes("SELECT a.end, 'x' + 1 /* c */ FROM `t` -- d"), [
    ...["keyword:SELECT", "name:a", "operator:.", "name:end", "operator:,", "string:'x'", "operator:+", "number:1"],
    ...["comment:/* c */", "keyword:FROM", "name:`t`", "comment:-- d"],
  ]);
});

Deno.test("tokenize gives the code of a function the classes of TypeScript, also while it is open", () => {
  const code = ["operator:$$", "keyword:return", "name:a", "operator:+", "string:'x'", "comment:// end\n".trim()];
  const colours = (text: string) => classes(text).slice(3);
  assert.deepEqual(colours("LANGUAGE typescript AS $$ return a + 'x' // end\n$$"), [...code, "operator:$$"]);
  assert.deepEqual(colours("LANGUAGE typescript AS $$ return a + 'x' // end"), code);
  assert.deepEqual(classes("SELECT $$ return $$"), ["keyword:SELECT", "string:$$ return $$"]);
});

Deno.test("tokenize colours what is still open as what it will be", () => {
  assert.deepEqual(classes("SELECT 'ab"), ["keyword:SELECT", "string:'ab"]);
  assert.deepEqual(classes("SELECT /* ab"), ["keyword:SELECT", "comment:/* ab"]);
  assert.deepEqual(classes("a ^ 1b"), ["name:a", "error:^", "error:1b"]);
});
