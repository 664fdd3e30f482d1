/** DECIMAL(p, s) values: bigints scaled by 10^s, at most p digits, p at most 38. */

export const MAX_PRECISION = 38;

const POWERS: readonly bigint[] = Array.from({ length: 2 * MAX_PRECISION + 1 }, (_, n) => 10n ** BigInt(n));

export function powerOfTen(exponent: number): bigint {
  return POWERS[exponent] ?? 10n ** BigInt(exponent);
}

/** Whether an unscaled value has at most `precision` digits. */
export function fitsPrecision(unscaled: bigint, precision: number): boolean {
  const limit = powerOfTen(precision);
  return unscaled < limit && unscaled > -limit;
}

/** Quotient rounded half away from zero; `divisor` is positive. */
export function divideRounding(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  const rest = dividend - quotient * divisor;
  if ((rest < 0n ? -rest : rest) * 2n < divisor) return quotient;
  return dividend < 0n ? quotient - 1n : quotient + 1n;
}

/** To another scale; surplus digits round half away from zero. Does not look at the precision. */
export function rescaleDecimal(unscaled: bigint, from: number, to: number): bigint {
  if (from === to) return unscaled;
  return from < to ? unscaled * powerOfTen(to - from) : divideRounding(unscaled, powerOfTen(from - to));
}

/** `-12.50`, `.5`, `1e3`; group 1 sign, 2 digits before and 3 after the point, 4 exponent. */
const DECIMAL_TEXT = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:[eE]([+-]?\d+))?$/;

/** An exact number: `digits` × 10^-`scale`. */
export interface ExactNumber {
  readonly unscaled: bigint;
  /** Negative where the exponent says so. */
  readonly scale: number;
}

/** More are not looked at in a number without exponent. */
const MOST_DIGITS = 200;

/** Reads decimal and exponent forms exactly; `undefined`: not a number. */
export function parseExact(text: string): ExactNumber | undefined {
  const match = DECIMAL_TEXT.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = "", after, alone, exponent = "0"] = match;
  let fraction = after ?? alone ?? "";
  if (match[5] === undefined && text.length > MOST_DIGITS) {
    // Digits that far behind the point change nothing, half being rounded away from zero; that far before it, no type has.
    if (whole.replace(/^0+/, "").length > MOST_DIGITS) return undefined;
    fraction = fraction.slice(0, MOST_DIGITS);
  }
  const magnitude = BigInt(whole + fraction);
  return { unscaled: sign === "-" ? -magnitude : magnitude, scale: fraction.length - Number(exponent) };
}

/**
 * The unscaled value of a decimal or exponent form, rounded half away from zero to `scale`. `undefined`: not a number, or
 * more than `precision` digits.
 */
export function parseDecimal(text: string, precision: number, scale: number): bigint | undefined {
  const exact = parseExact(text);
  return exact === undefined ? undefined : exactToDecimal(exact, precision, scale);
}

/** Rounded half away from zero; `undefined`: more than `precision` digits. */
export function exactToDecimal(exact: ExactNumber, precision: number, scale: number): bigint | undefined {
  if (exact.unscaled === 0n) return 0n;
  // An exponent such as 1e999999999 must not become a bigint of that size.
  if (scale - exact.scale > MAX_PRECISION) return undefined;
  if (exact.scale - scale > exact.unscaled.toString().length + 1) return 0n;
  const unscaled = rescaleDecimal(exact.unscaled, exact.scale, scale);
  return fitsPrecision(unscaled, precision) ? unscaled : undefined;
}

/** The literal `DECIMAL '0.908'`: precision and scale as written, `undefined` if it is no number or has over 38 digits. */
export function decimalLiteral(text: string): { unscaled: bigint; precision: number; scale: number } | undefined {
  const exact = parseExact(text);
  if (exact === undefined || exact.scale > MAX_PRECISION || exact.scale < -MAX_PRECISION) return undefined;
  const scale = Math.max(0, exact.scale);
  const unscaled = rescaleDecimal(exact.unscaled, exact.scale, scale);
  const magnitude = unscaled < 0n ? -unscaled : unscaled;
  const digits = magnitude === 0n ? 1 : magnitude.toString().length;
  const precision = Math.max(digits, scale, 1);
  return precision > MAX_PRECISION ? undefined : { unscaled, precision, scale };
}

/** With exactly `scale` digits after the point: `1.50`, `-0.05`. */
export function decimalToText(unscaled: bigint, scale: number): string {
  if (scale === 0) return unscaled.toString();
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, "0");
  const point = digits.length - scale;
  return `${unscaled < 0n ? "-" : ""}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** The exact value of a double; `undefined` for NaN and infinities. */
export function exactOfDouble(value: number): ExactNumber | undefined {
  if (!Number.isFinite(value)) return undefined;
  BITS.setFloat64(0, value);
  const bits = BITS.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const mantissa = (biased === 0 ? fraction : fraction | 0x10000000000000n) * (bits >> 63n === 1n ? -1n : 1n);
  const exponent = Math.max(biased, 1) - 1075;
  // m / 2^k = m * 5^k / 10^k
  return exponent >= 0
    ? { unscaled: mantissa << BigInt(exponent), scale: 0 }
    : { unscaled: mantissa * 5n ** BigInt(-exponent), scale: -exponent };
}

const BITS = new DataView(new ArrayBuffer(8));

/** By the double's exact value, rounded half away from zero; `undefined`: NaN, infinite or more than `precision` digits. */
export function doubleToDecimal(value: number, precision: number, scale: number): bigint | undefined {
  const exact = exactOfDouble(value);
  return exact === undefined ? undefined : exactToDecimal(exact, precision, scale);
}

/** The nearest double. */
export function decimalToDouble(unscaled: bigint, scale: number): number {
  // Both are exact doubles below these limits, so one division rounds once.
  if (scale <= 22 && unscaled <= 0x1fffffffffffffn && unscaled >= -0x1fffffffffffffn) {
    return Number(unscaled) / 10 ** scale;
  }
  return Number(`${unscaled}e-${scale}`);
}

/** -1, 0 or 1. */
export function compareDecimals(a: bigint, aScale: number, b: bigint, bScale: number): number {
  const scale = Math.max(aScale, bScale);
  const left = rescaleDecimal(a, aScale, scale);
  const right = rescaleDecimal(b, bScale, scale);
  return left < right ? -1 : left > right ? 1 : 0;
}
