/** BLAKE3 in its hash mode, 32 bytes: after the paper "BLAKE3: one function, fast everywhere" (§2). */

// deno-fmt-ignore
const IV = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];
const PERMUTATION = [2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8];
const BLOCK = 64;
const CHUNK = 1024;
const CHUNK_START = 1;
const CHUNK_END = 2;
const PARENT = 4;
const ROOT = 8;

type Words = readonly number[];

/** What a node's last compression takes: its output is a chaining value, or the hash when the node is the root. */
interface Node {
  readonly chaining: Words;
  readonly block: Words;
  readonly counter: number;
  readonly length: number;
  readonly flags: number;
}

export function blake3(input: Uint8Array): Uint8Array {
  const root = subtree(input, 0, Math.max(1, Math.ceil(input.length / CHUNK)));
  const bytes = new Uint8Array(32);
  const view = new DataView(bytes.buffer);
  compress({ ...root, flags: root.flags | ROOT, counter: 0 }).forEach((word, i) => view.setUint32(4 * i, word, true));
  return bytes;
}

/** The node over chunks `from` up to, without, `to`: left is the largest power of two of chunks that leaves a right. */
function subtree(input: Uint8Array, from: number, to: number): Node {
  if (to - from === 1) return chunk(input.subarray(from * CHUNK, to * CHUNK), from);
  const middle = from + 2 ** Math.floor(Math.log2(to - from - 1));
  const block = [...compress(subtree(input, from, middle)), ...compress(subtree(input, middle, to))];
  return { chaining: IV, block, counter: 0, length: BLOCK, flags: PARENT };
}

function chunk(input: Uint8Array, counter: number): Node {
  const blocks = Math.max(1, Math.ceil(input.length / BLOCK));
  let chaining: Words = IV;
  for (let i = 0;; i++) {
    const bytes = input.subarray(i * BLOCK, (i + 1) * BLOCK);
    const isLast = i === blocks - 1;
    const flags = (i === 0 ? CHUNK_START : 0) | (isLast ? CHUNK_END : 0);
    const node: Node = { chaining, block: wordsOf(bytes), counter, length: bytes.length, flags };
    if (isLast) return node;
    chaining = compress(node);
  }
}

/** Sixteen words, little endian, filled up with zeros. */
function wordsOf(bytes: Uint8Array): number[] {
  const padded = new Uint8Array(BLOCK);
  padded.set(bytes);
  const view = new DataView(padded.buffer);
  return Array.from({ length: 16 }, (_, i) => view.getUint32(4 * i, true));
}

function compress({ chaining, block, counter, length, flags }: Node): number[] {
  const state = Uint32Array.of(...chaining, ...IV.slice(0, 4), counter, counter / 2 ** 32, length, flags);
  let message = block;
  for (let round = 0; round < 7; round++) {
    if (round > 0) message = PERMUTATION.map((at) => message[at]!); // a permutation of the sixteen words
    for (let i = 0; i < 4; i++) mix(state, i, 4 + i, 8 + i, 12 + i, message[2 * i]!, message[2 * i + 1]!);
    for (let i = 0; i < 4; i++) {
      mix(state, i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4, message[8 + 2 * i]!, message[9 + 2 * i]!);
    }
  }
  return Array.from({ length: 8 }, (_, i) => (state[i]! ^ state[i + 8]!) >>> 0); // sixteen words of state
}

function mix(state: Uint32Array, a: number, b: number, c: number, d: number, x: number, y: number): void {
  for (const [word, first, second] of [[x, 16, 12], [y, 8, 7]] as const) {
    // All positions lie within the sixteen words.
    state[a] = state[a]! + state[b]! + word;
    state[d] = rotated(state[d]! ^ state[a]!, first);
    state[c] = state[c]! + state[d]!;
    state[b] = rotated(state[b]! ^ state[c]!, second);
  }
}

function rotated(word: number, right: number): number {
  return (word >>> right) | (word << (32 - right));
}
