/** Where results go: standard output or a file, in pieces that are neither late nor many. */
import type { Batch } from "../schema/batch.ts";
import { ByteWriter } from "../schema/byte_writer.ts";
import { ConnectorError } from "../schema/errors.ts";
import type { Field } from "../schema/field.ts";
import { OutputClosed } from "./exit_code.ts";
import { systemReason } from "./file_reason.ts";
import { arrayEnd } from "./formats/json_rows.ts";
import { resultWriter } from "./formats/mod.ts";
import type { JsonArray, OutputFormat, ResultWriter, WriterOptions } from "./formats/writer.ts";
import { writeAll } from "./terminal/write_all.ts";

export interface OutputOptions {
  /** Standard output: may write less than it was given, and may throw. */
  readonly write: (bytes: Uint8Array) => number;
  /** Results go to this file instead. It is made, or emptied, when the first result begins. */
  readonly file?: string | undefined;
  readonly format: OutputFormat;
  /** As in {@link WriterOptions}; for a file they are off, whatever is said here. */
  readonly color?: boolean;
  readonly width?: number | undefined;
  readonly types?: boolean;
}

/** Takes the rows of one result; fits the engine's `RowReceiver`. */
export interface ResultStream {
  readonly rows: number;
  receive(batch: Batch): void;
  onIdle(): void;
  onEnd(): void;
}

/** Rows wait this long at most. */
const FLUSH_MS = 100;
/** Bytes that wait at most. */
const CHUNK = 64 * 1024;

const SEPARATED: ReadonlySet<OutputFormat> = new Set(["table", "markdown", "vertical"]);

export class Output implements Disposable {
  readonly format: OutputFormat;
  readonly #options: OutputOptions;
  readonly #buffer = new ByteWriter(4096);
  readonly #open = new Set<ResultWriter>();
  readonly #gone = new AbortController();
  /** All results of a run are one JSON array. */
  readonly #array: JsonArray = { elements: undefined };
  #file: Deno.FsFile | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** `performance.now()` of the oldest row that waits. */
  #waitingSince: number | undefined;
  #results = 0;
  #ended = false;

  constructor(options: OutputOptions) {
    this.#options = options;
    this.format = options.format;
  }

  /**
   * Aborts when nothing can be written any more: the reason is {@link OutputClosed}, and what follows is swallowed, or
   * a {@link ConnectorError}, which every later call throws.
   */
  get gone(): AbortSignal {
    return this.#gone.signal;
  }

