import assert from "node:assert/strict";
import { builtInFunctions } from "./functions.ts";
import { placeAt } from "./place.ts";
import { argumentsOf, signatureAt } from "./signature.ts";

/** The signature with the active argument between `<` and `>`. */
function shown(text: string): string | undefined {
  const place = placeAt(text, text.length);
  const hint = place && signatureAt(place, builtInFunctions());
  if (hint === undefined) return undefined;
  const [signature = ""] = hint.text.split("  ");
  if (hint.active === undefined) return signature;
  const { start, end } = hint.active;
  return `${signature.slice(0, start)}<${signature.slice(start, end)}>${signature.slice(end)}`;
}

Deno.test("argumentsOf finds the arguments of a signature", () => {
  const texts = (signature: string) => argumentsOf(signature).map(({ start, end }) => signature.slice(start, end));
  assert.deepEqual(texts("substr(text, bigint[, bigint])"), ["text", "bigint", "bigint"]);
  assert.deepEqual(texts("now()"), []);
  assert.deepEqual(texts("coalesce(any, …)"), ["any"]);
  assert.deepEqual(texts("tumble(TABLE t, DESCRIPTOR(ts), width)"), ["TABLE t", "DESCRIPTOR(ts)", "width"]);
  assert.deepEqual(texts("percentile(double) WITHIN GROUP (ORDER BY double)"), ["double"]);
});

Deno.test("signatureAt marks the argument at the cursor", () => {
  assert.equal(shown("SELECT substr("), "substr(<text>, integer[, integer])");
  assert.equal(shown("SELECT substr(a, "), "substr(text, <integer>[, integer])");
  assert.equal(shown("SELECT substr(a, 1, 2"), undefined);
  assert.equal(shown("SELECT substr(a, 1, b"), "substr(text, integer[, <integer>])");
  assert.equal(shown("SELECT substr(upper(a), (1 + b"), "substr(text, <integer>[, integer])");
  assert.equal(shown("SELECT substr(a, upper("), "upper(<text>)");
  assert.equal(shown("SELECT substr(upper(a), "), "substr(text, <integer>[, integer])");
  assert.equal(shown("SELECT concat(a, b, c"), "concat(<scalar>, …)");
});

Deno.test("signatureAt says nothing outside of calls", () => {
  assert.equal(shown("SELECT substr(a, 1) "), undefined);
  assert.equal(shown("SELECT (a"), undefined);
  assert.equal(shown("SELECT nothing(a"), undefined);
});
