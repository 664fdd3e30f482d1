/** `connector = 'blackhole'`: takes rows and drops them. */
import type { Batch } from "../schema/batch.ts";
import { ByteWriter } from "../schema/byte_writer.ts";
import type { RowEncoder } from "../schema/formats/format.ts";
import type { ConnectionState, Connector, Sink } from "./connector.ts";

const OPTIONS = {};

/** With a `format` each row is encoded before it is dropped, so that it costs what a real sink costs. */
export const BLACKHOLE: Connector<Record<never, never>, typeof OPTIONS> = {
  name: "blackhole",
  doc: "Drops every row; with a format, after encoding it",
  tableOptions: OPTIONS,
  formats: "optional",
  updates: "dropped",
  metadata: {},
  sink: ({ table, value }) => new Blackhole(table.options.has("format") ? value : undefined),
};

class Blackhole implements Sink {
  readonly #encoder: RowEncoder | undefined;
  readonly #out = new ByteWriter();
  #rows = 0;

  constructor(encoder: RowEncoder | undefined) {
    this.#encoder = encoder;
  }

  open(): Promise<void> {
    return Promise.resolve();
  }

  write(batch: Batch): void {
    if (this.#encoder !== undefined) {
      this.#encoder.bind(batch);
      for (let row = 0; row < batch.length; row++) {
        if (this.#encoder.speaks?.(row) === false) continue;
        this.#out.clear();
        this.#encoder.encode(row, this.#out);
      }
    }
    this.#rows += batch.length;
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
