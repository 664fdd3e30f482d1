import assert from "node:assert/strict";
import { isFunction } from "./module_text.ts";

Deno.test("isFunction tells arrow functions from bodies", () => {
  const functions = [
    "x => x + 1",
    "async x => await x",
    "(a, b) => a",
    "\n// sum\n(a: number, b = ')' /* ) */): number => a + b;",
    "/* c */ async (a) => a",
    "async(a) => a",
    "<T>(a: T): T => a",
    "function f(a) { return a }",
    "() => ({ a: (1) })",
  ];
  const bodies = [
    "return a",
    "(a) + 1; return a",
    "const f = (x) => x; return f(a)",
    "asyncThing(a); return 1",
    "return (x => x)(a)",
    "if (a) return 1; return (2)",
    "",
    "(",
  ];
  assert.deepEqual(functions.filter((code) => !isFunction(code)), []);
  assert.deepEqual(bodies.filter(isFunction), []);
});
