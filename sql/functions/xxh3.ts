/**
 * XXH3 with 128 bits, seed 0 and the default secret, after the specification of xxHash
 * (doc/xxhash_spec.md of Cyan4973/xxHash, "XXH3 algorithms"). All arithmetic is modulo 2^64.
 */

const SECRET = Uint8Array.from(
  (
    "b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671fcb79e64eccc0e578825ad07dccff7221" +
    "b8084674f743248ee03590e6813a264c3c2852bb91c300cb88d0658b1b532ea371644897a20df94e3819ef46a9deacd8a8" +
    "fa763fe39c343ff9dcbbc7c70b4f1d8a51e04bcdb45931c89f7ec9d9787364eac5ac8334d3ebc3c581a0fffa1363eb17" +
    "0ddd51b7f0da49d316552629d4689e2b16be587d47a1fc8ff8b8d17ad031ce45cb3a8f95160428afd7fbcabb4b407e"
  ).match(/../g) ?? [],
  (pair) => parseInt(pair, 16),
);
const SECRET_VIEW = new DataView(SECRET.buffer);

const MASK = 0xffffffffffffffffn;
const MASK32 = 0xffffffffn;
const PRIME32_1 = 0x9e3779b1n;
const PRIME32_2 = 0x85ebca77n;
const PRIME32_3 = 0xc2b2ae3dn;
const PRIME64_1 = 0x9e3779b185ebca87n;
const PRIME64_2 = 0xc2b2ae3d27d4eb4fn;
const PRIME64_3 = 0x165667b19e3779f9n;
const PRIME64_4 = 0x85ebca77c2b2ae63n;
const PRIME64_5 = 0x27d4eb2f165667c5n;
const PRIME_MX1 = 0x165667919e3779f9n;
const PRIME_MX2 = 0x9fb21c651e98df25n;

/** The two halves of a hash. */
interface Hash128 {
  readonly low: bigint;
  readonly high: bigint;
}

/** 16 bytes, the high half first (the canonical form). */
export function xxh3(input: Uint8Array): Uint8Array {
  const { low, high } = hash(new DataView(input.buffer, input.byteOffset, input.byteLength));
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, high);
  view.setBigUint64(8, low);
  return bytes;
}

function hash(input: DataView): Hash128 {
  const { byteLength: length } = input;
  if (length === 0) {
    return { low: avalanche64(secret(64) ^ secret(72)), high: avalanche64(secret(80) ^ secret(88)) };
  }
  if (length <= 3) return hashTo3(input);
  if (length <= 8) return hashTo8(input);
  if (length <= 16) return hashTo16(input);
  if (length <= 128) return hashTo128(input);
  return length <= 240 ? hashTo240(input) : hashLong(input);
}

function secret(offset: number): bigint {
  return SECRET_VIEW.getBigUint64(offset, true);
}

function secret32(offset: number): bigint {
  return BigInt(SECRET_VIEW.getUint32(offset, true));
}

function read64(input: DataView, offset: number): bigint {
  return input.getBigUint64(offset, true);
}

function read32(input: DataView, offset: number): bigint {
  return BigInt(input.getUint32(offset, true));
}

function times(a: bigint, b: bigint): bigint {
  return BigInt.asUintN(64, a * b);
}

function foldedProduct(a: bigint, b: bigint): bigint {
  const product = a * b;
  return (product & MASK) ^ (product >> 64n);
}

function shifted(value: bigint, by: bigint): bigint {
  return value ^ (value >> by);
}

function avalanche64(value: bigint): bigint {
  return shifted(times(shifted(times(shifted(value, 33n), PRIME64_2), 29n), PRIME64_3), 32n);
}

function avalanche(value: bigint): bigint {
  return shifted(times(shifted(value, 37n), PRIME_MX1), 32n);
}

function swap32(value: bigint): bigint {
  return (value & 0xffn) << 24n | (value & 0xff00n) << 8n | (value >> 8n & 0xff00n) | (value >> 24n & 0xffn);
}

function swap64(value: bigint): bigint {
  return swap32(value & MASK32) << 32n | swap32(value >> 32n);
}

function hashTo3(input: DataView): Hash128 {
  const { byteLength: length } = input;
  const byte = (at: number) => BigInt(input.getUint8(at));
  const low = byte(0) << 16n | byte(length >> 1) << 24n | byte(length - 1) | BigInt(length) << 8n;
  const swapped = swap32(low);
  const high = (swapped << 13n | swapped >> 19n) & MASK32;
  return { low: avalanche64(low ^ secret32(0) ^ secret32(4)), high: avalanche64(high ^ secret32(8) ^ secret32(12)) };
}

function hashTo8(input: DataView): Hash128 {
  const { byteLength: length } = input;
  const keyed = (read32(input, 0) | read32(input, length - 4) << 32n) ^ secret(16) ^ secret(24);
  const product = keyed * (PRIME64_1 + BigInt(length << 2));
  let low = product & MASK;
  const high = BigInt.asUintN(64, (product >> 64n) + (low << 1n));
  low ^= high >> 3n;
  low = shifted(times(shifted(low, 35n), PRIME_MX2), 28n);
  return { low, high: avalanche(high) };
}

