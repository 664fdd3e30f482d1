import type { Receiver, Stateful, TwoInputs } from "../../operator.ts";
import type { SnapshotReader, SnapshotWriter } from "../../state/snapshot.ts";
import { BATCH_ROWS } from "../../../schema/column.ts";
import { JoinInputs } from "./inputs.ts";
import { joinLayout, type JoinPlan } from "./layout.ts";
import { JoinOutput, type Side } from "./output.ts";
import { sideCode } from "./side.ts";
import { JoinState } from "./state.ts";
import { RegularInput } from "./regular_input.ts";

const NANOS_PER_MS = 1_000_000n;

/**
 * A join without end: each row meets the rows of the other side that came before it. What is given may be retracted:
 * rows of an outer side stand alone, padded with NULL, as long as no row matches them. Rows leave, without a word, when the
 * watermark is the ttl behind their event time.
 */
export class RegularJoin implements TwoInputs, Stateful {
  readonly left: RegularInput;
  readonly right: RegularInput;
  readonly #state: JoinState;
  readonly #inputs = new JoinInputs();
  readonly #next: Receiver;
  /** Nanoseconds; 0: rows stay. */
  readonly #ttl: bigint;

  readonly #leaving = new Int32Array(BATCH_ROWS);

  constructor(plan: JoinPlan, ttl: number, next: Receiver) {
    const layout = joinLayout(plan);
    const [left, right] = [sideCode(layout, layout.left), sideCode(layout, layout.right)];
    const leaves = (time: number | undefined) => ttl > 0 && time !== undefined;
    this.#state = new JoinState(layout, left, right, {
      left: leaves(layout.left.time),
      right: leaves(layout.right.time),
    });
    this.#ttl = BigInt(Math.round(ttl)) * NANOS_PER_MS;
    this.#next = next;
    const output = new JoinOutput(layout, plan.schema.updating, next);
    const input = (side: Side) =>
      new RegularInput(side, plan, layout, this.#state, output, {
        advance: (watermark) => this.#advance(side, watermark),
        end: () => this.#end(side),
      });
    this.left = input("left");
    this.right = input("right");
  }

  #advance(side: Side, watermark: bigint): void {
    this.#inputs.advance(side, watermark);
    this.#moved();
  }

  #end(side: Side): void {
    if (this.#inputs.ended) return;
    this.#inputs.end(side);
    if (this.#inputs.ended) this.#next.end();
    else this.#moved();
  }

  #moved(): void {
    const watermark = this.#inputs.smallest;
    if (!this.#inputs.give(watermark)) return;
    if (this.#ttl > 0n) this.#expire(watermark - this.#ttl);
    this.#next.advance(watermark);
  }

  #expire(limit: bigint): void {
    for (const side of [this.#state.left, this.#state.right]) {
      const { queue } = side;
      if (queue === undefined) continue;
      let count: number;
      do {
        count = queue.takeBefore(limit, this.#leaving);
        this.#state.removeAll(side, this.#leaving, count);
      } while (count === this.#leaving.length);
    }
  }

  kept(): { readonly left: number; readonly right: number } {
    return { left: this.#state.left.rows.size, right: this.#state.right.rows.size };
  }

  snapshot(out: SnapshotWriter): void {
    this.#inputs.snapshot(out);
    this.#state.snapshot(out, "state");
  }

  restore(from: SnapshotReader): void {
    this.#inputs.restore(from);
    this.#state.restore(from, "state");
  }

  stateSize(): number {
    return this.#state.byteLength;
  }
}
