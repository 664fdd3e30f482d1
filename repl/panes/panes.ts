/**
 * The queries that go on beside the prompt, and who gets the keys: one view, which has the screen then, or the prompt, with
 * the views docked above it. Painting is decoupled from reading: a timer looks whether anything has changed.
 */
import type { StatementReader } from "../editor/editor.ts";
import { type Key, keyId } from "../terminal/keys.ts";
import type { Screen } from "../terminal/screen.ts";
import type { TerminalSize } from "../terminal/terminal.ts";
import type { ViewWish } from "../view/result_view.ts";
import { dockedHeights, focusedHeight } from "./heights.ts";

/** Between two frames, in milliseconds: 20 a second. */
const FRAME_MS = 50;
/** Painting takes at most one part in so many of the time. */
const PAINTING_SHARE = 10;

/** Not about what is shown, but about the terminal: stop the program, clear the screen. */
const TERMINAL_KEYS: ReadonlySet<string> = new Set(["ctrl-z", "ctrl-l"]);

/** One query on the screen. */
export interface Pane {
  /** At most `height` lines of at most `columns`. */
  lines(columns: number, height: number, focused: boolean): readonly string[];
  /** Whether {@link lines} may give something else than before. */
  isDirty(): boolean;
  key(key: Key): void;
  /** The keys go somewhere else. */
  release(): void;
}

export interface PanesOptions<P extends Pane> {
  readonly screen: Pick<Screen, "panes" | "cursorShown" | "refresh">;
  readonly reader: Pick<StatementReader, "capture">;
  leave(pane: P): void;
  why(pane: P): void;
}

export class Panes<P extends Pane> implements Disposable {
  readonly #options: PanesOptions<P>;
  /** The one that had the keys last is the last. */
  readonly #panes: P[] = [];
  #focus: P | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #capture: Disposable | undefined;
  /** What was painted last: asked for again and again within one frame. */
  #painted: { readonly size: TerminalSize; readonly lines: readonly string[] } | undefined;
  /** Those that have lines on the screen. */
  #shown: readonly P[] = [];
  #cost = 0;
  readonly #whenDocked: (() => void)[] = [];
  /** First key of Ctrl-X o. */
  #prefix = false;

  constructor(options: PanesOptions<P>) {
    this.#options = options;
    options.screen.panes = (size) => this.#lines(size);
  }

  get all(): readonly P[] {
    return this.#panes;
  }

  get focus(): P | undefined {
    return this.#focus;
  }

  /** A new pane, or one that was docked, gets the keys. */
  open(pane: P): void {
    this.#remove(pane);
    this.#panes.push(pane);
    this.#setFocus(pane);
    this.#capture ??= this.#options.reader.capture((key) => this.#key(key));
    this.#timer ??= setTimeout(() => this.#tick(), FRAME_MS);
  }

  /** Resolves when the prompt has the keys. */
  docked(): Promise<void> {
    if (this.#focus === undefined) return Promise.resolve();
    return new Promise((resolve) => this.#whenDocked.push(resolve));
  }

  /** The prompt gets the keys. */
  dock(): void {
    this.#setFocus(undefined);
  }

  /** From the prompt to the view that had the keys last, and back. */
  other(): void {
    const last = this.#panes.at(-1);
    if (this.#focus !== undefined) this.dock();
    else if (last !== undefined) this.open(last);
  }

  close(pane: P): void {
    this.#remove(pane);
    if (this.#focus === pane) this.#setFocus(undefined);
    this.changed();
    if (this.#panes.length === 0) this[Symbol.dispose]();
  }

  /** What a key in a view asked for. */
  fulfil(wish: ViewWish, pane: P): void {
    switch (wish) {
      case "leave":
        return this.#options.leave(pane);
      case "prompt":
        return this.dock();
      case "why":
        return this.#options.why(pane);
      case "next": {
        const [next] = this.#panes;
        if (next !== undefined) this.open(next);
        return;
      }
      default:
        wish satisfies never;
    }
  }

  /** Something is to be painted anew. */
  changed(): void {
    this.#painted = undefined;
    this.#options.screen.refresh();
  }

  /** Nothing is painted or captured any more. */
  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#capture?.[Symbol.dispose]();
    this.#capture = undefined;
  }

  #remove(pane: P): void {
    const index = this.#panes.indexOf(pane);
    if (index >= 0) this.#panes.splice(index, 1);
  }

  #setFocus(pane: P | undefined): void {
    if (this.#focus !== pane) this.#focus?.release();
    this.#focus = pane;
    this.#prefix = false;
    if (pane === undefined) { for (const resolve of this.#whenDocked.splice(0)) resolve(); }
    this.#options.screen.cursorShown = pane === undefined;
    this.changed();
  }

  /** True: the key was for a view. */
  #key(key: Key): boolean {
    const focus = this.#focus;
    if (focus === undefined || TERMINAL_KEYS.has(keyId(key))) return false;
    if (key.name === "text" && key.text === "\\" && !this.#prefix) {
      this.dock();
      return false;
    }
    if (this.#isOther(key)) this.dock();
    else if (keyId(key) !== "ctrl-x") focus.key(key);
    return true;
  }

  #isOther(key: Key): boolean {
    const isSecond = this.#prefix && key.name === "text" && key.text === "o";
    this.#prefix = keyId(key) === "ctrl-x";
    return isSecond;
  }

  #tick(): void {
    if (this.#shown.some((pane) => pane.isDirty())) this.changed();
    this.#timer = setTimeout(() => this.#tick(), Math.max(FRAME_MS, this.#cost * PAINTING_SHARE));
  }

  #lines(size: TerminalSize): readonly string[] {
    const painted = this.#painted;
    if (painted?.size.columns === size.columns && painted.size.rows === size.rows) return painted.lines;
    const began = performance.now();
    const lines = this.#focus === undefined ? this.#docked(size) : this.#focused(this.#focus, size);
    this.#cost = performance.now() - began;
    this.#painted = { size, lines };
    return lines;
  }

  #focused(pane: P, { columns, rows }: TerminalSize): readonly string[] {
    this.#shown = [pane];
    return pane.lines(columns, focusedHeight(rows), true);
  }

  #docked({ columns, rows }: TerminalSize): readonly string[] {
    const heights = dockedHeights(this.#panes.length, rows);
    this.#shown = heights.length === 0 ? [] : this.#panes.slice(-heights.length);
    return this.#shown.flatMap((pane, i) => pane.lines(columns, heights[i] ?? 0, false));
  }
}
