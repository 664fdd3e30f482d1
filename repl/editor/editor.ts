/**
 * The line editor: keys → actions on a {@link Buffer} → a prompt on a {@link Screen}. Knows no SQL: whether a statement
 * is complete, its colours and what may come next are handed in.
 *
 * Keys go, in this order, to the newest {@link Editor.capture} that wants them, to the statement that is being read, or
 * wait for the next {@link Editor.readStatement}. So a query can run while the prompt is alive (call `readStatement`
 * again), or have the keyboard for itself (a capture), or let the person type ahead (neither).
 */

import { Assistance } from "./assistance.ts";
import { Buffer } from "./buffer.ts";
import { bufferActions } from "./buffer_actions.ts";
import { Captures } from "./captures.ts";
import { Completing } from "./completing.ts";
import type { EditorOptions } from "./editor_options.ts";
import type { Edited } from "./external_editor.ts";
import { firstWord } from "./ghost.ts";
import { style } from "./highlight.ts";
import { MASK } from "./history.ts";
import { type Action, EMACS, type KeyMap } from "./keymap.ts";
import { type Key, keyId } from "../terminal/keys.ts";
import { type Block, Layout, type StatementView } from "./layout.ts";
import { promptBlock } from "./prompt_block.ts";
import { INPUT_BEGINS, OUTPUT_BEGINS, outputEnds, PROMPT_BEGINS } from "../terminal/prompt_marks.ts";
import type { HistorySearch } from "./search.ts";
import type { Screen } from "../terminal/screen.ts";
import { StatementHistory } from "./statement_history.ts";
import type { ReadOptions, Statement, StatementReader } from "./statement_reader.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { WidthQuestions } from "./width_questions.ts";
import { graphemes, styledWidth } from "../terminal/width.ts";

export type { EditorOptions } from "./editor_options.ts";
export type { ReadOptions, Statement, StatementReader } from "./statement_reader.ts";

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
const CONTINUATION = "...> ";
const WORD_AROUND = /[\p{L}\p{N}\p{M}_.$\\]/u;

export class Editor implements StatementReader {
  readonly #options: EditorOptions;
  readonly #terminal: Terminal;
  readonly #screen: Screen;
  readonly #keys: KeyMap;
  readonly #buffer = new Buffer();
  readonly #layout = new Layout();
  readonly #captures = new Captures();
  #reading: Reading | undefined;
  #ahead: Key[] = [];
  #closed = false;
  readonly #earlier: StatementHistory;
  readonly #assistance: Assistance;
  readonly #completing: Completing | undefined;
  readonly #widths: WidthQuestions;
  #search: HistorySearch | undefined;
  /** Another program has the terminal. */
  #lent = false;
  /** Since the last prompt a statement was entered. */
  #hasRun = false;
  /** First key of a two-key combination. */
  #prefix = "";
  #lastAction: Action | undefined;
  /** Beginning that Alt-P and Alt-N keep to. */
  #beginning = "";

