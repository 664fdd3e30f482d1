/** A result with an end: shown as it fills, printed when it is there, paged when it is taller than the screen. */
import type { RowReceiver } from "../../engine/session.ts";
import type { Batch } from "../../schema/batch.ts";
import { style } from "../editor/highlight.ts";
import type { Omitted } from "../formats/table_lines.ts";
import type { KeptRows } from "./kept_rows.ts";
import { formatFor, layOut, omittedText, type ScreenFormat } from "./layout.ts";
import { page, type PageParts, showLines } from "./page.ts";
import { TablePages, textPages } from "./pages.ts";

/** Between two pictures of what has come so far, in milliseconds. */
const PAINT_MS = 100;
/** Lines of the screen that are no rows: two of the header, the status line, and one to spare. */
const OTHER_LINES = 4;
const FULL = "no more rows are kept for the screen: \\o FILE takes all of them, \\set pager off prints all of them";

export interface BoundedParts extends PageParts {
  readonly kept: KeptRows;
  readonly format: ScreenFormat;
}

export class BoundedView implements RowReceiver {
  readonly #parts: BoundedParts;
  #painting: ReturnType<typeof setTimeout> | undefined;
  /** Rows are paged while more of them come. */
  #paged: Promise<undefined> | undefined;
  #left = Promise.withResolvers<void>();
  /** Called when the query is to be stopped: the person has left its pager, or no more rows can be kept. */
  onLeave: () => void = () => {};

  constructor(parts: BoundedParts) {
    this.#parts = parts;
  }

  get kept(): KeptRows {
    return this.#parts.kept;
  }

  get rows(): number {
    return this.#parts.kept.size;
  }

  receive(batch: Batch): void | Promise<void> {
    const { kept } = this.#parts;
    kept.append(batch);
    if (this.#paged === undefined && this.rows > this.#room) this.#openPager();
    if (this.#paged === undefined) this.#painting ??= setTimeout(() => this.#paint(), PAINT_MS);
    if (kept.full) return this.#wait();
  }

  /** The query waits until the person has seen enough; where nobody pages, no more of it can be shown. */
  #wait(): Promise<void> | undefined {
    if (this.#paged !== undefined) return this.#left.promise;
    this.onLeave();
  }

  /** Resolves when the person has seen the result. `whole`: nothing more would have come. */
  async end({ whole }: { readonly whole: boolean }): Promise<void> {
    const { kept, screen, terminal } = this.#parts;
    clearTimeout(this.#painting);
    kept.ended = whole;
    this.#left.resolve();
    const omitted = this.#paged === undefined ? await this.#showAll() : await this.#paged;
    const remarks = [kept.full && !kept.complete ? FULL : undefined, omitted && omittedText(omitted)];
    for (const text of remarks) if (text !== undefined) screen.print(style(terminal.theme, "dim", text));
  }

  /** Prints or pages what has come; what there was no room for. */
  async #showAll(): Promise<Omitted | undefined> {
    const { kept, screen } = this.#parts;
    screen.setStatus("above", []);
    if (kept.size === 0 && !kept.ended) return undefined;
    const { lines, omitted } = layOut(kept, this.#layout);
    const paged = await showLines(lines, { ...this.#parts, paging: true }, () => this.#wholePages());
    return paged ? undefined : omitted;
  }

  get #room(): number {
    return Math.max(1, this.#parts.terminal.size.rows - OTHER_LINES);
  }

  get #layout() {
    const { format, terminal } = this.#parts;
    const color = !terminal.plain && terminal.theme.styles.bold !== undefined;
    return { format, width: terminal.size.columns, color };
  }

  /** A format that is no table is laid out as a whole. */
  #wholePages() {
    const { kept, format, terminal } = this.#parts;
    const isTable = formatFor(kept, format, terminal.size.columns) === "table";
    if (isTable) return new TablePages(kept);
    return textPages(layOut(kept, { ...this.#layout, width: undefined, color: false }).lines);
  }

  /** Rows of a table are paged while they come; of other formats, when all are there. */
  #openPager(): void {
    const { kept, format, terminal } = this.#parts;
    if (formatFor(kept, format, terminal.size.columns) !== "table") return;
    clearTimeout(this.#painting);
    this.#paged = page(new TablePages(kept), this.#parts).then(() => {
      this.#left.resolve();
      if (!kept.ended) this.onLeave();
      return undefined;
    });
  }

  #paint(): void {
    this.#painting = undefined;
    const { kept, screen } = this.#parts;
    if (this.#paged !== undefined) return;
    screen.setStatus("above", layOut(kept, this.#layout, this.#room).lines.slice(0, this.#room));
  }
}
