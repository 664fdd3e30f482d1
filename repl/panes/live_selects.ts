/** SELECTs without an end: each is a numbered job with a view, which has the keys first and goes on above the prompt. */
import type { Job } from "../../engine/job.ts";
import type { BoundSelect } from "../../engine/bind_statement.ts";
import type { Session } from "../../engine/session.ts";
import type { StatementReader } from "../editor/editor.ts";
import type { Results } from "../results/results.ts";
import { limited, summaryText, timingText } from "../results/run_select.ts";
import type { Ran } from "../results/session_log.ts";
import type { Screen } from "../terminal/screen.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { lastRows } from "../view/last_rows.ts";
import { viewLimits } from "../view/rows/limits.ts";
import { LiveResult } from "../view/rows/live_result.ts";
import { ResultView, type ResultViewOptions, type ViewWish } from "../view/result_view.ts";
import { JobSources } from "../view/origin/job_sources.ts";
import { saveRows } from "../view/save_rows.ts";
import type { ObservedJobs } from "../why/observed_jobs.ts";
import { focusedHeight } from "./heights.ts";
import { LiveQuery } from "./live_query.ts";
import { Panes } from "./panes.ts";

/** Between two looks whether a query is silent, in milliseconds. */
const SILENCE_LOOK_MS = 500;
/** Rows of a query that has ended by itself that are left on the screen at most. */
const LAST_ROWS = 1000;

export interface LiveSelectsParts {
  readonly session: Session;
  readonly terminal: Terminal;
  readonly screen: Screen;
  readonly reader: StatementReader;
  /** `\set`: how much is kept of results is among them. */
  readonly variables: ReadonlyMap<string, string>;
  readonly results: Results;
  /** Told of each job, for `\why`. */
  readonly observed: ObservedJobs;
  /** `--limit`, for every query. */
  readonly limit: number | undefined;
  /** Milliseconds since the epoch. */
  now(): number;
  /** A dim line above the prompt. */
  say(text: string): void;
  /** An error of something that nobody waits for. */
  report(error: unknown): void;
  /** `!` in a view. */
  why(job: Job): void;
}

type ShownResult = Pick<ResultViewOptions, "result" | "order" | "sources">;

export class LiveSelects {
  readonly #parts: LiveSelectsParts;
  readonly #panes: Panes<LiveQuery>;
  #looking: ReturnType<typeof setInterval> | undefined;

