/** One dataflow from its sources to its sinks, running. */
import { createHash } from "node:crypto";
import type { PartitionProgress, Reading, Sink } from "../connectors/connector.ts";
import { type Batch, UPDATE_BEFORE } from "../schema/batch.ts";
import type { DataError } from "../schema/errors.ts";
import type { BadRecords } from "./bad_records.ts";
import type { CheckpointKeeper } from "./checkpoints/keeper.ts";
import type { LateDropping, Pressure, Receiver, Stateful, Ticking, Waiting } from "./operator.ts";
import type { WatermarkOperator } from "./operators/watermark.ts";
import type { Flow } from "./flow/flow.ts";
import type { Mark, Rates } from "./flow/pace.ts";
import { freeze, makeRoom, settle, settleParts, thaw } from "./checkpoint.ts";
import {
  type Counters,
  countersOf,
  difference,
  healthOf,
  NOTHING_COUNTED,
  type PipelineHealth,
  type StateSize,
  statesOf,
} from "./health.ts";
import type { Ranges } from "./lineage/search.ts";
import type { RegisteredEncoder } from "./registry/registered_encoder.ts";
import type { SourceTask } from "./source_task.ts";
import type { Snapshot, SnapshotReader, SnapshotWriter } from "./state/snapshot.ts";
import { SnapshotMemory } from "./state/snapshot_memory.ts";
import { Turn } from "./turn.ts";

/** Where rows leave the pipeline: a sink, or whoever watches a SELECT. */
export class Output implements Receiver, Stateful {
  rows = 0;
  ended = false;
  readonly sink: Sink | undefined;
  readonly #encoders: readonly RegisteredEncoder[];
  readonly #write: (batch: Batch) => void | Promise<void>;
  readonly #pressure: Pressure;
  #onEnd: () => void = () => {};
  /** Where the sink goes on after a restart. */
  #position: number | undefined;

  /** `encoders` are those of the sink that register a schema before anything is written. */
  constructor(
    write: (batch: Batch) => void | Promise<void>,
    pressure: Pressure,
    sink?: Sink,
    encoders: readonly RegisteredEncoder[] = [],
  ) {
    this.#write = write;
    this.#pressure = pressure;
    this.sink = sink;
    this.#encoders = encoders;
  }

