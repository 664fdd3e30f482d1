import type { Batch } from "../../schema/batch.ts";
import { DataError } from "../../schema/errors.ts";
import { type Column, columnFor, type Int64Column } from "../../schema/column.ts";
import type { Field, Schema } from "../../schema/field.ts";
import { TIMESTAMP, type Value } from "../../schema/types.ts";
import { castTo } from "../../sql/bind/cast.ts";
import { evaluate } from "../../sql/evaluate.ts";
import { columnsOf, type Expr } from "../../sql/expr.ts";
import { RowError, Segment } from "../codegen/segment.ts";
import type { PartitionFollower, Receiver, Stateful, Ticking } from "../operator.ts";
import type { SnapshotReader, SnapshotWriter } from "../state/snapshot.ts";
import { located } from "./segment.ts";

interface WatermarkOptions {
  readonly watermark: Expr;
  readonly inputs: readonly Field[];
  /** Has an event time; its row watermark, where it has one, lies behind the input's columns. */
  readonly schema: Schema;
  /** Milliseconds without a row after which a partition no longer holds the watermark back; undefined: never. */
  readonly idleTimeout: number | undefined;
  now(): number;
}

/** How far event time has come in one partition. */
export interface PartitionTime {
  readonly partition: number;
  /** Nanoseconds; undefined: no row has set it. */
  readonly watermark: bigint | undefined;
  /** When a row came last, or reading began: milliseconds since the epoch. */
  readonly lastRow: number;
  /** It does not hold the watermark back any more. */
  readonly isIdle: boolean;
}

interface PartitionWatermark {
  /** One slot: the largest value so far, nanoseconds. */
  readonly largest: BigInt64Array;
  lastRow: number;
  ended: boolean;
}

const NONE = -(2n ** 63n);
const LARGEST = 2n ** 63n - 1n;

/**
 * Follows event time. The watermark of a partition is the largest value of the expression in it; the operator's is
 * the smallest over partitions that are neither idle nor ended; when all are idle, the largest (`sql.md` §8).
 */
export class WatermarkOperator implements Receiver, Ticking, PartitionFollower, Stateful {
  readonly #options: WatermarkOptions;
  readonly #next: Receiver;
  readonly #segment: Segment;
  readonly #partitions = new Map<number, PartitionWatermark>();
  /** What the watermark was before each row, where somebody wants it. */
  readonly #before: WatermarkedBatch | undefined;
  /** Of the watermark behind the event time, nanoseconds; undefined: it is not always the same. */
  readonly delay: bigint | undefined;
  #current = NONE;
  /** Time stands still for idle partitions while nobody reads. */
  #heldSince: number | undefined;

