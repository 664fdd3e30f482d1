/** Runs a query whose rows go to a file, or to a view that is there until the query ends; the person waits for it. */
import type { Job } from "../../engine/job.ts";
import { bytesText } from "../../engine/memory_guard.ts";
import type { BoundSelect } from "../../engine/bind_statement.ts";
import type { RowReceiver, Session } from "../../engine/session.ts";
import { readsToAnEnd } from "../../sql/plan.ts";
import type { Batch } from "../../schema/batch.ts";
import { counted, numberText } from "../../schema/counted.ts";
import type { StatementReader } from "../editor/editor.ts";
import type { Screen } from "../terminal/screen.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { HealthLine, healthText } from "../view/health_line.ts";
import type { ObservedJobs } from "../why/observed_jobs.ts";
import { Silence } from "../why/silence.ts";
import type { Results, ResultView } from "./results.ts";
import { sortedBy } from "../replay/rows.ts";
import type { Ran } from "./session_log.ts";

export interface RunParts {
  readonly session: Session;
  readonly terminal: Terminal;
  readonly screen: Screen;
  readonly reader: StatementReader;
  readonly results: Results;
  /** Told of the job, for `\why`. */
  readonly observed: ObservedJobs;
  /** `--limit`, for every query. */
  readonly limit: number | undefined;
  /** Milliseconds since the epoch. */
  now(): number;
  /** A dim line above the prompt. */
  say(text: string): void;
}

const STATUS_MS = 250;
/** A query that was stopped gives the prompt back after this, whatever its broker does, in milliseconds. */
const STOP_MS = 150;

/**
 * Resolves when the person has seen the rows, to what came of it. Rejects with what failed the query. `at`: when it was submitted,
 * milliseconds since the epoch; that is `now()` for a query that reads to an end.
 */
export async function runSelect(
  bound: BoundSelect,
  view: ResultView,
  { text, at }: { readonly text: string; readonly at: number },
  parts: RunParts,
): Promise<Ran> {
  const { session, screen, reader, now } = parts;
  const select = limited(bound, parts.limit);
  const started = now();
  const rows = new TimedRows(view, now);
  const clock = readsToAnEnd(bound.plan) ? at : undefined;
  const job = session.select(select, text, rows, { clock });
  parts.results.log.follow(job);
  parts.observed.begun(job);
  const stopping = stopOf(job, rows);
  view.onLeave = stopping.stop;
  using _keys = reader.capture((key) => {
    const stops = (key.ctrl && key.name === "c") || (!key.ctrl && (key.name === "q" || key.name === "escape"));
    if (stops) stopping.stop();
    return stops;
  });
  const health = new HealthLine();
  const silence = new Silence(job, select.bounded);
  const paint = () => {
    if (reader.closed) return stopping.stop();
    const { size, theme } = parts.terminal;
    const reason = silence.reason(now(), rows.lastAt ?? started, size.columns);
    if (reason !== undefined) parts.say(reason);
    screen.setStatus("below", [healthText(health.fields(job, now()), size.columns, theme, "Ctrl-C stops")]);
  };
  paint();
  const timer = setInterval(paint, STATUS_MS);
  try {
    await Promise.race([job.done, stopping.letGo]);
  } finally {
    clearInterval(timer);
    stopping.clear();
    parts.observed.over(job, now());
    screen.setStatus("below", []);
    const took = now() - started;
    await view.end({ whole: select.bounded && !stopping.stopped && job.state === "finished" });
    if (view.kept !== undefined) parts.results.last = view.kept;
    if (job.state !== "failed") parts.say(summaryText(job, { rows: view.rows, took, stopped: stopping.stopped }));
    if (parts.results.timing) {
      parts.say(timingText(job, { rows: view.rows, took, first: rows.firstAt && rows.firstAt - started }));
    }
  }
  const isCut = view.rows === parts.limit;
  return { job, kept: view.kept, order: sortedBy(bound.plan), isCut };
}

/** Letting go of a job: its rows are dropped, and it is not waited for longer than {@link STOP_MS}. */
function stopOf(job: Job, rows: TimedRows) {
  const { promise: letGo, resolve } = Promise.withResolvers<void>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    letGo,
    get stopped() {
      return timer !== undefined;
    },
    stop: () => {
      rows.closed = true;
      void job.stop();
      timer ??= setTimeout(resolve, STOP_MS);
    },
    clear: () => {
      rows.closed = true;
      clearTimeout(timer);
    },
  };
}

/** The query with the shell's own limit. */
export function limited(select: BoundSelect, limit: number | undefined): BoundSelect {
  if (limit === undefined) return select;
  return { ...select, plan: { kind: "limit", input: select.plan, limit, offset: 0, schema: select.plan.schema } };
}

/** What was read and what was lost on the way. `took` in milliseconds. */
export function summaryText(
  job: Job,
  { rows, took, stopped }: { readonly rows: number; readonly took: number; readonly stopped: boolean },
): string {
  const { badRows, lostRows, lateRows } = job.metrics;
  const bad = badRows > 0 ? `, ${numberText(badRows)} bad records dropped` : "";
  const lost = lostRows > 0 ? `, ${numberText(lostRows)} records were gone` : "";
  const late = lateRows > 0 ? `, ${numberText(lateRows)} rows came too late` : "";
  const losses = bad + lost + late;
  if (!stopped) return counted(rows, "row") + losses;
  const tables = job.pipeline.progress().map(({ table }) => table).join(", ");
  return `stopped reading ${tables || "the query"}: ${counted(rows, "row")} in ${(took / 1000).toFixed(1)} s${losses}`;
}

/** Times in milliseconds; `first` undefined: no row came. */
export function timingText(
  job: Job,
  { rows, took, first }: { readonly rows: number; readonly took: number; readonly first: number | undefined },
): string {
  const firstRow = first === undefined ? "" : ` · first row ${first} ms`;
  return `Time: ${took} ms${firstRow} · ${counted(rows, "row")} · ${bytesText(job.counted.bytesIn)} read`;
}

/** Hands rows to a view until it is closed, and remembers when they came. */
class TimedRows implements RowReceiver {
  /** Nobody looks any more: what still comes is dropped. */
  closed = false;
  firstAt: number | undefined;
  lastAt: number | undefined;
  readonly #view: RowReceiver;
  readonly #now: () => number;

  constructor(view: RowReceiver, now: () => number) {
    this.#view = view;
    this.#now = now;
  }

  receive(batch: Batch): void | Promise<void> {
    if (this.closed) return;
    this.lastAt = this.#now();
    this.firstAt ??= this.lastAt;
    return this.#view.receive(batch);
  }
}
