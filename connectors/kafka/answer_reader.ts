/** Takes answers off a socket, and believes none of what their lengths say before the bytes are there. */
import type { BufferPool } from "./buffer_pool.ts";

/** No answer is longer: records of a partition come whole, whatever was asked for, and brokers take a batch of 1 MB unless told otherwise. */
export const LARGEST_ANSWER = 256 << 20;
const READ_SIZE = 64 * 1024;
/** Longer answers get memory as their bytes come; those that readers ask for are shorter, and are never copied. */
const AT_ONCE = 32 << 20;
/** What is shown of bytes that no broker sends. */
const SHOWN = 256;

/** Which answer a frame may be. */
export interface Expected {
  /** What was asked, for errors. */
  readonly name: string;
  /** Bytes of the longest answer to it. */
  readonly limit: number;
}

export interface AnswerSource {
  /** Bytes that were read, null at the end. */
  read(into: Uint8Array): Promise<number | null>;
  /** The request of a correlation id; undefined: there was none. */
  expected(id: number): Expected | undefined;
  /** The error for bytes that cannot be the beginning of an answer, and why they cannot. */
  nonsense(why: string, bytes: Uint8Array): Error;
  readonly buffers: BufferPool;
}

export class AnswerReader {
  readonly #source: AnswerSource;
  readonly #small = new Uint8Array(READ_SIZE);
  readonly #view = new DataView(this.#small.buffer);
  /** What lies in {@link #small} and was not yet taken. */
  #from = 0;
  #to = 0;

  constructor(source: AnswerSource) {
    this.#source = source;
  }

  /**
   * The next answer's payload, in a buffer of its own with eight bytes to spare behind it. Rejects when the socket ends and with the
   * source's error for nonsense; takes no more memory than the answer's request allows.
   */
  async next(): Promise<Uint8Array<ArrayBuffer>> {
    await this.#have(4);
    const length = this.#view.getInt32(this.#from);
    if (length < 4 || length > LARGEST_ANSWER) throw this.#nonsense(`an answer would have ${length} bytes`);
    await this.#have(8);
    const id = this.#view.getInt32(this.#from + 4);
    const expected = this.#source.expected(id);
    if (expected === undefined) throw this.#nonsense(`an answer came to request ${id}, which was never sent`);
    const { name, limit } = expected;
    if (length > limit) {
      throw this.#nonsense(`an answer to ${name} would have ${length} bytes, and ${limit} are allowed`);
    }
    this.#from += 4;
    return await this.#payload(length);
  }

  #nonsense(why: string): Error {
    return this.#source.nonsense(why, this.#small.slice(this.#from, Math.min(this.#to, this.#from + SHOWN)));
  }

  /** As many bytes lie in {@link #small}. */
  async #have(count: number): Promise<void> {
    while (this.#to - this.#from < count) {
      if (this.#from > 0) {
        this.#small.copyWithin(0, this.#from, this.#to);
        this.#to -= this.#from;
        this.#from = 0;
      }
      this.#to += await this.#read(this.#small.subarray(this.#to), "the broker closed the connection");
    }
  }

  /** A large answer is read straight into a buffer of its own. */
  async #payload(length: number): Promise<Uint8Array<ArrayBuffer>> {
    const { buffers } = this.#source;
    let size = Math.min(length, AT_ONCE);
    let buffer = buffers.take(size);
    let filled = Math.min(this.#to - this.#from, size);
    buffer.set(this.#small.subarray(this.#from, this.#from + filled));
    this.#from += filled;
    for (;;) {
      while (filled < size) {
        filled += await this.#read(buffer.subarray(filled, size), "the broker closed the connection within an answer");
      }
      if (size === length) return buffer.subarray(0, length);
      size = Math.min(length, size * 2);
      const larger = buffers.take(size);
      larger.set(buffer.subarray(0, filled));
      buffer = larger;
    }
  }

  async #read(into: Uint8Array, atEnd: string): Promise<number> {
    const count = await this.#source.read(into);
    if (count === null) throw new Error(atEnd);
    return count;
  }
}
