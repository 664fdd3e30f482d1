import { deepEqual, equal } from "node:assert/strict";
import { call as callIn, failure, type TestArgument } from "./test_call.ts";
import { REGEX_FUNCTIONS } from "./regex.ts";
import { compileRegex } from "./regex_syntax.ts";

const call = (name: string, ...args: readonly TestArgument[]) => callIn(REGEX_FUNCTIONS, name, ...args);

function matches(pattern: string, text: string, flags = ""): boolean {
  return compileRegex(pattern, flags).test(text);
}

Deno.test("compileRegex refuses what RE2 does not have", () => {
  deepEqual(
    ["a(?=b)", "(?<!a)b", "(a)\\1", "(", "a)", "[a", "*a", "a{2000}", "\\q", "\\p{Nope}"].map((pattern) =>
      failure(() => compileRegex(pattern)).replace(/^bad regular expression '.*?': /, "")
    ),
    [
      "look-around is not supported",
      "look-around is not supported",
      "back-references are not supported",
      "missing )",
      "unmatched )",
      "missing ]",
      "nothing to repeat before *",
      "more than 1000 repetitions",
      "unknown escape \\q",
      "unknown Unicode property 'Nope'",
    ],
  );
  equal(failure(() => compileRegex("a", "y")), "unknown regular expression flag 'y', known: g i m s x");
});

Deno.test("compileRegex reads classes, groups and flags as RE2 does", () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ["a.b", "a\nb", false],
    ["(?s)a.b", "a\nb", true],
    ["a.b", "a\rb", true],
    ["a.b", "a😀b", true],
    ["^b$", "a\nb\nc", false],
    ["(?m)^b$", "a\nb\nc", true],
    ["(?i)köln", "KÖLN", true],
    ["a(?i)b|c", "xC", true],
    ["a(?i:b)c", "aBC", false],
    ["a(?i)b|c", "Ab", false],
    ["(?x) a b # both", "ab", true],
    ["(?P<year>\\d{4})-\\d\\d", "on 2026-01-01", true],
    ["[[:alpha:]_]+[^[:space:]]$", "ab_1", true],
    ["[a-z&&[^aeiou]]", "aei", false],
    ["[a-z--[aeiou]]", "aeix", true],
    ["[]a]", "]", true],
    ["[a-]", "-", true],
    ["[\\d-]", "-", true],
    ["\\w+$", "é", true],
    ["\\bé", "aé", false],
    ["\\Aab\\z", "ab", true],
    ["a{,2}", "a{,2}", true],
    ["x{2}{2}", "xxxx", true],
    ["^(?:a|ab)*$", "abaab", true],
    ["\\x41\\x{1F600}", "A😀", true],
    ["\\p{Greek}\\pL", "αb", true],
    ["a/b", "a/b", true],
    ["\\.\\*\\-\\/", ".*-/", true],
    ["", "", true],
  ];
  deepEqual(cases.filter(([pattern, text, expected]) => matches(pattern, text) !== expected), []);
});

Deno.test("regexp_like searches, with flags", () => {
  deepEqual(
    [call("regexp_like", "Köln", "^k", "i"), call("regexp_like", "abc", "^b"), call("regexp_like", null, "a")],
    ["true", "false", "NULL"],
  );
  equal(failure(() => call("regexp_like", "a", "a", "g")), "the flag g has no meaning here");
});

Deno.test("regexp_match gives groups, else the match, else NULL", () => {
  deepEqual(
    [
      call("regexp_match", "foobarbequebaz", "(bar)(beque)"),
      call("regexp_match", "foobarbequebaz", "barb"),
      call("regexp_match", "ab", "(a)|(b)"),
      call("regexp_match", "x", "y"),
    ],
    ['["bar","beque"]', '["barb"]', '["a",null]', "NULL"],
  );
});

Deno.test("regexp_replace replaces the first match, with g all, and knows groups", () => {
  deepEqual(
    [
      call("regexp_replace", "foobar", "b(..)", "X\\1Y"),
      call("regexp_replace", "foobar", "b(..)", "X$1Y"),
      call("regexp_replace", "foobar", "b(..)", "X${1}Y"),
      call("regexp_replace", "foobar", "b(?<n>..)", "${n}-$n-$$"),
      call("regexp_replace", "aAa", "a", "b"),
      call("regexp_replace", "aAa", "a", "b", "gi"),
      call("regexp_replace", "baaac", "a*", "-", "g"),
    ],
    ["fooXarY", "fooX", "fooXarY", "fooar-ar-$", "bAa", "bbb", "-b-c-"],
  );
});

Deno.test("regexp_count counts from a position on", () => {
  deepEqual(
    [
      call("regexp_count", "abcabc", "b"),
      call("regexp_count", "abcabc", "b", 3n),
      call("regexp_count", "abcABC", "b", 1n, "i"),
      call("regexp_count", "baaac", "a*"),
      call("regexp_count", "😀b", "b", 2n),
    ],
    ["2", "1", "2", "3", "1"],
  );
  equal(failure(() => call("regexp_count", "a", "a", 0n)), "start 0 of a search, positions count from 1");
});

Deno.test("regexp_extract gives a group or NULL", () => {
  deepEqual(
    [
      call("regexp_extract", "order-17", "[a-z]+-(\\d+)"),
      call("regexp_extract", "order-17", "[a-z]+-(\\d+)", 1n),
      call("regexp_extract", "order-17", "[a-z]+-(\\d+)", 2n),
      call("regexp_extract", "order", "\\d"),
    ],
    ["order-17", "17", "NULL", "NULL"],
  );
});
