/** Mathematical functions. Overflow of an integer is an error, floats follow IEEE, DECIMAL stays DECIMAL. */
import { BIGINT, BOOLEAN, decimalType, DOUBLE, REAL, type SqlType } from "../../schema/types.ts";
import { powerOfTen } from "../../schema/values/decimal.ts";
import {
  type Argument,
  EvaluationError,
  type Implementation,
  INTEGER,
  NUMBER,
  type Overload,
  scalar,
  type ScalarFunction,
} from "./function.ts";
import { asBigint, asNumber, withNumbers } from "./number_arguments.ts";
import { COMMON_NUMBER, DECIMAL, isBigint } from "./parameters.ts";

type Examples = readonly (readonly [string, string])[];

/** A function of one float, as a JavaScript expression: REAL stays REAL, every other number becomes DOUBLE. */
function ofFloat(
  name: string,
  doc: string,
  js: (x: string) => string,
  examples: Examples,
  more: readonly Overload[] = [],
): ScalarFunction {
  return scalar(name, doc, { overloads: [...floatOverloads(js), ...more], examples });
}

function floatOverloads(js: (x: string) => string): Overload[] {
  return [
    { args: [DOUBLE], returns: DOUBLE, js: ([x = ""]) => js(x) },
    { args: [REAL], returns: REAL, js: ([x = ""]) => `Math.fround(${js(x)})` },
  ];
}

function absolute(type: SqlType): Implementation {
  if (type.kind === "float") return { js: ([x]) => `Math.abs(${x})` };
  if (type.kind === "decimal") return { js: ([x]) => `(${x} < 0n ? -${x} : ${x})` };
  if (type.kind !== "integer" || type.unsigned) return { js: ([x = ""]) => x };
  if (type.bits === 64) return { call: absoluteBigint };
  const largest = 2 ** (type.bits - 1) - 1;
  return {
    call: (x: number) => {
      const result = Math.abs(x);
      if (result > largest) throw new EvaluationError("overflow");
      return result;
    },
  };
}

function absoluteBigint(x: bigint): bigint {
  return x < 0n ? checkedBigint(-x) : x;
}

function checkedBigint(value: bigint): bigint {
  const wrapped = BigInt.asIntN(64, value);
  if (wrapped !== value) throw new EvaluationError("overflow");
  return wrapped;
}

type Rounding = "ceil" | "floor" | "trunc" | "round";

/**
 * Rounding of a DECIMAL to whole numbers or to a constant number of digits changes its scale as well:
 * `round(DECIMAL '2.567', 2)` is a DECIMAL(4, 2).
 */
function roundDecimal(mode: Rounding): Overload[] {
  const growth = mode === "trunc" ? 0 : 1;
  const returns = (type: SqlType | undefined, digits: number | undefined): SqlType => {
    if (type?.kind !== "decimal") return DOUBLE;
    const scale = digits === undefined ? type.scale : Math.max(0, Math.min(digits, type.scale));
    return decimalType(Math.max(1, Math.min(38, type.precision - type.scale + growth + scale)), scale);
  };
  const build = (args: readonly Argument[], result: SqlType): Implementation => {
    const scale = args[0]?.type.kind === "decimal" ? args[0].type.scale : 0;
    const resultScale = result.kind === "decimal" ? result.scale : 0;
    const limit = powerOfTen(result.kind === "decimal" ? result.precision : 38);
    const toScale = powerOfTen(scale - resultScale);
    const atDigits = (value: bigint, digits: number): bigint => {
      if (digits >= scale) return value / toScale;
      const unit = powerOfTen(Math.min(scale - digits, 60));
      const rounded = roundTo(value, unit, mode) / toScale;
      if (rounded >= limit || -rounded >= limit) throw new EvaluationError("overflow");
      return rounded;
    };
    const digits = args[1] === undefined ? 0 : constantNumber(args[1]);
    if (digits !== undefined) return { call: (value: bigint) => atDigits(value, digits) };
    return { js: ([value, n = ""], emit) => `${emit.constant(atDigits)}(${value}, ${asNumber(n, args[1])})` };
  };
  const plain: Overload = { args: [DECIMAL], returns: ([type]) => returns(type, 0), build };
  if (mode === "ceil" || mode === "floor") return [plain];
  return [plain, {
    args: [DECIMAL, INTEGER],
    returns: ([type], args) => returns(type, constantNumber(args[1])),
    build,
  }];
}