  constructor(options: WatermarkOptions, next: Receiver) {
    this.#options = options;
    this.#next = next;
    const nanos = castTo(options.watermark, TIMESTAMP, { span: { start: 0, end: 0 }, text: "the watermark" });
    this.#segment = new Segment({
      inputs: options.inputs,
      predicates: [],
      outputs: [nanos],
      fields: [{ name: "watermark", type: TIMESTAMP, nullable: nanos.nullable }],
    });
    this.delay = delayOf(nanos, options.schema);
    this.#before = options.schema.rowWatermark === undefined ? undefined : new WatermarkedBatch(options.inputs.length);
  }

  /** Nanoseconds; undefined as long as there is none. */
  get watermark(): bigint | undefined {
    return this.#current === NONE ? undefined : this.#current;
  }

  get idleTimeout(): number | undefined {
    return this.#options.idleTimeout;
  }

  /** Of partitions that have not ended. */
  partitions(): readonly PartitionTime[] {
    const { now, idleTimeout = Infinity } = this.#options;
    const at = this.#heldSince ?? now();
    return Array.from(this.#partitions).filter(([, { ended }]) => !ended).map(([partition, { largest, lastRow }]) => ({
      partition,
      watermark: largest[0] === NONE ? undefined : largest[0],
      lastRow,
      isIdle: at - lastRow >= idleTimeout,
    }));
  }

  /** The newest event time, nanoseconds; undefined: no row has come, or the watermark does not tell. */
  get newest(): bigint | undefined {
    const { delay } = this;
    if (delay === undefined) return undefined;
    let newest = NONE;
    for (const { largest } of this.#partitions.values()) if (largest[0]! > newest) newest = largest[0]!; // one slot
    return newest === NONE ? undefined : newest + delay;
  }

  open(partitions: Iterable<number>): void {
    for (const partition of partitions) this.#partition(partition);
  }

  process(batch: Batch): void {
    this.#refuseNull(batch);
    const state = this.#partition(batch.partition ?? 0);
    const values = this.#values(batch);
    state.lastRow = this.#options.now();
    if (this.#before === undefined) {
      follow(values, batch.length, state.largest);
      this.#next.process(batch);
    } else {
      const limit = this.#smallest(state.lastRow, state);
      followRows(values, batch.length, state.largest, limit, this.#current, this.#before.watermark);
      this.#next.process(this.#before.of(batch));
    }
    this.#update(state.lastRow);
  }

  #values(batch: Batch): Int64Column {
    try {
      return this.#segment.run(batch).columns[0] as Int64Column; // TIMESTAMP
    } catch (error) {
      throw error instanceof RowError ? located(error, batch) : error;
    }
  }

  #refuseNull(batch: Batch): void {
    const index = this.#options.schema.eventTime;
    const valid = index === undefined ? undefined : batch.columns[index]?.valid;
    const row = valid === undefined ? -1 : valid.subarray(0, batch.length).indexOf(0);
    if (row < 0 || index === undefined) return;
    const place = batch.origin?.(row);
    const name = this.#options.schema.fields[index]?.name;
    throw new DataError(
      `Column '${name}' is the event time and is NULL` +
        (place ? ` (topic ${place.topic}, partition ${place.partition}, offset ${place.offset})` : ""),
      { code: "bad_record", place, hint: "Declare it NOT NULL with bad_data = 'drop', or choose another column." },
    );
  }

  #partition(partition: number): PartitionWatermark {
    let state = this.#partitions.get(partition);
    if (state === undefined) {
      state = { largest: new BigInt64Array([NONE]), lastRow: this.#options.now(), ended: false };
      this.#partitions.set(partition, state);
    }
    return state;
  }

  /** Partitions count as active from now on: nobody read them for a while. */
  wake(): void {
    const now = this.#options.now();
    for (const state of this.#partitions.values()) state.lastRow = now;
  }

  hold(): void {
    this.#heldSince ??= this.#options.now();
  }

  goOn(): void {
    if (this.#heldSince === undefined) return;
    const held = this.#options.now() - this.#heldSince;
    for (const state of this.#partitions.values()) state.lastRow += held;
    this.#heldSince = undefined;
  }

  endPartition(partition: number): void {
    this.#partition(partition).ended = true;
    this.#update(this.#options.now());
  }

  tick(now: number): void {
    this.#update(now);
  }

  #update(now: number): void {
    const watermark = this.#smallest(now);
    if (watermark <= this.#current) return;
    this.#current = watermark;
    this.#next.advance(watermark);
  }

  /** The smallest over partitions that are active, `but` left out (it is); when none is active the largest. */
  #smallest(now: number, but?: PartitionWatermark): bigint {
    const { idleTimeout } = this.#options;
    const open = [...this.#partitions.values()].filter((one) => !one.ended);
    const time = this.#heldSince ?? now;
    const active = open.filter((one) => idleTimeout === undefined || time - one.lastRow < idleTimeout);
    const values = (active.length > 0 ? active : open).filter((one) => one !== but).map((one) =>
      one.largest[0] ?? NONE
    );
    if (but !== undefined && values.length === 0) return LARGEST;
    const smaller = active.length > 0;
    return values.reduce((a, b) => (a < b) === smaller ? a : b, values[0] ?? NONE);
  }

  advance(): void {}

  end(): void {
    this.#next.end();
  }

  snapshot(out: SnapshotWriter): void {
    const states = [...this.#partitions.values()];
    out.array("current", BigInt64Array.of(this.#current));
    out.array("partitions", Int32Array.from(this.#partitions.keys()));
    out.array("largest", BigInt64Array.from(states, (state) => state.largest[0] ?? NONE));
    out.array("ended", Uint8Array.from(states, (state) => state.ended ? 1 : 0));
  }

  /** Partitions count as active from now on. */
  restore(from: SnapshotReader): void {
    const [largest, ended] = [from.int64("largest"), from.bytes("ended")];
    this.#current = from.int64("current")[0] ?? NONE;
    from.int32("partitions").forEach((partition, i) => {
      const state = this.#partition(partition);
      state.largest[0] = largest[i] ?? NONE;
      state.ended = ended[i] === 1;
    });
  }

  stateSize(): number {
    return this.#partitions.size * 16;
  }
}

/** Two moments that tell whether a watermark keeps its distance, nanoseconds: not of the same month, nor hour. */
const MOMENTS = [1_700_000_000_123_456_000n, 1_738_402_983_000_000_000n] as const;

/** Of `ts - INTERVAL '5 seconds'`: five seconds. */
function delayOf(watermark: Expr, { eventTime, fields }: Schema): bigint | undefined {
  const type = eventTime === undefined ? undefined : fields[eventTime]?.type;
  if (eventTime === undefined || type?.kind !== "timestamp") return undefined;
  if (columnsOf(watermark).size !== 1 || !columnsOf(watermark).has(eventTime)) return undefined;
  const unit = 10n ** BigInt(9 - type.precision);
  const [one, other] = MOMENTS.map((moment) => {
    const row: Value[] = [];
    row[eventTime] = moment / unit;
    const value = evaluate(watermark, row);
    return typeof value === "bigint" ? moment / unit * unit - value : undefined;
  });
  return one === other ? one : undefined;
}

/** The input's columns, then the watermark before each row. One object, refilled. */
class WatermarkedBatch implements Batch {
  length = 0;
  changes: Uint8Array | undefined;
  partition: number | undefined;
  origin: Batch["origin"];
  readonly columns: Column[];
  readonly watermark: Int64Column;

  constructor(width: number) {
    this.watermark = columnFor({ type: TIMESTAMP, nullable: false }) as Int64Column;
    this.columns = [...Array<Column>(width).fill(this.watermark), this.watermark];
  }

  of(batch: Batch): Batch {
    this.length = batch.length;
    this.changes = batch.changes;
    this.partition = batch.partition;
    this.origin = batch.origin;
    batch.columns.forEach((column, i) => this.columns[i] = column);
    return this;
  }
}

/** Raises `largest` to the largest value. */
function follow({ values, valid }: Int64Column, rows: number, largest: BigInt64Array): void {
  for (let row = 0; row < rows; row++) {
    if (valid !== undefined && valid[row] === 0) continue;
    if (values[row]! > largest[0]!) largest[0] = values[row]!; // row < rows
  }
}

/**
 * The same, and what the operator's watermark was before each row, as if it moved after every single one: the partition's,
 * at most `limit` (that of the other partitions), never below `current`. Times are 32-bit halves, low word first: no bigint
 * is made.
 */
function followRows(
  { halves, valid }: Int64Column,
  rows: number,
  largest: BigInt64Array,
  limit: bigint,
  current: bigint,
  before: Int64Column,
): void {
  const out = before.halves;
  const bounds = new Int32Array(BigInt64Array.of(limit, current).buffer);
  const [limitLow, limitHigh, currentLow, currentHigh] = [bounds[0]! >>> 0, bounds[1]!, bounds[2]! >>> 0, bounds[3]!];
  const state = new Int32Array(largest.buffer, largest.byteOffset, 2);
  let [largestLow, largestHigh] = [state[0]! >>> 0, state[1]!];
  for (let row = 0; row < rows; row++) {
    let low = largestLow;
    let high = largestHigh;
    if (high > limitHigh || (high === limitHigh && low > limitLow)) {
      low = limitLow;
      high = limitHigh;
    }
    if (high < currentHigh || (high === currentHigh && low < currentLow)) {
      low = currentLow;
      high = currentHigh;
    }
    out[2 * row] = low;
    out[2 * row + 1] = high;
    if (valid !== undefined && valid[row] === 0) continue;
    const ownLow = halves[2 * row]! >>> 0; // row < rows
    const ownHigh = halves[2 * row + 1]!; // row < rows
    if (ownHigh < largestHigh || (ownHigh === largestHigh && ownLow <= largestLow)) continue;
    largestLow = ownLow;
    largestHigh = ownHigh;
  }
  state[0] = largestLow;
  state[1] = largestHigh;
}
