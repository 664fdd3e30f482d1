/** A pipeline with a number: what \jobs lists and STOP JOB ends. One that keeps checkpoints is started again when it fails. */
import { ConnectorError, InternalError } from "../schema/errors.ts";
import type { CheckpointKeeper, CheckpointRecord } from "./checkpoints/keeper.ts";
import { type Counters, NOTHING_COUNTED, type PipelineHealth, total } from "./health.ts";
import type { Pipeline } from "./pipeline.ts";
import type { Snapshot } from "./state/snapshot.ts";

export type JobState = "starting" | "running" | "paused" | "restarting" | "stopping" | "finished" | "failed";

/** A job has become something. */
export interface JobEvent {
  readonly kind: JobState | "resumed";
  /** Of `restarting`: seconds until it begins; 0: it was asked for. */
  readonly wait?: number;
}

export interface JobParts {
  readonly id: number;
  /** Name of the pipeline. */
  readonly name: string;
  /** The statement, secrets masked. */
  readonly text: string;
  /** Somebody watches its rows, and nothing is written. */
  readonly isQuery: boolean;
  /** Milliseconds. */
  readonly checkpointInterval: number;
  /** A pipeline of the job's plan that has not run yet. */
  build(): Pipeline;
  /** Of its checkpoints; disposed of when the job has ended. */
  readonly keeper: (CheckpointKeeper & AsyncDisposable) | undefined;
  /** Milliseconds since the epoch. */
  now(): number;
  onEvent(job: Job, event: JobEvent): void;
}

/** So often in a row a job is started again without having taken a checkpoint. */
const RESTARTS = 20;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;

/** Somebody wants the pipeline built again. */
interface Again {
  /** Where to go on; undefined: from the last checkpoint. */
  readonly state: Snapshot | undefined;
  /** It runs again, or the job has ended. */
  resolve(): void;
}

export class Job {
  readonly id: number;
  readonly name: string;
  readonly text: string;
  /** Somebody watches its rows, and nothing is written. */
  readonly isQuery: boolean;
  readonly startedAt: number;
  /** Milliseconds. */
  readonly checkpointInterval: number;
  /** Resolves when the job has ended by itself or was stopped; rejects with what failed it. */
  readonly done: Promise<void>;
  /** Resolves when sources and sinks are open and rows may flow, or when the job has ended before that. */
  readonly started: Promise<true>;
  /** How often it was started again. */
  restarts = 0;
  /** When it became what it is, milliseconds since the epoch. */
  changedAt: number;
  readonly #parts: JobParts;
  readonly #stopping = new AbortController();
  #pipeline: Pipeline;
  #state: JobState = "starting";
  #error: unknown;
  #isPaused = false;
  #hasRun = false;
  #again: Again | undefined;
  /** Ends the wait before a restart. */
  #wake: () => void = () => {};
  /** By pipelines that have ended. */
  #counted = NOTHING_COUNTED;
  #failedCheckpoints = 0;

  constructor(parts: JobParts) {
    this.id = parts.id;
    this.name = parts.name;
    this.text = parts.text;
    this.isQuery = parts.isQuery;
    this.startedAt = this.changedAt = parts.now();
    this.checkpointInterval = parts.checkpointInterval;
    this.#parts = parts;
    this.#pipeline = parts.build();
    const { promise, resolve } = Promise.withResolvers<true>();
    this.started = promise;
    parts.onEvent(this, { kind: "starting" });
    this.done = this.#run(() => resolve(true)).finally(() => resolve(true));
    this.done.catch(() => {}); // whoever cares awaits it
  }

  /** The one that runs, or ran last. */
  get pipeline(): Pipeline {
    return this.#pipeline;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  get state(): JobState {
    return this.#isPaused && this.#state === "running" ? "paused" : this.#state;
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

  /** Since the job began, restarts included. */
  get counted(): Counters {
    return total(this.#counted, this.#pipeline.counted());
  }

  /** Sources and sinks were open, once. */
  get hasRun(): boolean {
    return this.#hasRun;
  }

  /** It has done all there was to do: it was not stopped, nor has it failed. */
  get through(): boolean {
    return this.#state === "finished" && this.#pipeline.through;
  }

  get keepsCheckpoints(): boolean {
    return this.#parts.keeper !== undefined;
  }

  /** Its last checkpoints, the newest first. */
  get checkpoints(): readonly CheckpointRecord[] {
    return this.#parts.keeper?.records ?? [];
  }

  /** Checkpoints that were begun and never counted. */
  get failedCheckpoints(): number {
    return this.#failedCheckpoints + this.#pipeline.failedCheckpoints;
  }

  async #run(onStarted: () => void): Promise<void> {
    try {
      await this.#runAgainAndAgain(onStarted);
      this.#error = undefined;
      this.#become("finished");
    } catch (error) {
      this.#error = error;
      this.#become("failed");
      throw error;
    } finally {
      await this.#parts.keeper?.[Symbol.asyncDispose]();
      this.#again?.resolve();
    }
  }

  #become(state: JobState, details: Omit<JobEvent, "kind"> = {}): void {
    this.#state = state;
    this.changedAt = this.#parts.now();
    this.#parts.onEvent(this, { kind: state, ...details });
  }