  /** Asks the registry whether rows can be written as they are, and changes nothing. */
  async checkSchemas(signal: AbortSignal): Promise<void> {
    for (const encoder of this.#encoders) await encoder.prepare(signal);
  }

  async open(signal: AbortSignal): Promise<void> {
    await this.sink?.open(signal, this.#position);
    for (const encoder of this.#encoders) await encoder.open(signal);
  }

  whenEnded(act: () => void): void {
    this.#onEnd = act;
  }

  process(batch: Batch): void {
    const written = this.#write(batch);
    this.rows += rowsOf(batch);
    if (written !== undefined) this.#pressure.add(written);
  }

  advance(): void {}

  end(): void {
    this.ended = true;
    this.#onEnd();
  }

  snapshot(out: SnapshotWriter): void {
    out.array("rows", Float64Array.of(this.rows));
    out.array("ended", Uint8Array.of(this.ended ? 1 : 0));
    out.array("position", Float64Array.of(this.sink?.position?.() ?? -1));
  }

  restore(from: SnapshotReader): void {
    this.rows = from.float64("rows")[0] ?? 0;
    this.ended = from.bytes("ended")[0] === 1;
    const position = from.float64("position")[0] ?? -1;
    this.#position = position < 0 ? undefined : position;
  }

  stateSize(): number {
    return 0;
  }
}

/** The two versions of a row that changes count once. */
function rowsOf({ length, changes }: Batch): number {
  if (changes === undefined) return length;
  let rows = 0;
  for (let row = 0; row < length; row++) if (changes[row] !== UPDATE_BEFORE) rows++;
  return rows;
}

export interface PipelineParts {
  readonly sources: readonly SourceTask[];
  readonly outputs: readonly Output[];
  readonly watermarks: readonly WatermarkOperator[];
  readonly ticking: readonly Ticking[];
  /** In the order in which they were built: the same for the same plan. */
  readonly stateful: readonly Stateful[];
  readonly labels: ReadonlyMap<Stateful, string>;
  readonly late: readonly LateDropping[];
  readonly bad: readonly BadRecords[];
  /** What has gone through which part. */
  readonly flow: Flow;
  /** Rows that need no source: VALUES and SELECT without FROM. */
  readonly constants: readonly (() => void)[];
  /** Operators whose rows wait for somebody outside. */
  readonly waiting: readonly Waiting[];
  now(): number;
}

const TICK_MS = 50;

export class Pipeline {
  readonly #parts: PipelineParts;
  readonly #stop = new AbortController();
  readonly #commitEvery: number;
  readonly #keeper: CheckpointKeeper | undefined;
  readonly #abandoned = Promise.withResolvers<void>();
  /** Resolves when rows that still wait are wanted by nobody. */
  readonly #unwanted = Promise.withResolvers<void>();
  /** Of one checkpoint after the other. */
  readonly #memory = new SnapshotMemory();
  #failure: { readonly error: unknown } | undefined;
  #committing: Promise<void> = Promise.resolve();
  #isCommitting = false;
  #started = false;
  #restored = false;
  #isAbandoned = false;
  #isPaused = false;
  /** {@link #tickOn} is under way. */
  #isTicking = false;
  /** By the clock, rows may have come to where {@link #drain} has been. */
  #hasTicked = false;
  /** What the snapshot brought along. */
  #before: Counters = NOTHING_COUNTED;
  /** Checkpoints that were begun and never counted. */
  failedCheckpoints = 0;

  /**
   * Every `commitEvery` milliseconds the sinks are flushed; then a checkpoint is given to `keeper`, and source offsets are
   * committed for lag tools.
   */
  constructor(parts: PipelineParts, commitEvery: number, keeper?: CheckpointKeeper) {
    this.#parts = parts;
    this.#commitEvery = commitEvery;
    this.#keeper = keeper;
    this.#stop.signal.addEventListener("abort", () => this.#onAbort());
  }

  /** The same for the same sources, operators that remember something, and outputs. */
  get fingerprint(): string {
    const labels = [...this.#parts.labels.values()];
    return createHash("sha256").update(JSON.stringify(labels)).digest("hex").slice(0, 16);
  }

  get started(): boolean {
    return this.#started;
  }

  /** It has gone on from a checkpoint. */
  get isRestored(): boolean {
    return this.#restored;
  }

  /** The pipeline goes on where the one was of which this is the snapshot: of the same plan, before {@link run}. */
  restore(snapshot: Snapshot): void {
    thaw(this.#parts, snapshot);
    this.#restored = true;
    this.#before = countersOf(this.#parts);
  }

  /**
   * What is needed to go on from here: every row read so far is in the state of operators or was handed to an output.
   * Waits until no source is in the middle of a record and no row waits for somebody outside; sources hold still for it.
   * `atCut` is called at that very moment. The snapshot lies in `memory`.
   */
  async checkpoint(atCut: () => void = () => {}, memory?: SnapshotMemory): Promise<Snapshot> {
    const held = Promise.withResolvers<void>();
    for (const source of this.#parts.sources) source.hold(held.promise);
    try {
      await Promise.all(this.#parts.sources.map((source) => source.whole()));
      do {
        this.#hasTicked = false;
        await this.#drain();
      } while (this.#hasTicked || settle(this.#parts.stateful));
      const state = freeze(this.#parts, memory);
      atCut();
      return state;
    } finally {
      held.resolve();
    }
  }

  /** Reading begins; called once. Resolves when all sources and outputs have ended or {@link stop} was called. */
  async run(onStarted: () => void = () => {}): Promise<void> {
    const { sources, outputs, ticking, constants } = this.#parts;
    const { signal } = this.#stop;
    const timers: ReturnType<typeof setInterval>[] = [];
    let committing: ReturnType<typeof setInterval> | undefined;
    try {
      if (!await this.#open(signal) || signal.aborted) return;
      this.#started = true;
      onStarted();
      for (const output of outputs) output.whenEnded(() => this.#endWhenAllEnded());
      if (this.#restored) this.#endWhenAllEnded();
      timers.push(setInterval(() => this.#tick(ticking), TICK_MS));
      if (outputs.some((output) => output.sink) || sources.some((source) => source.parts.source.committed)) {
        committing = setInterval(() => this.#commitInTurn(), this.#commitEvery);
      }
      if (!this.#restored) { for (const give of constants) give(); }
      await this.#runSources(sources);
      await this.#drain();
      clearInterval(committing); // the last one says that the pipeline is through: none may come behind it
      await Promise.race([this.#committing.catch(() => {}), this.#abandoned.promise]);
      if (this.#failure !== undefined) throw this.#failure.error;
      await Promise.race([this.#commit(this.#allEnded()), this.#abandoned.promise]);
      if (this.#allEnded()) await this.#keeper?.finish();
    } catch (error) {
      if (!isAbort(error)) throw error;
    } finally {
      for (const timer of [...timers, committing]) clearInterval(timer);
      this.#stop.abort();
      await this.#close();
    }
  }

  /** When this ends nobody is still opening, so all can be closed. False: the pipeline was through already. */
  async #open(signal: AbortSignal): Promise<boolean> {
    const { sources, outputs, bad, waiting } = this.#parts;
    await this.#allOrAbort(outputs.map((output) => output.sink?.prepare?.(signal)));
    const beginning = await this.#keeper?.open(signal);
    if (beginning?.kind === "finished") {
      for (const output of outputs) output.ended = true;
      await this.#keeper?.finish();
      return false;
    }
    if (beginning?.kind === "state") this.restore(beginning.state);
    await this.#allOrAbort(outputs.map((output) => output.checkSchemas(signal)));
    if (signal.aborted) return false;
    await this.#allOrAbort([
      ...outputs.map((output) => output.open(signal)),
      ...sources.map((source) => source.open(signal)),
      ...bad.map((one) => one.deadLetters?.open(signal)),
      ...waiting.map((one) => one.open((error) => this.#fail(error))),
    ]);
    return true;
  }

  #runSources(sources: readonly SourceTask[]): Promise<void> {
    return this.#allOrAbort(sources.map((source) => source.run(this.#stop.signal)));
  }

  /** Waits for all; the first failure stops the others and is thrown when they have ended. An abort is no failure. */
  async #allOrAbort(work: readonly (Promise<void> | undefined)[]): Promise<void> {
    const results = await Promise.allSettled(work.map(async (one) => {
      try {
        await one;
      } catch (error) {
        this.#stop.abort();
        throw error;
      }
    }));
    const failed = results.find((result) => result.status === "rejected" && !isAbort(result.reason));
    if (failed?.status === "rejected") throw failed.reason;
  }

  #tick(ticking: readonly Ticking[]): void {
    this.#hasTicked = true;
    try {
      const { now, watermarks } = this.#parts;
      const at = now();
      // A pause is no sign that a partition is idle.
      const stand: readonly Ticking[] = this.#isPaused ? watermarks : [];
      const unfinished = ticking.filter((one) => !stand.includes(one) && one.tick(at) === true);
      if (unfinished.length > 0 && !this.#isTicking) void this.#tickOn(unfinished);
      if (this.#parts.outputs.some(({ sink }) => sink?.isFull?.())) this.#commitInTurn();
      this.#parts.flow.pace.tick(at, () => this.#mark());
    } catch (error) {
      this.#fail(error);
    }
  }

  /** What one turn has no room for is done in the next ones. */
  async #tickOn(ticking: readonly Ticking[]): Promise<void> {
    this.#isTicking = true;
    const turn = new Turn();
    try {
      for (let left = ticking; left.length > 0;) {
        await turn.next();
        if (this.#stop.signal.aborted) return; // who ends tells everything
        const at = this.#parts.now();
        this.#hasTicked = true;
        left = left.filter((one) => one.tick(at) === true);
      }
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#isTicking = false;
    }
  }

  #mark(): Mark {
    const { sources, now } = this.#parts;
    const { rowsIn, rowsOut, watermark } = this.health();
    const positions = new Map(sources.map((source) => [source, new Map(source.positions)]));
    return { at: now(), rowsIn, rowsOut, watermark, positions };
  }

  /** Resolves when no row that was read up to now waits any more, or nobody takes such rows. */
  async #drain(): Promise<void> {
    const { waiting } = this.#parts;
    if (waiting.length === 0) return;
    const passedOn = async () => {
      // Rows may wait in one operator after the other: each round brings them over one of them at least.
      for (const _ of waiting) await Promise.all(waiting.map((one) => one.drained()));
    };
    await Promise.race([passedOn(), this.#unwanted.promise, this.#abandoned.promise]);
  }

  /** A pipeline that stops owes its sinks what was read; whoever watches a SELECT is gone. */
  #onAbort(): void {
    const { outputs } = this.#parts;
    const owes = outputs.some((output) => output.sink && !output.ended);
    if (!owes || this.#failure !== undefined) this.#unwanted.resolve();
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.#stop.abort();
  }

  /** Ends reading; rows that were read are written and acknowledged before {@link run} resolves, unless `now`. */
  stop(now = false): void {
    this.#stop.abort();
    if (!now) return;
    this.#isAbandoned = true;
    this.#abandoned.resolve();
  }

  /** Nothing more is read, and event time stands still; what was read goes on, and checkpoints are taken. */
  pause(): void {
    this.#isPaused = true;
    for (const source of this.#parts.sources) source.pause();
  }

  resume(): void {
    this.#isPaused = false;
    for (const watermark of this.#parts.watermarks) watermark.wake();
    for (const source of this.#parts.sources) source.resume();
  }

  /** Ends with an error as soon as it can; what was read since the last checkpoint is given up. */
  fail(error: unknown): void {
    this.#fail(error);
  }

  /** All outputs have ended: there is nothing left to do. */
  get through(): boolean {
    return this.#allEnded();
  }

  #allEnded(): boolean {
    return this.#parts.outputs.every((output) => output.ended);
  }

  #endWhenAllEnded(): void {
    if (!this.#allEnded()) return;
    this.#stop.abort();
    this.#unwanted.resolve();
  }

  /** One that takes longer than the interval is not followed by those that it has delayed. */
  #commitInTurn(): void {
    if (this.#isCommitting) return;
    this.#isCommitting = true;
    this.#commit().catch((error) => this.#fail(error)).finally(() => this.#isCommitting = false);
  }

  /**
   * What was read up to now is acknowledged by the sinks, then it counts as a checkpoint, and the group's offsets say so.
   * `last`: a bounded pipeline is through.
   */
  #commit(last = false): Promise<void> {
    const keeper = this.#keeper;
    this.#committing = this.#committing.catch(() => {}).then(async () => {
      if (keeper === undefined) await this.#acknowledged();
      else await this.#checkpoint(keeper, last);
    });
    if (keeper !== undefined) this.#committing.catch(() => this.failedCheckpoints++);
    return this.#committing;
  }

  async #acknowledged(): Promise<void> {
    const commitOffsets = this.#offsets();
    await this.#drain();
    await this.#flush();
    if (!this.#isAbandoned) await commitOffsets();
  }

  async #checkpoint(keeper: CheckpointKeeper, last: boolean): Promise<void> {
    const { now, stateful } = this.#parts;
    try {
      await settleParts(stateful);
      await makeRoom(this.#parts, this.#memory);
      const since = now();
      let pauseMilliseconds = 0;
      let commitOffsets = () => Promise.resolve();
      const state = await this.checkpoint(() => {
        keeper.cut();
        commitOffsets = this.#offsets();
        pauseMilliseconds = now() - since;
      }, this.#memory);
      await this.#flush();
      if (this.#isAbandoned) return;
      await keeper.save(state, { since, pauseMilliseconds }, last);
      this.#memory.release();
      await commitOffsets();
    } catch (error) {
      this.#fail(error);
      throw error;
    }
  }

  async #flush(): Promise<void> {
    await Promise.all(this.#parts.outputs.map((output) => output.sink?.flush()));
    await Promise.all(this.#parts.bad.map((one) => one.deadLetters?.flush()));
  }

  /** Tells the groups where sources stand now, when it is called. */
  #offsets(): () => Promise<void> {
    const positions = this.#parts.sources.map((source) => [source, new Map(source.positions)] as const);
    return async () => {
      await Promise.all(positions.map(([source, at]) => source.parts.source.committed?.(at)));
    };
  }

  async #close(): Promise<void> {
    const { sources, outputs, bad, waiting } = this.#parts;
    const open = [
      ...waiting,
      ...sources.map((source) => source.parts.source),
      ...outputs.flatMap((output) => output.sink ?? []),
      ...bad.flatMap((one) => one.deadLetters ?? []),
    ];
    await Promise.allSettled(open.map((one) => one[Symbol.asyncDispose]()));
  }

  health(): PipelineHealth {
    return healthOf(this.#parts);
  }

  /** Per second, over the last seconds that it ran; undefined: it has not run for one. */
  rates(): Rates | undefined {
    return this.#parts.flow.pace.rates(this.#stop.signal.aborted ? undefined : this.#mark());
  }

  get flow(): Flow {
    return this.#parts.flow;
  }

  /** What was counted since it began; what a snapshot brought along is left out. */
  counted(): Counters {
    return difference(countersOf(this.#parts), this.#before);
  }

  /** Parts that remember something, the largest first. */
  states(): readonly StateSize[] {
    return statesOf(this.#parts);
  }

  /** The first record that could not be decoded. */
  get firstBad(): DataError | undefined {
    return this.#parts.bad.find(({ first }) => first !== undefined)?.first;
  }

  /** What its sources have handed on, in the order in which they were built: the same for the same plan. */
  readings(): readonly { readonly table: string; readonly reading: Reading }[] {
    return this.#parts.sources.map((source) => ({ table: source.parts.name, reading: source.reading() }));
  }

  /** Where reading stands, by table and partition. */
  progress(): readonly { readonly table: string; readonly partitions: readonly PartitionProgress[] }[] {
    return this.#parts.sources.map((source) => ({ table: source.parts.name, partitions: source.progress() }));
  }

  /** What has been handed on of each table since reading began, by partition; of one that is read twice, what both have. */
  read(): ReadonlyMap<string, Ranges> {
    const read = new Map<string, Ranges>();
    for (const { parts: { name }, began, positions } of this.#parts.sources) {
      const other = read.get(name);
      const ranges = [...positions].map(([partition, position]) => {
        const from = Math.max(began.get(partition) ?? 0, other?.get(partition)?.from ?? 0);
        return [partition, { from, until: Math.min(position, other?.get(partition)?.until ?? position) }] as const;
      });
      read.set(name, new Map(ranges));
    }
    return read;
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}
