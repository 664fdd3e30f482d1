/** What a script's user gets to see of it, and what ends it: --limit, --timeout, signals, a reader that has gone. */
import type { TestStep } from "../connectors/connector.ts";
import type { Job } from "../engine/job.ts";
import { slice } from "../engine/operators/slice.ts";
import type { ScriptOutput } from "../engine/script.ts";
import type { RowReceiver } from "../engine/session.ts";
import type { Batch } from "../schema/batch.ts";
import { type Field, fieldOf } from "../schema/field.ts";
import { BOOLEAN, TEXT } from "../schema/types.ts";
import { AGENT_MILLIS, AGENT_ROWS, type Limit, rowLimit } from "./agent.ts";
import { report } from "./diagnostics.ts";
import { EXIT } from "./exit_code.ts";
import { UsageError } from "./flags.ts";
import type { Program } from "./main.ts";
import type { Output, ResultStream } from "./output.ts";
import { batchesOf, writeInfo } from "./view/info.ts";

/** What jobs may take to write out what they have read, once they were told to stop, in milliseconds. */
const STOPPING_MS = 10_000;

/** A pipeline of the script. */
interface Running {
  readonly job: Job;
  /** It ends by itself. */
  readonly bounded: boolean;
  /** Its SELECTs; none: it only writes. */
  readonly queries: readonly ShownQuery[];
}

export class ScriptOutputs implements ScriptOutput {
  rowsSeen = 0;
  /** Limits that an agent did not ask for and that have ended something. */
  readonly reached = new Set<string>();
  /** Resolves when a job that was told to stop has had the time for it. */
  readonly gaveUp: Promise<"gaveUp">;
  readonly #giveUp: () => void;
  readonly #program: Program;
  readonly #output: Output;
  readonly #running: Running[] = [];
  /** Queries whose pipeline is not started yet. */
  #next: ShownQuery[] = [];
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #interrupted = false;
  #cutShort = false;
  #timedOut: "ended" | "unfinished" | undefined;

  constructor(program: Program, output: Output) {
    this.#program = program;
    this.#output = output;
    output.gone.addEventListener("abort", () => this.#stopAll());
    const { promise, resolve } = Promise.withResolvers<"gaveUp">();
    this.gaveUp = promise;
    this.#giveUp = () => resolve("gaveUp");
  }

  /** SIGINT and SIGTERM stop cleanly, a second one ends at once; so does --timeout. */
  listen(): Disposable {
    const { timeout } = this.#program.flags;
    const onSignal = () => this.#onSignal();
    Deno.addSignalListener("SIGINT", onSignal);
    Deno.addSignalListener("SIGTERM", onSignal);
    if (timeout !== undefined) this.#after(timeout, () => this.#timeOut());
    return {
      [Symbol.dispose]: () => {
        for (const timer of this.#timers) clearTimeout(timer);
        Deno.removeSignalListener("SIGINT", onSignal);
        Deno.removeSignalListener("SIGTERM", onSignal);
      },
    };
  }

  #after(milliseconds: number, act: () => void): ReturnType<typeof setTimeout> {
    const timer = setTimeout(act, milliseconds);
    this.#timers.add(timer);
    return timer;
  }

  #onSignal(): void {
    if (this.#interrupted) Deno.exit(EXIT.interrupted);
    this.#interrupted = true;
    const running = this.#running.filter(({ job }) => !job.ended);
    if (running.length === 0 || running.some(({ bounded, queries }) => bounded || queries.length > 0)) {
      this.#cutShort = true;
    }
    if (running.length === 0) this.#giveUp();
    this.#program.notice("Stopping: what was read is written first. A second signal ends at once");
    this.#stopAll();
  }

  #timeOut(): void {
    this.#timedOut = this.#running.some(({ job, bounded }) => bounded && !job.ended) ? "unfinished" : "ended";
    this.#stopAll();
  }

  #stopAll(): void {
    for (const { job } of this.#running) this.#stop(job);
  }

