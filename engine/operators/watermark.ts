import type { Batch } from "../../schema/batch.ts";
import { DataError } from "../../schema/errors.ts";
import type { Schema } from "../../schema/field.ts";
import { TIMESTAMP } from "../../schema/types.ts";
import { castTo } from "../../sql/bind/cast.ts";
import type { Expr } from "../../sql/expr.ts";
import { RowError, Segment } from "../codegen/segment.ts";
import type { PartitionFollower, Receiver, Ticking } from "../operator.ts";
import { located } from "./segment.ts";

interface WatermarkOptions {
  readonly watermark: Expr;
  /** Of the input; has an event time. */
  readonly schema: Schema;
  /** Milliseconds without a row after which a partition no longer holds the watermark back; undefined: never. */
  readonly idleTimeout: number | undefined;
  now(): number;
}

interface PartitionWatermark {
  /** One slot: the largest value so far, nanoseconds. */
  readonly largest: BigInt64Array;
  lastRow: number;
  ended: boolean;
}

const NONE = -(2n ** 63n);

/**
 * Follows event time. The watermark of a partition is the largest value of the expression in it; the operator's is
 * the smallest over partitions that are neither idle nor ended; when all are idle, the largest (`sql.md` §8).
 */
export class WatermarkOperator implements Receiver, Ticking, PartitionFollower {
  readonly #options: WatermarkOptions;
  readonly #next: Receiver;
  readonly #segment: Segment;
  readonly #partitions = new Map<number, PartitionWatermark>();
  #current = NONE;

  constructor(options: WatermarkOptions, next: Receiver) {
    this.#options = options;
    this.#next = next;
    const nanos = castTo(options.watermark, TIMESTAMP, { span: { start: 0, end: 0 }, text: "the watermark" });
    this.#segment = new Segment({
      inputs: options.schema.fields,
      predicates: [],
      outputs: [nanos],
      fields: [{ name: "watermark", type: TIMESTAMP, nullable: nanos.nullable }],
    });
  }

  /** Nanoseconds; undefined as long as there is none. */
  get watermark(): bigint | undefined {
    return this.#current === NONE ? undefined : this.#current;
  }

  open(partitions: Iterable<number>): void {
    for (const partition of partitions) this.#partition(partition);
  }

  process(batch: Batch): void {
    this.#refuseNull(batch);
    const state = this.#partition(batch.partition ?? 0);
    this.#follow(batch, state.largest);
    state.lastRow = this.#options.now();
    this.#next.process(batch);
    this.#update(state.lastRow);
  }

  #follow(batch: Batch, largest: BigInt64Array): void {
    let column;
    try {
      column = this.#segment.run(batch).columns[0];
    } catch (error) {
      throw error instanceof RowError ? located(error, batch) : error;
    }
    if (column?.kind !== "int64") return;
    const { values, valid } = column;
    for (let row = 0; row < batch.length; row++) {
      if (valid !== undefined && valid[row] === 0) continue;
      if (values[row]! > largest[0]!) largest[0] = values[row]!; // row < length
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

  endPartition(partition: number): void {
    this.#partition(partition).ended = true;
    this.#update(this.#options.now());
  }

  tick(now: number): void {
    this.#update(now);
  }

  #update(now: number): void {
    const { idleTimeout } = this.#options;
    const open = [...this.#partitions.values()].filter((one) => !one.ended);
    const active = open.filter((one) => idleTimeout === undefined || now - one.lastRow < idleTimeout);
    const values = (active.length > 0 ? active : open).map((one) => one.largest[0] ?? NONE);
    const smaller = active.length > 0;
    const watermark = values.reduce((a, b) => (a < b) === smaller ? a : b, values[0] ?? NONE);
    if (watermark <= this.#current) return;
    this.#current = watermark;
    this.#next.advance(watermark);
  }

  advance(): void {}

  end(): void {
    this.#next.end();
  }
}
