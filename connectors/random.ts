/**
 * Random numbers addressed by seed, stream and row, so that a generator continues anywhere without having produced
 * what came before. Good enough for test data, not for anything that must not be guessed.
 */
export class Random {
  #state = 0;

  constructor(readonly seed: number) {}

  /** Goes to the beginning of the numbers of one row of one stream (a column, a kind of event). */
  at(stream: number, row: number): this {
    const high = Math.floor(row / 0x1_0000_0000);
    const mixed = scramble((this.seed ^ Math.imul(stream + 1, 0x9e3779b1)) | 0);
    this.#state = scramble(mixed ^ Math.imul(high, 0x85ebca6b) ^ scramble(row | 0));
    return this;
  }

  /** A whole number from 0 to 2^32 - 1. */
  bits(): number {
    this.#state = (this.#state + 0x9e3779b9) | 0;
    return scramble(this.#state) >>> 0;
  }

  /** A number from 0 up to, but not, 1. */
  unit(): number {
    return this.bits() / 0x1_0000_0000;
  }

  /** A whole number from 0 up to, but not, `limit`; `limit` is at most 2^53. */
  below(limit: number): number {
    if (limit <= 0x1_0000_0000) return Math.floor(this.unit() * limit);
    const wide = (this.bits() >>> 11) * 0x1_0000_0000 + this.bits();
    return wide % limit;
  }

  /** A whole number from 0 up to, but not, `limit`, of any size. */
  belowBig(limit: bigint): bigint {
    if (limit <= 0x1f_ffff_ffff_ffffn) return BigInt(this.below(Number(limit)));
    let wide = 0n;
    // 64 bits more than needed make the remainder even enough.
    for (let bits = 0n; bits < BigInt(limit.toString(2).length) + 64n; bits += 32n) {
      wide = (wide << 32n) | BigInt(this.bits());
    }
    return wide % limit;
  }

  pick<T>(choices: readonly T[]): T {
    return choices[Math.floor(this.unit() * choices.length)] as T; // unit() < 1, and callers have a choice to offer
  }

  /** `length` letters from a to z. */
  letters(length: number): string {
    let text = "";
    for (let i = 0; i < length; i++) text += String.fromCharCode(97 + this.below(26));
    return text;
  }
}

/** The finishing step of MurmurHash3: every input bit moves every output bit. */
function scramble(bits: number): number {
  let h = bits;
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}