  constructor(parts: LiveSelectsParts) {
    this.#parts = parts;
    this.#panes = new Panes({
      screen: parts.screen,
      reader: parts.reader,
      leave: (query) => this.#leave(query),
      why: ({ job }) => {
        this.#panes.dock();
        parts.why(job);
      },
    });
  }

  /**
   * Opens a view on the query, and resolves when it runs or nobody waits for it, to what may be told of it later. One that cannot
   * begin is thrown.
   */
  async open(bound: BoundSelect, text: string): Promise<Ran> {
    const { session, now } = this.#parts;
    const traced = session.traced(bound);
    const select = limited(traced.select, this.#parts.limit);
    const limits = viewLimits(this.#parts.variables);
    for (const notice of limits.notices) this.#parts.say(notice);
    const { fields, key, shape } = select;
    const result = new LiveResult({ fields, shown: traced.shown, key, updating: shape === "changes", limits, now });
    const sources = new JobSources({ session, lineage: traced.lineage, result });
    const job = sources.job = session.watch(select, text, sources);
    const { order } = select;
    const query: LiveQuery = this.#query(job, { result, order, sources }, (wish) => this.#panes.fulfil(wish, query));
    this.#parts.results.log.follow(job);
    this.#parts.observed.begun(job);
    this.#panes.open(query);
    this.#looking ??= setInterval(() => this.#lookForSilence(), SILENCE_LOOK_MS);
    const isOver = this.#follow(query);
    await Promise.race([job.started, query.letGo]);
    if (job.ended) await isOver;
    if (query.isUntold) throw job.error;
    return { job, changes: bound.plan.schema.updating, isCut: this.#parts.limit !== undefined };
  }

  /** Gives the screen to the view of a job; false: it has none. */
  foreground(id: number): boolean {
    const query = this.#panes.all.find(({ job }) => job.id === id);
    if (query !== undefined) this.#panes.open(query);
    return query !== undefined;
  }

  /** Resolves when no view has the keys. */
  docked(): Promise<void> {
    return this.#panes.docked();
  }

  /** Gives the keys to the prompt. */
  background(): void {
    this.#panes.dock();
  }

  /** From prompt to panes and back. */
  other(): void {
    this.#panes.other();
  }

  /** The shell ends: views leave their last rows. */
  closeAll(): void {
    for (const query of [...this.#panes.all]) this.#leave(query);
  }

  #query(job: Job, shown: ShownResult, onWish: (wish: ViewWish) => void): LiveQuery {
    const { result } = shown;
    const { terminal, now } = this.#parts;
    const view = new ResultView({
      ...shown,
      job: job.id,
      title: job.text.replace(/\s+/g, " ").replace(/;\s*$/, ""),
      theme: terminal.theme,
      now,
      onChange: () => this.#panes.changed(),
      onWish,
      copy: (text) => terminal.copy(text),
      write: saveRows,
    });
    return new LiveQuery({ job, result, view, theme: terminal.theme, now });
  }

  /** Resolves when the job is over and that has been told. */
  async #follow(query: LiveQuery): Promise<void> {
    const { job } = query;
    try {
      await job.done;
      this.#end(query, { stopped: !job.through });
    } catch (error) {
      this.#fail(query, error);
    }
  }

  /** The person leaves: reading stops, whatever the broker does. */
  #leave(query: LiveQuery): void {
    if (query.isOver) return;
    void query.job.stop(true);
    this.#end(query, { stopped: true });
  }

  #end(query: LiveQuery, { stopped }: { readonly stopped: boolean }): void {
    if (query.isOver) return;
    const { job, result, view, startedAt } = query;
    const hadKeys = this.#panes.focus === query;
    this.#close(query, !stopped);
    this.#printLast(query, stopped);
    const rows = view.isTail ? result.received : view.rows.total;
    const took = this.#parts.now() - startedAt;
    const summary = summaryText(job, { rows, took, stopped });
    this.#parts.say(hadKeys || stopped ? summary : `job ${job.id} has ended: ${summary}`);
    const first = result.firstAt === undefined ? undefined : result.firstAt - startedAt;
    if (this.#parts.results.timing) this.#parts.say(timingText(job, { rows, took, first }));
    this.#parts.session.dismiss(job);
  }

  #fail(query: LiveQuery, error: unknown): void {
    if (query.isOver) return;
    query.isUntold = !query.job.hasRun && !query.isLetGo;
    this.#close(query, false);
    if (query.isUntold) return this.#parts.session.dismiss(query.job); // an error of the statement
    this.#printLast(query, true);
    this.#parts.screen.print(`\x07job ${query.job.id} failed:`);
    this.#parts.report(error);
  }

  #close(query: LiveQuery, complete: boolean): void {
    const { job, result, view } = query;
    query.isOver = result.closed = true;
    view.settle();
    this.#parts.observed.over(job, this.#parts.now());
    this.#panes.close(query);
    if (this.#panes.all.length === 0) {
      clearInterval(this.#looking);
      this.#looking = undefined;
    }
    query.release();
    this.#parts.results.last = result.kept(job.text, complete);
  }

  #printLast(query: LiveQuery, stopped: boolean): void {
    const { screen, terminal } = this.#parts;
    const { columns, rows } = terminal.size;
    const { format } = this.#parts.results;
    screen.print(lastRows(query.view, {
      rows: stopped ? Math.max(3, focusedHeight(rows) - 3) : LAST_ROWS,
      format: format === "auto" ? "table" : format,
      color: terminal.theme.styles.bold !== undefined,
      columns,
    }));
    if (stopped) screen.print(query.health(columns));
  }

  #lookForSilence(): void {
    for (const query of this.#panes.all) {
      const reason = query.silence(this.#parts.terminal.size.columns);
      if (reason !== undefined) this.#parts.say(reason);
    }
  }
}