  /** Starts the terminal. Dispose the editor before the screen, and the screen before the terminal. */
  constructor(options: EditorOptions) {
    this.#options = options;
    this.#terminal = options.terminal;
    this.#screen = options.screen;
    this.#keys = options.keys ?? EMACS;
    this.#earlier = new StatementHistory(options.history);
    this.#completing = options.complete && new Completing(this.#buffer, options.complete);
    this.#assistance = new Assistance({
      highlight: options.highlight,
      complete: options.complete,
      hint: options.hint,
      mistake: options.mistake,
      earlier: (text) => this.#earlier.ghost(text),
      showsMistakes: options.showsMistakes ?? true,
      repaint: () => this.#paint(),
    });
    this.#widths = new WidthQuestions({
      measure: (clusters) => this.#screen.measure(clusters),
      paint: () => {
        this.#layout.forget();
        this.#paint();
      },
    });
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
    return this.#captures.add(handler);
  }

  /** Names that {@link EditorOptions.complete} has asked for have come. */
  refreshMenu(): void {
    if (this.#completing?.refresh()) this.#paint();
  }

  /** Ends a {@link readStatement} that is under way as `eof`. */
  [Symbol.dispose](): void {
    this.#close();
    this.#widths[Symbol.dispose]();
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
      if (this.#hasRun && kind === "statement") this.#terminal.write(outputEnds(options.failed ?? false));
      this.#hasRun = false;
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
    for (const key of this.#captures.none ? keys : keys.flatMap(singly)) {
      if (this.#captures.take(key)) continue;
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
    const before = this.#buffer.text;
    this.#act(key);
    const { text } = this.#buffer;
    if (!this.#isStatement) return;
    if (text !== before || key.name === "paste") this.#assistance.edited(text, { isPaste: key.name === "paste" });
  }

  #act(key: Key): void {
    if (this.#search && this.#handleSearch(key, this.#search)) return;
    if (this.#completing?.handle(key)) {
      this.#lastAction = undefined;
      return;
    }
    const plain = key.name === "text" && !key.ctrl && !key.alt;
    const isSecond = this.#prefix !== "";
    const id = this.#prefix + (plain ? key.text ?? "" : keyId(key));
    this.#prefix = "";
    if (plain && !isSecond) this.#type(key.text ?? "");
    else if (key.name === "paste") this.#paste(key);
    else if (id === "ctrl-x") this.#prefix = "ctrl-x ";
    else {
      const action = this.#keys[id];
      if (action === undefined) return;
      this.#actions[action]();
      this.#lastAction = action;
    }
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

  readonly #actions: Readonly<Record<Action, () => unknown>> = {
    ...bufferActions(this.#buffer),
    enter: () => this.#enter(),
    newLine: () => this.#newLine(),
    right: () => this.#takeGhost() || this.#buffer.right(),
    wordRight: () => this.#takeGhost(firstWord) || this.#buffer.wordRight(),
    lineEnd: () => this.#takeGhost() || this.#buffer.moveTo(this.#buffer.lineEnd()),
    up: () => this.#buffer.vertical(-1) || this.#walk(-1, ""),
    down: () => this.#buffer.vertical(1) || this.#walk(1, ""),
    pageUp: () => this.#buffer.vertical(1 - this.#screen.promptHeight),
    pageDown: () => this.#buffer.vertical(this.#screen.promptHeight - 1),
    olderSameBeginning: () => this.#walkSameBeginning(-1),
    newerSameBeginning: () => this.#walkSameBeginning(1),
    searchBackward: () => this.#startSearch(),
    searchForward: () => this.#startSearch(),
    deleteForwardOrLeave: () => this.#buffer.text === "" ? this.#leave() : this.#buffer.deleteForward(),
    complete: () => this.#isStatement && this.#completing?.begin(),
    openMenu: () => this.#isStatement && this.#completing?.begin(true),
    format: () => this.#format(),
    editExternally: () => this.#editExternally(),
    help: () => this.#options.help?.(this.#wordAtCursor()),
    toggleMistakes: () => this.#toggleMistakes(),
    clearScreen: () => this.#screen.clear(),
    interrupt: () => this.#interrupt(),
    otherPane: () => this.#options.onOtherPane?.(),
    ignore: () => {},
  };

  // Ending a statement

  #enter(): void {
    const { text } = this.#buffer;
    if (!this.#isStatement) return this.#finish({ kind: "submit", text, historyId: undefined });
    if (text === "" && this.#reading?.enterTakes && this.#takeGhost()) return;
    if (text.trim() === "") {
      this.#commit("");
      this.#restart();
    } else if (!this.#options.isComplete(text)) this.#newLine();
    else if (this.#options.history.isMasked(text)) this.#askForSecret(text);
    else {
      this.#commit(OUTPUT_BEGINS);
      this.#hasRun = true;
      const historyId = this.#options.history.submit(text);
      this.#resolve({ kind: "submit", text, historyId });
    }
  }

  /** A statement of the history whose secret was not kept must not run with the mask. */
  #askForSecret(text: string): void {
    const at = text.indexOf(MASK) + 1;
    this.#buffer.replace(at, at + MASK.length - 2, "");
    this.#note("The history does not keep secrets: type it between the quotes, or write {{NAME}} for a variable NAME");
  }

  #newLine(): void {
    if (!this.#isStatement) return;
    const { text, cursor } = this.#buffer;
    const indent = /^[ \t]*/.exec(text.slice(this.#buffer.lineStart(), cursor))?.[0] ?? "";
    this.#buffer.replace(cursor, cursor, `\n${indent}`);
  }

  #interrupt(): void {
    const { text } = this.#buffer;
    if (!this.#isStatement) return this.#finish({ kind: "interrupt" });
    if (text === "") return this.#resolve({ kind: "interrupt" });
    this.#commit("^C");
    if (text.trim() !== "") this.#earlier.drop(text);
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
    this.#restart();
    reading?.done(statement);
  }

  #restart(): void {
    this.#buffer.clear();
    this.#earlier.begin();
    this.#assistance.stop();
    this.#completing?.close();
    this.#search = undefined;
    this.#prefix = "";
    this.#lastAction = undefined;
  }

  #close(): void {
    this.#closed = true;
    this.#resolve({ kind: "eof" });
  }

  // History

  /** Going older the cursor ends behind the text, going newer behind its first line: the same key goes on at once. */
  #walk(direction: -1 | 1, beginning: string): void {
    if (!this.#isStatement) return;
    const text = this.#earlier.step(direction, this.#buffer.text, beginning);
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
    if (this.#isStatement) this.#search = this.#earlier.search();
  }

  /** True when the key was for the search; any other key takes what was found and does its own work on it. */
  #handleSearch(key: Key, search: HistorySearch): boolean {
    if (search.handle(key)) return true;
    this.#search = undefined;
    const id = keyId(key);
    if (id === "escape" || id === "ctrl-g" || id === "ctrl-c") return true;
    if (search.choice) this.#buffer.setText(search.choice.text);
    return id === "enter";
  }

  // Help

  /** What is shown behind the text: only at its end, and only where it looks different from what was typed. */
  get #ghost(): string | undefined {
    const { text, cursor } = this.#buffer;
    if (this.#terminal.theme.styles.dim === undefined) return undefined;
    if (!this.#isStatement || cursor !== text.length || this.#search || this.#completing?.menu) return undefined;
    return text === "" ? this.#reading?.suggestion : this.#assistance.ghost(text);
  }

  /** False when there is none. */
  #takeGhost(part: (ghost: string) => string = (ghost) => ghost): boolean {
    const ghost = this.#ghost;
    if (ghost === undefined) return false;
    this.#buffer.replace(this.#buffer.cursor, this.#buffer.cursor, part(ghost));
    return true;
  }

  #toggleMistakes(): void {
    const shown = this.#assistance.toggleMistakes(this.#buffer.text);
    this.#note(`Errors while typing are ${shown ? "on" : "off"} (F2)`);
  }

  #wordAtCursor(): string {
    const { text, cursor } = this.#buffer;
    let [from, to] = [cursor, cursor];
    while (from > 0 && WORD_AROUND.test(text[from - 1] ?? "")) from--;
    while (to < text.length && WORD_AROUND.test(text[to] ?? "")) to++;
    return text.slice(from, to);
  }

  #format(): void {
    if (!this.#isStatement || this.#options.format === undefined) return;
    this.#takeEdited(this.#options.format(this.#buffer.text));
  }

  async #editExternally(): Promise<void> {
    const { editExternally } = this.#options;
    if (!this.#isStatement || editExternally === undefined) return;
    this.#lent = true;
    const edited = await editExternally(this.#buffer.text);
    this.#lent = false;
    if (!this.#reading) return;
    this.#takeEdited(edited);
    this.#assistance.edited(this.#buffer.text, { isPaste: true });
    if ("failure" in edited && edited.refused) this.#paint();
    else this.#repaint(() => this.#screen.reset());
  }

  #takeEdited(edited: Edited): void {
    if ("failure" in edited) this.#note(edited.failure);
    else this.#buffer.setText(edited.text);
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
    if (!this.#reading || this.#lent) return;
    if (this.#reading.kind !== "hidden" && this.#widths.holdBack(this.#buffer.text)) return;
    this.#screen.setPrompt(this.#block());
    this.#screen.paint();
  }

  #block(): Block | undefined {
    const view = this.#view();
    if (!view) return undefined;
    const { text, cursor, tokens } = this.#shown(view);
    return promptBlock(this.#layout, {
      view: { ...view, text, cursor, tokens },
      ghost: this.#ghost,
      menu: this.#completing?.menu,
      search: this.#search,
      hint: this.#isStatement && !this.#search ? this.#assistance.line(text, cursor) : undefined,
    });
  }

  /** The text, or what would become of it: with the choice of the menu, or the statement that was found. */
  #shown({ text, cursor }: StatementView): Pick<StatementView, "text" | "cursor" | "tokens"> {
    const choice = this.#search?.choice;
    if (choice) return { text: choice.text, cursor: choice.at, tokens: this.#assistance.tokens(choice.text) };
    const menu = this.#completing?.menu;
    const shown = menu ? menu.preview(text, cursor) : { text, cursor };
    const tokens = this.#isStatement ? this.#assistance.marked(shown.text, shown.cursor) : [];
    return { ...shown, tokens };
  }

  get #isStatement(): boolean {
    return this.#reading?.kind === "statement";
  }

  #view(): StatementView | undefined {
    if (!this.#reading) return undefined;
    const { prompt, continuation, width, kind } = this.#reading;
    const text = kind === "hidden" ? "" : this.#buffer.text;
    return {
      text,
      cursor: kind === "hidden" ? 0 : this.#buffer.cursor,
      tokens: kind === "statement" ? this.#assistance.tokens(text) : [],
      theme: this.#terminal.theme,
      prompt: kind === "statement" ? PROMPT_BEGINS + prompt + INPUT_BEGINS : prompt,
      continuation,
      promptWidth: width,
      columns: this.#terminal.size.columns,
      height: this.#screen.promptHeight,
    };
  }
}

/** Who captures keys decides on each character. */
function singly(key: Key): Key[] {
  if (key.name !== "text" || (key.text?.length ?? 0) < 2) return [key];
  return Array.from(graphemes(key.text ?? ""), (text) => ({ ...key, text }));
}
