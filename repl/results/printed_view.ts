/** A result with an end whose rows are all printed, one after the other: where nothing can be painted, or paging is off. */
import type { RowReceiver } from "../../engine/session.ts";
import type { Batch } from "../../schema/batch.ts";
import type { Screen } from "../terminal/screen.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { LiveView } from "../view/live_view.ts";
import type { KeptRows } from "./kept_rows.ts";
import type { ScreenFormat } from "./layout.ts";

export interface PrintedParts {
  readonly terminal: Terminal;
  readonly screen: Screen;
  readonly kept: KeptRows;
  readonly format: ScreenFormat;
}

export class PrintedView implements RowReceiver {
  readonly kept: KeptRows;
  /** Nobody leaves it but by Ctrl-C. */
  onLeave: () => void = () => {};
  readonly #lines: LiveView;

  constructor({ terminal, screen, kept, format }: PrintedParts) {
    this.kept = kept;
    this.#lines = new LiveView({ fields: kept.fields, format, bounded: true, terminal, screen });
  }

  get rows(): number {
    return this.#lines.rows;
  }

  receive(batch: Batch): void | Promise<void> {
    this.kept.append(batch);
    return this.#lines.receive(batch);
  }

  end({ whole }: { readonly whole: boolean }): void {
    this.kept.ended = whole;
    this.#lines.end();
  }
}
