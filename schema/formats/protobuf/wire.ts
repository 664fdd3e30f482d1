/** The wire format of Protobuf, read exactly: for what generated scanners leave, and for the words of what is bad. */
import { isUtf8 } from "../utf8.ts";

/** Why a message is bad data, and in which field: names from the outermost message on. */
export class BadWire extends Error {
  constructor(readonly reason: string, readonly path: readonly string[] = []) {
    super(reason);
  }

  /** The same in a message that is the value of `field`. */
  within(field: string): BadWire {
    return new BadWire(this.reason, [field, ...this.path]);
  }
}

export const VARINT = 0;
export const FIXED64 = 1;
export const BYTES = 2;
export const START_GROUP = 3;
export const END_GROUP = 4;
export const FIXED32 = 5;

/** Deeper nesting is bad data, as in the official readers. */
export const MAX_DEPTH = 100;

const MAX_TAG_BYTES = 5;

const WIRE_NAMES = ["a varint", "8 bytes", "a length", "a group", "the end of a group", "4 bytes"];

/** A place in the bytes of a message, and the end of what may be read. */
export class WireCursor {
  bytes = new Uint8Array(0);
  view = new DataView<ArrayBufferLike>(this.bytes.buffer);
  position = 0;
  end = 0;
  /** Of the tag read last. */
  field = 0;
  wire = 0;
  /** The varint read last: its lower and upper 32 bits, unsigned. */
  low = 0;
  high = 0;

  /** Positions are those of `bytes`. */
  over(bytes: Uint8Array, start: number, end: number): this {
    if (this.bytes !== bytes) {
      this.bytes = bytes as Uint8Array<ArrayBuffer>;
      this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    this.position = start;
    this.end = end;
    return this;
  }

  /** Reads a tag; false: the message has ended. */
  next(): boolean {
    const start = this.position;
    if (start >= this.end) return false;
    this.varint();
    if (this.high !== 0 || this.position - start > MAX_TAG_BYTES) throw new BadWire("a field number is too large");
    this.field = this.low >>> 3;
    this.wire = this.low & 7;
    if (this.field === 0) throw new BadWire("a field has the number 0");
    if (this.wire > 5) throw new BadWire(`field ${this.field} has the wire type ${this.wire}, which does not exist`);
    return true;
  }

  /** Refuses another wire type than this. */
  expect(wire: number): void {
    if (this.wire === wire) return;
    throw new BadWire(`expected ${WIRE_NAMES[wire]}, found ${WIRE_NAMES[this.wire]}`);
  }

  /** Into {@link low} and {@link high}. At most 10 bytes; bits above 64 are dropped. */
  varint(): void {
    const { bytes, end } = this;
    let at = this.position;
    if (at < end && bytes[at]! < 128) {
      this.low = bytes[at]!; // at < end ≤ length
      this.high = 0;
      this.position = at + 1;
      return;
    }
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (at >= end) throw new BadWire("it ends in the middle of a varint");
      const byte = bytes[at++]!; // at < end ≤ length
      const bits = byte & 127;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28;
        high = bits >>> 4;
      } else if (shift < 63) high |= bits << (shift - 32);
      else high |= bits << 31;
      if (byte < 128) {
        this.position = at;
        this.low = low >>> 0;
        this.high = high >>> 0;
        return;
      }
    }
    throw new BadWire("a varint has more than 10 bytes");
  }

  /** The lower 32 bits of a varint, signed. */
  int32(): number {
    this.varint();
    return this.low | 0;
  }

  uint64(): bigint {
    this.varint();
    const { low, high } = this;
    return high < SAFE ? BigInt(high * 4294967296 + low) : (BigInt(high) << 32n) | BigInt(low);
  }

  /** The position behind `count` bytes. */
  take(count: number): number {
    const start = this.position;
    if (count > this.end - start) {
      throw new BadWire(`it ends ${count - (this.end - start)} bytes before the end of a field`);
    }
    this.position = start + count;
    return start;
  }

  fixed32(): number {
    return this.view.getUint32(this.take(4), true);
  }

  fixed64(): bigint {
    return this.view.getBigUint64(this.take(8), true);
  }

  /** Reads a length and passes what it is of; gives where that begins, its end is then {@link position}. */
  delimited(): number {
    this.varint();
    return this.take(this.high * 4294967296 + this.low);
  }

  bytesValue(): Uint8Array {
    const start = this.delimited();
    return this.bytes.slice(start, this.position);
  }

  text(): string {
    const start = this.delimited();
    const { bytes, position } = this;
    if (position - start <= SHORT_TEXT) {
      let text = "";
      let at = start;
      for (; at < position && bytes[at]! < 128; at++) text += String.fromCharCode(bytes[at]!); // position ≤ length
      if (at === position) return text;
    }
    if (!isUtf8(this.bytes, start, this.position)) throw new BadWire("invalid UTF-8");
    return DECODER.decode(this.bytes.subarray(start, this.position));
  }

  /** Passes the value whose tag was read. */
  skip(depth: number): void {
    switch (this.wire) {
      case VARINT:
        return this.varint();
      case FIXED64:
        this.take(8);
        return;
      case BYTES:
        this.delimited();
        return;
      case FIXED32:
        this.take(4);
        return;
      case START_GROUP:
        return this.#skipGroup(depth);
      default:
        throw new BadWire(`a group ends that did not begin (field ${this.field})`);
    }
  }

  #skipGroup(depth: number): void {
    const group = this.field;
    if (depth > MAX_DEPTH) throw new BadWire(`nested deeper than ${MAX_DEPTH}`);
    while (this.next()) {
      if (this.wire !== END_GROUP) this.skip(depth + 1);
      else if (this.field === group) return;
      else throw new BadWire(`group ${group} ends as group ${this.field}`);
    }
    throw new BadWire(`group ${group} has no end`);
  }
}

/** Up to here texts are put together character by character. */
const SHORT_TEXT = 32;

/** Upper halves below this belong to numbers that doubles hold exactly. */
const SAFE = 0x200000;

const DECODER = new TextDecoder("utf-8", { ignoreBOM: true });
