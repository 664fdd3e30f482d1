import { deepEqual, equal } from "node:assert/strict";
import { BIGINT_UNSIGNED, decimalType, INT, REAL, typeName } from "../../schema/types.ts";
import { call as callIn, failure, resultType, type TestArgument, typed } from "./test_call.ts";
import { MATH_FUNCTIONS } from "./math.ts";

const call = (name: string, ...args: readonly TestArgument[]) => callIn(MATH_FUNCTIONS, name, ...args);

Deno.test("abs keeps the type and reports the overflow of the smallest integer", () => {
  deepEqual([call("abs", -5n), call("abs", -2.5), call("abs", typed(INT, -7))], ["5", "2.5", "7"]);
  equal(call("abs", typed(decimalType(4, 2), -125n)), "1.25");
  equal(call("abs", typed(BIGINT_UNSIGNED, 2n ** 64n - 1n)), "18446744073709551615");
  equal(failure(() => call("abs", -(2n ** 63n))), "overflow");
  equal(failure(() => call("abs", typed(INT, -(2 ** 31)))), "overflow");
});

Deno.test("round goes half away from zero at any digit", () => {
  deepEqual(["-2.5", "2.5", "-0.4", "1e300"].map((x) => call("round", Number(x))), ["-3.0", "3.0", "-0.0", "1e300"]);
  deepEqual(
    [call("round", 2.567, 2n), call("round", 12345, -2n), call("round", 1.005, 2n), call("round", 5n)],
    ["2.57", "12300.0", "1.0", "5.0"],
  );
});

Deno.test("round, trunc, ceil and floor of a DECIMAL stay DECIMAL and take the digits asked for", () => {
  const x = typed(decimalType(4, 3), -2567n);
  deepEqual(
    [call("ceil", x), call("floor", x), call("round", x), call("trunc", x)],
    ["-2", "-3", "-3", "-2"],
  );
  equal(callIn(MATH_FUNCTIONS, "trunc", x), "-2");
  equal(typeName(resultType(MATH_FUNCTIONS, "round", x, 2n)), "DECIMAL(4, 2)");
  equal(typeName(resultType(MATH_FUNCTIONS, "floor", x)), "DECIMAL(2, 0)");
});

Deno.test("trunc cuts and does not round", () => {
  deepEqual(
    [call("trunc", -2.7), call("trunc", 2.789, 1n), call("trunc", 2.3, 2n), call("trunc", 12345.6, -2n)],
    ["-2.0", "2.7", "2.3", "12300.0"],
  );
});

Deno.test("functions of floats keep REAL and make DOUBLE of the rest", () => {
  equal(typeName(resultType(MATH_FUNCTIONS, "sqrt", typed(REAL, 2))), "REAL");
  equal(typeName(resultType(MATH_FUNCTIONS, "sqrt", 2n)), "DOUBLE");
  deepEqual([call("sqrt", -1), call("ln", 0), call("log", 100n), call("log", 2n, 8n)], ["NaN", "-inf", "2.0", "3.0"]);
});

Deno.test("power of integers is exact and checked", () => {
  deepEqual([call("power", 2n, 62n), call("pow", -2n, 3n), call("power", 0n, 0n)], ["4611686018427387904", "-8", "1"]);
  deepEqual([call("power", -2n, 63n), call("power", -1n, 1001n)], ["-9223372036854775808", "-1"]);
  equal(failure(() => call("power", 2n, 63n)), "overflow");
  equal(failure(() => call("power", 2n, -1n)), "negative exponent -1 of an integer, use a DOUBLE base");
  equal(call("power", 2n, 0.5), "1.4142135623730951");
});

Deno.test("mod has the sign of the dividend, in the common type", () => {
  deepEqual([call("mod", -7n, 3n), call("mod", 7n, -3n), call("mod", 5.5, 2n)], ["-1", "1", "1.5"]);
  equal(call("mod", typed(INT, -6), typed(INT, 3)), "0");
  equal(call("mod", typed(decimalType(3, 1), 55n), 2n), "1.5");
  equal(failure(() => call("mod", 1n, 0n)), "division by zero");
  equal(failure(() => call("mod", typed(INT, 1), typed(INT, 0))), "division by zero");
});

Deno.test("factorial, gcd and lcm are exact and checked", () => {
  deepEqual([call("factorial", 20n), call("gcd", -12n, 18n), call("lcm", -4n, 6n), call("lcm", 0n, 6n)], [
    "2432902008176640000",
    "6",
    "12",
    "0",
  ]);
  equal(failure(() => call("factorial", 21n)), "overflow");
  equal(call("factorial", -1n), "1");
});
