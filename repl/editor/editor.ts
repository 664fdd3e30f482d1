/**
 * The line editor: keys → actions on a {@link Buffer} → a prompt on a {@link Screen}. Knows no SQL: whether a statement
 * is complete, its colours and what may come next are handed in.
 *
 * Keys go, in this order, to the newest {@link Editor.capture} that wants them, to the statement that is being read, or
 * wait for the next {@link Editor.readStatement}. So a query can run while the prompt is alive (call `readStatement`
 * again), or have the keyboard for itself (a capture), or let the person type ahead (neither).
 */

import { Buffer } from "./buffer.ts";
import { commonBeginning, type Completion, inColumns } from "../completion/candidates.ts";
import { type Highlight, style, type Token } from "./highlight.ts";
import type { History } from "./history.ts";
import { type Action, EMACS, type KeyMap } from "./keymap.ts";
import { type Key, keyId } from "../terminal/keys.ts";
import { type Block, Layout, type StatementView } from "./layout.ts";
import { Recall, Search } from "./recall.ts";
import type { Screen } from "../terminal/screen.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { styledWidth } from "../terminal/width.ts";

/** How {@link StatementReader.readStatement} ends. */
export type Statement =
  /** Enter on a complete text, which is not blank; as it was typed. `historyId` is for {@link History.end}. */
  | { readonly kind: "submit"; readonly text: string; readonly historyId: string | undefined }
  /** Ctrl-D on an empty prompt, or the terminal is gone. */
  | { readonly kind: "eof" }
  /** Ctrl-C on an empty prompt. (With text it empties the prompt, and reading goes on.) */
  | { readonly kind: "interrupt" };

export interface ReadOptions {
  /** Before each further line; the width of the prompt is kept. Default: `...> ` at the right. */
  readonly continuation?: string;
  /** What is in the buffer at first. */
  readonly initial?: string;
  /** Shown dim in the empty prompt; → takes it, and nothing runs. */
  readonly suggestion?: string | undefined;
  /** Enter takes the suggestion too. */
  readonly enterTakes?: boolean;
}

/** What the full editor and the plain line reader have in common. */
export interface StatementReader extends Disposable {
  /** Shows the prompt and resolves when the person is done. Only one at a time. */
  readStatement(prompt: string, options?: ReadOptions): Promise<Statement>;
  /** One line that is not SQL and never gets into the history; undefined after Ctrl-C, Ctrl-D or the end of input. */
  readLine(prompt: string, options?: { readonly hidden?: boolean }): Promise<string | undefined>;
  /**
   * Until it is disposed, `handler` gets each key first; true keeps the key from everyone else. Ctrl-C is a key like
   * any other (`ctrl-c`) and so is SIGINT.
   */
  capture(handler: (key: Key) => boolean): Disposable;
  /** The terminal is gone, or the reader was disposed of: nothing more will be read. */
  readonly closed: boolean;
}

export interface EditorOptions {
  readonly terminal: Terminal;
  readonly screen: Screen;
  readonly history: History;
  /** Enter runs the text instead of adding a line. */
  readonly isComplete: (text: string) => boolean;
  readonly highlight: Highlight;
  /** What may stand at `cursor`. A promise is forgotten when the text has changed meanwhile, a rejected one ignored. */
  readonly complete?: (text: string, cursor: number) => Completion | Promise<Completion>;
  /** Ctrl-C while no statement is read and no capture took it. What was typed ahead is dropped. */
  readonly onInterrupt?: () => void;
  readonly keys?: KeyMap;
}

interface Reading {
  readonly prompt: string;
  readonly continuation: string;
  readonly width: number;
  readonly kind: "statement" | "line" | "hidden";
  readonly suggestion: string | undefined;
  readonly enterTakes: boolean;
  readonly done: (statement: Statement) => void;
}

/** Keys that are kept while nobody reads. */
const TYPE_AHEAD = 10_000;
/** A longer text has no colours: lexing it with every key would be felt. */
const COLOUR_LIMIT = 200_000;
const CONTINUATION = "...> ";

export class Editor implements StatementReader {
  readonly #options: EditorOptions;
  readonly #terminal: Terminal;
  readonly #screen: Screen;
  readonly #keys: KeyMap;
  readonly #buffer = new Buffer();
  readonly #layout = new Layout();
  readonly #captures: ((key: Key) => boolean)[] = [];
  #reading: Reading | undefined;
  #ahead: Key[] = [];
  #closed = false;
  #recall: Recall | undefined;
  #search: Search | undefined;
  /** Texts that Ctrl-C took away; the file never sees them. */
  readonly #dropped: { t: string; sql: string }[] = [];
  /** First key of a two-key combination. */
  #prefix = "";
  #lastAction: Action | undefined;
  /** Beginning that Alt-P and Alt-N keep to. */
  #beginning = "";
  #lexed: { text: string; tokens: readonly Token[] } = { text: "", tokens: [] };

