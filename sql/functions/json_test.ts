import { deepEqual, equal } from "node:assert/strict";
import { typeName } from "../../schema/types.ts";
import { JSON_FUNCTIONS } from "./json.ts";
import { findJson, INVALID, MISSING, skipBlanks, skipJson } from "./json_scan.ts";
import { call as callIn, callWithLiterals, failure, resultType, type TestArgument } from "./test_call.ts";

const call = (name: string, ...args: readonly TestArgument[]) => callIn(JSON_FUNCTIONS, name, ...args);
const path = (name: string, ...args: readonly TestArgument[]) => callWithLiterals(JSON_FUNCTIONS, name, ...args);

const ORDER =
  `{ "id": 12, "price": 1.50, "big": 12345678901234567890, "buyer": {"name": "Ann \\"A\\" \\u00e9", "tags": ["a", {"b": null}]},
  "ok": true, "none": null, "a\\u0062": 1e3, "id": 13 }`;

Deno.test("skipJson agrees with JSON.parse on what is JSON", () => {
  const texts = [
    ...[
      "{}",
      "[]",
      "[1,2]",
      '{"a":{}}',
      '""',
      '"\\u00e9"',
      "-0",
      "1.5e-3",
      "true",
      "null",
      ' [ 1 , "a" ] ',
      "0",
      "1E+2",
    ],
    ...["{", "[1,]", "[,1]", '{"a"}', '{"a":}', "{a:1}", "01", "1.", ".5", "-", "1e", "+1", "tru", "nul", '"', '"\\x"'],
    ...['"\\u00g0"', '"a\nb"', "[1 2]", '{"a":1,}', "", " ", "[1]]", "NaN", '{"a":1 "b":2}', '["\\"]'],
  ];
  const isJson = (text: string) => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  };
  const scanned = (text: string) => skipBlanks(text, skipJson(text, skipBlanks(text, 0))) === text.length;
  deepEqual(texts.filter((text) => isJson(text) !== scanned(text)), []);
});

Deno.test("skipJson refuses nesting beyond its limit instead of running out of stack", () => {
  equal(skipJson("[".repeat(100_000), 0), INVALID);
  equal(skipJson("[".repeat(200) + "]".repeat(200), 0), 400);
});

Deno.test("findJson takes the first of equal names, decodes escaped ones and stops at what it found", () => {
  equal(ORDER.startsWith("12", findJson(ORDER, ["id"])), true);
  equal(ORDER.startsWith("1e3", findJson(ORDER, ["ab"])), true);
  equal(findJson('{"a\\\\": 1}', ["a\\\\"]), MISSING);
  equal(findJson('{"a\\\\": 1}', ["a\\"]) > 0, true);
  deepEqual([findJson(ORDER, ["nope"]), findJson(ORDER, ["id", "x"]), findJson("[1]", [-1])], [
    MISSING,
    MISSING,
    MISSING,
  ]);
  deepEqual([findJson("{bad", ["a"]), findJson('{"b": 1', ["a"]), findJson("", ["a"])], [INVALID, INVALID, INVALID]);
  equal(findJson('{"a": 1, oops', ["a"]), 6);
});

Deno.test("json_get keeps spelling and gives NULL for missing and null", () => {
  deepEqual(
    [
      call("json_get", ORDER, "price"),
      call("->", ORDER, "big"),
      call("->", ORDER, "buyer", "tags", 0n),
      call("->", ORDER, "buyer", "tags", 1n),
      call("->", ORDER, "none"),
      call("->", ORDER, "nope"),
      call("->", "no json", "a"),
      call("->", null, "a"),
    ],
    ["1.50", "12345678901234567890", '"a"', '{"b": null}', "NULL", "NULL", "NULL", "NULL"],
  );
  equal(typeName(resultType(JSON_FUNCTIONS, "->", ORDER, "a")), "JSON");
});

