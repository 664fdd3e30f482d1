/** `TERM=dumb`: statements from whole lines, as the terminal itself edits them. Not one control code is written. */

import type { ReadOptions, Statement, StatementReader } from "./statement_reader.ts";
import { Captures } from "./captures.ts";
import type { History } from "./history.ts";
import { type Key, keyId } from "../terminal/keys.ts";
import type { Screen } from "../terminal/screen.ts";
import type { Terminal } from "../terminal/terminal.ts";

export interface LineReaderOptions {
  readonly terminal: Terminal;
  readonly screen: Screen;
  readonly history: History;
  readonly isComplete: (text: string) => boolean;
  /** As in the editor. */
  readonly onInterrupt?: () => void;
}

interface Reading {
  readonly continuation: string | undefined;
  readonly prompt: string;
  readonly done: (statement: Statement) => void;
}

export class LineReader implements StatementReader {
  readonly #options: LineReaderOptions;
  readonly #captures = new Captures();
  #reading: Reading | undefined;
  #lines: string[] = [];
  #ahead: Key[] = [];
  #closed = false;

  constructor(options: LineReaderOptions) {
    this.#options = options;
    options.terminal.start({
      keys: (keys) => this.#take(keys),
      resize: () => {},
      resume: () => {},
      closed: () => this.#close(),
    });
  }

  get closed(): boolean {
    return this.#closed;
  }

  readStatement(prompt: string, options: ReadOptions = {}): Promise<Statement> {
    return this.#read(prompt, options.continuation ?? "...> ");
  }

  /** A dumb terminal cannot hide what is typed: `hidden` is not obeyed. */
  async readLine(prompt: string): Promise<string | undefined> {
    const statement = await this.#read(prompt, undefined);
    return statement.kind === "submit" ? statement.text : undefined;
  }

  capture(handler: (key: Key) => boolean): Disposable {
    return this.#captures.add(handler);
  }

  [Symbol.dispose](): void {
    this.#close();
  }

  #read(prompt: string, continuation: string | undefined): Promise<Statement> {
    if (this.#reading) throw new Error("Cannot read a statement: another one is being read");
    if (this.#closed) return Promise.resolve({ kind: "eof" });
    return new Promise((done) => {
      this.#reading = { prompt, continuation, done };
      this.#options.terminal.write(prompt);
      this.#take(this.#ahead.splice(0));
    });
  }

  #take(keys: readonly Key[]): void {
    for (const key of keys) {
      if (this.#captures.take(key)) continue;
      if (keyId(key) === "ctrl-c") this.#interrupt();
      else if (!this.#reading) this.#ahead.push(key);
      else if (key.name === "text") this.#line(this.#reading, key.text ?? "");
    }
  }

  #line({ prompt, continuation }: Reading, line: string): void {
    if (continuation === undefined) return this.#finish({ kind: "submit", text: line, historyId: undefined });
    this.#lines.push(line);
    const text = this.#lines.join("\n");
    if (text.trim() === "") {
      this.#lines = [];
      this.#options.terminal.write(prompt);
    } else if (!this.#options.isComplete(text)) this.#options.terminal.write(continuation);
    else this.#finish({ kind: "submit", text, historyId: this.#options.history.submit(text) });
  }

  #interrupt(): void {
    this.#options.terminal.write("\n");
    if (this.#reading) return this.#finish({ kind: "interrupt" });
    this.#ahead = [];
    this.#options.onInterrupt?.();
  }

  #finish(statement: Statement): void {
    const reading = this.#reading;
    this.#reading = undefined;
    this.#lines = [];
    reading?.done(statement);
  }

  #close(): void {
    this.#closed = true;
    this.#finish({ kind: "eof" });
  }
}
