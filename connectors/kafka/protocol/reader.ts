const utf8 = new TextDecoder();

/**
 * Of all arrays of a message. An element of a few bytes becomes an object of a hundred, so the length of a message bounds its memory
 * badly; the metadata of 500,000 partitions with three replicas each has these many.
 */
const MOST_ELEMENTS = 1 << 22;

/**
 * Reads Kafka's primitive types from one message. `flexible` chooses compact lengths and tag buffers (KIP-482).
 * Every read throws `RangeError` when the message ends early.
 */
export class Reader {
  readonly bytes: Uint8Array;
  readonly version: number;
  flexible: boolean;
  offset: number;
  readonly #view: DataView;
  #elements = 0;

  constructor(bytes: Uint8Array, version: number, flexible: boolean, offset = 0) {
    this.bytes = bytes;
    this.version = version;
    this.flexible = flexible;
    this.offset = offset;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  int8(): number {
    const value = this.#view.getInt8(this.offset);
    this.offset += 1;
    return value;
  }

  int16(): number {
    const value = this.#view.getInt16(this.offset);
    this.offset += 2;
    return value;
  }

  int32(): number {
    const value = this.#view.getInt32(this.offset);
    this.offset += 4;
    return value;
  }

  /** A 64-bit integer as a number: exact up to 2^53, which offsets, timestamps and producer ids never reach. */
  int64(): number {
    const high = this.#view.getInt32(this.offset);
    const low = this.#view.getUint32(this.offset + 4);
    this.offset += 8;
    return high * 0x1_0000_0000 + low;
  }

  unsignedVarint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.#view.getUint8(this.offset++);
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    throw new RangeError("varint is longer than 5 bytes");
  }

  /** 32 hexadecimal digits. */
  uuid(): string {
    return this.#take(16).toHex();
  }

  /** `null` stands for Kafka's null string. */
  string(): string | null {
    const length = this.flexible ? this.unsignedVarint() - 1 : this.int16();
    return length < 0 ? null : utf8.decode(this.#take(length));
  }

  /** A view into the message, not a copy. */
  blob(): Uint8Array | null {
    const length = this.flexible ? this.unsignedVarint() - 1 : this.int32();
    return length < 0 ? null : this.#take(length);
  }

  /** Number of elements, -1 for a null array. */
  arrayLength(): number {
    const length = this.flexible ? this.unsignedVarint() - 1 : this.int32();
    if (length > this.bytes.length - this.offset) {
      throw new RangeError(`array of ${length} elements in a short message`);
    }
    this.#elements += Math.max(0, length);
    if (this.#elements > MOST_ELEMENTS) throw new RangeError(`more than ${MOST_ELEMENTS} elements`);
    return length;
  }

  /** Skips the tag buffer that ends every structure of a flexible version. */
  skipTags(): void {
    if (!this.flexible) return;
    for (let count = this.unsignedVarint(); count > 0; count--) {
      this.unsignedVarint();
      this.#take(this.unsignedVarint());
    }
  }

  #take(length: number): Uint8Array {
    const end = this.offset + length;
    if (end > this.bytes.length) throw new RangeError("message ends early");
    const part = this.bytes.subarray(this.offset, end);
    this.offset = end;
    return part;
  }
}
