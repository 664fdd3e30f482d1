/** `connector = 'stdout'`: one line per row on standard output. */
import type { Batch } from "../schema/batch.ts";
import { ByteWriter } from "../schema/byte_writer.ts";
import type { RowEncoder } from "../schema/formats/format.ts";
import type { ConnectionState, Connector, Environment, Sink } from "./connector.ts";

const OPTIONS = {};
const NEWLINE = 10;

export const STDOUT: Connector<Record<never, never>, typeof OPTIONS> = {
  name: "stdout",
  doc: "Writes one line per row to standard output",
  tableOptions: OPTIONS,
  formats: "optional",
  defaultFormat: "json",
  updates: "shown",
  metadata: {},
  sink: ({ environment, value }) => new StdoutSink(environment, value),
};

/** A null message is an empty line. */
class StdoutSink implements Sink {
  readonly #environment: Pick<Environment, "stdout">;
  readonly #encoder: RowEncoder;
  readonly #out = new ByteWriter();
  #rows = 0;

  constructor(environment: Pick<Environment, "stdout">, encoder: RowEncoder) {
    this.#environment = environment;
    this.#encoder = encoder;
  }

  open(): Promise<void> {
    return Promise.resolve();
  }

  write(batch: Batch): void {
    this.#encoder.bind(batch);
    for (let row = 0; row < batch.length; row++) {
      if (this.#encoder.speaks?.(row) === false) continue;
      this.#out.clear();
      this.#encoder.encode(row, this.#out);
      this.#out.appendByte(NEWLINE);
      this.#environment.stdout(this.#out.written().slice()); // whoever gets it may keep it
      this.#rows++;
    }
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }

  state(): ConnectionState {
    return { kind: "connected" };
  }

  written(): number {
    return this.#rows;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }
}
