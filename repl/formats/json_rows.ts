/** `ndjson` and `json`: rows as the JSON format writes them (`sql.md` §7.2), BIGINT as plain digits. */
import type { Batch } from "../../schema/batch.ts";
import type { Field } from "../../schema/field.ts";
import type { RowEncoder } from "../../schema/formats/format.ts";
import { json } from "../../schema/formats/json.ts";
import { readOptions } from "../../schema/options.ts";
import { BufferedWriter, type ByteSink, type JsonArray, type WriterOptions } from "./writer.ts";

const UTF8 = new TextEncoder();
const NEWLINE = 10;

/** One object per line. */
export class NdjsonWriter extends BufferedWriter {
  readonly #encoder: RowEncoder;
  /** What stands before a row's own members; empty: nothing. */
  readonly #head: Uint8Array;

  constructor(fields: readonly Field[], sink: ByteSink, { query }: WriterOptions) {
    super(sink);
    this.#encoder = json.encoder(fields, readOptions(json.options, new Map(), new Set()));
    const more = fields.some((field) => field.hidden !== true);
    this.#head = query === undefined ? EMPTY : UTF8.encode(`{"_query":${query}${more ? "," : ""}`);
  }

  protected override begin(batch: Batch): void {
    this.#encoder.bind(batch);
  }

  protected override row(_batch: Batch, row: number): void {
    this.object(row);
    this.out.appendByte(NEWLINE);
  }

  protected object(row: number): void {
    const { out } = this;
    const head = this.#head;
    if (head.length === 0) {
      this.#encoder.encode(row, out);
      return;
    }
    // The encoder's "{" is written where the head ends, and then replaced by the head's last byte.
    const start = out.position;
    out.ensure(head.length);
    out.position = start + head.length - 1;
    this.#encoder.encode(row, out);
    out.bytes.set(head, start);
  }
}

const EMPTY = new Uint8Array(0);

/** One array, one object per line in it; it is a whole document only after {@link end}. */
export class JsonWriter extends NdjsonWriter {
  readonly #array: JsonArray;
  /** The array is this result's own: it ends with it. */
  readonly #own: boolean;

  constructor(fields: readonly Field[], sink: ByteSink, options: WriterOptions) {
    super(fields, sink, options);
    this.#own = options.array === undefined;
    this.#array = options.array ?? { elements: undefined };
  }

  protected override row(_batch: Batch, row: number): void {
    this.out.appendText(this.#array.elements === undefined ? "[\n" : this.#array.elements === 0 ? "\n" : ",\n");
    this.#array.elements = (this.#array.elements ?? 0) + 1;
    this.object(row);
  }

  protected override settle(): void {
    if (this.#array.elements !== undefined) return;
    this.#array.elements = 0;
    this.out.appendText("[");
  }

  protected override close(): void {
    if (this.#own) this.out.appendText(arrayEnd(this.#array));
  }
}

/** What closes an array that was begun. */
export function arrayEnd({ elements }: JsonArray): string {
  return elements === undefined ? "" : elements === 0 ? "]\n" : "\n]\n";
}
