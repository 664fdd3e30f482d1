/** A terminal within the test's own process: what is written goes to an emulator, what is typed comes from the test. */

import unicode11 from "@xterm/addon-unicode11";
import xterm from "@xterm/headless";
import type { TerminalSize, Tty } from "../../repl/terminal/terminal.ts";

export class FakeTty implements Tty, Disposable {
  raw = false;
  /** Everything written, in order, one entry per write. */
  readonly writes: string[] = [];
  /** Most bytes that one write takes. */
  writeLimit = Infinity;
  /** Thrown by the next write. */
  writeError: Error | undefined;
  #size: TerminalSize;
  readonly #screen: xterm.Terminal;
  readonly #typed: Uint8Array[] = [];
  #wake: (() => void) | undefined;
  #ended = false;
  /** What the emulator has not seen yet: it works with timers, which must end within the test. */
  readonly #unseen: (() => Promise<void>)[] = [];
  readonly #decoder = new TextDecoder();

  /** Questions of the program are answered, as a real terminal does. */
  answers = true;

  /** `unicode`: how wide the terminal takes emoji to be. */
  constructor(columns = 40, rows = 8, unicode: "6" | "11" = "11") {
    this.#size = { columns, rows };
    this.#screen = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 5_000 });
    this.#screen.loadAddon(new unicode11.Unicode11Addon());
    this.#screen.unicode.activeVersion = unicode;
    this.#screen.onData((answer) => this.answers && this.type(answer));
  }

  /** One read's worth of bytes. */
  type(text: string): void {
    this.#typed.push(new TextEncoder().encode(text));
    this.#wake?.();
  }

  /** The input ends. */
  hangUp(): void {
    this.#ended = true;
    this.#wake?.();
  }

  resize(columns: number, rows: number): void {
    this.#screen.resize(columns, rows);
    this.#size = { columns, rows };
  }

  /** Resolves when all that was typed was taken and all that was written is on the screen. */
  async settled(): Promise<void> {
    do {
      while (this.#typed.length > 0) await Promise.resolve();
      for (let i = 0; i < 8; i++) await Promise.resolve();
      for (const show of this.#unseen.splice(0)) await show();
    } while (this.#typed.length > 0 || this.#unseen.length > 0);
  }

  /** The rows in view; the cursor is `█` where `mark` is given. */
  async text(mark = false): Promise<string> {
    await this.settled();
    const buffer = this.#screen.buffer.active;
    const lines = Array.from({ length: this.#screen.rows }, (_, y) => this.#line(buffer.viewportY + y));
    if (mark) {
      const { cursorX, cursorY } = buffer;
      const line = (lines[cursorY] ?? "").padEnd(cursorX);
      lines[cursorY] = `${line.slice(0, cursorX)}█${line.slice(cursorX)}`;
    }
    return lines.map((line) => line.trimEnd()).join("\n").trimEnd();
  }

  /** All rows, scrollback first. */
  async all(): Promise<string[]> {
    await this.settled();
    const lines = Array.from({ length: this.#screen.buffer.active.length }, (_, y) => this.#line(y).trimEnd());
    return lines.join("\n").trimEnd().split("\n");
  }

  get bracketedPaste(): boolean {
    return this.#screen.modes.bracketedPasteMode;
  }

  async read(into: Uint8Array): Promise<number | null> {
    while (this.#typed.length === 0 && !this.#ended) await new Promise<void>((resolve) => this.#wake = resolve);
    const bytes = this.#typed[0];
    if (!bytes) return null;
    into.set(bytes.subarray(0, into.length));
    if (bytes.length <= into.length) this.#typed.shift();
    else this.#typed[0] = bytes.subarray(into.length);
    return Math.min(bytes.length, into.length);
  }

  closeInput(): void {
    this.hangUp();
  }

  writeSync(bytes: Uint8Array): number {
    const error = this.writeError;
    this.writeError = undefined;
    if (error) throw error;
    const taken = bytes.slice(0, this.writeLimit);
    this.writes.push(this.#decoder.decode(taken, { stream: true }));
    this.#unseen.push(() => new Promise((resolve) => this.#screen.write(taken, resolve)));
    return taken.length;
  }

  setRaw(on: boolean): void {
    this.raw = on;
    // A cooked terminal makes CR LF of a line feed.
    this.#unseen.push(() => Promise.resolve(void (this.#screen.options.convertEol = !on)));
  }

  size(): TerminalSize {
    return this.#size;
  }

  [Symbol.dispose](): void {
    this.#screen.dispose();
  }

  #line(y: number): string {
    return this.#screen.buffer.active.getLine(y)?.translateToString(true) ?? "";
  }
}
