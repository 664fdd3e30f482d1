/**
 * A live result as a person works with it: paused or live, scrolled, filtered, sorted, at an instant that has passed. Keys
 * change what is looked at, never what is read. {@link ViewLines} makes lines of it.
 */
import type { SortKey } from "../../sql/plan.ts";
import type { Theme } from "../editor/highlight.ts";
import { type Key, keyId } from "../terminal/keys.ts";
import { displayWidth, visible } from "../terminal/width.ts";
import { Columns } from "./columns.ts";
import { LineInput } from "./line_input.ts";
import type { LiveResult } from "./rows/live_result.ts";
import { detailOverlay, keysOverlay, type Overlay } from "./overlay.ts";
import { recordOverlay } from "./origin/record_overlay.ts";
import type { AskedRow, RowSources } from "./origin/row_sources.ts";
import { type RowFilter, rowFilter } from "./row_filter.ts";
import { rowAsCondition, rowAsJson } from "./row_text.ts";
import { Standstill } from "./standstill.ts";
import { type ViewAction, viewAction } from "./view_keys.ts";
import { orderByColumn, orderByKeys, type ViewOrder } from "./rows/view_order.ts";
import type { ShownRow, ViewRows } from "./rows/view_rows.ts";
import { type WrittenRows, writtenRows } from "./written_rows.ts";

/** Milliseconds that ← and → go through. */
const STEP_MS = 1000;

export interface ResultViewOptions {
  readonly result: LiveResult;
  readonly job: number;
  /** Stands at the right of the header, where there is room. */
  readonly title: string;
  readonly theme: Theme;
  /** Of a live `ORDER BY … LIMIT`: how its rows stand, unless the person wants another order. */
  readonly order: readonly SortKey[] | undefined;
  /** Undefined: nobody knows where its rows come from. */
  readonly sources?: RowSources | undefined;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Something is to be painted anew. */
  onChange(): void;
  /** A key asked for what is not the view's own. */
  onWish(wish: ViewWish): void;
  /** Puts a text into the clipboard of the terminal. */
  copy(text: string): void;
  /** Writes rows to a file; resolves to what is to be said of it, and never rejects. */
  write(path: string, written: WrittenRows): Promise<string>;
}

/** What a view wants of whoever shows it. */
export type ViewWish = "leave" | "prompt" | "next" | "why";

export class ResultView {
  readonly options: ResultViewOptions;
  readonly columns: Columns;
  /** The changes of an updating result are shown instead of its rows. */
  showsChanges = false;
  /** Live, or a picture that is looked at. */
  readonly still: Standstill;
  order: ViewOrder | undefined;
  filter: RowFilter | undefined;
  input: { readonly label: string; readonly line: LineInput; done(text: string): void } | undefined;
  overlay: Overlay | undefined;
  /** Said until the next key. */
  message: string | undefined;
  /** Keys that came before the picture was there that they are about. */
  #waiting: Key[] = [];

  constructor(options: ResultViewOptions) {
    const { fields, key = [], table } = options.result;
    this.options = options;
    this.still = new Standstill({
      result: options.result,
      now: options.now,
      subject: () => ({
        rows: this.rows,
        order: this.order,
        test: this.filter?.test,
        columns: this.columns.shown,
        fromEnd: this.isTail && this.order === undefined,
      }),
      onPicture: () => this.#goOn(),
    });
    this.columns = new Columns(
      fields.map(({ name }) => displayWidth(visible(name))),
      table === undefined ? [] : key,
    );
    this.order = this.#ownOrder;
  }

  get rows(): ViewRows {
    const { result } = this.options;
    return this.showsChanges ? result.changes : result.rows;
  }

  /** Rows scroll up: the newest are below. */
  get isTail(): boolean {
    return this.showsChanges || this.options.result.table === undefined;
  }

