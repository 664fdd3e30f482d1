/** An INSERT that runs for a moment with nobody to write to: its first rows, and how fast they come. */
import type { RehearsedSink } from "../../engine/rehearsal.ts";
import type { BoundInsert } from "../../engine/bind_statement.ts";
import type { RowReceiver, Session } from "../../engine/session.ts";
import { type Batch, INSERT } from "../../schema/batch.ts";
import { ByteWriter } from "../../schema/byte_writer.ts";
import { TEXT } from "../../schema/types.ts";
import { type Cell, type CellColumn, Cells } from "../formats/cells.ts";

/** Rows that are shown of each sink. */
const SHOWN_ROWS = 5;
/** An INSERT without enough rows is watched for so long, in milliseconds … */
const LONGEST_MS = 2_000;
/** … and one with enough of them for so long, for their rate. */
const SHORTEST_MS = 700;

/** What one sink would have been given. */
export interface TrialRows {
  readonly columns: readonly CellColumn[];
  /** The first ones, as texts. */
  readonly shown: readonly (readonly Cell[])[];
  readonly rows: number;
  /** Of their messages; undefined: the sink has none. */
  readonly bytes: number | undefined;
}

export interface Trial {
  /** One per sink, in order. */
  readonly sinks: readonly TrialRows[];
  /** Read from all sources. */
  readonly rowsRead: number;
  /** From the moment rows could flow. */
  readonly milliseconds: number;
  /** The query has ended: these are all rows there are. */
  readonly through: boolean;
}

/** Rejects with what would fail the INSERT. An abort of `signal` ends it early. */
export async function trialOf(
  session: Session,
  insert: BoundInsert,
  { sinks, text, signal, now }: {
    readonly sinks: readonly RehearsedSink[];
    readonly text: string;
    readonly signal: AbortSignal;
    now(): number;
  },
): Promise<Trial> {
  const { promise: enough, resolve } = Promise.withResolvers<void>();
  const receivers = sinks.map((sink) => new TrialReceiver(sink));
  const job = session.rehearse(insert, text, receivers);
  const stop = () => resolve();
  signal.addEventListener("abort", stop);
  await Promise.race([job.started, enough]);
  const began = now();
  const watch = setInterval(() => {
    const age = now() - began;
    if (age >= LONGEST_MS || (age >= SHORTEST_MS && receivers.every(({ rows }) => rows >= SHOWN_ROWS))) stop();
  }, 50);
  try {
    if (!signal.aborted) await Promise.race([job.done, enough]);
    const milliseconds = now() - began;
    const { rowsIn: rowsRead } = job.metrics;
    return { sinks: receivers.map((one) => one.taken()), rowsRead, milliseconds, through: job.ended };
  } finally {
    clearInterval(watch);
    signal.removeEventListener("abort", stop);
    void job.stop(true);
  }
}

/** Keeps the first rows as texts, and counts all of them and the bytes of their messages. */
class TrialReceiver implements RowReceiver {
  rows = 0;
  #bytes = 0;
  readonly #sink: RehearsedSink;
  readonly #cells: Cells;
  readonly #message = new ByteWriter(1024);
  readonly #shown: Cell[][] = [];
  #changes = false;

  constructor(sink: RehearsedSink) {
    this.#sink = sink;
    this.#cells = new Cells(sink.fields, {});
  }

  receive(batch: Batch): void {
    this.#changes ||= batch.changes !== undefined;
    for (let row = 0; row < batch.length && this.#shown.length < SHOWN_ROWS; row++) {
      const cells = this.#cells.row(batch, row);
      this.#shown.push([OPERATIONS[batch.changes?.[row] ?? INSERT] ?? null, ...cells]);
    }
    this.#measure(batch);
    this.rows += batch.length;
  }

  #measure(batch: Batch): void {
    const { encoder } = this.#sink;
    encoder?.bind(batch);
    for (let row = 0; encoder !== undefined && row < batch.length; row++) {
      if (encoder.speaks?.(row) === false) continue;
      this.#message.clear();
      encoder.encode(row, this.#message);
      this.#bytes += this.#message.position;
    }
  }

  taken(): TrialRows {
    const op = { name: "_op", type: TEXT, right: false };
    return {
      columns: this.#changes ? [op, ...this.#cells.columns] : this.#cells.columns,
      shown: this.#changes ? this.#shown : this.#shown.map((cells) => cells.slice(1)),
      rows: this.rows,
      bytes: this.#sink.encoder === undefined ? undefined : this.#bytes,
    };
  }
}

/** By the numbers of `Batch.changes`. */
const OPERATIONS = ["+I", "-D", "-U", "+U"] as const;
