/**
 * The only owner of stdin, stdout and the terminal's modes, and the only writer to it. Whatever way the process ends,
 * the terminal is left as it was found: cooked, cursor shown, bracketed paste off.
 */

import { type CursorPlace, CursorQuestions } from "./cursor_questions.ts";
import { forgetWidths } from "./emoji_widths.ts";
import { type Key, KeyDecoder } from "./keys.ts";
import { ANSI_THEME, CURLY_THEME, PLAIN_THEME, type Theme } from "../editor/highlight.ts";

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** What the operating system gives: Deno's own, or a test's. */
export interface Tty {
  /** Bytes read into `into`; null at the end of the input. */
  read(into: Uint8Array): Promise<number | null>;
  /** Ends a read that is under way, for ever. */
  closeInput(): void;
  /** May write less than it was given. */
  writeSync(bytes: Uint8Array): number;
  setRaw(on: boolean): void;
  /** May throw or give 0×0. */
  size(): TerminalSize;
}

/** All are called from the event loop, never from inside a call to {@link Terminal}. */
export interface TerminalHandlers {
  /** The keys of one read. In a dumb terminal each line comes as a `text` and an `enter`. */
  keys(keys: readonly Key[]): void;
  /** The size has changed; calls for changes within 16 ms of each other are one. */
  resize(): void;
  /** The process goes on after it was stopped: modes are set again, the screen holds anything. */
  resume(): void;
  /** Input has ended or the terminal is gone; nothing more will come. */
  closed(): void;
}

export interface TerminalOptions {
  readonly tty?: Tty;
  /** Reads `TERM` and `NO_COLOR`; as {@link Deno.env} when absent and permitted. */
  readonly env?: (name: string) => string | undefined;
  /** `--no-color`. */
  readonly noColor?: boolean;
  /**
   * SIGTERM or SIGHUP came; the terminal is already restored. Whoever gives this must end the process; a second
   * signal ends it at once. When absent the process ends with 128 + the signal's number.
   */
  readonly onSignal?: (signal: "SIGTERM" | "SIGHUP") => void;
  /** The text of an uncaught error, for stderr; the terminal is already restored and the process ends with 1. */
  readonly describeCrash?: (error: unknown) => string;
}

const RESIZE_MS = 16;
/** After SIGTSTP to ourselves: when the process was not stopped (no job control), modes are set again after this. */
const NOT_STOPPED_MS = 50;
const READ_SIZE = 65_536;
const ENTER_MODES = "\x1b[?2004h";
const LEAVE_MODES = "\x1b[?2004l\x1b[0m\x1b[?25h\x1b[?2026l";
const SIGNAL_NUMBERS = { SIGHUP: 1, SIGTERM: 15 } as const;

/** Deno's standard streams. */
export const STANDARD_TTY: Tty = {
  read: (into) => Deno.stdin.read(into),
  closeInput: () => Deno.stdin.close(),
  writeSync: (bytes) => Deno.stdout.writeSync(bytes),
  setRaw: (on) => Deno.stdin.setRaw(on),
  size: () => Deno.consoleSize(),
};

export class Terminal implements Disposable {
  /** `TERM=dumb` or no TERM at all: no cursor codes, no raw mode, whole lines only. */
  readonly dumb: boolean;
  readonly theme: Theme;
  readonly #tty: Tty;
  readonly #options: TerminalOptions;
  readonly #decoder = new KeyDecoder();
  readonly #encoder = new TextEncoder();
  readonly #lines = new TextDecoder();
  #line = "";
  #handlers: TerminalHandlers | undefined;
  #active = false;
  #broken = false;
  #reading = false;
  #paused = false;
  #held: Uint8Array[] = [];
  #escapeTimer: ReturnType<typeof setTimeout> | undefined;
  #resizeTimer: ReturnType<typeof setTimeout> | undefined;
  #resumeTimer: ReturnType<typeof setTimeout> | undefined;
  #ended = false;
  readonly #questions = new CursorQuestions();
  #undo: (() => void)[] = [];
  /** Codes that put the cursor below what is painted, written before the modes are left. The screen sets it. */
  beforeLeave: () => string = () => "";

  constructor(options: TerminalOptions = {}) {
    const env = options.env ?? permittedEnv;
    this.#options = options;
    this.#tty = options.tty ?? STANDARD_TTY;
    const term = env("TERM") ?? "";
    this.dumb = term === "dumb" || term === "";
    const plain = this.dumb || options.noColor || (env("NO_COLOR") ?? "") !== "";
    this.theme = plain ? PLAIN_THEME : drawsCurls(term, env) ? CURLY_THEME : ANSI_THEME;
  }

