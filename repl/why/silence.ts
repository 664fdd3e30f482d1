/** One line when a live query has been silent for a while: the likeliest reason, said once. */
import type { Job } from "../../engine/job.ts";
import { diagnose, hintOf } from "./diagnosis.ts";

/** So long a query is silent before the reason is said, in milliseconds. */
export const SILENCE_MS = 3_000;
/** Between two looks at what holds it back, in milliseconds. */
const LOOK_MS = 500;

/** Watches one query; to be asked a few times a second. */
export class Silence {
  readonly #job: Job;
  #isSaid: boolean;
  #lookedAt = -Infinity;

  /** A bounded query ends by itself: nothing is said of it. */
  constructor(job: Job, bounded: boolean) {
    this.#job = job;
    this.#isSaid = bounded;
  }

  /**
   * `lastAt`: when a row came last, or the query began; `width`: columns of the screen. Undefined: rows came lately, it was said
   * before, or nobody knows.
   */
  reason(now: number, lastAt: number, width: number): string | undefined {
    if (this.#isSaid || now - lastAt < SILENCE_MS || now - this.#lookedAt < LOOK_MS) return undefined;
    this.#lookedAt = now;
    const hint = hintOf(diagnose(this.#job, now), width);
    this.#isSaid = hint !== undefined;
    return hint;
  }
}