  /** A broker that hangs does not hold up the end of the run for ever. */
  #stop(job: Job): void {
    if (job.ended) return;
    const timer = this.#after(STOPPING_MS, this.#giveUp);
    job.stop().finally(() => clearTimeout(timer));
  }

  started(job: Job, bounded: boolean): void {
    const running = { job, bounded, queries: this.#next };
    this.#next = [];
    this.#running.push(running);
    if (this.#interrupted || this.#timedOut !== undefined || this.#output.gone.aborted) return this.#stop(job);
    this.#stopIfShown(running);
    if (bounded || !this.#program.agent || this.#program.flags.timeout !== undefined) return;
    const timer = this.#after(AGENT_MILLIS, () => {
      this.reached.add(`${AGENT_MILLIS / 1000} s`);
      this.#stop(job);
    });
    job.done.catch(() => {}).finally(() => clearTimeout(timer));
  }

  rows(fields: readonly Field[], number: number | undefined, bounded: boolean): RowReceiver {
    const { flags, agent } = this.#program;
    const query = new ShownQuery(
      this.#output.result(fields, { query: number }),
      rowLimit(flags.limit, agent, bounded),
      (rows) => this.rowsSeen += rows,
      () => this.#onLimit(query),
    );
    this.#next.push(query);
    return query;
  }

  #onLimit(query: ShownQuery): void {
    if (query.limit?.own === true) this.reached.add(`${AGENT_ROWS} rows`);
    const running = this.#running.find(({ queries }) => queries.includes(query));
    if (running !== undefined) this.#stopIfShown(running);
  }

  /** A pipeline ends when each of its queries has shown all that it may. */
  #stopIfShown({ job, queries }: Running): void {
    if (queries.length > 0 && queries.every((query) => query.isFull)) this.#stop(job);
  }

  /** Pipelines with queries of which none has shown a row. */
  get silent(): readonly Job[] {
    return this.#running.filter(({ queries }) => queries.length > 0 && queries.every(({ rows }) => rows === 0))
      .map(({ job }) => job);
  }

  info(table: Parameters<ScriptOutput["info"]>[0]): void {
    writeInfo(table, this.#output);
  }

  async test(steps: AsyncIterable<TestStep>): Promise<TestStep | undefined> {
    const fields = [fieldOf("step", TEXT), fieldOf("ok", BOOLEAN)];
    const result = this.#output.result(fields);
    let failed: TestStep | undefined;
    for await (const { text, ok, error } of steps) {
      for (const batch of batchesOf({ fields, rows: [[text, ok]] })) result.receive(batch);
      result.onIdle();
      if (!ok) failed = { text, ok, error };
    }
    result.onEnd();
    return failed;
  }

  notice(text: string): void {
    this.#program.notice(text);
  }

  proposed(text: string): void {
    this.#program.notice(text);
  }

  error(error: unknown): void {
    report(this.#program, error);
  }

  exitCode(ok: boolean): number {
    if (this.#cutShort) return EXIT.interrupted;
    if (this.#timedOut === "unfinished") {
      this.error(
        new UsageError("The time given with --timeout was over before the statement was", {
          code: "timeout",
          hint: "Give it more, or leave --timeout out: the statement ends by itself.",
        }),
      );
      return EXIT.failed;
    }
    return ok ? EXIT.ok : EXIT.failed;
  }
}

/** The rows of one SELECT, up to its limit. */
class ShownQuery implements RowReceiver {
  rows = 0;
  readonly limit: Limit | undefined;
  readonly #stream: ResultStream;
  readonly #count: (rows: number) => void;
  readonly #onLimit: () => void;
  #ended = false;

  constructor(stream: ResultStream, limit: Limit | undefined, count: (rows: number) => void, onLimit: () => void) {
    this.#stream = stream;
    this.limit = limit;
    this.#count = count;
    this.#onLimit = onLimit;
  }

  /** No further row will be shown. */
  get isFull(): boolean {
    return this.rows >= (this.limit?.most ?? Infinity);
  }

  receive(batch: Batch): void {
    const left = (this.limit?.most ?? Infinity) - this.rows;
    if (left <= 0) return;
    const part = batch.length > left ? slice(batch, 0, left) : batch;
    this.rows += part.length;
    this.#count(part.length);
    this.#stream.receive(part);
    if (!this.isFull) return;
    this.onEnd();
    this.#onLimit();
  }

  onIdle(): void {
    if (!this.#ended) this.#stream.onIdle();
  }

  onEnd(): void {
    if (!this.#ended) this.#stream.onEnd();
    this.#ended = true;
  }
}
