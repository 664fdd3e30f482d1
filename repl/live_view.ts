/** A SELECT on the terminal while it runs: rows scroll up, one status line stands below them. */
import type { PipelineHealth } from "../engine/pipeline.ts";
import { slice } from "../engine/operators/slice.ts";
import type { RowReceiver } from "../engine/session.ts";
import type { Batch } from "../schema/batch.ts";
import type { Field } from "../schema/field.ts";
import { resultWriter } from "./formats/mod.ts";
import type { OutputFormat, ResultWriter } from "./formats/writer.ts";
import type { Screen } from "./screen.ts";
import type { Terminal } from "./terminal.ts";

/** Rows that are shown whole before an endless result may skip what nobody can see. */
const FIRST_ROWS = 100;
/** Lines that wait for the terminal before a bounded result asks its query to wait. */
const LINES_AHEAD = 2000;

export interface LiveViewOptions {
  readonly fields: readonly Field[];
  readonly format: OutputFormat;
  /** Every row is shown, however long that takes. An endless one shows what a person can see. */
  readonly bounded: boolean;
  readonly terminal: Terminal;
  readonly screen: Screen;
}

export class LiveView implements RowReceiver {
  rows = 0;
  readonly #options: LiveViewOptions;
  readonly #writer: ResultWriter;
  readonly #decoder = new TextDecoder();
  #text = "";
  #ahead = 0;

  constructor(options: LiveViewOptions) {
    const { fields, format, terminal } = options;
    this.#options = options;
    this.#writer = resultWriter(format, fields, (bytes) => void (this.#text += this.#decoder.decode(bytes)), {
      color: !terminal.plain && terminal.theme.styles.bold !== undefined,
      width: terminal.size.columns,
    });
  }

  receive(batch: Batch): void | Promise<void> {
    this.rows += batch.length;
    const { bounded, screen } = this.#options;
    if (bounded || this.#writer.rows < FIRST_ROWS) {
      const lines = this.#linesOf(batch);
      screen.print(lines);
      this.#ahead += lines.length;
      if (!bounded || this.#ahead < LINES_AHEAD) return;
      this.#ahead = 0;
      return screen.drained();
    }
    screen.tail(batch.length, (row) => this.#linesOf(slice(batch, row, row + 1)).join("\n"));
  }

  /** What has been kept back to learn the widths, and what closes the result. */
  end(): void {
    this.#writer.end();
    const lines = this.#taken();
    if (lines.length > 0) this.#options.screen.print(lines);
  }

  #linesOf(batch: Batch): string[] {
    this.#writer.write(batch);
    this.#writer.flush();
    return this.#taken();
  }

  #taken(): string[] {
    const text = this.#text;
    this.#text = "";
    return text === "" ? [] : text.replace(/\n$/, "").split("\n");
  }
}

/** Follows a pipeline's health and says it in a line: `1.2k rows/s · 45,120 rows · lag 0`. */
export class StatusLine {
  #before: { readonly at: number; readonly rows: number } | undefined;
  #rate = 0;

  /** `now` in milliseconds of any clock. */
  line(health: PipelineHealth, now: number): string {
    const rows = health.rowsIn;
    if (this.#before === undefined) this.#before = { at: now, rows };
    else if (now - this.#before.at >= 500) {
      this.#rate = (rows - this.#before.rows) * 1000 / (now - this.#before.at);
      this.#before = { at: now, rows };
    }
    if (health.reconnecting !== undefined) {
      return `reconnecting since ${
        new Date(health.reconnecting.since).toLocaleTimeString("en-GB")
      } · ${health.reconnecting.error}`;
    }
    const parts = [`${amount(this.#rate)} rows/s`, `${rows.toLocaleString("en-US")} rows read`];
    if (health.rowsOut !== rows) parts.push(`${health.rowsOut.toLocaleString("en-US")} out`);
    if (health.lag !== undefined) parts.push(lagText(health.lag));
    if (health.watermark !== undefined) parts.push(`watermark ${clock(health.watermark)}`);
    if (health.badRows > 0) parts.push(`bad ${health.badRows.toLocaleString("en-US")}`);
    if (health.lostRows > 0) parts.push(`lost ${health.lostRows.toLocaleString("en-US")}`);
    return parts.join(" · ");
  }
}

function lagText({ records, seconds, partition }: NonNullable<PipelineHealth["lag"]>): string {
  if (records === 0) return "lag 0";
  const time = seconds === undefined ? "" : `, ${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  return `lag ${amount(records)} rec${time} (partition ${partition})`;
}

/** `950`, `1.2k`, `3.4M`. */
export function amount(value: number): string {
  if (value < 1000) return String(Math.round(value));
  return value < 1_000_000 ? `${(value / 1000).toFixed(1)}k` : `${(value / 1_000_000).toFixed(1)}M`;
}

function clock(nanos: bigint): string {
  const text = new Date(Number(nanos / 1_000_000n)).toISOString();
  return text.slice(11, 19);
}