  key(key: Key): void {
    const id = keyId(key);
    if (this.still.isWaiting && id !== "ctrl-c") return void this.#waiting.push(key);
    const action = viewAction(key.name === "text" ? key.text ?? "" : id);
    this.message = undefined;
    this.options.onChange();
    if (this.input !== undefined) return this.#typed(key, this.input);
    if (action === undefined) return;
    if (this.overlay === undefined) this.#act(action);
    else this.#actOn(this.overlay, action);
  }

  #act(action: ViewAction): void {
    switch (action) {
      case "escape":
        if (this.still.endComparison()) return;
        return this.options.onWish("leave");
      case "leave":
        return this.options.onWish("leave");
      case "prompt":
      case "next":
      case "why":
        return this.options.onWish(action);
      default:
        this.#actions[action]();
    }
  }

  readonly #actions: Readonly<Record<Exclude<ViewAction, "leave" | "escape" | "prompt" | "next" | "why">, () => void>> =
    {
      pause: () => this.still.picture === undefined ? this.still.with(() => {}) : this.#goOnLive(),
      up: () => this.still.scroll(-1),
      down: () => this.still.scroll(1),
      pageUp: () => this.still.scroll(-this.still.room),
      pageDown: () => this.still.scroll(this.still.room),
      home: () => this.still.scroll(-Infinity),
      live: () => this.goLive(),
      back: () => this.#goesInTime ? this.#travel(-STEP_MS) : this.columns.move(-1),
      forth: () => this.#goesInTime ? this.#travel(STEP_MS) : this.columns.move(1),
      compare: () => this.#compare(),
      columnLeft: () => this.columns.move(-1),
      columnRight: () => this.columns.move(1),
      filter: () => this.#ask("filter: ", this.filter?.typed ?? "", (text) => this.#filterBy(text)),
      sort: () => this.#sort(false),
      sortReverse: () => this.#sort(true),
      hide: () => this.columns.hide() ? this.#compareAgain() : void (this.message = "the last column stays"),
      showAll: () => {
        this.columns.showAll();
        this.#compareAgain();
      },
      pin: () => void this.columns.pin(),
      changelog: () => this.#toggleChanges(),
      detail: () => this.#withValues((row) => void (this.overlay = detailOverlay({ row, ...this.options }))),
      record: () => this.#withAsked((row) => this.#openRecord(row)),
      copyJson: () => this.#copy("JSON", (values) => rowAsJson(this.options.result.fields, values)),
      copyPredicate: () => {
        const { fields, key } = this.options.result;
        this.#copy("condition", (values) => rowAsCondition(fields, values, key));
      },
      write: () => this.#ask("write rows to file: ", "", (path) => this.#write(path)),
      keys: () => this.overlay = keysOverlay(),
    };

  goLive(): void {
    this.#goOnLive();
    this.still.endComparison();
  }

  /** An instant that was marked stays so, and is compared with when the view is paused again. */
  #goOnLive(): void {
    this.#waiting = [];
    this.still.end();
    if (this.isTail) this.order = undefined;
  }

  /** As it is left: live, the rows and not the changes; filter and order stay. */
  settle(): void {
    this.input = this.message = undefined;
    while (this.overlay !== undefined) this.#leave(this.overlay);
    if (this.showsChanges) this.#toggleChanges();
    else this.goLive();
  }

  /** Before the person chose one. */
  get #ownOrder(): ViewOrder | undefined {
    const { order } = this.options;
    return order === undefined || this.isTail ? undefined : orderByKeys(order);
  }

  /** Rows stand in place and are paused: ← and → are about time. */
  get #goesInTime(): boolean {
    return this.still.picture !== undefined && !this.isTail;
  }

  #travel(by: number): void {
    this.message = this.still.travel(by);
  }

  #compare(): void {
    this.message = this.isTail
      ? "only a table can be compared with itself: these rows stay what they are"
      : this.still.compare();
  }

  /** Other columns count. */
  #compareAgain(): void {
    if (this.still.comparison !== undefined) this.still.again();
  }

  /** A picture is there. */
  #goOn(): void {
    this.options.onChange();
    for (const key of this.#waiting.splice(0)) this.key(key);
  }

  // Filter, order, changes

  #filterBy(text: string): void {
    this.filter = text.trim() === "" ? undefined : rowFilter(text.trim(), this.options.result.fields);
    this.message = this.filter?.notice;
    this.rows.filter(this.filter?.test);
    this.still.again();
  }

  #sort(descending: boolean): void {
    const { cursor: column } = this.columns;
    const field = this.options.result.fields[column];
    if (field === undefined) return;
    const same = this.order?.column === column && this.order.descending === descending;
    this.order = same ? this.#ownOrder : orderByColumn(column, field.type, descending);
    this.columns.grow(column, displayWidth(visible(field.name)) + 1); // the arrow
    if (this.still.picture !== undefined) return this.still.again();
    if (this.isTail) this.still.with(() => {}); // what comes would have no place below
  }

  #toggleChanges(): void {
    if (this.options.result.table === undefined) {
      this.message = "rows are never taken back here: these are all changes";
      return;
    }
    this.goLive();
    this.rows.filter(undefined);
    this.showsChanges = !this.showsChanges;
    this.order = this.#ownOrder;
    this.rows.filter(this.filter?.test);
  }

  // One row

  /** The selected row; a live view is paused for it. */
  #withRow(act: (row: ShownRow) => void): void {
    this.still.with((picture) => {
      this.still.clamp(picture);
      if (this.still.row === undefined) this.message = "there is no row";
      else act(this.still.row);
    });
  }

  /** The selected row as far as it was kept. */
  #withValues(act: (row: ShownRow & AskedRow) => void): void {
    this.#withRow((row) => {
      const { values } = row;
      if (values === undefined) this.message = "this row was dropped meanwhile: newer ones took its place";
      else act({ ...row, values });
    });
  }

  /** The row that stands there in full, which may have been dropped since; else the selected one. */
  #withAsked(act: (row: AskedRow) => void): void {
    const row = this.overlay?.row;
    if (row === undefined) this.#withValues(act);
    else act(row);
  }

  #openRecord(row: AskedRow): void {
    const { theme, sources, onChange } = this.options;
    if (sources === undefined) this.message = "where these rows come from is not known";
    else this.overlay = recordOverlay({ row, sources, below: this.overlay, theme, onChange });
  }

  #leave(overlay: Overlay): void {
    overlay.close?.();
    this.overlay = overlay.below;
  }

  #copy(what: string, textOf: (values: AskedRow["values"]) => string): void {
    this.#withAsked(({ values }) => {
      this.options.copy(textOf(values));
      this.message = `copied as ${what}`;
    });
  }

  #write(path: string): void {
    if (path.trim() === "") return;
    this.message = "writing …";
    const { fields, ring: { end } } = this.options.result;
    const { picture: shown } = this.still;
    const picture = shown === undefined ? this.rows.asOf(end, this.order) : Promise.resolve(shown);
    void picture.then((picture) => this.options.write(path.trim(), writtenRows(picture, fields))).then((said) => {
      if (this.still.picture === undefined) this.rows.release();
      this.message = said;
      this.options.onChange();
    });
  }

  // Typing, overlays

  #ask(label: string, text: string, done: (text: string) => void): void {
    this.input = { label, line: new LineInput(text), done };
  }

  #typed(key: Key, input: NonNullable<ResultView["input"]>): void {
    const outcome = input.line.key(key);
    if (outcome === "goes on") return;
    this.input = undefined;
    if (outcome === "done") input.done(input.line.text);
  }

  #actOn(overlay: Overlay, action: ViewAction): void {
    const scroll =
      { up: -1, down: 1, pageUp: -this.still.room, pageDown: this.still.room, home: -Infinity }[action as string];
    if (scroll !== undefined) overlay.top = Math.max(0, overlay.top + scroll);
    else if (action === "leave" || action === "escape" || action === overlay.kind) this.#leave(overlay);
    else if (["prompt", "next", "record", "copyJson", "copyPredicate"].includes(action)) this.#act(action);
  }
}
