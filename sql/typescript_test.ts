import assert from "node:assert/strict";
import { scriptTokens } from "./typescript.ts";

function shown(text: string): string[] {
  return scriptTokens(text).map(({ kind, start, end }) => `${kind} ${text.slice(start, end)}`);
}

Deno.test("scriptTokens tells keywords, words, numbers, texts and comments", () => {
  assert.deepEqual(shown("const a = 'x\\'y' + 1_000n; // rest"), [
    "keyword const",
    "word a",
    "sign =",
    "string 'x\\'y'",
    "sign +",
    "number 1_000n",
    "sign ;",
    "comment // rest",
  ]);
  assert.deepEqual(shown("row.type /* a */"), ["word row", "sign .", "word type", "comment /* a */"]);
});

Deno.test("scriptTokens goes on with a template behind its expressions", () => {
  assert.deepEqual(shown("`a${ {b: `${c}`} }d` e"), [
    "string `a${",
    "sign {",
    "word b",
    "sign :",
    "string `${",
    "word c",
    "string }`",
    "sign }",
    "string }d`",
    "word e",
  ]);
});

Deno.test("scriptTokens tells a division from a regular expression", () => {
  assert.deepEqual(shown("a / b / c").filter((one) => one.startsWith("string")), []);
  assert.deepEqual(shown("return /[/']+/g.test(a)").slice(1, 2), ["string /[/']+/g"]);
  assert.deepEqual(shown("f(/a/)").slice(2, 3), ["string /a/"]);
});

Deno.test("scriptTokens reads long texts of beginnings without an end in linear time", () => {
  for (const beginning of ["/[", "`${", "'\\'", "/*", "/a", "{`"]) {
    const text = beginning.repeat(100_000);
    assert.equal(scriptTokens(text).at(-1)?.end, text.length);
  }
});

Deno.test("scriptTokens covers every beginning of a text in order, and nothing but blanks lies between", () => {
  const text = "export const f = async (a: string | null) => { return `${a ?? \"'\"} ${/x\\//.test(a)}` /* ` */ }; 'é";
  for (let end = 0; end <= text.length; end++) {
    const beginning = text.slice(0, end);
    let at = 0;
    for (const token of scriptTokens(beginning)) {
      assert.ok(token.end > token.start);
      assert.match(beginning.slice(at, token.start), /^\s*$/);
      at = token.end;
    }
    assert.equal(beginning.slice(at).trim(), "");
  }
});
