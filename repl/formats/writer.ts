/** The port of all result formats, and what they share: rows pile up as bytes and leave in few pieces. */
import type { Batch } from "../../schema/batch.ts";
import { ByteWriter } from "../../schema/byte_writer.ts";
import type { Omitted } from "./table_lines.ts";

export const OUTPUT_FORMATS = ["table", "ndjson", "json", "csv", "tsv", "markdown", "vertical"] as const;
export type OutputFormat = typeof OUTPUT_FORMATS[number];

export interface WriterOptions {
  /** ANSI styles and cursor codes; only ever on a terminal. */
  readonly color: boolean;
  /** Columns of the terminal; lines of `table` are cut to them. Absent for files and pipes: nothing is shortened. */
  readonly width: number | undefined;
  /** `markdown` for agents: each name with its SQL type, and no padding. */
  readonly types?: boolean;
  /** Number of the statement, `_query` of each row: several results are written side by side. */
  readonly query?: number | undefined;
  /** `json` only: the array that the rows go into, shared by several results and closed by its owner. */
  readonly array?: JsonArray | undefined;
}

/** One JSON array that is written piece by piece. */
export interface JsonArray {
  /** Undefined: not even the opening bracket is written. */
  elements: number | undefined;
}

/** Takes whole rows; the bytes are valid during the call only. */
export type ByteSink = (bytes: Uint8Array) => void;

/** Writes the rows of one result. Hidden fields are left out. */
export interface ResultWriter {
  /** Rows taken so far. */
  readonly rows: number;
  /** What the rows written so far had no room for; undefined: the format shortens nothing. */
  readonly omitted: Omitted | undefined;
  /** The batch is read during the call only. Bytes reach the sink when enough have come. */
  write(batch: Batch): void;
  /** Everything taken so far reaches the sink. */
  flush(): void;
  /** The last rows and whatever closes the result, a header without rows included; no call may follow. */
  end(): void;
}

/** Bytes that are kept back at most. */
const CHUNK = 64 * 1024;

export abstract class BufferedWriter implements ResultWriter {
  rows = 0;
  protected readonly out = new ByteWriter(4096);
  readonly #sink: ByteSink;

  constructor(sink: ByteSink) {
    this.#sink = sink;
  }

  get omitted(): Omitted | undefined {
    return undefined;
  }

  write(batch: Batch): void {
    this.begin(batch);
    for (let row = 0; row < batch.length; row++) {
      this.row(batch, row);
      this.rows++;
      if (this.out.position >= CHUNK) this.#pass();
    }
  }

  flush(): void {
    this.settle();
    this.#pass();
  }

  end(): void {
    this.settle();
    this.close();
    this.#pass();
  }

  /** Called before the rows of each batch. */
  protected begin(_batch: Batch): void {}
  /** Appends one row to {@link out}, or keeps it for {@link settle}. */
  protected abstract row(batch: Batch, row: number): void;
  /** Appends the header if it is still missing, and all rows kept back. */
  protected settle(): void {}
  /** Appends what comes after the last row. */
  protected close(): void {}

  #pass(): void {
    if (this.out.position === 0) return;
    this.#sink(this.out.written());
    this.out.clear();
  }
}
