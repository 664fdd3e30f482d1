/**
 * The partition of a key as Java's producer chooses it: murmur2 with Kafka's seed, made positive, modulo the count
 * (Utils.murmur2 and BuiltInPartitioner.partitionForKey in Apache Kafka).
 */
export function partition(key: Uint8Array, count: number): number {
  return (murmur2(key, 0, key.length) & 0x7fffffff) % count;
}

const M = 0x5bd1e995;

/** MurmurHash2 of `bytes[start, end)` as a signed 32-bit number. Every `!` reads inside the given range. */
export function murmur2(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  let hash = 0x9747b28c ^ length;
  let at = start;
  for (const last = end - 4; at <= last; at += 4) {
    let word = bytes[at]! | bytes[at + 1]! << 8 | bytes[at + 2]! << 16 | bytes[at + 3]! << 24;
    word = Math.imul(word, M);
    word = Math.imul(word ^ word >>> 24, M);
    hash = Math.imul(hash, M) ^ word;
  }
  const left = end - at;
  if (left > 2) hash ^= bytes[at + 2]! << 16;
  if (left > 1) hash ^= bytes[at + 1]! << 8;
  if (left > 0) hash = Math.imul(hash ^ bytes[at]!, M);
  hash = Math.imul(hash ^ hash >>> 13, M);
  return hash ^ hash >>> 15;
}
