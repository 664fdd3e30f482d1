/** Where results go and how they look: the settings of the shell for them, and the last one. */
import type { InfoTable } from "../../engine/info_table.ts";
import { type BoundSelect, withoutRetractions } from "../../engine/bind_statement.ts";
import type { RowReceiver } from "../../engine/session.ts";
import type { Field } from "../../schema/field.ts";
import { maskSecrets } from "../../sql/secrets.ts";
import { visible } from "../terminal/width.ts";
import { batchesOf } from "../view/info.ts";
import type { KeptResult } from "../view/kept_result.ts";
import { BoundedView } from "./bounded_view.ts";
import { FileResults } from "./file_results.ts";
import { KeptRows } from "./kept_rows.ts";
import type { ScreenFormat } from "./layout.ts";
import { type PageParts, showLines } from "./page.ts";
import { textPages } from "./pages.ts";
import { PrintedView } from "./printed_view.ts";
import { SessionLog } from "./session_log.ts";

/** Takes the rows of one result and shows them. */
export interface ResultView extends RowReceiver {
  readonly rows: number;
  /** What is left of it for `\last` and table `_`; undefined: nothing. */
  readonly kept?: KeptResult | undefined;
  /** Set by who runs the query: called when it is to be stopped. */
  onLeave: () => void;
  /** `whole`: the query has ended by itself. Resolves when the person has seen the result. */
  end(how: { readonly whole: boolean }): void | Promise<void>;
}

export interface ResultsParts extends PageParts {
  readonly variables: ReadonlyMap<string, string>;
}

export class Results implements Disposable {
  format: ScreenFormat = "table";
  timing = false;
  /** What `\save` writes. */
  readonly log = new SessionLog();
  /** Text of the last query, live or not. */
  lastQuery: string | undefined;
  /** What `\last` shows and table `_` reads. */
  last: KeptResult | undefined;
  readonly #parts: ResultsParts;
  #file: FileResults | undefined;

  constructor(parts: ResultsParts) {
    this.#parts = parts;
  }

  /** Results are being written to this file. */
  get file(): FileResults | undefined {
    return this.#file;
  }

  /** Results go to a file from now on, or to the screen again; the one that was written before is closed. */
  sendTo(path: string | undefined): void {
    const before = this.#file;
    this.#file = path === undefined ? undefined : new FileResults(path);
    before?.[Symbol.dispose]();
  }

  /** For a query that ends, whose rows go to a file or to a terminal without a cursor; undefined: it is live on the screen. */
  viewOf(bound: BoundSelect, text: string): { readonly select: BoundSelect; readonly view: ResultView } | undefined {
    this.lastQuery = text;
    if (!bound.bounded && this.#file === undefined && !this.#parts.terminal.plain) return undefined;
    const select = withoutRetractions(bound);
    return { select, view: this.view(select.fields, text) };
  }

  /** Takes rows that come to an end: into the file that results go to, or onto the screen. */
  view(fields: readonly Field[], text: string): ResultView {
    return this.#file?.view(fields) ?? this.#boundedView(fields, text);
  }

  /** What SHOW and the like answer; a text of several lines is shown as it is. `keeps`: it is the last result then. */
  async show(table: InfoTable, text: string, keeps = true): Promise<void> {
    const sole = table.fields.length === 1 && table.rows.length === 1 ? table.rows[0]?.[0] : undefined;
    if (typeof sole === "string" && (sole.includes("\n") || table.fields[0]?.name === "plan")) {
      if (this.#file !== undefined) return this.#file.text(sole);
      return await this.lines(sole.split("\n").map(visible));
    }
    const fields = table.fields.map((field) => ({ ...field, nullable: true }));
    const view = this.view(fields, text);
    for (const batch of batchesOf(table)) await view.receive(batch);
    await view.end({ whole: true });
    if (keeps && view.kept !== undefined) this.last = view.kept;
  }

  /** Lines that may be many, shown from their start or their end; they are not a result. */
  async lines(lines: readonly string[], at: "start" | "end" = "start"): Promise<void> {
    await showLines(lines, { ...this.#parts, paging: this.#paging, at }, () => textPages(lines));
  }

  /** Shows a result again, in the format of now. */
  async again({ fields, rows, text }: KeptResult): Promise<void> {
    await this.show({ fields, rows: [...rows] }, text);
  }

  [Symbol.dispose](): void {
    this.sendTo(undefined);
  }

  get #paging(): boolean {
    return this.#parts.variables.get("pager")?.toLowerCase() !== "off";
  }

  #boundedView(fields: readonly Field[], text: string): ResultView {
    const { terminal } = this.#parts;
    const parts = { ...this.#parts, kept: new KeptRows(maskSecrets(text), fields), format: this.format };
    return terminal.plain || !this.#paging ? new PrintedView(parts) : new BoundedView(parts);
  }
}
