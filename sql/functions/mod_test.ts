import { deepEqual, equal, match } from "node:assert/strict";
import { SqlError } from "../../schema/errors.ts";
import { AGGREGATE_FUNCTIONS, findAggregate } from "./aggregates/mod.ts";
import { findLaterFunction, LATER_FUNCTIONS } from "./later.ts";
import { findFunction, FUNCTIONS, nearFunctions } from "./mod.ts";
import { resolveCall, signatures } from "./resolve.ts";
import { BIGINT, JSON_TYPE, TEXT } from "../../schema/types.ts";

Deno.test("FUNCTIONS have one owner for each name, a one-line doc and an example", () => {
  const names = [
    ...[...FUNCTIONS, ...AGGREGATE_FUNCTIONS].flatMap((fn) => [fn.name, ...fn.aliases]),
    ...LATER_FUNCTIONS.map((fn) => fn.name),
  ];
  deepEqual(names.filter((name, i) => names.indexOf(name) !== i), []);
  for (const { name, doc, examples, overloads } of [...FUNCTIONS, ...AGGREGATE_FUNCTIONS]) {
    match(doc, /^[^\n]+[^.\n]$/, name);
    equal(examples.length > 0, true, `${name} has no example`);
    equal(overloads.length > 0, true, name);
  }
});

Deno.test("FUNCTIONS have an implementation in every overload", () => {
  const missing = FUNCTIONS.filter((fn) => fn.overloads.some(({ js, call, build }) => !js && !call && !build));
  deepEqual(missing.map((fn) => fn.name), []);
});

Deno.test("findFunction knows aliases, nearFunctions what was meant", () => {
  equal(findFunction("pow"), findFunction("power"));
  equal(findFunction("nope"), undefined);
  deepEqual(nearFunctions("uper"), ["upper"]);
  equal(nearFunctions("coun")[0], "count");
  equal(nearFunctions("string_ag")[0], "string_agg");
  equal(findLaterFunction("tumble")?.kind, "time window");
});

function failureOf(name: string, ...types: readonly (typeof TEXT)[]): SqlError {
  const fn = findFunction(name);
  if (!fn) throw new Error(`There is no function ${name}`);
  try {
    resolveCall(fn, types.map((type) => ({ type, nullable: true })));
  } catch (error) {
    if (error instanceof SqlError) return error;
    throw error;
  }
  throw new Error("Nothing was thrown");
}

Deno.test("resolveCall lists the signatures when no overload fits", () => {
  const error = failureOf("substr", BIGINT);
  equal(
    error.message,
    "Function substr does not take (BIGINT): it takes substr(text, integer[, integer])",
  );
  deepEqual(error.diagnostic.expected, ["substr(text, integer[, integer])"]);
  equal(failureOf("upper", JSON_TYPE).diagnostic.hint, "Take a JSON member as TEXT with ->>, or cast the argument");
});

Deno.test("signatures show what stands in WITHIN GROUP", () => {
  const fn = findAggregate("approx_percentile_cont_with_weight");
  deepEqual(fn && signatures(fn), [
    "approx_percentile_cont_with_weight(number, number) WITHIN GROUP (ORDER BY number)",
  ]);
});

Deno.test("signatures show optional and repeated parameters", () => {
  const shown = ["concat", "round", "pi", "log"].flatMap((name) => {
    const fn = findFunction(name);
    return fn ? signatures(fn) : [];
  });
  deepEqual(shown, [
    "concat(scalar, …)",
    "round(double)",
    "round(real)",
    "round(double, integer)",
    "round(real, integer)",
    "round(decimal)",
    "round(decimal, integer)",
    "pi()",
    "log(double)",
    "log(double, double)",
  ]);
});
