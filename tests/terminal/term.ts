/**
 * A terminal without a window: a program in a pseudo-terminal, its output in a screen that can be asked cell by cell.
 * There are no sleeps: a test waits for what must appear on the screen.
 */

import assert from "node:assert/strict";
import unicode11 from "@xterm/addon-unicode11";
import xterm from "@xterm/headless";
import { openPty, type Pty } from "./pty.ts";

export interface TermOptions {
  readonly cols?: number;
  readonly rows?: number;
  /** The program's terminal does not know its size: 0×0. */
  readonly unsized?: boolean;
  /** More than 4,000 bytes will be sent at once. */
  readonly longWrites?: boolean;
  /** How wide the terminal takes emoji to be: as Unicode 11 says (the default), or as of a time that knew none. */
  readonly unicode?: "6" | "11";
  /** False: the terminal does not answer what the program asks it. */
  readonly answers?: boolean;
  /** Added to the fixed environment of every test: PATH, HOME, TERM, LANG, and no errors while typing. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where the program works; absent: where the test does. */
  readonly cwd?: string;
  /** Takes what the program writes, as it comes. */
  readonly output?: (bytes: Uint8Array) => void;
}

export interface Cell {
  readonly text: string;
  /** Index of a palette colour, -1 for the default. */
  readonly color: number;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly underline: boolean;
  readonly inverse: boolean;
}

const TIMEOUT_MS = 30_000;
const WRITTEN_LIMIT = 100_000;
const MISSING = { text: "", color: -1, bold: false, dim: false, underline: false, inverse: false };

export class Term implements AsyncDisposable {
  /** The program's exit code, when all of its output is on the screen. */
  readonly exit: Promise<number>;
  readonly #screen: xterm.Terminal;
  readonly #pty: Pty;
  readonly #modesFile: string;
  readonly #written: () => string;
  #cursorShown = true;
  #ended = false;
  #changed: () => void = () => {};

  private constructor(
    screen: xterm.Terminal,
    pty: Pty,
    modesFile: string,
    written: () => string,
    { unicode = "11", answers = true }: TermOptions,
  ) {
    this.#screen = screen;
    this.#pty = pty;
    this.#modesFile = modesFile;
    this.#written = written;
    screen.loadAddon(new unicode11.Unicode11Addon());
    screen.unicode.activeVersion = unicode;
    // The program's questions (DA, CPR) are answered as a real terminal does.
    screen.onData((answer) => this.#ended || !answers || pty.write(answer));
    screen.onWriteParsed(() => this.#changed());
    for (const final of ["h", "l"]) {
      screen.parser.registerCsiHandler({ prefix: "?", final }, (parameters) => {
        if (parameters.includes(25)) this.#cursorShown = final === "h";
        return false;
      });
    }
    this.exit = pty.exit.then(async (code) => {
      this.#ended = true;
      await new Promise<void>((resolve) => screen.write("", resolve));
      this.#changed();
      return code;
    });
  }

  /** Runs a program in a new terminal; for {@link clean} it notes the terminal's modes when the program ends. */
  static async start(command: string, args: readonly string[], options: TermOptions = {}): Promise<Term> {
    const { cols = 80, rows = 24 } = options;
    const modesFile = await Deno.makeTempFile();
    const env = {
      PATH: Deno.env.get("PATH") ?? "",
      HOME: Deno.env.get("HOME") ?? "/",
      TERM: "xterm-256color",
      LANG: "C.UTF-8",
      DENO_NO_UPDATE_CHECK: "1",
      SLUICE_TYPING_ERRORS: "0",
      ...options.env,
    };
    const size = options.unsized ? "stty rows 0 cols 0; " : "";
    const place = options.cwd === undefined ? "" : `cd '${options.cwd}' || exit; `;
    const wrapper = `${place}${size}trap '' HUP; "$@"; code=$?; stty -a > '${modesFile}'; exit $code`;
    const screen = new xterm.Terminal({ cols, rows, allowProposedApi: true, scrollback: 20_000 });
    const decoder = new TextDecoder();
    let written = "";
    const pty = await openPty(
      ["sh", "-c", wrapper, "sh", command, ...args],
      { cols, rows, env, longWrites: options.longWrites ?? false },
      (bytes) => {
        screen.write(bytes);
        options.output?.(bytes);
        if (written.length < WRITTEN_LIMIT) written += decoder.decode(bytes, { stream: true });
      },
    );
    return new Term(screen, pty, modesFile, () => written, options);
  }

  /** As if typed: one write. */
  send(text: string): void {
    this.#pty.write(text);
  }

  /** As a terminal pastes: in brackets when the program asked for them. */
  paste(text: string): void {
    const typed = text.replaceAll("\n", "\r");
    this.send(this.#screen.modes.bracketedPasteMode ? `\x1b[200~${typed}\x1b[201~` : typed);
  }

  async resize(cols: number, rows: number): Promise<void> {
    this.#screen.resize(cols, rows);
    await this.#pty.resize(cols, rows);
  }

  /** Resolves as soon as the screen holds the text or fits the condition, with the milliseconds it took. */
  async waitFor(condition: string | RegExp | ((term: Term) => boolean)): Promise<number> {
    const began = performance.now();
    const holds = () =>
      typeof condition === "function"
        ? condition(this)
        : typeof condition === "string"
        ? this.text().includes(condition)
        : condition.test(this.text());
    let timer: ReturnType<typeof setTimeout> | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        const check = () => holds() && resolve();
        this.#changed = check;
        timer = setTimeout(
          () => reject(new Error(`Timed out waiting for ${condition}; the screen:\n${this.text()}`)),
          TIMEOUT_MS,
        );
        check();
      });
      return performance.now() - began;
    } finally {
      clearTimeout(timer);
      this.#changed = () => {};
    }
  }