  /** Begins a result. `fields` in the order of the batches' columns. */
  result(fields: readonly Field[], options: Pick<WriterOptions, "query"> = {}): ResultStream {
    this.#begin();
    const plain = this.#options.file !== undefined;
    const writer = resultWriter(this.format, fields, (bytes) => this.#take(bytes), {
      ...options,
      color: !plain && this.#options.color === true,
      width: plain ? undefined : this.#options.width,
      types: this.#options.types === true,
      array: this.#array,
    });
    this.#open.add(writer);
    return new Stream(writer, {
      wrote: () => this.#wrote(writer),
      idle: () => this.flush(),
      end: () => this.#end(writer),
    });
  }

  /** A text of its own, on lines of its own: a plan, for instance. */
  text(text: string): void {
    this.#begin();
    this.#buffer.appendText(`${text}\n`);
    this.flush();
  }

  /** Everything that was taken is written. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = this.#waitingSince = undefined;
    for (const writer of this.#open) writer.flush();
    this.#pass();
  }

  /** Writes what is left and lets go of the file. To be called in the end, after an error too. */
  close(): void {
    if (this.#ended) return;
    this.#ended = true;
    try {
      this.flush();
      if (this.format === "json") this.#buffer.appendText(arrayEnd(this.#array));
      this.#pass();
    } finally {
      clearTimeout(this.#timer);
      this.#file?.close();
      this.#file = undefined;
    }
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #begin(): void {
    this.#check();
    const { file } = this.#options;
    if (file !== undefined && this.#file === undefined) this.#file = opened(file);
    if (this.#results++ > 0 && SEPARATED.has(this.format)) this.#buffer.appendText("\n");
  }

  #wrote(writer: ResultWriter): void {
    if (this.format === "json") writer.flush(); // commas stand right only if rows come in the order they were numbered
    const now = performance.now();
    this.#waitingSince ??= now;
    if (now - this.#waitingSince >= FLUSH_MS) return this.flush();
    this.#timer ??= setTimeout(() => this.#flushLate(), FLUSH_MS);
  }

  /** On a timer, where nobody catches: the error is kept for the next call. */
  #flushLate(): void {
    try {
      this.flush();
    } catch (error) {
      if (!this.#gone.signal.aborted) throw error;
    }
  }

  #end(writer: ResultWriter): void {
    writer.end();
    this.#open.delete(writer);
    this.flush();
  }

  #take(bytes: Uint8Array): void {
    this.#buffer.append(bytes);
    if (this.#buffer.position >= CHUNK) this.#pass();
  }

  #check(): void {
    if (!(this.#gone.signal.reason instanceof OutputClosed)) this.#gone.signal.throwIfAborted();
  }

  #pass(): void {
    this.#check();
    const bytes = this.#buffer.written();
    if (bytes.length === 0) return;
    try {
      if (!this.#gone.signal.aborted) {
        writeAll(
          bytes,
          this.#file ? (part) => this.#file?.writeSync(part) ?? 0 : this.#options.write,
        );
      }
    } catch (error) {
      this.#gone.abort(reasonOf(error, this.#options.file));
      this.#check();
    } finally {
      this.#buffer.clear();
    }
  }
}

class Stream implements ResultStream {
  readonly #writer: ResultWriter;
  readonly #on: { wrote(): void; idle(): void; end(): void };

  constructor(writer: ResultWriter, on: { wrote(): void; idle(): void; end(): void }) {
    this.#writer = writer;
    this.#on = on;
  }

  get rows(): number {
    return this.#writer.rows;
  }

  receive(batch: Batch): void {
    this.#writer.write(batch);
    this.#on.wrote();
  }

  onIdle(): void {
    this.#on.idle();
  }

  onEnd(): void {
    this.#on.end();
  }
}

function opened(file: string): Deno.FsFile {
  try {
    return Deno.openSync(file, { write: true, create: true, truncate: true });
  } catch (cause) {
    throw cannotWrite(file, cause);
  }
}

function reasonOf(error: unknown, file: string | undefined): OutputClosed | ConnectorError {
  if (error instanceof Deno.errors.BrokenPipe) return new OutputClosed("Nobody reads the results", { cause: error });
  return cannotWrite(file, error);
}

function cannotWrite(file: string | undefined, cause: unknown): ConnectorError {
  const place = file === undefined ? "standard output" : `"${file}"`;
  const hint = cause instanceof Deno.errors.NotCapable
    ? "Deno was not given the right to write there: start it with -P or --allow-write."
    : undefined;
  return new ConnectorError(`Cannot write to ${place}: ${systemReason(cause)}`, { code: "disk", cause, hint });
}

const SUFFIXES: Readonly<Record<string, OutputFormat>> = {
  csv: "csv",
  json: "json",
  jsonl: "ndjson",
  markdown: "markdown",
  md: "markdown",
  ndjson: "ndjson",
  tsv: "tsv",
};

/** The format that was asked for, else what the file's suffix says, else what suits the reader. */
export function outputFormat(
  { format, file, terminal, agent }: {
    readonly format: OutputFormat | undefined;
    readonly file: string | undefined;
    /** Standard output is a terminal. */
    readonly terminal: boolean;
    readonly agent: boolean;
  },
): OutputFormat {
  if (format !== undefined) return format;
  if (file !== undefined) return SUFFIXES[/\.(\w+)$/.exec(file)?.[1]?.toLowerCase() ?? ""] ?? "ndjson";
  return agent ? "markdown" : terminal ? "table" : "ndjson";
}