function hashTo16(input: DataView): Hash128 {
  const { byteLength: length } = input;
  const first = read64(input, 0);
  let last = read64(input, length - 8);
  const product = (first ^ last ^ secret(32) ^ secret(40)) * PRIME64_1;
  let low = BigInt.asUintN(64, product + (BigInt(length - 1) << 54n));
  last ^= secret(48) ^ secret(56);
  const high = BigInt.asUintN(64, (product >> 64n) + last + (last & MASK32) * (PRIME32_2 - 1n));
  low ^= swap64(high);
  const mixed = low * PRIME64_2;
  return {
    low: avalanche(mixed & MASK),
    high: avalanche(BigInt.asUintN(64, (mixed >> 64n) + times(high, PRIME64_2))),
  };
}

function mix16(input: DataView, offset: number, secretOffset: number): bigint {
  return foldedProduct(
    read64(input, offset) ^ secret(secretOffset),
    read64(input, offset + 8) ^ secret(secretOffset + 8),
  );
}

/** Mixes 16 bytes at each of two places into the halves of an accumulator. */
function mix32({ low, high }: Hash128, input: DataView, first: number, second: number, secretOffset: number): Hash128 {
  const sumOf = (offset: number) => BigInt.asUintN(64, read64(input, offset) + read64(input, offset + 8));
  return {
    low: BigInt.asUintN(64, low + mix16(input, first, secretOffset)) ^ sumOf(second),
    high: BigInt.asUintN(64, high + mix16(input, second, secretOffset + 16)) ^ sumOf(first),
  };
}

function finished({ low, high }: Hash128, length: number): Hash128 {
  const mixed = low * PRIME64_1 + high * PRIME64_4 + BigInt(length) * PRIME64_2;
  return {
    low: avalanche(BigInt.asUintN(64, low + high)),
    high: BigInt.asUintN(64, -avalanche(BigInt.asUintN(64, mixed))),
  };
}

function hashTo128(input: DataView): Hash128 {
  const { byteLength: length } = input;
  let sum: Hash128 = { low: times(BigInt(length), PRIME64_1), high: 0n };
  for (let i = (length - 1) >> 5; i >= 0; i--) sum = mix32(sum, input, 16 * i, length - 16 * (i + 1), 32 * i);
  return finished(sum, length);
}

function hashTo240(input: DataView): Hash128 {
  const { byteLength: length } = input;
  let sum: Hash128 = { low: times(BigInt(length), PRIME64_1), high: 0n };
  for (let at = 0; at < 128; at += 32) sum = mix32(sum, input, at, at + 16, at);
  sum = { low: avalanche(sum.low), high: avalanche(sum.high) };
  for (let at = 128; at + 32 <= length; at += 32) sum = mix32(sum, input, at, at + 16, at - 128 + 3);
  sum = mix32(sum, input, length - 16, length - 32, 136 - 17 - 16);
  return finished(sum, length);
}

const STRIPE = 64;
const STRIPES_OF_BLOCK = (SECRET.length - STRIPE) / 8;

function hashLong(input: DataView): Hash128 {
  const { byteLength: length } = input;
  // deno-fmt-ignore
  const lanes = BigUint64Array.of(PRIME32_3, PRIME64_1, PRIME64_2, PRIME64_3, PRIME64_4, PRIME32_2, PRIME64_5, PRIME32_1);
  const stripes = Math.floor((length - 1) / STRIPE);
  for (let i = 0; i < stripes; i++) {
    const inBlock = i % STRIPES_OF_BLOCK;
    accumulate(lanes, input, i * STRIPE, inBlock * 8);
    if (inBlock === STRIPES_OF_BLOCK - 1) scramble(lanes);
  }
  accumulate(lanes, input, length - STRIPE, SECRET.length - STRIPE - 7);
  const size = BigInt(length);
  return {
    low: merged(lanes, 11, times(size, PRIME64_1)),
    high: merged(lanes, SECRET.length - STRIPE - 11, BigInt.asUintN(64, ~times(size, PRIME64_2))),
  };
}

function accumulate(lanes: BigUint64Array, input: DataView, offset: number, secretOffset: number): void {
  for (let i = 0; i < 8; i++) {
    const value = read64(input, offset + 8 * i);
    const keyed = value ^ secret(secretOffset + 8 * i);
    lanes[i ^ 1]! += value; // eight lanes
    lanes[i]! += (keyed & MASK32) * (keyed >> 32n);
  }
}

function scramble(lanes: BigUint64Array): void {
  for (let i = 0; i < 8; i++) {
    lanes[i] = (shifted(lanes[i]!, 47n) ^ secret(SECRET.length - STRIPE + 8 * i)) * PRIME32_1; // eight lanes
  }
}

function merged(lanes: BigUint64Array, secretOffset: number, start: bigint): bigint {
  let sum = start;
  for (let i = 0; i < 4; i++) {
    const [a, b] = [lanes[2 * i]!, lanes[2 * i + 1]!]; // eight lanes
    sum += foldedProduct(a ^ secret(secretOffset + 16 * i), b ^ secret(secretOffset + 16 * i + 8));
  }
  return avalanche(BigInt.asUintN(64, sum));
}