function roundTo(value: bigint, unit: bigint, mode: Rounding): bigint {
  const rest = value % unit;
  const cut = value - rest;
  if (rest === 0n || mode === "trunc") return cut;
  if (mode === "ceil") return rest > 0n ? cut + unit : cut;
  if (mode === "floor") return rest < 0n ? cut - unit : cut;
  if (rest < 0n) return -2n * rest >= unit ? cut - unit : cut;
  return 2n * rest >= unit ? cut + unit : cut;
}

function constantNumber(arg: Argument | undefined): number | undefined {
  return typeof arg?.constant === "bigint" || typeof arg?.constant === "number" ? Number(arg.constant) : undefined;
}

/** Half away from zero, where Math.round goes up. */
function roundFloat(x: number): number {
  return x < 0 ? -Math.round(-x) : Math.round(x);
}

/** At `digits` behind the point, before it when negative. Beyond the digits of a DOUBLE nothing changes. */
function scaledFloat(x: number, digits: number, whole: (x: number) => number): number {
  if (digits < 0) {
    const unit = 10 ** -digits;
    return unit === Infinity ? 0 : whole(x / unit) * unit;
  }
  const factor = 10 ** digits;
  const scaled = x * factor;
  return Number.isFinite(scaled) ? whole(scaled) / factor : x;
}

const roundDigits = (x: number, digits: number) => scaledFloat(x, digits, roundFloat);

/** 2.3 * 100 is 229.99999999999997: what rounding to the same digits gives back unchanged is not cut. */
function truncDigits(x: number, digits: number): number {
  return roundDigits(x, digits) === x ? x : scaledFloat(x, digits, Math.trunc);
}

function digitsOverloads(call: (x: number, digits: number) => number): Overload[] {
  return [
    { args: [DOUBLE, INTEGER], returns: DOUBLE, build: withNumbers(call) },
    {
      args: [REAL, INTEGER],
      returns: REAL,
      build: withNumbers((x: number, digits: number) => Math.fround(call(x, digits))),
    },
  ];
}

function powerInteger(base: bigint, exponent: bigint): bigint {
  if (exponent < 0n) throw new EvaluationError(`negative exponent ${exponent} of an integer, use a DOUBLE base`);
  if (base >= -1n && base <= 1n) return exponent % 2n === 0n && base !== 0n ? 1n : exponent === 0n ? 1n : base;
  if (exponent > 63n) throw new EvaluationError("overflow");
  return checkedBigint(base ** exponent);
}

/** As C's pow: JavaScript gives NaN for 1^NaN and (±1)^±inf. */
function powerFloat(base: number, exponent: number): number {
  return base === 1 || (base === -1 && Math.abs(exponent) === Infinity) ? 1 : base ** exponent;
}

function logarithm(base: number, x: number): number {
  if (base === 10) return Math.log10(x);
  return base === 2 ? Math.log2(x) : Math.log(x) / Math.log(base);
}

/** 1 also of a negative number. */
function factorial(n: number): bigint {
  if (n > 20) throw new EvaluationError("overflow");
  let result = 1n;
  for (let i = 2n; i <= BigInt(n); i++) result *= i;
  return result;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y !== 0n) [x, y] = [y, x % y];
  return checkedBigint(x);
}

function leastCommonMultiple(a: bigint, b: bigint): bigint {
  if (a === 0n || b === 0n) return 0n;
  const product = (a / greatestCommonDivisor(a, b)) * b;
  return checkedBigint(product < 0n ? -product : product);
}

function remainder(type: SqlType): Implementation {
  if (type.kind === "float") return { js: ([a, b]) => `(${a} % ${b})` };
  if (isBigint(type)) {
    return {
      call: (a: bigint, b: bigint) => {
        if (b === 0n) throw new EvaluationError("division by zero");
        return a % b;
      },
    };
  }
  return {
    call: (a: number, b: number) => {
      if (b === 0) throw new EvaluationError("division by zero");
      return (a % b) | 0;
    },
  };
}

const firstType = ([type = DOUBLE]: readonly SqlType[]): SqlType => type;

const TO_DEGREES = 180 / Math.PI;
const TO_RADIANS = Math.PI / 180;