  /** The rows in view, without blanks at their ends. */
  screen(): string[] {
    const { viewportY } = this.#screen.buffer.active;
    return this.#lines(viewportY, viewportY + this.#screen.rows);
  }

  /** What is proposed behind the cursor: dim, and not typed. */
  ghost(): string {
    const [x, y] = this.cursor();
    if (!this.#cursorShown || x === 0) return "";
    for (let at = x; at < this.#screen.cols; at++) {
      const { text, dim } = this.cell(at, y);
      if (!dim && text.trim() !== "") return "";
    }
    const buffer = this.#screen.buffer.active;
    return buffer.getLine(buffer.viewportY + y)?.translateToString(true, x).trimEnd() ?? "";
  }

  /** The screen as text, without the {@link ghost}. */
  text(): string {
    const rows = this.screen();
    const [x, y] = this.cursor();
    if (this.ghost() !== "") {
      rows[y] = this.#rowUpTo(x, y);
      for (let below = y + 1; rows[below]?.startsWith("...> ") && this.cell(0, below).dim; below++) rows[below] = "";
    }
    return rows.join("\n").trimEnd();
  }

  /** All rows, scrollback first, without the blank ones at the end. */
  scrollback(): string[] {
    return this.#lines(0, this.#screen.buffer.active.length).join("\n").trimEnd().split("\n");
  }

  /** The cell in a column and row of the screen, counted from 0. */
  cell(x: number, y: number): Cell {
    const buffer = this.#screen.buffer.active;
    const cell = buffer.getLine(buffer.viewportY + y)?.getCell(x);
    if (!cell) return MISSING;
    return {
      text: cell.getChars(),
      color: cell.isFgDefault() ? -1 : cell.getFgColor(),
      bold: cell.isBold() !== 0,
      dim: cell.isDim() !== 0,
      underline: cell.isUnderline() !== 0,
      inverse: cell.isInverse() !== 0,
    };
  }

  /** Column and row, counted from 0. */
  cursor(): [x: number, y: number] {
    const { cursorX, cursorY } = this.#screen.buffer.active;
    return [cursorX, cursorY];
  }

  /** What the program wrote, byte by byte; the first 100,000 characters. */
  get written(): string {
    return this.#written();
  }

  /** The program has ended, and all of its output is on the screen. */
  get ended(): boolean {
    return this.#ended;
  }

  get cursorShown(): boolean {
    return this.#cursorShown;
  }

  /** Modes that a program may have left behind while another one has the terminal. */
  assertScreenClean(): void {
    assert.equal(this.#screen.buffer.active.type, "normal", "the alternate screen is on");
    assert.ok(this.#cursorShown, "the cursor is hidden");
    assert.ok(!this.#screen.modes.bracketedPasteMode, "bracketed paste is on");
    assert.equal(this.#screen.modes.mouseTrackingMode, "none");
    assert.ok(!this.#screen.modes.synchronizedOutputMode, "a frame was never ended");
    assert.ok(!this.#screen.modes.applicationCursorKeysMode);
  }

  /** After the end of the program: the terminal is as it was before. */
  async clean(): Promise<void> {
    await this.exit;
    this.assertScreenClean();
    const modes = await Deno.readTextFile(this.#modesFile);
    for (const mode of ["icanon", "echo", "isig", "icrnl", "opost", "ixon"]) {
      assert.match(modes, new RegExp(`(^|\\s)${mode}\\b`), `"${mode}" is off`);
    }
    assert.equal(this.cursor()[0], 0, "the cursor is not at the start of a line");
  }

  /** Kills the program if it still runs. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#ended) this.#pty.kill();
    await this.exit;
    this.#screen.dispose();
    await Deno.remove(this.#modesFile);
  }

  #rowUpTo(x: number, y: number): string {
    const buffer = this.#screen.buffer.active;
    return buffer.getLine(buffer.viewportY + y)?.translateToString(false, 0, x).trimEnd() ?? "";
  }

  #lines(from: number, to: number): string[] {
    const buffer = this.#screen.buffer.active;
    return Array.from(
      { length: to - from },
      (_, y) => buffer.getLine(from + y)?.translateToString(true).trimEnd() ?? "",
    );
  }
}
