import assert from "node:assert/strict";
import { wrapped } from "./wrap.ts";

Deno.test("wrapped breaks at blanks, indents what follows, and counts columns", () => {
  assert.deepEqual(wrapped("1. a bb ccc", 80), ["1. a bb ccc"]);
  assert.deepEqual(wrapped("1. a bb ccc dddd", 8, 3), ["1. a bb", "   ccc", "   dddd"]);
  assert.deepEqual(wrapped("   → abcdefghij k", 6, 5), ["   →", "     abcdefghij", "     k"]);
  assert.deepEqual(wrapped("客户 订单", 5), ["客户", "订单"]);
});
