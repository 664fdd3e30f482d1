/** Casts among integers, floats, DECIMAL and BOOLEAN (`sql.md` §11.4). */
import type { SqlType } from "../../schema/types.ts";
import { decimalToDouble, divideRounding, doubleToDecimal, powerOfTen } from "../../schema/values/decimal.ts";
import type { Emitter } from "../functions/function.ts";
import { int64ToNumber } from "./int64.ts";
import { castFailure, type CastImplementation, partial, total, UNCHANGED } from "./failure.ts";

export type IntegerType = SqlType & { readonly kind: "integer" };
export type FloatType = SqlType & { readonly kind: "float" };
export type DecimalType = SqlType & { readonly kind: "decimal" };

/** Smallest and largest value, both included. */
export function integerRange(type: IntegerType): { readonly min: bigint; readonly max: bigint } {
  const bits = BigInt(type.bits);
  return type.unsigned ? { min: 0n, max: 2n ** bits - 1n } : { min: -(2n ** (bits - 1n)), max: 2n ** (bits - 1n) - 1n };
}

/** Whether values of an integer type are JavaScript bigints: BIGINT, BIGINT UNSIGNED and INT UNSIGNED. */
export function isBigintInteger(type: IntegerType): boolean {
  return type.bits === 64 || (type.bits === 32 && type.unsigned);
}

export function numericCast(from: SqlType, to: SqlType): CastImplementation | undefined {
  switch (from.kind) {
    case "boolean":
      return fromBoolean(to);
    case "integer":
      return fromInteger(from, to);
    case "float":
      return fromFloat(from, to);
    case "decimal":
      return fromDecimal(from, to);
    default:
      return undefined;
  }
}

function fromBoolean(to: SqlType): CastImplementation | undefined {
  switch (to.kind) {
    case "integer":
      return total({ js: ([x]) => isBigintInteger(to) ? `(${x} ? 1n : 0n)` : `(${x} ? 1 : 0)` });
    case "float":
      return total({ js: ([x]) => `(${x} ? 1 : 0)` });
    case "decimal": {
      if (to.precision === to.scale) return undefined;
      const one = powerOfTen(to.scale);
      return total({ js: ([x]) => `(${x} ? ${one}n : 0n)` });
    }
    default:
      return undefined;
  }
}

function fromInteger(from: IntegerType, to: SqlType): CastImplementation | undefined {
  const big = isBigintInteger(from);
  switch (to.kind) {
    case "boolean":
      return total({ js: ([x]) => `(${x} !== ${big ? "0n" : "0"})` });
    case "integer":
      return integerToInteger(from, to);
    case "float": {
      const wide = from.bits === 64 && from.unsigned;
      const number = (x: string, emit: Emitter) => wide ? `Number(${x})` : big ? int64ToNumber(x, emit) : x;
      return total({
        js: ([x = ""], emit) => to.bits === 32 ? `Math.fround(${number(x, emit)})` : number(x, emit),
      });
    }
    case "decimal":
      return integerToDecimal(from, to);
    default:
      return undefined;
  }
}

function integerToInteger(from: IntegerType, to: IntegerType): CastImplementation {
  const source = integerRange(from);
  const target = integerRange(to);
  const mayFail = source.min < target.min || source.max > target.max;
  const [fromBig, toBig] = [isBigintInteger(from), isBigintInteger(to)];
  if (!mayFail && fromBig === toBig) return UNCHANGED;
  const fail = castFailure(from, to);
  const js = ([x = ""]: readonly string[], emit: Emitter): string => {
    if (fromBig && toBig) {
      emit.line(`if (${outside(x, source, target, "n")}) ${emit.constant(fail)}(${x});`);
      return x;
    }
    if (fromBig) {
      // Beyond 2^53 the number is not exact, but then it is far outside of every type that numbers hold.
      const number = source.max > 2n ** 63n ? emit.let(`Number(${x})`) : int64ToNumber(x, emit);
      emit.line(`if (${outside(number, source, target, "")}) ${emit.constant(fail)}(${x});`);
      return number;
    }
    if (mayFail) emit.line(`if (${outside(x, source, target, "")}) ${emit.constant(fail)}(${x});`);
    return toBig ? `BigInt(${x})` : x;
  };
  return { implementation: { js }, mayFail };
}

type Range = ReturnType<typeof integerRange>;

/** The test that a value of `source` lies outside `target`; only the sides where it can. */
function outside(x: string, source: Range, target: Range, suffix: "" | "n"): string {
  const tests: string[] = [];
  if (source.min < target.min) tests.push(`${x} < ${target.min}${suffix}`);
  if (source.max > target.max) tests.push(`${x} > ${target.max}${suffix}`);
  return tests.length === 0 ? "false" : tests.join(" || ");
}

