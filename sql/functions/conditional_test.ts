import { deepEqual, equal, throws } from "node:assert/strict";
import {
  BIGINT,
  BIGINT_UNSIGNED,
  DATE,
  decimalType,
  DOUBLE,
  INT,
  INT_UNSIGNED,
  REAL,
  TIMESTAMP,
  typeName,
} from "../../schema/types.ts";
import { SqlError } from "../../schema/errors.ts";
import { commonType } from "./common_type.ts";
import { CONDITIONAL_FUNCTIONS } from "./conditional.ts";
import { call as callIn, callWithLiterals, resultType, type TestArgument, typed } from "./test_call.ts";

const call = (name: string, ...args: readonly TestArgument[]) => callIn(CONDITIONAL_FUNCTIONS, name, ...args);

Deno.test("commonType holds the values of both", () => {
  const name = (...[a, b]: Parameters<typeof commonType>) => {
    const type = commonType(a, b);
    return type ? typeName(type) : "none";
  };
  deepEqual(
    [
      name(INT, BIGINT),
      name(INT, INT_UNSIGNED),
      name(BIGINT, BIGINT_UNSIGNED),
      name(BIGINT, DOUBLE),
      name(INT, REAL),
      name(REAL, DOUBLE),
      name(decimalType(10, 2), BIGINT),
      name(decimalType(10, 2), decimalType(5, 4)),
      name(decimalType(10, 2), DOUBLE),
      name(DATE, TIMESTAMP),
      name(DATE, INT),
    ],
    [
      "BIGINT",
      "BIGINT",
      "DECIMAL(20, 0)",
      "DOUBLE",
      "REAL",
      "DOUBLE",
      "DECIMAL(22, 2)",
      "DECIMAL(12, 4)",
      "DOUBLE",
      "TIMESTAMP",
      "none",
    ],
  );
});

Deno.test("greatest and least leave NULLs out and compare text by bytes", () => {
  deepEqual(
    [
      call("greatest", 1n, 2.5, null),
      call("least", 1n, null),
      call("greatest", null, null),
      call("greatest", "a", "B"),
      call("greatest", 1, NaN, 2),
      call("least", "\uffff", "😀"),
      call("greatest", null, 3n, 2n),
    ],
    ["2.5", "1", "NULL", "a", "NaN", "\uffff", "3"],
  );
});

Deno.test("greatest takes a text literal as a number and refuses a text expression", () => {
  equal(callWithLiterals(CONDITIONAL_FUNCTIONS, "greatest", 1n, "2"), "2");
  throws(() => call("greatest", 1n, "2"), SqlError);
  equal(typeName(resultType(CONDITIONAL_FUNCTIONS, "greatest", typed(INT, 1), 2n)), "BIGINT");
});

Deno.test("nullif, nvl and nvl2 choose by NULL and equality", () => {
  deepEqual(
    [
      call("nullif", 1n, 1n),
      call("nullif", 1n, 2.5),
      call("nullif", 1n, null),
      call("nvl", null, 2n),
      call("ifnull", 1n, 2n),
      call("nvl2", null, 1n, 2n),
      call("nvl2", "x", 1n, 2.5),
    ],
    ["NULL", "1.0", "1", "2", "1", "2", "1.0"],
  );
});
