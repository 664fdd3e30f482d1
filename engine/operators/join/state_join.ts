import type { JoinLayout, JoinPlan } from "./layout.ts";
import { type JoinOutput, PADDED } from "./output.ts";
import { JoinPairs } from "./pairs.ts";
import type { JoinSide } from "./side.ts";
import type { JoinState } from "./state.ts";
import { tooManyRows } from "./error.ts";

/** Joins what is kept of two sides, once: of every type. */
export class StateJoin {
  readonly #type: JoinPlan["type"];
  readonly #atMostOne: string | undefined;
  readonly #layout: JoinLayout;
  readonly #output: JoinOutput;
  readonly #pairs: JoinPairs;
  #left: JoinSide | undefined;
  #right: JoinSide | undefined;

  constructor(plan: JoinPlan, layout: JoinLayout, output: JoinOutput) {
    this.#type = plan.type;
    this.#atMostOne = plan.atMostOne;
    this.#layout = layout;
    this.#output = output;
    this.#pairs = new JoinPairs(layout, plan.condition, (left, right) => this.#meet(left, right));
  }

  /** Matches of the state's rows are counted from 0. */
  run(state: JoinState): void {
    const { left, right } = state;
    this.#left = left;
    this.#right = right;
    this.#output.from(state);
    this.#pairs.from(state);
    for (let slot = 0; slot < left.rows.used; slot++) { // rows only come, so all slots hold one
      const key = left.keys[slot]!;
      if (key < 0) continue;
      for (let other = right.head[key]!; other >= 0; other = right.next[other]!) this.#pairs.add(slot, other);
    }
    this.#pairs.flush();
    this.#giveAlone(left, right);
    this.#output.flush();
  }

  #meet(left: number, right: number): void {
    const matches = ++this.#left!.matches[left]!; // while it runs; slots of pairs
    this.#right!.matches[right]!++;
    if (this.#atMostOne !== undefined && matches > 1) throw tooManyRows(this.#atMostOne);
    if (this.#type !== "semi" && this.#type !== "anti") this.#output.insert(left, right);
  }

  /** Rows that are not given with a match: of outer sides those without one; of semi and anti joins all. */
  #giveAlone(left: JoinSide, right: JoinSide): void {
    const isSemi = this.#type === "semi";
    if (isSemi || this.#type === "anti" || this.#layout.left.isOuter) {
      for (let slot = 0; slot < left.rows.used; slot++) {
        if ((left.matches[slot]! > 0) === isSemi) this.#output.insert(slot, PADDED); // slot < used
      }
    }
    if (!this.#layout.right.isOuter) return;
    for (let slot = 0; slot < right.rows.used; slot++) {
      if (right.matches[slot] === 0) this.#output.insert(PADDED, slot);
    }
  }
}
