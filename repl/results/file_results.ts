/** `\o FILE`: results go to a file until it is closed. */
import type { RowReceiver } from "../../engine/session.ts";
import type { Batch } from "../../schema/batch.ts";
import type { Field } from "../../schema/field.ts";
import type { OutputFormat } from "../formats/writer.ts";
import { Output, outputFormat, type ResultStream } from "../output.ts";

export class FileResults implements Disposable {
  rows = 0;
  results = 0;
  readonly format: OutputFormat;
  readonly #output: Output;

  /** The format follows the suffix. The file is made, or emptied, with the first result. */
  constructor(readonly path: string) {
    this.format = outputFormat({ format: undefined, file: path, terminal: true, agent: false });
    this.#output = new Output({ write: (bytes) => bytes.length, file: path, format: this.format });
  }

  /** Throws a `ConnectorError` when the file cannot be written, as taking rows does. */
  view(fields: readonly Field[]): FileView {
    const stream = this.#output.result(fields);
    this.results++;
    return new FileView(stream, (rows) => void (this.rows += rows));
  }

  text(text: string): void {
    this.#output.text(text);
    this.results++;
  }

  [Symbol.dispose](): void {
    this.#output.close();
  }
}

export class FileView implements RowReceiver {
  /** Nothing of it is on the screen. */
  onLeave: () => void = () => {};
  readonly #stream: ResultStream;
  readonly #count: (rows: number) => void;

  constructor(stream: ResultStream, count: (rows: number) => void) {
    this.#stream = stream;
    this.#count = count;
  }

  get rows(): number {
    return this.#stream.rows;
  }

  receive(batch: Batch): void {
    this.#stream.receive(batch);
    this.#count(batch.length);
  }

  end(): void {
    this.#stream.onEnd();
  }
}
