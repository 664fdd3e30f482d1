/**
 * Bytes of values that come and go, in one growing buffer that is cut into segments. A segment whose values have all left is
 * filled again: where values leave about in the order in which they came, none is ever moved, and no memory is asked for.
 */
import type { BytesColumn } from "../../schema/column.ts";

/** Length of a segment. A longer value has as many of its own as it needs. */
export const SEGMENT = 16 * 1024;
const SEGMENT_BITS = 14;
/** Values are copied two words at a time, so that up to so many bytes behind one are read and written. */
const SLACK = 16;
/** Of values that share a segment. */
const LONGEST = SEGMENT - SLACK;
/** Longer values are copied by a call. */
const LONG = 256;
/** Before there is a whole segment. */
const FIRST_LENGTH = 64;
/** Offsets are 32-bit. */
const MOST_SEGMENTS = 0x7fff_ffff >> SEGMENT_BITS;
/** So many bytes of gaps are never too many. */
const SMALL = 4 * SEGMENT;
const NONE = -1;

export class ByteSegments {
  /** Values lie in here. Replaced when it grows. */
  bytes = new Uint8Array(0);
  #view = new DataView(this.bytes.buffer);
  /** By segment: 1 while it has values or is being filled. */
  #isTaken = new Uint8Array(1);
  #taken = 0;
  /** By segment: bytes of the values that begin in it and are there. */
  #live = new Int32Array(1);
  #liveBytes = 0;
  /** The segment that is being filled, where its next value goes, and before where that ends. */
  #current = NONE;
  #next = 0;
  #limit = 0;
  /** Where the search for a free segment goes on. */
  #cursor = 0;
  readonly #tooLarge: () => Error;

  /** `tooLarge`: what is thrown when 2 GB are not enough. */
  constructor(tooLarge: () => Error) {
    this.#tooLarge = tooLarge;
  }

  /**
   * Two thirds of the segments are gaps: time to append the values to new ones. That fills at least half of these, for two
   * segments in a row hold more than one could; so a sixth has to leave before it is time again.
   */
  get isSparse(): boolean {
    return this.#liveBytes * 3 + SMALL < this.#taken * LONGEST;
  }

