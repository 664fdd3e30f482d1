import { equal, notEqual } from "node:assert/strict";
import { arrayType, BIGINT } from "../../schema/types.ts";
import { MULTI_HASH_FUNCTIONS } from "./multi_hash.ts";
import { call, type TestArgument, typed } from "./test_call.ts";

const hash = (...values: readonly TestArgument[]) => call(MULTI_HASH_FUNCTIONS, "multi_hash", ...values);

Deno.test("multi_hash is XXH3 over lengths and texts", () => {
  // 00000002 "-1" ffffffff 00000001 "a", hashed by the reference implementation.
  equal(hash(-1n, null, "a"), "\\x3316348cc3b2fa45e00bee79fa7039eb");
});

Deno.test("multi_hash tells neighbours, NULLs, empty texts and orders apart", () => {
  const different: readonly (readonly TestArgument[])[] = [
    ["ab", "c"],
    ["a", "bc"],
    ["c", "ab"],
    ["abc"],
    ["abc", ""],
    ["abc", null],
    [null],
    [""],
    [null, null],
    [typed(arrayType(BIGINT), [1n, null])],
    [typed(arrayType(BIGINT), [null, 1n])],
  ];
  const hashes = different.map((values) => hash(...values));
  equal(new Set(hashes).size, different.length);
  notEqual(hash(Uint8Array.of(1)), hash(1n));
});
