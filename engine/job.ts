/** A pipeline with a number: what \jobs lists and STOP JOB ends. */
import type { Pipeline, PipelineHealth } from "./pipeline.ts";

export type JobState = "starting" | "running" | "stopping" | "finished" | "failed";

export class Job {
  readonly id: number;
  /** The statement, secrets masked. */
  readonly text: string;
  readonly pipeline: Pipeline;
  readonly startedAt: number;
  /** Resolves when the job has ended by itself or was stopped; rejects with what failed it. */
  readonly done: Promise<void>;
  /** Resolves when sources and sinks are open and rows may flow, or when the job has ended before that. */
  readonly started: Promise<true>;
  #state: JobState = "starting";
  #error: unknown;

  constructor(id: number, text: string, pipeline: Pipeline, now: number) {
    this.id = id;
    this.text = text;
    this.pipeline = pipeline;
    this.startedAt = now;
    const { promise, resolve } = Promise.withResolvers<true>();
    this.started = promise;
    this.done = this.#run(() => resolve(true)).finally(() => resolve(true));
    this.done.catch(() => {}); // whoever cares awaits it
  }

  get state(): JobState {
    return this.#state;
  }

  get error(): unknown {
    return this.#error;
  }

  get ended(): boolean {
    return this.#state === "finished" || this.#state === "failed";
  }

  /** A snapshot: rows, lag, watermark, whether it is reconnecting. */
  get metrics(): PipelineHealth {
    return this.pipeline.health();
  }

  async #run(onStarted: () => void): Promise<void> {
    try {
      await this.pipeline.run(() => {
        if (this.#state === "starting") this.#state = "running";
        onStarted();
      });
      this.#state = "finished";
    } catch (error) {
      this.#state = "failed";
      this.#error = error;
      throw error;
    }
  }

  /** Ends reading, writes what was read (`now`: gives it up), and resolves when the job is over. */
  async stop(now = false): Promise<void> {
    if (!this.ended) this.#state = "stopping";
    this.pipeline.stop(now);
    await this.done.catch(() => {});
  }
}
