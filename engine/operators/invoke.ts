import { type Batch, UPDATE_BEFORE } from "../../schema/batch.ts";
import { BATCH_ROWS, type Column, columnFor, setValue } from "../../schema/column.ts";
import { DataError } from "../../schema/errors.ts";
import type { Field } from "../../schema/field.ts";
import type { Value } from "../../schema/types.ts";
import type { LogicalPlan } from "../../sql/plan.ts";
import { batchTime, keepBatchTime } from "../batch_time.ts";
import type { CallFailure, FunctionCalls } from "../functions/function_calls.ts";
import type { Argument } from "../functions/messages.ts";
import { argumentOf, fromScript, Misfit } from "../functions/values.ts";
import type { PartitionFollower, Pressure, Receiver, Waiting } from "../operator.ts";
import { keep, pickRows } from "./kept_batch.ts";

/** What has come in and not gone on yet, in the order of coming in. */
type Entry = RowsEntry | { readonly kind: "act"; readonly act: () => void; readonly always: boolean };

interface RowsEntry {
  readonly kind: "rows";
  readonly batch: Batch;
  readonly time: () => bigint;
  /** By row of the batch; meaningful where {@link settled} is 1. */
  readonly values: Value[];
  readonly settled: Uint8Array;
  /** Rows that have gone on: of an ordered call the first ones, of an unordered one any. */
  gone: number;
}

/**
 * Calls of a user function: rows wait here until its worker has given their values, while the thread does other things.
 * Watermarks and ends keep their place behind the rows that came before them. Rows keep their order too, but those of
 * an unordered function over an append-only input, which go on when they are ready.
 */
export class InvokeOperator implements Receiver, Waiting {
  readonly #plan: LogicalPlan & { kind: "invoke" };
  readonly #calls: FunctionCalls;
  readonly #pressure: Pressure;
  readonly #next: Receiver;
  readonly #inputs: readonly Field[];
  readonly #read: (value: unknown) => Value;
  readonly #value: Column;
  readonly #unordered: boolean;
  /** As many rows may wait here before the sources do. */
  readonly #capacity: number;
  readonly #queue: Entry[] = [];
  #rows = 0;
  #room: (() => void)[] = [];
  #failed = false;
  #onError: (error: unknown) => void = () => {};

  constructor(plan: LogicalPlan & { kind: "invoke" }, calls: FunctionCalls, pressure: Pressure, next: Receiver) {
    const { fn, input, schema } = plan;
    this.#plan = plan;
    this.#calls = calls;
    this.#pressure = pressure;
    this.#next = next;
    this.#inputs = input.schema.fields;
    this.#read = fromScript(fn.returns);
    this.#value = columnFor(schema.fields.at(-1)!); // the value of the call
    this.#unordered = fn.async === "unordered" && !schema.updating;
    this.#capacity = Math.max(2 * BATCH_ROWS, fn.async === undefined ? 0 : fn.inFlight);
  }

  async open(onError: (error: unknown) => void): Promise<void> {
    this.#onError = onError;
    await this.#calls.open();
  }

  process(batch: Batch): void {
    if (this.#failed) return;
    const entry: RowsEntry = {
      kind: "rows",
      batch: keep(batch, this.#plan.passed),
      time: batchTime(),
      values: new Array<Value>(batch.length).fill(null),
      settled: new Uint8Array(batch.length),
      gone: 0,
    };
    this.#queue.push(entry);
    this.#rows += batch.length;
    if (this.#rows >= this.#capacity) this.#pressure.add(new Promise((resolve) => this.#room.push(resolve)));
    this.#calls.call(batch.length, this.#arguments(batch), this.#needed(batch), {
      settled: (rows, values) => this.#guard(() => this.#settled(entry, rows, values)),
      failed: (failure, row) => this.#fail(located(failure, row, entry.batch)),
    });
  }

  #arguments(batch: Batch): readonly Argument[] {
    const whenNull = this.#plan.fn.aggregate ? [] : null; // a group without values has an empty array
    return this.#plan.args.map((index) => argumentOf(batch, index, this.#inputs[index]!, whenNull)); // of the plan
  }