  /** Takes a copy of `source[start, end)`; where it begins. What is empty begins at 0. */
  append(source: Uint8Array, start: number, end: number): number {
    const length = end - start;
    if (length === 0) return 0;
    if (length > LONGEST) return this.#appendLong(source.subarray(start, end));
    if (this.#next + length > this.#limit) this.#open(length);
    const { bytes } = this;
    const at = this.#next;
    if (length <= SLACK) { for (let i = 0; i < length; i++) bytes[at + i] = source[start + i]!; }
    // within length
    else if (length > LONG || end + SLACK > source.length) bytes.set(source.subarray(start, end), at);
    else copyWords(viewOf(source), start, this.#view, at, length);
    this.#next += length;
    this.#live[this.#current]! += length;
    this.#liveBytes += length;
    return at;
  }

  /**
   * Takes a copy of rows `rows[0 … n)` of a column; where they begin and end goes to `slots[0 … n)` of `begins` and `stops`.
   * NULL is empty.
   */
  appendRows(
    { data, starts, ends, valid }: BytesColumn,
    rows: Int32Array,
    slots: Int32Array,
    n: number,
    begins: Int32Array,
    stops: Int32Array,
  ): void {
    const source = viewOf(data);
    const safe = data.length - SLACK;
    let [view, next, limit] = [this.#view, this.#next, this.#limit];
    for (let k = 0; k < n; k++) {
      const [row, slot] = [rows[k]!, slots[k]!]; // k < n
      const start = starts[row]!; // a row of the batch
      const length = valid === undefined || valid[row] !== 0 ? ends[row]! - start : 0;
      if (length === 0 || length > LONG || next + length > limit || start + length > safe) {
        this.#fill(next);
        begins[slot] = this.append(data, start, start + length);
        stops[slot] = begins[slot]! + length;
        [view, next, limit] = [this.#view, this.#next, this.#limit];
        continue;
      }
      copyWords(source, start, view, next, length);
      begins[slot] = next;
      stops[slot] = next += length;
    }
    this.#fill(next);
  }

  /** Values were put into the current segment, up to `next`. */
  #fill(next: number): void {
    const length = next - this.#next;
    if (length === 0) return;
    this.#next = next;
    this.#live[this.#current]! += length;
    this.#liveBytes += length;
  }

  #appendLong(value: Uint8Array): number {
    const segments = segmentsOf(value.length);
    const first = this.#find(segments);
    this.#isTaken.fill(1, first, first + segments);
    this.#taken += segments;
    this.#live[first] = value.length;
    this.#liveBytes += value.length;
    this.bytes.set(value, first * SEGMENT);
    return first * SEGMENT;
  }

  /** The values `[begins[slot], stops[slot])` of `slots[0 … n)` leave; what is left of them is empty. */
  drop(slots: Int32Array, n: number, begins: Int32Array, stops: Int32Array): void {
    let segment = 0;
    let dropped = 0;
    for (let k = 0; k < n; k++) {
      const slot = slots[k]!; // k < n
      const [start, length] = [begins[slot]!, stops[slot]! - begins[slot]!]; // a slot that held a row
      begins[slot] = stops[slot] = 0;
      if (length === 0) continue;
      if (start >> SEGMENT_BITS !== segment) {
        this.#leave(segment, dropped, 1);
        segment = start >> SEGMENT_BITS;
        dropped = 0;
      }
      if (length > LONGEST) this.#leave(segment, length, segmentsOf(length));
      else dropped += length;
    }
    this.#leave(segment, dropped, 1);
  }

  /** So many bytes of a segment, or of a long value in several, leave. */
  #leave(segment: number, length: number, segments: number): void {
    if (length === 0) return;
    const left = this.#live[segment]! - length; // values lie in segments
    this.#live[segment] = left;
    this.#liveBytes -= length;
    if (left > 0) return;
    if (segment === this.#current) this.#next = segment * SEGMENT;
    else this.#free(segment, segments);
  }

  #free(first: number, segments: number): void {
    this.#isTaken.fill(0, first, first + segments);
    this.#taken -= segments;
  }

  /** Another segment is filled, that has room for a value. */
  #open(length: number): void {
    if (this.bytes.length < SEGMENT && this.#next + length <= LONGEST) return this.#openFirst(length);
    if (this.#current !== NONE && this.#live[this.#current] === 0) this.#free(this.#current, 1);
    this.#current = NONE;
    const segment = this.#find(1);
    this.#isTaken[segment] = 1;
    this.#taken++;
    this.#current = segment;
    this.#next = segment * SEGMENT;
    this.#limit = this.#next + LONGEST;
  }

  /** What holds little takes little memory. */
  #openFirst(size: number): void {
    if (this.#current === NONE) this.#taken = this.#isTaken[0] = 1;
    this.#current = 0;
    const needed = this.#next + size + SLACK;
    const length = Math.max(FIRST_LENGTH, this.bytes.length * 2, needed);
    if (needed > this.bytes.length) this.#resize(Math.min(SEGMENT, length));
    this.#limit = this.bytes.length - SLACK;
  }

  /** The first of so many free segments in a row. */
  #find(segments: number): number {
    const total = this.#isTaken.length;
    if (this.#taken + segments <= total && this.bytes.length >= SEGMENT) {
      let free = 0;
      for (let i = 0; i < total + segments; i++) {
        const segment = (this.#cursor + i) % total;
        if (segment === 0) free = 0;
        free = this.#isTaken[segment] === 1 ? 0 : free + 1;
        if (free < segments) continue;
        this.#cursor = segment + 1;
        return segment + 1 - segments;
      }
    }
    if (total + segments > MOST_SEGMENTS) throw this.#tooLarge();
    this.#resize(Math.min(MOST_SEGMENTS, Math.max(total * 2, total + segments)) * SEGMENT);
    this.#cursor = total + segments;
    return total;
  }

  #resize(length: number): void {
    const [{ bytes }, isTaken, live] = [this, this.#isTaken, this.#live];
    this.bytes = new Uint8Array(length);
    this.bytes.set(bytes);
    this.#view = new DataView(this.bytes.buffer);
    const segments = Math.ceil(length / SEGMENT);
    if (segments === isTaken.length) return;
    this.#isTaken = new Uint8Array(segments);
    this.#isTaken.set(isTaken);
    this.#live = new Int32Array(segments);
    this.#live.set(live);
  }

  /** All values leave; the memory is kept. */
  clear(): void {
    this.#isTaken.fill(0);
    this.#live.fill(0);
    this.#taken =
      this.#liveBytes =
      this.#next =
      this.#limit =
      this.#cursor =
        0;
    this.#current = NONE;
  }

  /** All values, and gaps, where they lie: a view, valid until something changes. */
  written(): Uint8Array<ArrayBuffer> {
    const last = this.#isTaken.lastIndexOf(1);
    return this.bytes.subarray(0, last === this.#current ? this.#next : (last + 1) * SEGMENT);
  }
}

function segmentsOf(length: number): number {
  return Math.ceil(length / SEGMENT);
}

/** Also copies, or overwrites, up to {@link SLACK} bytes behind the value. */
function copyWords(source: DataView, start: number, into: DataView, at: number, length: number): void {
  for (let i = 0; i < length; i += SLACK) {
    into.setBigInt64(at + i, source.getBigInt64(start + i, true), true);
    into.setBigInt64(at + i + 8, source.getBigInt64(start + i + 8, true), true);
  }
}

let lastBytes: Uint8Array = new Uint8Array(0);
let lastView: DataView = new DataView(lastBytes.buffer);

/** Values of a column lie in the same bytes, so that their view is most often the last one. */
function viewOf(bytes: Uint8Array): DataView {
  if (bytes === lastBytes) return lastView;
  lastBytes = bytes;
  return lastView = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