Deno.test("->> gives strings without quotes and anything else as it is spelled", () => {
  deepEqual(
    [
      call("->>", ORDER, "buyer", "name"),
      call("->>", ORDER, "price"),
      call("->>", ORDER, "ok"),
      call("->>", ORDER, "none"),
      call("json_as_text", ORDER, "buyer", "tags"),
    ],
    ['Ann "A" é', "1.50", "true", "NULL", '["a", {"b": null}]'],
  );
});

Deno.test("typed getters give NULL for a value of another kind", () => {
  deepEqual(
    ["id", "price", "big", "buyer", "ok", "none"].map((key) =>
      [
        call("json_get_str", ORDER, key),
        call("json_get_int", ORDER, key),
        call("json_get_float", ORDER, key),
        call("json_get_bool", ORDER, key),
        call("json_contains", ORDER, key),
      ].join(" ")
    ),
    [
      "NULL 12 12.0 NULL true",
      "NULL NULL 1.5 NULL true",
      "NULL NULL 1.2345678901234567e19 NULL true",
      "NULL NULL NULL NULL true",
      "NULL NULL NULL true true",
      "NULL NULL NULL NULL true",
    ],
  );
  deepEqual([call("?", ORDER, "nope"), call("?", "{", "a")], ["false", "NULL"]);
  equal(call("json_get_str", ORDER, "buyer", "name"), 'Ann "A" é');
});

Deno.test("json_length, json_object_keys and json_get_array read containers", () => {
  deepEqual(
    [
      call("json_length", ORDER),
      call("json_length", ORDER, "buyer", "tags"),
      call("json_length", ORDER, "id"),
      call("json_keys", ORDER, "buyer"),
      call("json_object_keys", "[1]"),
      call("json_get_array", ORDER, "buyer", "tags"),
      call("json_get_array", "[1, 2", 0n),
    ],
    ["8", "2", "NULL", '["name","tags"]', "NULL", '["\\"a\\"","{\\"b\\": null}"]', "NULL"],
  );
  equal(call("json_get", "[1] x"), "NULL");
});

Deno.test("extract_json follows a literal JSONPath", () => {
  const shop = '{"book": [{"p": 1, "t": "A"}, {"p": 2, "t": "B"}, {"p": 3}], "x y": {"p": 9}}';
  deepEqual(
    ["$.book[*].p", "$..p", "$.book[-1].p", "$.book[0:2].t", "$.book[0,2].p", "$['x y'].p", "$.nope", "$.book[::-1].p"]
      .map((one) => path("extract_json", shop, one)),
    [
      '["1","2","3"]',
      '["1","2","3","9"]',
      '["3"]',
      '["\\"A\\"","\\"B\\""]',
      '["1","3"]',
      '["9"]',
      "[]",
      '["3","2","1"]',
    ],
  );
  deepEqual(
    [
      path("extract_json_string", shop, "$.book[1].t"),
      path("extract_json_string", shop, "$.book[1].p"),
      path("get_first_json_object", shop, "$..t"),
      path("get_first_json_object", shop, "$.nope"),
      path("extract_json", "{", "$..a"),
    ],
    ["B", "NULL", '"A"', "NULL", "NULL"],
  );
});

Deno.test("extract_json refuses a path that is no literal or no JSONPath", () => {
  deepEqual(
    ["a.b", "$.", "$[?(@.a)]", "$[", "$[]"].map((one) => failure(() => path("extract_json", "{}", one))),
    [
      "bad JSONPath 'a.b' at 1: expected $",
      "bad JSONPath '$.' at 3: expected a name",
      "bad JSONPath '$[?(@.a)]' at 3: filters are not supported",
      "bad JSONPath '$[' at 3: expected a name, an index or *",
      "bad JSONPath '$[]' at 3: expected a name, an index or *",
    ],
  );
  equal(failure(() => call("extract_json", "{}", "$.a")), "the JSONPath must be a text literal");
});

Deno.test("to_json writes any value", () => {
  deepEqual([call("to_json", 'a"b'), call("to_json", 1.5), call("to_json", [1n, null])], [
    '"a\\"b"',
    "1.5",
    "[1,null]",
  ]);
});
