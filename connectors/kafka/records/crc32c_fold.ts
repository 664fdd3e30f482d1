/**
 * Long messages to short ones with the same CRC-32C, five times as fast as tables are.
 *
 * A CRC is a remainder of polynomials over GF(2), so any multiple of the generator may be added to a message. With
 * P = x^32 + x^28 + … (0x1EDC6F41), P divides x^209 + x^144 + x^54 + x^39 + x^14 + 1, the multiple of least degree that has
 * six terms. Its 32nd power, which P divides too, has the same terms with 32-fold exponents: a word of 32 bits is taken out
 * of the message by adding it to the words 65, 155, 170, 195 and 209 behind it, no bit of it is shifted. That is five
 * XORs of whole vectors, which JavaScript does not have: hence WebAssembly. What remains of a message are its last words.
 */

const LAGS = [65, 155, 170, 195, 209] as const;
const REACH = 209;

/** What is folded at once, and stays in the processor's cache meanwhile. */
export const FOLD_BYTES = 128 * 1024;
/** Shorter messages are done sooner with tables. */
export const FOLD_LEAST = 4096;

/** Before the message lie zeros as far as the longest lag reaches. */
const MESSAGE = 1024;
const PAGES = 3;
/** Words that one turn of the loop takes out; below the shortest lag. */
const TURN_WORDS = 8;

/** A part of a message that has the same CRC as the whole. */
export interface Folded {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

interface Folding {
  /** Takes out the words of `[first, last)`; positions are {@link REACH} words before the words they mean. */
  fold(first: number, last: number): void;
  readonly bytes: Uint8Array;
  readonly words: Int32Array;
}

let shared: Folding | undefined;

/**
 * Folds `bytes[start, end)`, of {@link FOLD_LEAST} to {@link FOLD_BYTES} bytes, whose CRC so far (inverted, as it is while it
 * is computed) is `crc`: the CRC of the result, begun with 0, is that of the bytes. The result is valid until the next call.
 */
export function fold(bytes: Uint8Array, start: number, end: number, crc: number): Folded {
  const { fold, bytes: memory, words } = shared ??= instantiate();
  memory.set(bytes.subarray(start, end), MESSAGE);
  const first = MESSAGE / 4;
  words[first]! ^= crc; // the message has words
  const length = end - start;
  const taken = Math.floor(((length >> 2) - REACH) / TURN_WORDS) * TURN_WORDS;
  fold(MESSAGE - 4 * REACH, MESSAGE - 4 * REACH + 4 * taken);
  const rest = first + taken;
  for (const lag of LAGS) {
    for (let i = rest; i < rest + lag; i++) words[i]! ^= words[i - lag]!; // what was taken out reaches no farther
  }
  return { bytes: memory, start: 4 * rest, end: MESSAGE + length };
}

function instantiate(): Folding {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(assemble()));
  const { memory, fold } = exports as { memory: WebAssembly.Memory; fold: Folding["fold"] };
  return { fold, bytes: new Uint8Array(memory.buffer), words: new Int32Array(memory.buffer) };
}

/** The loop as a module (WebAssembly core specification 2.0, section 5, binary format). */
function assemble(): Uint8Array<ArrayBuffer> {
  const [I32, FUNCTION, EMPTY] = [0x7f, 0x60, 0x40];
  const [LOOP, END, BR_IF, LOCAL_GET, LOCAL_TEE] = [0x03, 0x0b, 0x0d, 0x20, 0x22];
  const [I32_CONST, I32_ADD, I32_LT_U] = [0x41, 0x6a, 0x49];
  const [V128_LOAD, V128_STORE, V128_XOR] = [[0xfd, 0x00], [0xfd, 0x0b], [0xfd, 0x51]] as const;
  const [AT, LAST] = [0, 1];
  const word = (index: number) => [0, ...leb(4 * index)]; // no alignment is promised
  const load = (index: number) => [LOCAL_GET, AT, ...V128_LOAD, ...word(index)];
  const vector = (index: number) => {
    const added = LAGS.flatMap((lag) => [...load(index - lag), ...V128_XOR]);
    return [LOCAL_GET, AT, ...load(index), ...added, ...V128_STORE, ...word(index)];
  };
  const vectors = Array.from({ length: TURN_WORDS / 4 }, (_, i) => vector(REACH + 4 * i)).flat();
  const step = [LOCAL_GET, AT, I32_CONST, 4 * TURN_WORDS, I32_ADD, LOCAL_TEE, AT, LOCAL_GET, LAST, I32_LT_U, BR_IF, 0];
  const body = [0, LOOP, EMPTY, ...vectors, ...step, END, END];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, FUNCTION, 2, I32, I32, 0]),
    ...section(3, [1, 0]),
    ...section(5, [1, 0, PAGES]),
    ...section(7, [2, ...named("memory"), 2, 0, ...named("fold"), 0, 0]),
    ...section(10, [1, ...leb(body.length), ...body]),
  ]);
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...leb(content.length), ...content];
}

function named(name: string): number[] {
  return [name.length, ...new TextEncoder().encode(name)];
}

/** An unsigned number of up to 28 bits. */
function leb(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...leb(value >>> 7)];
}
