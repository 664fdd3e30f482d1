import assert from "node:assert/strict";
import { BIGINT } from "../../schema/types.ts";
import type { UserFunction } from "../../schema/user_function.ts";
import { functionFileLines } from "./function_file.ts";

function functionOf(kind: "code" | "file", text: string): UserFunction {
  return {
    name: "f",
    aggregate: false,
    parameters: [],
    returns: BIGINT,
    body: { kind, text },
    async: undefined,
    inFlight: 1,
    timeout: 5000,
    sql: "",
  };
}

Deno.test("functionFileLines says which files a function has, whether they are watched, and since when it is as it is", () => {
  const fn = functionOf("file", "lib/f.ts");
  const state = { files: ["lib/f.ts", "lib/a.ts"], watched: true, loadedAt: 1000, problem: undefined };
  assert.deepEqual(functionFileLines(fn, state, 13_000), [
    "File: lib/f.ts, which imports lib/a.ts; watched; loaded 12 s ago",
  ]);
  assert.deepEqual(functionFileLines(fn, { ...state, files: ["lib/f.ts"], watched: false, problem: "no" }, 13_000), [
    "File: lib/f.ts; not watched: statements that call it look at it; loaded 12 s ago",
    "Its old code is in use: no",
  ]);
  assert.deepEqual(functionFileLines(fn, undefined, 0), [
    "File: lib/f.ts; not loaded yet: the first statement that calls it does",
  ]);
});

Deno.test("functionFileLines says nothing of a function whose code stands in its statement", () => {
  assert.deepEqual(functionFileLines(functionOf("code", "return 1n"), undefined, 0), []);
});
