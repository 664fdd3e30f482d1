import { type Batch, INSERT } from "../../schema/batch.ts";
import { BATCH_ROWS } from "../../schema/column.ts";
import { InternalError } from "../../schema/errors.ts";
import type { LogicalPlan } from "../../sql/plan.ts";
import type { Receiver, Stateful, Ticking } from "../operator.ts";
import { Heap } from "../state/heap.ts";
import { compileProbe, KeyTable, type Probe } from "../state/key_table.ts";
import { compileOrder, type RowOrder } from "../state/order.ts";
import { RowBag } from "../state/row_bag.ts";
import type { SnapshotReader, SnapshotWriter } from "../state/snapshot.ts";
import { ChangelogOutput } from "./changelog_output.ts";
import { timesOf } from "./times.ts";

/** The earliest row of its key so far. */
interface Candidate {
  readonly key: number;
  readonly slot: number;
  readonly time: bigint;
  readonly sequence: number;
}

/** The first row of the key was given: what comes now is not first. */
const GIVEN = "given";

/**
 * `row_number() OVER (PARTITION BY k ORDER BY <event time>) = 1` over rows that are not retracted: each key's first row,
 * once. It is given when the watermark says that no earlier one can come; judged row by row, so that the result does
 * not depend on how rows are batched.
 */
export class KeepFirst implements Receiver, Stateful, Ticking {
  readonly #ttl: number;
  readonly #time: number;
  /** Nanoseconds of one unit of the event time. */
  readonly #unit: bigint;
  readonly #rowWatermark: number | undefined;
  readonly #ranked: boolean;
  readonly #next: Receiver;
  readonly #now: () => number;
  readonly #keys: KeyTable;
  readonly #probe: Probe;
  readonly #bag: RowBag;
  readonly #order: RowOrder;
  readonly #out: ChangelogOutput;
  readonly #slots = new Int32Array(BATCH_ROWS);
  /** By slot of the key. */
  readonly #firsts = new Map<number, Candidate | typeof GIVEN>();
  readonly #waiting: Heap<Candidate>;
  readonly #leaving: number[] = [];
  /** When a row of the key came last, the longest ago first. */
  readonly #ages = new Map<number, number>();

  constructor(plan: LogicalPlan & { kind: "topN" }, next: Receiver, now: () => number) {
    const { fields, eventTime, rowWatermark } = plan.input.schema;
    const type = eventTime === undefined ? undefined : fields[eventTime]?.type;
    if (eventTime === undefined || type?.kind !== "timestamp") throw new InternalError("Rows have no event time");
    this.#ttl = plan.updates.ttl;
    this.#time = eventTime;
    this.#unit = 10n ** BigInt(9 - type.precision);
    this.#rowWatermark = rowWatermark;
    this.#ranked = plan.ranked;
    this.#next = next;
    this.#now = now;
    const keys = plan.partition.map((index) => fields[index]!); // positions of the input
    this.#keys = new KeyTable(keys);
    this.#probe = compileProbe({ keys, inputs: fields, positions: plan.partition, insert: true });
    this.#bag = new RowBag(fields);
    this.#order = compileOrder(plan.keys, fields);
    this.#out = new ChangelogOutput(this.#bag.rows, plan.schema.fields, false, next);
    this.#waiting = new Heap((a, b) => a.time < b.time || (a.time === b.time && a.sequence < b.sequence));
  }

  process(batch: Batch): void {
    const times = timesOf(batch, this.#time);
    const watermarks = this.#rowWatermark === undefined ? undefined : timesOf(batch, this.#rowWatermark);
    this.#keys.reserve(batch.length);
    this.#probe(this.#keys, batch.columns, 0, batch.length, this.#slots);
    const now = this.#now();
    for (let row = 0; row < batch.length; row++) {
      if (watermarks !== undefined) this.#settle(watermarks[row]!); // row < length
      const key = this.#slots[row]!;
      this.#touch(key, now);
      this.#take(batch, row, key, times[row]! * this.#unit);
    }
    this.#flush();
  }

  #take(batch: Batch, row: number, key: number, time: bigint): void {
    const first = this.#firsts.get(key);
    if (first === GIVEN) return;
    if (first !== undefined) {
      if (this.#order(batch.columns, row, this.#bag.rows.columns, first.slot) >= 0) return;
      this.#firsts.delete(key);
      this.#leaving.push(first.slot);
    }
    const slot = this.#bag.add(batch.columns, row);
    const candidate = { key, slot, time, sequence: this.#bag.sequence(slot) };
    this.#firsts.set(key, candidate);
    this.#waiting.push(candidate);
  }

  /** Gives the first rows before which none can come any more. */
  #settle(watermark: bigint): void {
    for (let first = this.#waiting.first; first !== undefined; first = this.#waiting.first) {
      if (this.#firsts.get(first.key) === first) {
        if (first.time > watermark) return;
        this.#firsts.set(first.key, GIVEN);
        this.#leaving.push(first.slot);
        const k = this.#out.add(first.slot, INSERT);
        const rank = this.#ranked ? this.#out.columns.at(-1) : undefined;
        if (rank?.kind === "any") rank.values[k] = 1n;
      }
      this.#waiting.pop();
    }
  }

  #flush(): void {
    this.#out.flush();
    for (const slot of this.#leaving) this.#bag.release(slot);
    this.#leaving.length = 0;
  }

  advance(watermark: bigint): void {
    this.#settle(watermark);
    this.#flush();
    this.#next.advance(watermark);
  }

  end(): void {
    this.#settle(LAST);
    this.#flush();
    this.#next.end();
  }

  #touch(key: number, now: number): void {
    if (this.#ttl === 0) return;
    this.#ages.delete(key);
    this.#ages.set(key, now);
  }

  tick(now: number): void {
    for (const [key, touched] of this.#ages) {
      if (now - touched < this.#ttl) return;
      if (this.#firsts.get(key) !== GIVEN) {
        this.#touch(key, now); // still waits for its watermark
        continue;
      }
      this.#ages.delete(key);
      this.#firsts.delete(key);
      this.#keys.remove(key);
    }
  }

  snapshot(out: SnapshotWriter): void {
    this.#keys.snapshot(out, "keys");
    this.#bag.snapshot(out, "rows");
    const firsts = [...this.#firsts];
    out.array("firsts", Int32Array.from(firsts.flatMap(([key, one]) => [key, one === GIVEN ? -1 : one.slot])));
    out.array("times", BigInt64Array.from(firsts.map(([, one]) => one === GIVEN ? 0n : one.time)));
    out.array("ages", Float64Array.from([...this.#ages].flat()));
  }

  restore(from: SnapshotReader): void {
    this.#keys.restore(from, "keys");
    this.#bag.restore(from, "rows");
    const [firsts, times, ages] = [from.int32("firsts"), from.int64("times"), from.float64("ages")];
    times.forEach((time, i) => {
      const [key, slot] = [firsts[2 * i]!, firsts[2 * i + 1]!]; // two for each
      const one = slot < 0 ? GIVEN : { key, slot, time, sequence: this.#bag.sequence(slot) };
      this.#firsts.set(key, one);
      if (one !== GIVEN) this.#waiting.push(one);
    });
    for (let i = 0; i < ages.length; i += 2) this.#ages.set(ages[i]!, ages[i + 1]!); // key and time
  }

  stateSize(): number {
    return this.#keys.byteLength + this.#bag.byteLength;
  }
}

/** Past every time. */
const LAST = 2n ** 63n;
