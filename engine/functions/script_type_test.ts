import assert from "node:assert/strict";
import {
  arrayType,
  BIGINT,
  BIGINT_UNSIGNED,
  BOOLEAN,
  BYTEA,
  DATE,
  decimalType,
  DOUBLE,
  INT,
  INT_UNSIGNED,
  INTERVAL,
  JSON_TYPE,
  structType,
  TEXT,
  TIME,
  TIMESTAMP,
} from "../../schema/types.ts";
import { scriptSignature, scriptType } from "./script_type.ts";
import { toScript } from "./values.ts";

Deno.test("scriptType names the type of the value that a function gets", () => {
  const values = [
    ...[[BOOLEAN, true], [INT, 1], [INT_UNSIGNED, 1n], [BIGINT, 1n], [BIGINT_UNSIGNED, 1n], [DOUBLE, 1], [TEXT, "a"]],
    ...[[decimalType(9, 2), 100n], [DATE, 1], [TIME, 1n], [TIMESTAMP, 1n], [INTERVAL, {
      months: 1,
      days: 0,
      nanos: 0n,
    }]],
  ] as const;
  for (const [type, value] of values) assert.equal(scriptType(type), typeof toScript(type)(value));
  assert.equal(scriptType(BYTEA), "Uint8Array");
  assert.equal(scriptType(JSON_TYPE), "unknown");
});

Deno.test("scriptType writes arrays and structs with what may be null in them", () => {
  const address = structType([
    { name: "city", type: TEXT, nullable: true },
    { name: "Zip code", type: INT, nullable: false },
  ]);
  assert.equal(scriptType(arrayType(TEXT)), "(string | null)[]");
  assert.equal(scriptType(address), '{ city: string | null; "Zip code": number }');
});

Deno.test("scriptSignature writes what a function is called with, and what it gives", () => {
  const fn = {
    aggregate: false,
    parameters: [{ name: "a", type: TEXT }, { name: "b", type: JSON_TYPE }],
    returns: BIGINT,
    async: undefined,
  };
  assert.equal(scriptSignature(fn), "(a: string | null, b: unknown): bigint | null");
  assert.equal(
    scriptSignature({ ...fn, aggregate: true }),
    "(a: (string | null)[], b: (unknown)[]): bigint | null",
  );
  assert.equal(
    scriptSignature({ ...fn, parameters: [], async: "ordered" }),
    "(): Promise<bigint | null>",
  );
});
