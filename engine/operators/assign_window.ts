import type { Batch } from "../../schema/batch.ts";
import { type Column, columnFor, Int64Column } from "../../schema/column.ts";
import type { WindowSpec } from "../../schema/field.ts";
import { TIMESTAMP } from "../../schema/types.ts";
import type { LogicalPlan } from "../../sql/plan.ts";
import type { LateDropping, Receiver, Stateful } from "../operator.ts";
import { GatheredBatch } from "./gather.ts";
import { SessionRows } from "./session_rows.ts";
import { timesOf } from "./times.ts";

export type AssignWindow = LogicalPlan & { kind: "assignWindow" };

export function assignWindowOperator(
  plan: AssignWindow,
  next: Receiver,
): Receiver & Partial<Stateful & LateDropping> {
  switch (plan.window.kind) {
    case "tumble":
      return new Tumble(plan, plan.window.width, next);
    case "hop":
      return new Hop(plan, plan.window, next);
    case "session":
      return new SessionRows(plan, plan.window.gap, next);
    default:
      return plan.window satisfies never;
  }
}

/** The start of the window of `width` that begins at a multiple of it from the epoch and holds `time`. */
export function floorTo(time: bigint, width: bigint): bigint {
  const rest = time % width;
  return time - (rest < 0n ? rest + width : rest);
}

/** Each row's window of one width; rows pass at once. */
class Tumble implements Receiver {
  readonly #width: bigint;
  readonly #time: number;
  readonly #next: Receiver;
  readonly #own = Array.from({ length: 3 }, () => columnFor({ type: TIMESTAMP, nullable: false }) as Int64Column);
  #start = 0n;

  constructor(plan: AssignWindow, width: bigint, next: Receiver) {
    this.#width = width;
    this.#time = plan.time;
    this.#next = next;
  }

  process(batch: Batch): void {
    const times = timesOf(batch, this.#time);
    const [starts, ends, windowTimes] = this.#own.map((column) => column.values) as [
      BigInt64Array,
      BigInt64Array,
      BigInt64Array,
    ];
    let start = this.#start;
    let end = start + this.#width;
    for (let row = 0; row < batch.length; row++) {
      const time = times[row]!; // row < length
      if (time < start || time >= end) {
        start = floorTo(time, this.#width);
        end = start + this.#width;
      }
      starts[row] = start;
      ends[row] = end;
      windowTimes[row] = end - 1n;
    }
    this.#start = start;
    this.#next.process(withColumns(batch, this.#own));
  }

  advance(watermark: bigint): void {
    this.#next.advance(watermark);
  }

  end(): void {
    this.#next.end();
  }
}

/** A row for each of its windows; rows pass at once. */
class Hop implements Receiver {
  readonly #window: WindowSpec & { kind: "hop" };
  readonly #time: number;
  readonly #out: GatheredBatch;
  readonly #own: readonly Int64Column[];
  readonly #next: Receiver;

  constructor(plan: AssignWindow, window: WindowSpec & { kind: "hop" }, next: Receiver) {
    this.#window = window;
    this.#time = plan.time;
    this.#next = next;
    const { fields } = plan.input.schema;
    this.#out = new GatheredBatch(fields, plan.schema.fields, next);
    this.#own = this.#out.columns.slice(fields.length) as Int64Column[]; // TIMESTAMP
  }

  process(batch: Batch): void {
    const times = timesOf(batch, this.#time);
    const { slide, width } = this.#window;
    const [starts, ends, windowTimes] = this.#own;
    this.#out.begin(batch);
    for (let row = 0; row < batch.length; row++) {
      const time = times[row]!; // row < length
      for (let start = floorTo(time - width, slide) + slide; start <= time; start += slide) {
        const k = this.#out.add(row);
        starts!.values[k] = start; // a window has three columns
        ends!.values[k] = start + width;
        windowTimes!.values[k] = start + width - 1n;
      }
    }
    this.#out.finish();
  }

  advance(watermark: bigint): void {
    this.#next.advance(watermark);
  }

  end(): void {
    this.#next.end();
  }
}

function withColumns({ length, columns, changes, partition, origin }: Batch, added: readonly Column[]): Batch {
  return { length, columns: [...columns, ...added], changes, partition, origin };
}