function integerToDecimal(from: IntegerType, to: DecimalType): CastImplementation {
  const big = (x: string) => isBigintInteger(from) ? x : `BigInt(${x})`;
  const factor = powerOfTen(to.scale);
  const limit = powerOfTen(to.precision);
  const mayFail = integerRange(from).max * factor >= limit;
  const fail = castFailure(from, to);
  const js = ([x = ""]: readonly string[], emit: Emitter): string => {
    const scaled = to.scale === 0 ? big(x) : `${big(x)} * ${factor}n`;
    if (!mayFail) return `(${scaled})`;
    const result = emit.let(scaled);
    emit.line(`if (${result} >= ${limit}n || ${result} <= -${limit}n) ${emit.constant(fail)}(${x});`);
    return result;
  };
  return { implementation: { js }, mayFail };
}

function fromFloat(from: FloatType, to: SqlType): CastImplementation | undefined {
  switch (to.kind) {
    case "boolean":
      return total({ js: ([x]) => `(${x} !== 0)` });
    case "integer":
      return floatToInteger(from, to);
    case "float":
      return to.bits === 64 ? UNCHANGED : total({ js: ([x]) => `Math.fround(${x})` });
    case "decimal":
      return partial(from, to, (x: number) => doubleToDecimal(x, to.precision, to.scale));
    default:
      return undefined;
  }
}

function floatToInteger(from: FloatType, to: IntegerType): CastImplementation {
  const { min, max } = integerRange(to);
  const fail = castFailure(from, to);
  const js = ([x = ""]: readonly string[], emit: Emitter): string => {
    const cut = emit.let(`Math.trunc(${x})`);
    // The end of a 64-bit range plus one is an exact double, the end itself is not. NaN fails both tests.
    emit.line(`if (!(${cut} >= ${min} && ${cut} < ${max + 1n})) ${emit.constant(fail)}(${x});`);
    return isBigintInteger(to) ? `BigInt(${cut})` : `(${cut} | 0)`;
  };
  return { implementation: { js }, mayFail: true };
}

function fromDecimal(from: DecimalType, to: SqlType): CastImplementation | undefined {
  switch (to.kind) {
    case "boolean":
      return total({ js: ([x]) => `(${x} !== 0n)` });
    case "integer":
      return decimalToInteger(from, to);
    case "float": {
      const { scale } = from;
      const round = to.bits === 32 ? Math.fround : (x: number) => x;
      if (scale === 0) return total({ js: ([x]) => to.bits === 32 ? `Math.fround(Number(${x}))` : `Number(${x})` });
      return total({ call: (x: bigint) => round(decimalToDouble(x, scale)) });
    }
    case "decimal":
      return decimalToDecimal(from, to);
    default:
      return undefined;
  }
}

function decimalToInteger(from: DecimalType, to: IntegerType): CastImplementation {
  const limit = powerOfTen(from.precision - from.scale);
  const source = { min: 1n - limit, max: limit - 1n };
  const target = integerRange(to);
  const factor = powerOfTen(from.scale);
  const fail = castFailure(from, to);
  const mayFail = source.min < target.min || source.max > target.max;
  const js = ([x = ""]: readonly string[], emit: Emitter): string => {
    const cut = from.scale === 0 ? x : emit.let(`${x} / ${factor}n`);
    if (mayFail) emit.line(`if (${outside(cut, source, target, "n")}) ${emit.constant(fail)}(${x});`);
    return isBigintInteger(to) ? cut : `Number(${cut})`;
  };
  return { implementation: { js }, mayFail };
}

function decimalToDecimal(from: DecimalType, to: DecimalType): CastImplementation {
  const limit = powerOfTen(to.precision);
  const rounds = to.scale < from.scale;
  // One whole digit more is needed where rounding may carry.
  const mayFail = to.precision - to.scale < from.precision - from.scale + (rounds ? 1 : 0);
  const factor = powerOfTen(Math.abs(to.scale - from.scale));
  const fail = castFailure(from, to);
  if (!mayFail && from.scale === to.scale) return UNCHANGED;
  const js = ([x = ""]: readonly string[], emit: Emitter): string => {
    const scaled = rounds
      ? `${emit.constant(divideRounding)}(${x}, ${factor}n)`
      : from.scale === to.scale
      ? x
      : `${x} * ${factor}n`;
    if (!mayFail) return `(${scaled})`;
    const result = emit.let(scaled);
    emit.line(`if (${result} >= ${limit}n || ${result} <= -${limit}n) ${emit.constant(fail)}(${x});`);
    return result;
  };
  return { implementation: { js }, mayFail };
}