  async #runAgainAndAgain(onStarted: () => void): Promise<void> {
    let failures = 0;
    for (;;) {
      const before = this.checkpoints[0]?.number;
      try {
        await this.#pipeline.run(() => this.#onRunning(onStarted));
        if (this.#again === undefined || this.#pipeline.through) return;
      } catch (cause) {
        const error = await this.#parts.keeper?.judge(cause) ?? cause;
        if (this.checkpoints[0]?.number !== before) failures = 0;
        if (!this.#mayRestart(error) || ++failures > RESTARTS) throw error;
        await this.#backOff(error, Math.min(FIRST_WAIT_MS * 2 ** (failures - 1), LONGEST_WAIT_MS));
      }
      if (this.#stopping.signal.aborted) return;
      await this.#buildAgain();
    }
  }

  #onRunning(onStarted: () => void): void {
    this.#hasRun = true;
    if (this.#state !== "stopping") this.#become("running");
    onStarted();
    this.#again?.resolve();
    this.#again = undefined;
  }

  /** Only a job that ran once: an error of the start is for whoever started it. */
  #mayRestart(error: unknown): boolean {
    return this.#parts.keeper !== undefined && this.#hasRun && this.#state !== "stopping" &&
      error instanceof ConnectorError && error.retryable;
  }

  async #backOff(error: unknown, milliseconds: number): Promise<void> {
    this.#error = error;
    this.#become("restarting", { wait: milliseconds / 1000 });
    const waking = new AbortController();
    this.#wake = () => waking.abort();
    if (this.#again === undefined) await pause(milliseconds, AbortSignal.any([this.#stopping.signal, waking.signal]));
  }

  async #buildAgain(): Promise<void> {
    const { keeper, now, build } = this.#parts;
    const state = this.#again?.state;
    // A copy of it is the newest checkpoint from now on: numbers only grow.
    if (state !== undefined) await keeper?.save(state, { since: now(), pauseMilliseconds: 0 });
    this.restarts++;
    this.#counted = this.counted;
    this.#failedCheckpoints = this.failedCheckpoints;
    this.#pipeline = build();
    if (this.#isPaused) this.#pipeline.pause();
  }

  /** Nothing is read until {@link resume}; state is kept, and checkpoints are taken. To be called before it has ended. */
  pause(): void {
    if (this.#isPaused) return;
    this.#isPaused = true;
    this.changedAt = this.#parts.now();
    this.#pipeline.pause();
    this.#parts.onEvent(this, { kind: "paused" });
  }

  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.changedAt = this.#parts.now();
    this.#pipeline.resume();
    this.#parts.onEvent(this, { kind: "resumed" });
  }

  /** The state of a checkpoint that is still there; undefined: it is not. `cannot`: checkpoints of this job cannot be gone back to. */
  async stateOf(checkpoint: number): Promise<Snapshot | undefined | "cannot"> {
    const { keeper } = this.#parts;
    return keeper?.load === undefined ? "cannot" : await keeper.load(checkpoint);
  }

  /**
   * Builds the pipeline anew: it goes on from its last checkpoint, for which what was read is written first; with `state`, from there,
   * and what was read since then is read again. Resolves when it runs, or has ended. To be called on a job that keeps checkpoints
   * and has not ended.
   */
  async restart(state?: Snapshot): Promise<void> {
    if (this.ended || !this.keepsCheckpoints) throw new InternalError(`Job ${this.id} cannot be started again`);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#again?.resolve();
    this.#again = { state, resolve };
    if (this.#state !== "stopping" && this.#state !== "restarting") this.#become("restarting", { wait: 0 });
    this.#wake();
    this.#pipeline.stop(state !== undefined);
    await promise;
  }

  /** Has it end with an error as soon as it can; what was read since its last checkpoint is given up. */
  fail(error: unknown): void {
    this.#pipeline.fail(error);
  }

  /** Ends reading, writes what was read (`now`: gives it up), and resolves when the job is over. */
  async stop(now = false): Promise<void> {
    if (!this.ended && this.#state !== "stopping") this.#become("stopping");
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
