import assert from "node:assert/strict";
import { lex, type LexOptions, quoteIdentifier, withVariables } from "./lexer.ts";
import { nameValue, stringValue } from "./token.ts";

function images(text: string, options?: LexOptions): string[] {
  return lex(text, options).map(({ image }) => image);
}

function kinds(text: string): string[] {
  return lex(text).map(({ tokenType }) => tokenType.name);
}

Deno.test("lex leaves out blanks and comments, nested ones too", () => {
  assert.deepEqual(images("a -- b\n/* c /* d */ e */ f"), ["a", "f"]);
});

Deno.test("lex keeps offsets into the text", () => {
  const [first, second] = lex("  ab\tcd");
  assert.deepEqual([first?.startOffset, first?.endOffset, second?.startOffset], [2, 3, 5]);
});

Deno.test("lex takes the longest sign, but never two closing angle brackets at once", () => {
  assert.deepEqual(images("a->>b->c||d<=e<>f::g>>h!~*i~*j==k"), [
    ...["a", "->>", "b", "->", "c", "||", "d", "<=", "e", "<>", "f", "::", "g", ">", ">", "h", "!~*", "i", "~*", "j"],
    ...["==", "k"],
  ]);
});

Deno.test("lex reads numbers with underscores, fractions and exponents", () => {
  assert.deepEqual(kinds("1 1_000 1.5 .5 1. 1e3 1.5E-7"), Array(7).fill("Number"));
  assert.deepEqual(kinds("12abc 1_000_"), ["InvalidNumber", "InvalidNumber"]);
});

Deno.test("lex marks what is not closed", () => {
  assert.deepEqual(kinds("'it''s"), ["UnterminatedString"]);
  assert.deepEqual(kinds("E'a\\'"), ["UnterminatedString"]);
  assert.deepEqual(kinds("$$ a"), ["UnterminatedString"]);
  assert.deepEqual(kinds('"a""'), ["UnterminatedName"]);
  assert.deepEqual(kinds("/* /* */"), ["UnterminatedComment"]);
});

Deno.test("lex makes left and right functions before a bracket only", () => {
  assert.deepEqual(kinds("left (a) LEFT join"), ["Word", "LeftParen", "Word", "RightParen", "KW_left", "KW_join"]);
});

Deno.test("lex replaces variables as whole tokens", () => {
  const variables = { n: "5", s: "it's; -- x", t: "My Table" };
  const tokens = lex('SELECT :s, :n FROM :"t" WHERE a[1:x] = b::n', { variables });
  assert.deepEqual(tokens.slice(1, 6).map(({ image }) => image), ["'it''s; -- x'", ",", "5", "FROM", '"My Table"']);
  assert.deepEqual(tokens.slice(7).map(({ image }) => image), ["a", "[", "1", ":", "x", "]", "=", "b", "::", "n"]);
});

Deno.test("lex reads a hint as tokens and any other /*+ as a comment", () => {
  assert.deepEqual(images("t /*+ options(a = 1) */ u /*+ x */"), [
    "t",
    "/*+",
    "options",
    "(",
    "a",
    "=",
    "1",
    ")",
    "*/",
    "u",
  ]);
});

Deno.test("stringValue takes quotes and escapes away", () => {
  assert.equal(stringValue("'it''s \\n'"), "it's \\n");
  assert.equal(stringValue("E'a\\n\\x41\\u00e9''\\''"), "a\nAé''");
  assert.equal(stringValue("$$a'b$$"), "a'b");
});

Deno.test("nameValue folds words and keeps quoted names", () => {
  assert.deepEqual(lex('Ab "A""b" `c``D`').map(nameValue), ["ab", 'A"b', "c`D"]);
});

Deno.test("quoteIdentifier quotes only what would read as something else", () => {
  assert.deepEqual(["a_1", "window", "größe"].map(quoteIdentifier), ["a_1", "window", "größe"]);
  assert.deepEqual(["A", "select", "1a", "a b", 'a"b', "", "end"].map(quoteIdentifier), [
    ...['"A"', '"select"', '"1a"', '"a b"', '"a""b"', '""', '"end"'],
  ]);
});

Deno.test("withVariables writes values where lex takes them", () => {
  const variables = { n: "5", s: "it's :n", t: 'My "Table"' };
  const text = `SELECT:n, :s, ':n' FROM :"t" /*+ OPTIONS('k' = :s) */ WHERE a[1:x] = b::n -- :n`;
  assert.equal(
    withVariables(text, variables),
    `SELECT 5, 'it''s :n', ':n' FROM "My ""Table""" /*+ OPTIONS('k' = 'it''s :n') */ WHERE a[1:x] = b::n -- :n`,
  );
});
