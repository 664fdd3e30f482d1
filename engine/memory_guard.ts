/** `--memory-limit`: the largest job ends with an error before the system ends the process. */
import { ConnectorError } from "../schema/errors.ts";
import type { Job } from "./job.ts";

export interface MemoryLimit {
  readonly bytes: number;
  /** Bytes that the process occupies now, as the system counts them. */
  used(): number;
}

const CHECK_MS = 50;

export class MemoryGuard {
  readonly #limit: MemoryLimit;
  readonly #jobs = new Set<Job>();
  /** Was told to end, and still holds what it holds. */
  #ending: Job | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(limit: MemoryLimit) {
    this.#limit = limit;
  }

  /** Looks at the memory as long as the job runs. */
  watch(job: Job): void {
    this.#jobs.add(job);
    this.#timer ??= setInterval(() => this.#check(), CHECK_MS);
    job.done.catch(() => {}).finally(() => {
      this.#jobs.delete(job);
      if (this.#ending === job) this.#ending = undefined;
      if (this.#jobs.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    });
  }

  #check(): void {
    if (this.#ending !== undefined) return;
    const used = this.#limit.used();
    if (used <= this.#limit.bytes) return;
    const running = [...this.#jobs].filter(({ state }) => state !== "restarting");
    const [largest] = running.sort((a, b) => b.metrics.stateSize - a.metrics.stateSize);
    if (largest === undefined) return;
    this.#ending = largest;
    largest.fail(memoryError(largest, used, this.#limit.bytes));
  }
}

/** Says what is largest in the job. */
export function memoryError(job: Job, used: number, limit: number): ConnectorError {
  const [first, ...others] = job.pipeline.states();
  return new ConnectorError(
    `The process uses ${bytesText(used)} of memory, more than the ${bytesText(limit)} of --memory-limit`,
    {
      code: "memory",
      notes: first === undefined
        ? ["No operator keeps state: the memory is the program's own, and that of rows on their way"]
        : [
          `The largest state has ${bytesText(first.bytes)}: ${first.label}`,
          ...others.slice(0, 2).map(({ label, bytes }) => `Then ${bytesText(bytes)}: ${label}`),
        ],
      hint: "Raise the limit, or have it keep less: a shorter updating_ttl, shorter windows, fewer keys. " +
        (job.keepsCheckpoints ? "It goes on from its last checkpoint." : "It keeps no checkpoint."),
    },
  );
}

const UNITS = ["bytes", "KB", "MB", "GB", "TB"];

/** Three digits, in powers of 1,000. */
export function bytesText(bytes: number): string {
  let [value, unit] = [bytes, 0];
  for (; value >= 999.5 && unit + 1 < UNITS.length; unit++) value /= 1000;
  return `${unit === 0 ? value : Number(value.toPrecision(3))} ${UNITS[unit]}`;
}
