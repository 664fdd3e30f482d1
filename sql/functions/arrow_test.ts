import { deepEqual, equal, throws } from "node:assert/strict";
import { SqlError } from "../../schema/errors.ts";
import { BIGINT, INT, typeName } from "../../schema/types.ts";
import { ARROW_FUNCTIONS } from "./arrow.ts";
import { call, callWithLiterals, failure, resultType, type TestArgument, typed } from "./test_call.ts";

const cast = (value: TestArgument, type: string) => callWithLiterals(ARROW_FUNCTIONS, "arrow_cast", value, type);
const typeOf = (name: string) => typeName(resultType(ARROW_FUNCTIONS, "arrow_cast", null, name));

Deno.test("arrow_typeof names the type as SQL does", () => {
  const types = [1n, typed(INT, null)].map((value) => call(ARROW_FUNCTIONS, "arrow_typeof", value));
  deepEqual(types, ["BIGINT", "INT"]);
});

Deno.test("arrow_cast knows Arrow's names of every type", () => {
  deepEqual(
    [
      "UInt8",
      "Float32",
      "Utf8View",
      "Binary",
      "Date32",
      "Time64(Nanosecond)",
      "Timestamp(Second, None)",
      "Timestamp(Nanosecond,None)",
      "Decimal128(38, 0)",
      "Interval(MonthDayNano)",
      "List(List(Int64))",
    ].map(typeOf),
    [
      "TINYINT UNSIGNED",
      "REAL",
      "TEXT",
      "BYTEA",
      "DATE",
      "TIME",
      "TIMESTAMP(0)",
      "TIMESTAMP",
      "DECIMAL(38, 0)",
      "INTERVAL",
      "BIGINT[][]",
    ],
  );
});

Deno.test("arrow_cast converts as CAST does", () => {
  deepEqual([cast(1.5, "Int32"), cast([1n, null], "List(Utf8)"), cast(null, "Int8")], ["1", '["1",null]', "NULL"]);
  equal(failure(() => cast(300n, "Int8")), "cannot cast '300' to TINYINT");
});

Deno.test("arrow_cast refuses types that it cannot give, and names that are no literal", () => {
  for (const name of ["int64", "Decimal128(39, 0)", 'Timestamp(Nanosecond, Some("UTC"))', "toString", ""]) {
    throws(() => typeOf(name), { name: "SqlError", message: `Unsupported Arrow type '${name}'` }, name);
  }
  throws(() => cast([1n], "Int64"), /cannot cast BIGINT\[\] to BIGINT/);
  throws(() => call(ARROW_FUNCTIONS, "arrow_cast", typed(BIGINT, 1n), typed(BIGINT, 1n)), SqlError);
});
