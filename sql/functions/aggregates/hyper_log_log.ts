/**
 * HyperLogLog over hashes of 53 bits, with the estimator of Ertl (2017), which needs no correction at either end. With
 * 2^16 registers the standard error is 0.41 %: 2 % is almost five of these.
 */
import type { Value } from "../../../schema/types.ts";
import { valueKey } from "../../../schema/values/value_key.ts";

const INDEX_BITS = 16;
const REGISTERS = 1 << INDEX_BITS;
/** Bits of a hash behind the index. */
const REST_BITS = 53 - INDEX_BITS;
const TWO_32 = 2 ** 32;

export class HyperLogLog {
  /** Highest rank (position of the first set bit, from 1) of the hashes of each index. */
  readonly registers: Uint8Array;

  constructor(registers = new Uint8Array(REGISTERS)) {
    this.registers = registers;
  }

  /** `hash` is one of {@link hashOf}. */
  add(hash: number): void {
    const high = Math.floor(hash / TWO_32);
    const low = hash % TWO_32;
    const index = low & (REGISTERS - 1);
    const rank = high !== 0 ? Math.clz32(high) - 10 : 22 + Math.clz32(low >>> INDEX_BITS) - 16; // high has 21 bits
    if (rank > (this.registers[index] ?? 0)) this.registers[index] = rank;
  }

  merge(other: HyperLogLog): void {
    for (const [index, rank] of other.registers.entries()) {
      if (rank > (this.registers[index] ?? 0)) this.registers[index] = rank;
    }
  }

  estimate(): number {
    const counts = new Array<number>(REST_BITS + 2).fill(0);
    for (const rank of this.registers) counts[rank] = (counts[rank] ?? 0) + 1;
    const share = (rank: number) => (counts[rank] ?? 0) / REGISTERS;
    let sum = REGISTERS * saturated(1 - share(REST_BITS + 1));
    for (let rank = REST_BITS; rank >= 1; rank--) sum = (sum + (counts[rank] ?? 0)) / 2;
    sum += REGISTERS * empty(share(0));
    return REGISTERS * REGISTERS / (2 * Math.LN2 * sum);
  }
}

/** σ of Ertl's algorithm 6: what registers that are still 0 contribute. */
function empty(share: number): number {
  if (share === 1) return Infinity;
  let [x, power, sum, last] = [share, 1, share, NaN];
  while (sum !== last) {
    x *= x;
    last = sum;
    sum += x * power;
    power *= 2;
  }
  return sum;
}

/** τ of Ertl's algorithm 6: what registers at their highest rank contribute. */
function saturated(share: number): number {
  if (share === 0 || share === 1) return 0;
  let [x, power, sum, last] = [share, 1, 1 - share, NaN];
  while (sum !== last) {
    x = Math.sqrt(x);
    last = sum;
    power /= 2;
    sum -= (1 - x) ** 2 * power;
  }
  return sum / 3;
}

const NUMBER = new Float64Array(1);
const WORDS = new Uint32Array(NUMBER.buffer);

/** 53 bits, equal for equal values of one type. */
export function hashOf(value: Value): number {
  switch (typeof value) {
    case "number":
      NUMBER[0] = value === 0 ? 0 : value;
      return mixed(WORDS[0] ?? 0, WORDS[1] ?? 0);
    case "bigint":
      return hashOfInteger(value);
    case "string":
      return hashOfText(value);
    default:
      return hashOfText(valueKey(value));
  }
}

function hashOfInteger(value: bigint): number {
  if (BigInt.asIntN(64, value) !== value && BigInt.asUintN(64, value) !== value) return hashOfText(value.toString(16));
  return mixed(Number(BigInt.asUintN(32, value)), Number(BigInt.asUintN(32, value >> 32n)));
}

function hashOfText(text: string): number {
  let [a, b] = [text.length, 0x9e3779b9];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x01000193);
    a ^= a >>> 15;
    b = Math.imul(b + unit, 0x2c1b3c6d);
    b ^= b >>> 13;
  }
  return mixed(a, b);
}

/** Two words stirred until each bit of the result depends on each of theirs. */
function mixed(a: number, b: number): number {
  let x = finish(a ^ 0x243f6a88);
  const y = finish(b + x);
  x = finish(x ^ Math.imul(y, 0x85ebca6b));
  return (finish(y + x) >>> 11) * TWO_32 + (x >>> 0);
}

/** The finalizer of MurmurHash3, a permutation of 32-bit words. */
function finish(word: number): number {
  let bits = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
