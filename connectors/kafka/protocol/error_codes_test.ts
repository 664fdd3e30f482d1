import assert from "node:assert/strict";
import { ERROR, errorCode } from "./error_codes.ts";

Deno.test("errorCode names a known code and says whether it is retriable", () => {
  assert.deepEqual(errorCode(51), { code: 51, name: "CONCURRENT_TRANSACTIONS", retriable: true });
  assert.deepEqual(errorCode(90), { code: 90, name: "PRODUCER_FENCED", retriable: false });
});

Deno.test("errorCode gives an unknown code a name of its own", () => {
  assert.deepEqual(errorCode(999), { code: 999, name: "ERROR_999", retriable: false });
});

Deno.test("ERROR agrees with the table", () => {
  for (const [name, code] of Object.entries(ERROR)) assert.equal(errorCode(code).name, name);
});