export const MATH_FUNCTIONS: readonly ScalarFunction[] = [
  scalar("abs", "Absolute value", {
    overloads: [{ args: [NUMBER], returns: firstType, build: ([arg]) => absolute(arg?.type ?? DOUBLE) }],
    examples: [["abs(-5)", "5"], ["abs(-2.5)", "2.5"]],
  }),
  ofFloat("ceil", "Smallest whole number that is not less", (x) => `Math.ceil(${x})`, [
    ["ceil(1.2)", "2.0"],
    ["ceil(DECIMAL '-1.2')", "-1"],
  ], roundDecimal("ceil")),
  ofFloat("floor", "Largest whole number that is not greater", (x) => `Math.floor(${x})`, [
    ["floor(-1.2)", "-2.0"],
    ["floor(DECIMAL '1.8')", "1"],
  ], roundDecimal("floor")),
  scalar("round", "Nearest number with the given digits behind the point, half away from zero", {
    overloads: [
      { args: [DOUBLE], returns: DOUBLE, call: roundFloat },
      { args: [REAL], returns: REAL, call: roundFloat },
      ...digitsOverloads(roundDigits),
      ...roundDecimal("round"),
    ],
    examples: [["round(-2.5)", "-3.0"], ["round(2.567, 2)", "2.57"], ["round(DECIMAL '1.005', 2)", "1.01"]],
  }),
  scalar("trunc", "The number cut after the given digits behind the point", {
    overloads: [
      ...floatOverloads((x) => `Math.trunc(${x})`),
      ...digitsOverloads(truncDigits),
      ...roundDecimal("trunc"),
    ],
    examples: [["trunc(-2.7)", "-2.0"], ["trunc(2.789, 1)", "2.7"]],
  }),
  ofFloat("sqrt", "Square root, NaN of a negative number", (x) => `Math.sqrt(${x})`, [["sqrt(16)", "4.0"]]),
  scalar("power", "A number raised to a power; of integers an exact BIGINT", {
    aliases: ["pow"],
    overloads: [
      {
        args: [INTEGER, INTEGER],
        returns: BIGINT,
        build: (args) => ({
          js: ([base = "", exponent = ""], emit) =>
            `${emit.constant(powerInteger)}(${asBigint(base, args[0])}, ${asBigint(exponent, args[1])})`,
        }),
      },
      { args: [DOUBLE, DOUBLE], returns: DOUBLE, call: powerFloat },
    ],
    examples: [["power(2, 10)", "1024"], ["pow(2.0, -1)", "0.5"]],
  }),
  ofFloat("exp", "e raised to a power", (x) => `Math.exp(${x})`, [["exp(0)", "1.0"]]),
  ofFloat("ln", "Natural logarithm", (x) => `Math.log(${x})`, [["ln(1)", "0.0"], ["ln(0)", "-inf"]]),
  scalar("log", "Logarithm to a base, 10 when it is left out", {
    overloads: [
      { args: [DOUBLE], returns: DOUBLE, js: ([x]) => `Math.log10(${x})` },
      { args: [DOUBLE, DOUBLE], returns: DOUBLE, call: logarithm },
    ],
    examples: [["log(100)", "2.0"], ["log(2, 8)", "3.0"]],
  }),
  ofFloat("log10", "Logarithm to base 10", (x) => `Math.log10(${x})`, [["log10(1000)", "3.0"]]),
  ofFloat("log2", "Logarithm to base 2", (x) => `Math.log2(${x})`, [["log2(8)", "3.0"]]),
  scalar("mod", "Remainder of a division, with the sign of the dividend", {
    overloads: [{
      args: [COMMON_NUMBER, COMMON_NUMBER],
      returns: firstType,
      build: ([arg]) => remainder(arg?.type ?? DOUBLE),
    }],
    examples: [["mod(7, 3)", "1"], ["mod(-7, 3)", "-1"], ["mod(5.5, 2)", "1.5"]],
  }),
  ofFloat("signum", "-1, 0 or 1 as the sign is", (x) => `(Math.sign(${x}) + 0)`, [["signum(-3)", "-1.0"]]),
  scalar("nanvl", "The first number, the second where it is NaN", {
    overloads: [
      { args: [DOUBLE, DOUBLE], returns: DOUBLE, js: ([x, y]) => `(${x} !== ${x} ? ${y} : ${x})` },
      { args: [REAL, REAL], returns: REAL, js: ([x, y]) => `(${x} !== ${x} ? ${y} : ${x})` },
    ],
    examples: [["nanvl(0.0 / 0.0, 2)", "2.0"], ["nanvl(1, 2)", "1.0"]],
  }),
  scalar("isnan", "Whether a number is NaN", {
    overloads: [{ args: [DOUBLE], returns: BOOLEAN, js: ([x]) => `(${x} !== ${x})` }],
    examples: [["isnan(0.0 / 0.0)", "true"], ["isnan(1)", "false"]],
  }),
  scalar("iszero", "Whether a number is zero", {
    overloads: [{ args: [DOUBLE], returns: BOOLEAN, js: ([x]) => `(${x} === 0)` }],
    examples: [["iszero(0)", "true"], ["iszero(0.5)", "false"]],
  }),
  scalar("random", "A random number from 0 up to, without, 1", {
    overloads: [{ args: [], returns: DOUBLE, js: () => "Math.random()" }],
    examples: [["random() < 1", "true"]],
    result: "not-null",
    volatile: true,
  }),
  scalar("pi", "The number pi", {
    overloads: [{ args: [], returns: DOUBLE, js: () => "Math.PI" }],
    examples: [["pi()", "3.141592653589793"]],
    result: "not-null",
  }),
  ofFloat("cbrt", "Cube root", (x) => `Math.cbrt(${x})`, [["cbrt(27)", "3.0"]]),
  ofFloat("sin", "Sine of an angle in radians", (x) => `Math.sin(${x})`, [["sin(0)", "0.0"]]),
  ofFloat("cos", "Cosine of an angle in radians", (x) => `Math.cos(${x})`, [["cos(0)", "1.0"]]),
  ofFloat("tan", "Tangent of an angle in radians", (x) => `Math.tan(${x})`, [["tan(0)", "0.0"]]),
  ofFloat("asin", "Angle in radians whose sine is given", (x) => `Math.asin(${x})`, [["asin(0)", "0.0"]]),
  ofFloat("acos", "Angle in radians whose cosine is given", (x) => `Math.acos(${x})`, [["acos(1)", "0.0"]]),
  ofFloat("atan", "Angle in radians whose tangent is given", (x) => `Math.atan(${x})`, [["atan(0)", "0.0"]]),
  scalar("atan2", "Angle in radians of the point (x, y), given as y, x", {
    overloads: [{ args: [DOUBLE, DOUBLE], returns: DOUBLE, js: ([y, x]) => `Math.atan2(${y}, ${x})` }],
    examples: [["atan2(0, 1)", "0.0"]],
  }),
  ofFloat("sinh", "Hyperbolic sine", (x) => `Math.sinh(${x})`, [["sinh(0)", "0.0"]]),
  ofFloat("cosh", "Hyperbolic cosine", (x) => `Math.cosh(${x})`, [["cosh(0)", "1.0"]]),
  ofFloat("tanh", "Hyperbolic tangent", (x) => `Math.tanh(${x})`, [["tanh(0)", "0.0"]]),
  ofFloat("asinh", "Inverse hyperbolic sine", (x) => `Math.asinh(${x})`, [["asinh(0)", "0.0"]]),
  ofFloat("acosh", "Inverse hyperbolic cosine", (x) => `Math.acosh(${x})`, [["acosh(1)", "0.0"]]),
  ofFloat("atanh", "Inverse hyperbolic tangent", (x) => `Math.atanh(${x})`, [["atanh(0)", "0.0"]]),
  ofFloat("cot", "Cotangent of an angle in radians", (x) => `(1 / Math.tan(${x}))`, [["cot(0)", "inf"]]),
  ofFloat("degrees", "Radians as degrees", (x) => `(${x} * ${TO_DEGREES})`, [["degrees(pi())", "180.0"]]),
  ofFloat("radians", "Degrees as radians", (x) => `(${x} * ${TO_RADIANS})`, [["radians(180)", "3.141592653589793"]]),
  scalar("factorial", "Product of the whole numbers up to the given one", {
    overloads: [{ args: [INTEGER], returns: BIGINT, build: withNumbers(factorial) }],
    examples: [["factorial(5)", "120"]],
  }),
  scalar("gcd", "Greatest common divisor", {
    overloads: [{ args: [BIGINT, BIGINT], returns: BIGINT, call: greatestCommonDivisor }],
    examples: [["gcd(12, 18)", "6"]],
  }),
  scalar("lcm", "Least common multiple", {
    overloads: [{ args: [BIGINT, BIGINT], returns: BIGINT, call: leastCommonMultiple }],
    examples: [["lcm(4, 6)", "12"]],
  }),
];
