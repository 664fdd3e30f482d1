/** Exact arithmetic on doubles: sums that come out the same in any order, and go down as they went up. */

/** digits × 2^exponent. */
export interface Binary {
  readonly digits: bigint;
  readonly exponent: number;
}

export const ZERO: Binary = { digits: 0n, exponent: 0 };

const BITS = new DataView(new ArrayBuffer(8));

/** The exact value of a finite double. */
export function binaryOf(value: number): Binary {
  if (Number.isSafeInteger(value)) return { digits: BigInt(value), exponent: 0 };
  BITS.setFloat64(0, value);
  const bits = BITS.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const mantissa = biased === 0 ? fraction : fraction | 0x10000000000000n;
  return { digits: value < 0 ? -mantissa : mantissa, exponent: Math.max(biased, 1) - 1075 };
}

export function plus(a: Binary, b: Binary): Binary {
  const exponent = Math.min(a.exponent, b.exponent);
  return { digits: shifted(a, exponent) + shifted(b, exponent), exponent };
}

export function minus(a: Binary, b: Binary): Binary {
  return plus(a, { digits: -b.digits, exponent: b.exponent });
}

export function times(a: Binary, b: Binary): Binary {
  return { digits: a.digits * b.digits, exponent: a.exponent + b.exponent };
}

function shifted({ digits, exponent }: Binary, to: number): bigint {
  return digits << BigInt(exponent - to);
}

/** The double next to a / divisor, which is positive; at most one unit in its last place away. */
export function quotient(a: Binary, divisor: bigint): number {
  if (a.digits === 0n) return 0;
  const magnitude = a.digits < 0n ? -a.digits : a.digits;
  const shift = 66 + bitLength(divisor) - bitLength(magnitude); // leaves at least 65 digits
  const digits = shift >= 0 ? (magnitude << BigInt(shift)) / divisor : magnitude / (divisor << BigInt(-shift));
  const exponent = a.exponent - shift;
  const half = Math.trunc(exponent / 2); // in two steps: 2^exponent alone may be too small or too large for a double
  const value = Number(digits) * 2 ** half * 2 ** (exponent - half);
  return a.digits < 0n ? -value : value;
}

function bitLength(value: bigint): number {
  const hexDigits = value.toString(16);
  return 4 * (hexDigits.length - 1) + 32 - Math.clz32(parseInt(hexDigits.charAt(0), 16));
}
