/** A SELECT that goes on: its job, what came of it, its view and how it is doing. */
import type { Job } from "../../engine/job.ts";
import type { Theme } from "../editor/highlight.ts";
import type { Key } from "../terminal/keys.ts";
import type { LiveResult } from "../view/rows/live_result.ts";
import { type HealthField, HealthLine, healthText } from "../view/health_line.ts";
import { Silence } from "../why/silence.ts";
import type { ResultView } from "../view/result_view.ts";
import { ViewLines } from "../view/view_lines.ts";
import type { Pane } from "./panes.ts";

/** Between two looks at how the job is doing, in milliseconds. */
const HEALTH_MS = 250;

export interface LiveQueryParts {
  readonly job: Job;
  readonly result: LiveResult;
  readonly view: ResultView;
  readonly theme: Theme;
  /** Milliseconds since the epoch. */
  now(): number;
}

export class LiveQuery implements Pane {
  readonly job: Job;
  readonly result: LiveResult;
  readonly view: ResultView;
  readonly startedAt: number;
  /** Resolves when nobody waits any more for the query to begin: the prompt has the keys, or the view is closed. */
  readonly letGo: Promise<void>;
  isLetGo = false;
  /** It could not begin, and whoever waits for it is to say so. */
  isUntold = false;
  /** Its view is closed. */
  isOver = false;
  readonly #parts: LiveQueryParts;
  readonly #lines: ViewLines;
  readonly #line = new HealthLine();
  readonly #silence: Silence;
  #letItGo: () => void = () => {};
  #health: readonly HealthField[] = [];
  #healthAt = -Infinity;
  /** Rows that had come when it was painted last. */
  #painted = -1;
  #marked = false;

  constructor(parts: LiveQueryParts) {
    this.job = parts.job;
    this.result = parts.result;
    this.view = parts.view;
    this.startedAt = parts.now();
    this.#parts = parts;
    this.#lines = new ViewLines(parts.view);
    this.#silence = new Silence(parts.job, false);
    this.letGo = new Promise((resolve) => this.#letItGo = resolve);
  }

  isDirty(): boolean {
    const now = this.#parts.now();
    return this.result.ring.end !== this.#painted || this.#marked || now - this.#healthAt >= HEALTH_MS;
  }

  key(key: Key): void {
    this.view.key(key);
  }

  release(): void {
    this.isLetGo = true;
    this.#letItGo();
  }

  lines(columns: number, height: number, focused: boolean): readonly string[] {
    const now = this.#parts.now();
    this.#painted = this.result.ring.end;
    const room = height < 3 ? height : height - 1;
    const lines = this.#lines.lines(columns, room, focused);
    this.#marked = this.#lines.pending(now);
    return room === height ? lines : [...lines, this.health(columns, focused ? "Ctrl-C stops" : "")];
  }

  /** One line of at most `columns`, with `after` at its end; the numbers are the same for a quarter of a second. */
  health(columns: number, after = ""): string {
    const now = this.#parts.now();
    if (now - this.#healthAt >= HEALTH_MS) {
      this.#health = this.#line.fields(this.job, now);
      this.#healthAt = now;
    }
    return ` ${healthText(this.#health, columns - 1, this.#parts.theme, after)}`;
  }

  /** Why nothing comes, once; to be asked now and then. `columns` of the screen. */
  silence(columns: number): string | undefined {
    return this.#silence.reason(this.#parts.now(), this.result.lastAt ?? this.startedAt, columns);
  }
}