  /** Starts the terminal. Dispose the editor before the screen, and the screen before the terminal. */
  constructor(options: EditorOptions) {
    this.#options = options;
    this.#terminal = options.terminal;
    this.#screen = options.screen;
    this.#keys = options.keys ?? EMACS;
    this.#terminal.start({
      keys: (keys) => this.#take(keys),
      resize: () => this.#repaint(() => this.#screen.resized()),
      resume: () => this.#repaint(() => this.#screen.reset()),
      closed: () => this.#close(),
    });
  }

  get closed(): boolean {
    return this.#closed;
  }

  readStatement(prompt: string, options: ReadOptions = {}): Promise<Statement> {
    return this.#read("statement", prompt, options);
  }

  async readLine(prompt: string, options: { readonly hidden?: boolean } = {}): Promise<string | undefined> {
    const statement = await this.#read(options.hidden ? "hidden" : "line", prompt, {});
    return statement.kind === "submit" ? statement.text : undefined;
  }

  capture(handler: (key: Key) => boolean): Disposable {
    this.#captures.push(handler);
    return {
      [Symbol.dispose]: () => {
        const index = this.#captures.indexOf(handler);
        if (index >= 0) this.#captures.splice(index, 1);
      },
    };
  }

  /** Ends a {@link readStatement} that is under way as `eof`. */
  [Symbol.dispose](): void {
    this.#close();
    this.#screen.setPrompt(undefined);
  }

  #read(kind: Reading["kind"], prompt: string, options: ReadOptions): Promise<Statement> {
    if (this.#reading) throw new Error("Cannot read a statement: another one is being read");
    if (this.#closed) return Promise.resolve({ kind: "eof" });
    return new Promise((done) => {
      const width = styledWidth(prompt);
      const continuation = (options.continuation ?? CONTINUATION).padStart(width).slice(-width || undefined);
      const { suggestion, enterTakes = false } = options;
      const lines = width === 0 ? "" : continuation;
      this.#reading = { kind, prompt, width, continuation: lines, suggestion, enterTakes, done };
      this.#restart();
      this.#buffer.setText(options.initial ?? "");
      while (this.#reading && this.#ahead.length > 0) this.#dispatch(this.#ahead.splice(0, 1));
      this.#paint();
    });
  }

  // Keys

  #take(keys: readonly Key[]): void {
    this.#dispatch(keys);
    this.#paint();
  }

  #dispatch(keys: readonly Key[]): void {
    for (const key of keys) {
      if (this.#captures.toReversed().some((handler) => handler(key))) continue;
      if (keyId(key) === "ctrl-z") this.#terminal.suspend();
      else if (this.#reading) this.#handle(key);
      else this.#whileBusy(key);
    }
  }

  #whileBusy(key: Key): void {
    const id = keyId(key);
    if (id === "ctrl-l") this.#screen.clear();
    else if (id === "ctrl-c") {
      this.#ahead = [];
      this.#options.onInterrupt?.();
    } else if (this.#ahead.length < TYPE_AHEAD) this.#ahead.push(key);
  }

  #handle(key: Key): void {
    if (this.#search && this.#handleSearch(key, this.#search)) return;
    const id = this.#prefix + keyId(key);
    this.#prefix = "";
    if (this.#takeSuggestion(id)) return;
    if (key.name === "text" && !key.ctrl && !key.alt) this.#type(key.text ?? "");
    else if (key.name === "paste") this.#paste(key);
    else if (id === "ctrl-x") this.#prefix = "ctrl-x ";
    else {
      const action = this.#keys[id];
      if (action === undefined) return;
      this.#actions[action]();
      this.#lastAction = action;
    }
  }

  /** What is shown dim: only where it looks different from what was typed. */
  get #suggested(): string | undefined {
    const isShown = this.#buffer.text === "" && !this.#search && this.#terminal.theme.tokens.comment !== undefined;
    return isShown ? this.#reading?.suggestion : undefined;
  }

  /** True: the key was for it. */
  #takeSuggestion(id: string): boolean {
    const suggestion = this.#suggested;
    if (suggestion === undefined) return false;
    const takes = ["right", "end", "ctrl-e", "ctrl-f"].includes(id) || (this.#reading?.enterTakes && id === "enter");
    if (takes) this.#buffer.setText(suggestion);
    return takes === true;
  }

  #type(text: string): void {
    this.#buffer.insert(text);
    this.#lastAction = undefined;
  }

  #paste(key: Key): void {
    this.#lastAction = undefined;
    if (key.refused !== undefined) {
      const length = key.refused.toLocaleString("en-US");
      this.#note(`Pasted text is too long (${length} characters): use \\i FILE`);
    } else if (this.#reading?.kind === "statement") this.#buffer.paste(key.text ?? "");
    else this.#buffer.paste((key.text ?? "").replace(/\n+/g, " ").trim());
  }

  readonly #actions: Readonly<Record<Action, () => void>> = {
    enter: () => this.#enter(),
    newLine: () => this.#newLine(),
    left: () => this.#buffer.left(),
    right: () => this.#buffer.right(),
    wordLeft: () => this.#buffer.wordLeft(),
    wordRight: () => this.#buffer.wordRight(),
    lineStart: () => this.#buffer.moveTo(this.#buffer.lineStart()),
    lineEnd: () => this.#buffer.moveTo(this.#buffer.lineEnd()),
    textStart: () => this.#buffer.moveTo(0),
    textEnd: () => this.#buffer.moveTo(this.#buffer.text.length),
    up: () => this.#buffer.vertical(-1) || this.#walk(-1, ""),
    down: () => this.#buffer.vertical(1) || this.#walk(1, ""),
    pageUp: () => this.#buffer.vertical(1 - this.#screen.promptHeight),
    pageDown: () => this.#buffer.vertical(this.#screen.promptHeight - 1),
    olderSameBeginning: () => this.#walkSameBeginning(-1),
    newerSameBeginning: () => this.#walkSameBeginning(1),
    searchBackward: () => this.#startSearch(),
    searchForward: () => this.#startSearch(),
    deleteBackward: () => this.#buffer.deleteBackward(),
    deleteForward: () => this.#buffer.deleteForward(),
    deleteForwardOrLeave: () => this.#buffer.text === "" ? this.#leave() : this.#buffer.deleteForward(),
    killWordBackward: () => this.#buffer.killWordBackward(),
    killBlankWordBackward: () => this.#buffer.killBlankWordBackward(),
    killWordForward: () => this.#buffer.killWordForward(),
    killToLineEnd: () => this.#buffer.killToLineEnd(),
    killToLineStart: () => this.#buffer.killToLineStart(),
    yank: () => this.#buffer.yank(),
    yankOlder: () => this.#buffer.yankOlder(),
    transpose: () => this.#buffer.transpose(),
    upperCase: () => this.#buffer.changeCase("upper"),
    lowerCase: () => this.#buffer.changeCase("lower"),
    capitalCase: () => this.#buffer.changeCase("capital"),
    undo: () => this.#buffer.undo(),
    redo: () => this.#buffer.redo(),
    complete: () => this.#complete(),
    clearScreen: () => this.#screen.clear(),
    interrupt: () => this.#interrupt(),
    ignore: () => {},
  };

  // Ending a statement

  #enter(): void {
    const { text } = this.#buffer;
    if (this.#reading?.kind !== "statement") return this.#finish({ kind: "submit", text, historyId: undefined });
    if (text.trim() === "") {
      this.#commit("");
      this.#restart();
    } else if (!this.#options.isComplete(text)) this.#newLine();
    else {
      this.#commit("");
      const historyId = this.#options.history.submit(text);
      this.#resolve({ kind: "submit", text, historyId });
    }
  }

  #newLine(): void {
    if (this.#reading?.kind !== "statement") return;
    const { text, cursor } = this.#buffer;
    const indent = /^[ \t]*/.exec(text.slice(this.#buffer.lineStart(), cursor))?.[0] ?? "";
    this.#buffer.replace(cursor, cursor, `\n${indent}`);
  }

  #interrupt(): void {
    const { text } = this.#buffer;
    if (this.#reading?.kind !== "statement") return this.#finish({ kind: "interrupt" });
    if (text === "") return this.#resolve({ kind: "interrupt" });
    this.#commit("^C");
    if (text.trim() !== "") this.#dropped.push({ t: new Date().toISOString(), sql: text });
    this.#restart();
  }

  #leave(): void {
    this.#finish({ kind: "eof" });
  }

  #finish(statement: Statement): void {
    this.#commit("");
    this.#resolve(statement);
  }

  /** The prompt with all of its text goes up into the scrollback. */
  #commit(suffix: string): void {
    const view = this.#view();
    if (!view) return;
    const rows = this.#layout.all(view);
    this.#screen.commit([...rows.slice(0, -1), (rows.at(-1) ?? "") + suffix]);
  }

  #resolve(statement: Statement): void {
    const reading = this.#reading;
    this.#reading = undefined;
    this.#buffer.clear();
    reading?.done(statement);
  }

  #restart(): void {
    this.#buffer.clear();
    this.#recall = undefined;
    this.#search = undefined;
    this.#prefix = "";
    this.#lastAction = undefined;
  }

  #close(): void {
    this.#closed = true;
    this.#resolve({ kind: "eof" });
  }

  // History

  #earlier(): string[] {
    const entries: readonly { t: string; sql: string }[] = this.#options.history.entries();
    if (this.#dropped.length === 0) return entries.map(({ sql }) => sql);
    return [...entries, ...this.#dropped].sort((a, b) => a.t < b.t ? -1 : a.t > b.t ? 1 : 0).map(({ sql }) => sql);
  }

  /** Going older the cursor ends behind the text, going newer behind its first line: the same key goes on at once. */
  #walk(direction: -1 | 1, beginning: string): void {
    if (this.#reading?.kind !== "statement") return;
    this.#recall ??= new Recall(this.#earlier());
    const text = this.#recall.step(direction, this.#buffer.text, beginning);
    if (text === undefined) return;
    const firstLine = text.indexOf("\n");
    this.#buffer.setText(text, direction < 0 || firstLine < 0 ? text.length : firstLine);
  }

  #walkSameBeginning(direction: -1 | 1): void {
    const goesOn = this.#lastAction === "olderSameBeginning" || this.#lastAction === "newerSameBeginning";
    if (!goesOn) this.#beginning = this.#buffer.text.slice(0, this.#buffer.cursor);
    this.#walk(direction, this.#beginning);
  }

  #startSearch(): void {
    if (this.#reading?.kind === "statement") this.#search = new Search(this.#earlier());
  }

  /** True when the key was for the search; any other key takes what was found and does its own work on it. */
  #handleSearch(key: Key, search: Search): boolean {
    const id = keyId(key);
    if (id === "text") search.type(key.text ?? "");
    else if (id === "backspace") search.erase();
    else if (id === "ctrl-r" || id === "ctrl-s") search.next(id === "ctrl-r" ? -1 : 1);
    else {
      this.#search = undefined;
      if (id === "escape" || id === "ctrl-g" || id === "ctrl-c") return true;
      if (search.match) this.#buffer.setText(search.match.text);
      return id === "enter";
    }
    return true;
  }

  // Completion

  #complete(): void {
    const { complete } = this.#options;
    if (!complete || this.#reading?.kind !== "statement") return;
    const { text, cursor } = this.#buffer;
    const again = this.#lastAction === "complete";
    const completion = complete(text, cursor);
    if (!(completion instanceof Promise)) return this.#insertCompletion(completion, again);
    completion.then((found) => {
      if (!this.#reading || this.#buffer.text !== text || this.#buffer.cursor !== cursor) return;
      this.#insertCompletion(found, again);
      this.#paint();
    }, () => {});
  }

  #insertCompletion({ from, candidates }: Completion, list: boolean): void {
    if (candidates.length === 0) return;
    const { cursor } = this.#buffer;
    const texts = candidates.map(({ text }) => text);
    const common = commonBeginning(texts);
    if (texts.length === 1 || common.length > cursor - from) this.#buffer.replace(from, cursor, common);
    else if (list) {
      const { columns, rows } = this.#terminal.size;
      this.#screen.print(inColumns(texts, columns, Math.max(3, rows - 4)));
    }
  }

  // Painting

  #note(text: string): void {
    this.#screen.print(style(this.#terminal.theme, "dim", text));
  }

  #repaint(how: () => void): void {
    this.#screen.setPrompt(this.#block());
    how();
  }

  #paint(): void {
    if (!this.#reading) return;
    this.#screen.setPrompt(this.#block());
    this.#screen.paint();
  }

  #block(): Block | undefined {
    const view = this.#view();
    if (!view) return undefined;
    const text = this.#suggested;
    if (text !== undefined) {
      return this.#layout.view({ ...view, text, tokens: [{ start: 0, end: text.length, class: "comment" }] });
    }
    if (!this.#search) return this.#layout.view(view);
    const { query, match, failed } = this.#search;
    const height = Math.max(1, view.height - 1);
    const found = match ? { ...view, text: match.text, cursor: match.at, tokens: this.#lex(match.text) } : view;
    const block = this.#layout.view({ ...found, height });
    const line = style(this.#terminal.theme, "dim", `${failed ? "nothing found" : "search"}: ${query}`);
    return { rows: [...block.rows, line], cursor: block.cursor };
  }

  #view(): StatementView | undefined {
    if (!this.#reading) return undefined;
    const { prompt, continuation, width, kind } = this.#reading;
    const text = kind === "hidden" ? "" : this.#buffer.text;
    return {
      text,
      cursor: kind === "hidden" ? 0 : this.#buffer.cursor,
      tokens: kind === "statement" ? this.#lex(text) : [],
      theme: this.#terminal.theme,
      prompt,
      continuation,
      promptWidth: width,
      columns: this.#terminal.size.columns,
      height: this.#screen.promptHeight,
    };
  }

  #lex(text: string): readonly Token[] {
    if (this.#lexed.text !== text) {
      this.#lexed = { text, tokens: text.length > COLOUR_LIMIT ? [] : this.#options.highlight(text) };
    }
    return this.#lexed.tokens;
  }
}
