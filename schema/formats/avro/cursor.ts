/** A place in the bytes of one Avro record, and the way to read on from there. */
import { BadValue } from "../json_cursor.ts";

/** Records within records, as only recursive types have them. */
export const MAX_DEPTH = 500;

/** Items that take no bytes (nulls, empty records) a record may have; of the others it has as many as bytes. */
const MAX_EMPTY_ITEMS = 65_536;

/** All methods throw {@link BadValue} where the record ends too early, or its bytes mean nothing. */
export class AvroCursor {
  bytes: Uint8Array = new Uint8Array(8);
  view: DataView = new DataView(this.bytes.buffer);
  position = 0;
  end = 0;
  /** The last {@link varint}, as 32-bit halves. */
  low = 0;
  high = 0;
  /** Records around the one being read. */
  depth = 0;
  #items = 0;

  /** Whoever changes the bytes sets {@link bytes} and {@link view}. */
  over(start: number, end: number): void {
    this.position = start;
    this.end = end;
    this.depth = 0;
    this.#items = end - start + MAX_EMPTY_ITEMS;
  }

  /** Goes over `count` bytes; the position of the first. */
  take(count: number): number {
    const start = this.position;
    if (count > this.end - start) throw new BadValue("the record ends too early");
    this.position = start + count;
    return start;
  }

  byte(): number {
    return this.bytes[this.take(1)]!; // within the record
  }

  /** A zigzag number of up to 64 bits into {@link low} and {@link high}. */
  varint(): void {
    let low = 0;
    let middle = 0;
    let top = 0;
    for (let shift = 0;; shift += 7) {
      const byte = this.byte();
      const bits = byte & 127;
      if (shift < 28) low |= bits << shift;
      else if (shift < 56) middle |= bits << (shift - 28);
      else if (shift < 70 && (shift === 56 || bits < 2)) top |= bits << (shift - 56);
      else if (shift > 63 || bits > 1) throw new BadValue("a number has more than 64 bits");
      if (byte < 128) break;
    }
    const first = low | (middle << 28);
    const second = (middle >>> 4) | (top << 24);
    const sign = -(first & 1);
    this.low = ((first >>> 1) | (second << 31)) ^ sign;
    this.high = (second >>> 1) ^ sign;
  }

  int(): number {
    this.varint();
    if (this.high !== this.low >> 31) throw new BadValue("an int has more than 32 bits");
    return this.low;
  }

  long(): bigint {
    this.varint();
    return (BigInt(this.high) << 32n) | BigInt(this.low >>> 0);
  }

  /** How many bytes follow, of which all are there. */
  length(): number {
    this.varint();
    if (this.high < 0) throw new BadValue("a length is negative");
    if (this.high !== 0 || this.low < 0 || this.low > this.end - this.position) {
      throw new BadValue("a length reaches behind the record's end");
    }
    return this.low;
  }

  boolean(): boolean {
    const byte = this.byte();
    if (byte > 1) throw new BadValue(`a boolean is ${byte}, not 0 or 1`);
    return byte === 1;
  }

  float(): number {
    return this.view.getFloat32(this.take(4), true);
  }

  double(): number {
    return this.view.getFloat64(this.take(8), true);
  }

  /** An index below `count`, of what `what` names. */
  index(count: number, what: string): number {
    const index = this.int();
    if (index < 0 || index >= count) throw new BadValue(`${what} ${index} of ${count}`);
    return index;
  }

  skipVarint(): void {
    while (this.byte() > 127);
  }

  /** Calls `item` for each item of an array or map; `item` reads it. */
  blocks(item: () => void): void {
    for (;;) {
      const sized = this.#blockHead();
      if (this.low === 0) return;
      const count = this.#countItems();
      const end = sized ? this.length() + this.position : -1;
      for (let i = 0; i < count; i++) item();
      if (sized && this.position !== end) throw new BadValue("a block is not as long as it says");
    }
  }

  /** Goes over an array or map: by the lengths of its blocks where they say it, else by `item`. */
  skipBlocks(item: () => void): void {
    for (;;) {
      const sized = this.#blockHead();
      if (this.low === 0) return;
      if (sized) {
        this.take(this.length());
        continue;
      }
      const count = this.#countItems();
      for (let i = 0; i < count; i++) item();
    }
  }

  /** The number of items into {@link low}; true: their length in bytes comes next. */
  #blockHead(): boolean {
    this.varint();
    const sized = this.high < 0;
    if (sized) {
      this.low = -this.low | 0;
      this.high = ~this.high + (this.low === 0 ? 1 : 0);
    }
    if (this.high !== 0 || this.low < 0) {
      throw new BadValue("an array or map has more items than the record's bytes can hold");
    }
    return sized;
  }

  #countItems(): number {
    const count = this.low;
    this.#items -= count;
    if (this.#items < 0) throw new BadValue("an array or map has more items than the record's bytes can hold");
    return count;
  }

  /** The record must end here. */
  finish(): void {
    const rest = this.end - this.position;
    if (rest > 0) throw new BadValue(`${rest} bytes are left behind its last value`);
  }

  /** To be called at the start of a record, and {@link leave} at its end. */
  enter(): void {
    if (++this.depth > MAX_DEPTH) throw new BadValue(`nested deeper than ${MAX_DEPTH}`);
  }

  leave(): void {
    this.depth--;
  }
}
