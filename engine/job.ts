/** A pipeline with a number: what \jobs lists and STOP JOB ends. One that keeps checkpoints is started again when it fails. */
import { ConnectorError } from "../schema/errors.ts";
import type { CheckpointKeeper, CheckpointRecord } from "./checkpoints/keeper.ts";
import type { Pipeline, PipelineHealth } from "./pipeline.ts";

export type JobState = "starting" | "running" | "restarting" | "stopping" | "finished" | "failed";

export interface JobParts {
  readonly id: number;
  /** The statement, secrets masked. */
  readonly text: string;
  /** A pipeline of the job's plan that has not run yet. */
  build(): Pipeline;
  /** Of its checkpoints; disposed of when the job has ended. */
  readonly keeper: (CheckpointKeeper & AsyncDisposable) | undefined;
  /** Milliseconds since the epoch. */
  now(): number;
  onNotice(text: string): void;
}

/** So often in a row a job is started again without having taken a checkpoint. */
const RESTARTS = 20;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;

export class Job {
  readonly id: number;
  readonly text: string;
  readonly startedAt: number;
  /** Resolves when the job has ended by itself or was stopped; rejects with what failed it. */
  readonly done: Promise<void>;
  /** Resolves when sources and sinks are open and rows may flow, or when the job has ended before that. */
  readonly started: Promise<true>;
  /** How often it was started again. */
  restarts = 0;
  readonly #parts: JobParts;
  readonly #stopping = new AbortController();
  #pipeline: Pipeline;
  #state: JobState = "starting";
  #error: unknown;

  constructor(parts: JobParts) {
    this.id = parts.id;
    this.text = parts.text;
    this.startedAt = parts.now();
    this.#parts = parts;
    this.#pipeline = parts.build();
    const { promise, resolve } = Promise.withResolvers<true>();
    this.started = promise;
    this.done = this.#run(() => resolve(true)).finally(() => resolve(true));
    this.done.catch(() => {}); // whoever cares awaits it
  }

  /** The one that runs, or ran last. */
  get pipeline(): Pipeline {
    return this.#pipeline;
  }

  get state(): JobState {
    return this.#state;
  }

  /** What failed it, or why it is being started again. */
  get error(): unknown {
    return this.#error;
  }

  get ended(): boolean {
    return this.#state === "finished" || this.#state === "failed";
  }

  /** A snapshot: rows, lag, watermark, whether it is reconnecting. */
  get metrics(): PipelineHealth {
    return this.#pipeline.health();
  }

  /** Its last checkpoints, the newest first. */
  get checkpoints(): readonly CheckpointRecord[] {
    return this.#parts.keeper?.records ?? [];
  }

  async #run(onStarted: () => void): Promise<void> {
    try {
      await this.#runAgainAndAgain(onStarted);
      this.#state = "finished";
      this.#error = undefined;
    } catch (error) {
      this.#state = "failed";
      this.#error = error;
      throw error;
    } finally {
      await this.#parts.keeper?.[Symbol.asyncDispose]();
    }
  }

  async #runAgainAndAgain(onStarted: () => void): Promise<void> {
    let failures = 0;
    for (;;) {
      const before = this.checkpoints[0]?.number;
      try {
        return await this.#pipeline.run(() => {
          if (this.#state !== "stopping") this.#state = "running";
          onStarted();
        });
      } catch (error) {
        if (this.checkpoints[0]?.number !== before) failures = 0;
        if (!this.#mayRestart(error) || ++failures > RESTARTS) throw error;
        await this.#restart(error as Error, Math.min(FIRST_WAIT_MS * 2 ** (failures - 1), LONGEST_WAIT_MS));
        if (this.#stopping.signal.aborted) return;
      }
    }
  }

  /** Only what ran once: an error of the start is for whoever started it. */
  #mayRestart(error: unknown): boolean {
    return this.#parts.keeper !== undefined && this.#pipeline.started && this.#state !== "stopping" &&
      error instanceof ConnectorError && error.retryable;
  }

  async #restart(error: Error, milliseconds: number): Promise<void> {
    this.#state = "restarting";
    this.#error = error;
    this.restarts++;
    const seconds = milliseconds / 1000;
    this.#parts.onNotice(`Starting again from the last checkpoint in ${seconds} s: ${error.message}`);
    await pause(milliseconds, this.#stopping.signal);
    if (!this.#stopping.signal.aborted) this.#pipeline = this.#parts.build();
  }

  /** Ends reading, writes what was read (`now`: gives it up), and resolves when the job is over. */
  async stop(now = false): Promise<void> {
    if (!this.ended) this.#state = "stopping";
    this.#stopping.abort();
    this.#pipeline.stop(now);
    await this.done.catch(() => {});
  }
}

/** Resolves after so many milliseconds, or when the signal aborts. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener("abort", end);
  });
}