  /** Whole lines are all that may be written: a dumb terminal, or one whose modes were restored for good. */
  get plain(): boolean {
    return this.dumb || this.#ended;
  }

  /** Modes are set: the screen may be painted. False before {@link start}, while paused and in the end. */
  get active(): boolean {
    return this.#active;
  }

  /** Columns and rows; 80×24 where the terminal does not know. */
  get size(): TerminalSize {
    try {
      const { columns, rows } = this.#tty.size();
      return { columns: columns > 0 ? columns : 80, rows: rows > 0 ? rows : 24 };
    } catch {
      return { columns: 80, rows: 24 };
    }
  }

  /** Sets the modes and begins to read. Once in the life of a terminal. */
  start(handlers: TerminalHandlers): void {
    this.#handlers = handlers;
    this.#listen();
    this.#enter();
    this.#read();
  }

  /** Writes all of `text`. A terminal that is gone swallows it; {@link TerminalHandlers.closed} is called once. */
  write(text: string): void {
    if (this.#broken || text === "") return;
    const bytes = this.#encoder.encode(text);
    try {
      for (let at = 0; at < bytes.length;) at += this.#writeSome(bytes.subarray(at));
    } catch (error) {
      if (!isGone(error)) throw error;
      this.#broken = true;
      queueMicrotask(() => this.#close());
    }
  }

  /** Puts a text into the clipboard, by OSC 52; terminals that do not know it, or are asked not to, ignore it. */
  copy(text: string): void {
    if (this.plain) return;
    this.write(`\x1b]52;c;${this.#encoder.encode(text).toBase64()}\x07`);
  }

  /**
   * Asks the terminal where its cursor is, counted from 0; undefined when it does not answer. Keys that come meanwhile
   * are handled as ever.
   */
  async askCursor(): Promise<CursorPlace | undefined> {
    const [place] = await this.askCursorBehind([""]);
    return place;
  }

  /** In one write: each of `texts`, asking behind it as {@link askCursor} does, then `end`. One answer for each text. */
  async askCursorBehind(texts: readonly string[], end = ""): Promise<readonly (CursorPlace | undefined)[]> {
    if (!this.#active || this.dumb) return texts.map(() => undefined);
    const answers = texts.map(() => this.#questions.ask());
    this.write(texts.map((text) => `${text}\x1b[6n`).join("") + end);
    return await Promise.all(answers);
  }

  /** Gives the terminal back in its usual modes, for another program. What is typed meanwhile may be lost to a read. */
  pause(): void {
    this.#paused = true;
    this.#leave();
  }

  resume(): void {
    this.#paused = false;
    this.#enter();
    for (const bytes of this.#held.splice(0)) this.#dispatch(bytes);
  }

  /** Ctrl-Z: modes restored, the process stopped. {@link TerminalHandlers.resume} is called when it goes on. */
  suspend(): void {
    if (Deno.build.os === "windows" || !this.#active) return;
    this.#leave();
    Deno.kill(Deno.pid, "SIGTSTP");
    // Stopped here. SIGCONT and this timer race harmlessly; without job control only the timer comes.
    this.#resumeTimer = setTimeout(() => this.#goOn(), NOT_STOPPED_MS);
  }

  /** Modes restored, nothing listens, nothing is read. The input cannot be used again by this process. */
  [Symbol.dispose](): void {
    this.#leave();
    this.#ended = true;
    forgetWidths();
    for (const undo of this.#undo.splice(0)) undo();
    clearTimeout(this.#escapeTimer);
    clearTimeout(this.#resizeTimer);
    clearTimeout(this.#resumeTimer);
    this.#handlers = undefined;
    if (this.#reading) this.#tty.closeInput();
  }

  #enter(): void {
    if (this.#active || this.#broken || this.#ended) return;
    this.#active = true;
    if (this.dumb) return;
    this.#tty.setRaw(true);
    this.write(ENTER_MODES);
  }

  /** Safe to call at any time, in any handler. */
  #leave(): void {
    if (!this.#active) return;
    this.#active = false;
    this.#questions.withdraw();
    if (this.dumb) return;
    this.write(this.beforeLeave() + LEAVE_MODES);
    try {
      this.#tty.setRaw(false);
    } catch {
      // The terminal is gone; there is no mode to restore.
    }
  }

  #goOn(): void {
    clearTimeout(this.#resumeTimer);
    this.#resumeTimer = undefined;
    if (this.#paused || this.#ended || !this.#handlers) return;
    this.#active = false; // whoever had the terminal may have changed its modes
    this.#enter();
    this.#handlers.resume();
  }

  #close(): void {
    const handlers = this.#handlers;
    this.#handlers = undefined;
    handlers?.closed();
  }

  #writeSome(bytes: Uint8Array): number {
    for (;;) {
      try {
        return this.#tty.writeSync(bytes);
      } catch (error) {
        // Another program left the descriptor non-blocking and the terminal is slow.
        if (!(error instanceof Deno.errors.WouldBlock)) throw error;
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
      }
    }
  }

  async #read(): Promise<void> {
    this.#reading = true;
    const into = new Uint8Array(READ_SIZE);
    try {
      while (this.#handlers) {
        const length = await this.#tty.read(into);
        if (length === null) break;
        const bytes = into.slice(0, length);
        if (this.#paused) this.#held.push(bytes);
        else this.#dispatch(bytes);
      }
    } catch (error) {
      if (this.#handlers && !isGone(error)) throw error;
    } finally {
      this.#reading = false;
    }
    this.#close();
  }

  #dispatch(bytes: Uint8Array): void {
    clearTimeout(this.#escapeTimer);
    if (this.dumb) return this.#dispatchLines(bytes);
    const keys = this.#decoder.feed(bytes, performance.now());
    const patience = this.#decoder.patience;
    if (patience !== undefined) {
      this.#escapeTimer = setTimeout(() => this.#handlers?.keys(this.#decoder.flush()), patience);
    }
    const typed = keys.filter((key) => !this.#questions.answer(key));
    if (typed.length > 0) this.#handlers?.keys(typed);
  }

  #dispatchLines(bytes: Uint8Array): void {
    this.#line += this.#lines.decode(bytes, { stream: true });
    const lines = this.#line.split(/\r?\n/);
    this.#line = lines.pop() ?? "";
    const none = { ctrl: false, alt: false, shift: false };
    for (const text of lines) this.#handlers?.keys([{ name: "text", text, ...none }, { name: "enter", ...none }]);
  }

  #listen(): void {
    const on = (type: "unload" | "error" | "unhandledrejection", listener: (event: Event) => void) => {
      globalThis.addEventListener(type, listener);
      this.#undo.push(() => globalThis.removeEventListener(type, listener));
    };
    const onSignal = (signal: Deno.Signal, listener: () => void) => {
      Deno.addSignalListener(signal, listener);
      this.#undo.push(() => Deno.removeSignalListener(signal, listener));
    };
    on("unload", () => this.#leave());
    on("error", (event) => this.#crash(event, (event as ErrorEvent).error));
    on("unhandledrejection", (event) => this.#crash(event, (event as PromiseRejectionEvent).reason));
    onSignal("SIGINT", () => this.#handlers?.keys([{ name: "c", ctrl: true, alt: false, shift: false }]));
    if (Deno.build.os === "windows") return;
    onSignal("SIGTERM", () => this.#terminate("SIGTERM"));
    onSignal("SIGHUP", () => this.#terminate("SIGHUP"));
    onSignal("SIGCONT", () => this.#goOn());
    onSignal("SIGWINCH", () => {
      clearTimeout(this.#resizeTimer);
      this.#resizeTimer = setTimeout(() => this.#handlers?.resize(), RESIZE_MS);
    });
  }

  #terminate(signal: "SIGTERM" | "SIGHUP"): void {
    this.#leave();
    if (this.#ended || !this.#options.onSignal) Deno.exit(128 + SIGNAL_NUMBERS[signal]);
    this.#ended = true;
    this.#options.onSignal(signal);
  }

  #crash(event: Event, error: unknown): void {
    event.preventDefault();
    this.#leave();
    this.#ended = true;
    const text = (this.#options.describeCrash ?? describeCrash)(error);
    Deno.stderr.writeSync(this.#encoder.encode(`${text}\n`));
    Deno.exit(1);
  }
}

function describeCrash(error: unknown): string {
  const text = error instanceof Error ? error.stack ?? error.message : String(error);
  return `Error: this is our bug\n${text}`;
}

/** The other side hung up: EPIPE, or EIO of a terminal whose window was closed. */
function isGone(error: unknown): boolean {
  if (error instanceof Deno.errors.BrokenPipe || error instanceof Deno.errors.BadResource) return true;
  if (error instanceof Deno.errors.Interrupted) return true;
  return error instanceof Error && /os error 5\b|canceled/i.test(error.message);
}

/** Whether the terminal says of itself that it is one that draws wavy lines; others may misread the code for them. */
function drawsCurls(term: string, env: (name: string) => string | undefined): boolean {
  return /kitty|ghostty|foot|alacritty|wezterm/.test(term) ||
    /^(?:WezTerm|iTerm\.app|ghostty|vscode)$/.test(env("TERM_PROGRAM") ?? "") ||
    Number(env("VTE_VERSION") ?? 0) >= 5200;
}

function permittedEnv(name: string): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable: name });
  return state === "granted" ? Deno.env.get(name) : undefined;
}