  #needed(batch: Batch): Uint8Array | undefined {
    const column = this.#plan.when === undefined ? undefined : batch.columns[this.#plan.when];
    return column?.kind === "bool" ? column.values.slice(0, batch.length) : undefined;
  }

  #settled(entry: RowsEntry, rows: Int32Array | undefined, values: readonly unknown[]): void {
    if (this.#failed) return;
    for (let i = 0; i < values.length; i++) {
      const row = rows === undefined ? i : rows[i]!; // as many as values
      entry.values[row] = this.#valueOf(values[i], row, entry.batch);
      entry.settled[row] = 1;
    }
    if (this.#unordered) this.#pass(entry, rows);
    this.#goOn();
  }

  #valueOf(value: unknown, row: number, batch: Batch): Value {
    try {
      return this.#read(value);
    } catch (error) {
      if (!(error instanceof Misfit)) throw error;
      const hint = value === undefined ? "It must return a value; null is NULL." : undefined;
      throw located({ message: `Function ${this.#plan.fn.name} returned ${error.message}`, hint }, row, batch);
    }
  }

  /** Passes on from the front of the queue what waits for nothing. */
  #goOn(): void {
    for (let head = this.#queue[0]; head !== undefined; head = this.#queue[0]) {
      if (head.kind === "rows") {
        if (!this.#unordered) this.#passFirst(head);
        if (head.gone < head.batch.length) break;
      }
      this.#queue.shift();
      if (head.kind === "act") head.act();
    }
    if (this.#rows < this.#capacity) this.#letGo();
  }

  /** The rows from the first one that has not gone on to the first one without a value; the two versions of a row together. */
  #passFirst(entry: RowsEntry): void {
    const from = entry.gone;
    let to = from;
    while (to < entry.batch.length && entry.settled[to] !== 0) to++;
    if (to > from && entry.batch.changes?.[to - 1] === UPDATE_BEFORE) to--;
    if (to === from) return;
    const whole = to - from === entry.batch.length;
    this.#pass(entry, whole ? undefined : Int32Array.from({ length: to - from }, (_, i) => from + i));
  }

  #pass(entry: RowsEntry, rows: Int32Array | undefined): void {
    const part = rows === undefined ? entry.batch : pickRows(entry.batch, rows);
    for (let i = 0; i < part.length; i++) setValue(this.#value, i, entry.values[rows?.[i] ?? i] ?? null);
    entry.gone += part.length;
    this.#rows -= part.length;
    keepBatchTime(entry.time);
    this.#next.process({ ...part, columns: [...part.columns, this.#value] });
  }

  advance(watermark: bigint): void {
    this.#inTurn(() => this.#next.advance(watermark));
  }

  end(): void {
    this.#inTurn(() => this.#next.end());
  }

  /** What follows partitions above this operator, told of their end when the rows before it have come through. */
  following(follower: PartitionFollower): PartitionFollower {
    return {
      open: (partitions) => follower.open(partitions),
      endPartition: (partition) => this.#inTurn(() => follower.endPartition(partition)),
      hold: () => this.#inTurn(() => follower.hold()),
      goOn: () => this.#inTurn(() => follower.goOn()),
    };
  }

  drained(): Promise<void> {
    return new Promise((resolve) => this.#inTurn(resolve, true));
  }

  /** Acts when all that came in before has gone on; after a failure only what is to be done `always`. */
  #inTurn(act: () => void, always = false): void {
    if (this.#failed) return always ? act() : undefined;
    if (this.#queue.length === 0) return act();
    this.#queue.push({ kind: "act", act, always });
  }

  /** Values come in by themselves: nobody above catches what goes wrong behind them. */
  #guard(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#onError(error);
    const waiting = this.#queue.splice(0);
    for (const entry of waiting) if (entry.kind === "act" && entry.always) entry.act();
    this.#letGo();
  }

  #letGo(): void {
    for (const resolve of this.#room.splice(0)) resolve();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#calls[Symbol.asyncDispose]();
  }
}

/** The failure with the record it happened on. */
function located({ message, hint }: CallFailure, row: number | undefined, batch: Batch): DataError {
  const place = row === undefined ? undefined : batch.origin?.(row);
  const where = place ? ` (topic ${place.topic}, partition ${place.partition}, offset ${place.offset})` : "";
  return new DataError(`${message}${where}`, { code: "user_function", place, hint });
}
