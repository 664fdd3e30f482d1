/** Which job `\why` and `\health` are about. */
import { observe } from "../../engine/flow/observe.ts";
import type { Observation } from "../../engine/flow/observation.ts";
import type { Job } from "../../engine/job.ts";

/** Remembers the last SELECT, of one that has ended what was observed then: its state may be large. */
export class ObservedJobs {
  readonly #jobs: () => readonly Job[];
  #last: Job | Observation | undefined;

  constructor(jobs: () => readonly Job[]) {
    this.#jobs = jobs;
  }

  /** A SELECT has begun. */
  begun(query: Job): void {
    this.#last = query;
  }

  /** It is over, or let go of. */
  over(query: Job, now: number): void {
    if (this.#last === query) this.#last = observe(query, now);
  }

  /** By number; without one the last SELECT, else the newest job. Answers a sentence where there is none. */
  observed(number: string, now: number): Observation | string {
    if (number !== "") {
      const job = /^\d+$/.test(number) ? this.#jobs().find(({ id }) => id === Number(number)) : undefined;
      return job === undefined ? `There is no job ${number}; \\dj lists them` : observe(job, now);
    }
    const last = this.#last ?? this.#jobs().at(-1);
    if (last === undefined) return "Nothing has run yet that could be looked at";
    return "pipeline" in last ? observe(last, now) : last;
  }
}
