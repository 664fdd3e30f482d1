/** Runs the statements of a saved script once more, in a session of their own. */
import { type BoundInsert, type BoundSelect, withoutRetractions } from "../../engine/bind_statement.ts";
import type { Job } from "../../engine/job.ts";
import type { RowReceiver, RunOptions, Session } from "../../engine/session.ts";
import type { Field } from "../../schema/field.ts";
import type { Statement } from "../../sql/ast.ts";
import { readsToAnEnd } from "../../sql/plan.ts";
import { KeptRows } from "../results/kept_rows.ts";
import { lastTable } from "../results/last_table.ts";
import type { ResultView } from "../results/results.ts";
import type { KeptResult } from "../view/kept_result.ts";
import { compared, type Verdict } from "./compare.ts";
import { createdBy, goneBefore, isMasked, masked } from "./definitions.ts";
import type { SavedRun } from "./format.ts";
import { rowsOf, sortedBy } from "./rows.ts";
import type { SavedStatement } from "./script.ts";
import { type Settling, unsettledBy } from "./settled.ts";

/** What became of a statement. */
export type Replayed =
  /** It was carried out in the session of the replay. */
  | { readonly kind: "done"; readonly message: string }
  | { readonly kind: "skipped"; readonly why: string }
  /** `verdict` undefined: nothing was to be compared. `fields`: of its rows. */
  | {
    readonly kind: "ran";
    readonly rows: number;
    readonly isInsert: boolean;
    readonly fields: readonly Field[];
    readonly verdict: Verdict | undefined;
  }
  | { readonly kind: "failed"; readonly error: unknown }
  /** The signal aborted it, or whoever looks at its rows has left. */
  | { readonly kind: "stopped" };

export interface ReplayerOptions {
  /** Whose definitions are copied where the script makes none; it is not changed. */
  readonly session: Session;
  readonly statements: readonly SavedStatement[];
  /** Where the rows of a SELECT go; absent: they are compared and shown nowhere. */
  readonly view?: (fields: readonly Field[], text: string) => ResultView;
  readonly isCompared: boolean;
  notice(text: string): void;
}

/** Nothing outside of it changes: nothing is written, registered, created, committed or saved. */
export class Replayer implements AsyncDisposable {
  readonly #session: Session;
  readonly #options: ReplayerOptions;
  #last: KeptResult | undefined;

  constructor(options: ReplayerOptions) {
    const own = new Set(options.statements.flatMap(({ parsed }) => createdBy(parsed)));
    this.#options = options;
    this.#session = options.session.apart((kind, name) => own.has(`${kind} ${name.toLowerCase()}`));
    this.#session.provide(lastTable(() => this.#last, options.notice));
  }

  /** Runs one of the statements; those before it have been run. An error of the statement is what became of it. */
  async run({ parsed, then }: SavedStatement, signal: AbortSignal): Promise<Replayed> {
    const { statement, text } = parsed;
    const why = skipped(statement) ?? goneBefore(statement, this.#session.definitions);
    if (why !== undefined) return { kind: "skipped", why };
    try {
      if (isMasked(parsed)) return masked(parsed, this.#session.definitions);
      const outcome = await unlessAborted(this.#session.run(parsed), signal);
      if (outcome === undefined) return { kind: "stopped" };
      switch (outcome.kind) {
        case "done":
          return { kind: "done", message: outcome.message };
        case "select":
          return await this.#select(outcome.select, text, then, signal);
        case "insert":
          return await this.#insert(outcome, text, then, signal);
        default:
          return { kind: "skipped", why: "it reads nothing" };
      }
    } catch (error) {
      return signal.aborted ? { kind: "stopped" } : { kind: "failed", error };
    }
  }

  async #select(bound: BoundSelect, text: string, then: SavedRun | undefined, signal: AbortSignal): Promise<Replayed> {
    // All that it reads ends, also where the query itself does not: there are rows that are left.
    const select = withoutRetractions({ ...bound, bounded: true });
    const view = this.#options.view?.(select.fields, text);
    const kept = new KeptRows(text, select.fields);
    const receive: RowReceiver["receive"] = (batch) => view === undefined ? kept.append(batch) : view.receive(batch);
    const job = this.#session.select(select, text, { receive }, runAgain(then));
    const left = new AbortController();
    if (view !== undefined) view.onLeave = () => left.abort();
    try {
      kept.ended = await endOf(job, AbortSignal.any([signal, left.signal]));
    } finally {
      await view?.end({ whole: kept.ended });
    }
    if (!kept.ended) return { kind: "stopped" };
    const result = this.#last = view === undefined ? kept : view.kept;
    const order = sortedBy(select.plan);
    const verdict = await this.#verdict(then, { job, ends: [select], stood: readsToAnEnd(bound.plan), result, order });
    return { kind: "ran", rows: job.counted.rowsOut, isInsert: false, fields: select.fields, verdict };
  }

  async #insert(insert: BoundInsert, text: string, then: SavedRun | undefined, signal: AbortSignal): Promise<Replayed> {
    const job = this.#session.rehearse(insert, text, [], runAgain(then));
    if (!await endOf(job, signal)) return { kind: "stopped" };
    const ends = insert.targets.flatMap((target) => target.kind === "memory" ? [] : [target]);
    const verdict = await this.#verdict(then, { job, ends, stood: false, result: undefined, order: [] });
    return { kind: "ran", rows: job.counted.rowsOut, isInsert: true, fields: [], verdict };
  }

  async #verdict(then: SavedRun | undefined, { job, ends, stood, result, order }: Run): Promise<Verdict | undefined> {
    if (!this.#options.isCompared) return undefined;
    const readings = job.pipeline.readings().map(({ reading }) => reading);
    const { rowsOut: rows, lateRows } = job.counted;
    const late = Math.max(then?.late ?? 0, lateRows);
    const unsettled = unsettledBy(ends, { world: this.#session.world, stood, readings, late });
    return await compared(then, { rows, kept: result && rowsOf(result), order, unsettled });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#session.close();
  }
}

/** A statement that has been run to its end. */
interface Run {
  readonly job: Job;
  readonly ends: readonly Settling[];
  /** `now()` stood still when it ran first. */
  readonly stood: boolean;
  /** Undefined: its rows were only counted. */
  readonly result: KeptResult | undefined;
  readonly order: readonly number[];
}

function runAgain(then: SavedRun | undefined): RunOptions {
  return { clock: then?.at, again: then?.readings.map(({ reading }) => reading) ?? [] };
}

/** False: the signal has aborted it. Rejects with what fails the job. */
async function endOf(job: Job, signal: AbortSignal): Promise<boolean> {
  const ended = await unlessAborted(job.done.then(() => true), signal) === true;
  if (!ended) void job.stop(true);
  return ended;
}

/** Undefined: the signal was aborted, whatever becomes of the work. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  const { promise: aborted, resolve } = Promise.withResolvers<undefined>();
  const stop = () => resolve(undefined);
  signal.addEventListener("abort", stop);
  if (signal.aborted) stop();
  work.catch(() => {}); // when it was let go of, nobody else awaits it
  try {
    return await Promise.race([aborted, work]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** Why the statement is not run again; undefined: it is. */
function skipped({ kind }: Statement): string | undefined {
  switch (kind) {
    case "explain":
    case "show":
    case "showCreateTable":
    case "describe":
    case "test":
      return "it gives no rows of a stream";
    case "describeJob":
    case "stopJob":
    case "pauseJob":
    case "resumeJob":
    case "restartJob":
      return "a replay has no jobs";
    default:
      return undefined;
  }
}
