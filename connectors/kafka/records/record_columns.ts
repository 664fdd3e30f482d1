import type { Records } from "../../../schema/records.ts";

/** What a scanner may read behind a record without looking: word-wise skipping overshoots by up to eight bytes. */
export const TAIL = 8;

/** Which parts of a record are wanted beside its value, offset and timestamp. */
export interface RecordParts {
  readonly keys?: boolean;
  readonly headers?: boolean;
}

/** The growing arrays behind {@link Records}. */
export class RecordColumns {
  count = 0;
  capacity: number;
  valueStart: Int32Array;
  valueEnd: Int32Array;
  keyStart: Int32Array | undefined;
  keyEnd: Int32Array | undefined;
  headersStart: Int32Array | undefined;
  headersEnd: Int32Array | undefined;
  offset: Float64Array;
  timestamp: Float64Array;

  constructor(parts: RecordParts = {}, capacity = 1024) {
    this.capacity = capacity;
    this.valueStart = new Int32Array(capacity);
    this.valueEnd = new Int32Array(capacity);
    this.offset = new Float64Array(capacity);
    this.timestamp = new Float64Array(capacity);
    this.keyStart = parts.keys ? new Int32Array(capacity) : undefined;
    this.keyEnd = parts.keys ? new Int32Array(capacity) : undefined;
    this.headersStart = parts.headers ? new Int32Array(capacity) : undefined;
    this.headersEnd = parts.headers ? new Int32Array(capacity) : undefined;
  }

  /** Makes room for `more` records behind the present ones; may replace every array. */
  ensure(more: number): void {
    const needed = this.count + more;
    if (needed <= this.capacity) return;
    const capacity = Math.max(needed, this.capacity * 2);
    this.valueStart = grown(this.valueStart, new Int32Array(capacity));
    this.valueEnd = grown(this.valueEnd, new Int32Array(capacity));
    this.offset = grown(this.offset, new Float64Array(capacity));
    this.timestamp = grown(this.timestamp, new Float64Array(capacity));
    this.keyStart &&= grown(this.keyStart, new Int32Array(capacity));
    this.keyEnd &&= grown(this.keyEnd, new Int32Array(capacity));
    this.headersStart &&= grown(this.headersStart, new Int32Array(capacity));
    this.headersEnd &&= grown(this.headersEnd, new Int32Array(capacity));
    this.capacity = capacity;
  }

  /** The first `count` records as a chunk over `data`. */
  chunk(topic: string, partition: number, data: Uint8Array, next: number): Records {
    const { count, valueStart, valueEnd, offset, timestamp } = this;
    return {
      topic,
      partition,
      data,
      count,
      valueStart,
      valueEnd,
      offset,
      timestamp,
      next,
      ...(this.keyStart && this.keyEnd && { keyStart: this.keyStart, keyEnd: this.keyEnd }),
      ...(this.headersStart && this.headersEnd &&
        { headersStart: this.headersStart, headersEnd: this.headersEnd }),
    };
  }
}

function grown<T extends Int32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
