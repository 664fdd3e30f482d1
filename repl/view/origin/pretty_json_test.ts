import assert from "node:assert/strict";
import { prettyJson } from "./pretty_json.ts";

Deno.test("prettyJson gives each member a line, and changes no digit or text", () => {
  const text =
    '{"id":12345678901234567890, "price" : 1.50,"note":"a, b: {\\"c\\"}","tags":["x",null],"none":{},"list":[ ]}';
  assert.equal(
    prettyJson(text),
    `{
  "id": 12345678901234567890,
  "price": 1.50,
  "note": "a, b: {\\"c\\"}",
  "tags": [
    "x",
    null
  ],
  "none": {},
  "list": []
}`,
  );
});

Deno.test("prettyJson leaves alone what is no object or array", () => {
  for (const text of ["", "12", '"text"', "{nope}", '{"a":1} and more', "<a/>"]) {
    assert.equal(prettyJson(text), undefined, text);
  }
});

Deno.test("prettyJson does not grow with the square of the depth", () => {
  const depth = 2000;
  const pretty = prettyJson("[".repeat(depth) + "1" + "]".repeat(depth)) ?? "";
  assert.ok(pretty.length < depth * 100);
});

Deno.test("prettyJson leaves what nobody sees as it lies, and takes a text of any length", () => {
  assert.equal(prettyJson("[1,2,3,4]", 6), "[\n  1,2,3,4]");
  assert.equal(prettyJson('{"a":[{}],"b":1}', 10), '{\n  "a": [{}],"b":1}');
  const long = "x".repeat(16_000_000);
  assert.equal(prettyJson(`["${long}"]`)?.length, long.length + 8);
});
