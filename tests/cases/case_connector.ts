/** `connector = 'case'`: tables whose records stand in a case file, and sinks whose rows are compared with it. */
import type {
  ConnectionState,
  Connector,
  PartitionProgress,
  Positions,
  Sink,
  Source,
  SourceEvent,
} from "../../connectors/connector.ts";
import type { Batch } from "../../schema/batch.ts";
import { ByteWriter } from "../../schema/byte_writer.ts";
import type { RowEncoder } from "../../schema/formats/format.ts";
import { flagOption } from "../../schema/options.ts";
import type { Records } from "../../schema/records.ts";
import { BIGINT, BYTEA, INT, TEXT, timestampType } from "../../schema/types.ts";
import type { CaseInput, CaseRecord } from "./case_file.ts";

/** Record time of the first record of every partition, 2026-01-01T00:00:00Z; each further one is a second later. */
export const CASE_TIME = Date.UTC(2026, 0, 1);

const OPTIONS = {
  unbounded: flagOption("After its records the table waits for more", false),
};

/** The outside world of one run of a case. */
export class CaseWorld {
  readonly inputs: ReadonlyMap<string, CaseInput>;
  /** Rows of sinks, by table. */
  readonly outputs = new Map<string, string[]>();
  /** Records of one event of a source at most. */
  readonly batchSize: number;
  /** Events so far. */
  events = 0;
  /** Called before each event of a source, when all before it has been worked on. */
  beforeEvent: () => Promise<void> = () => Promise.resolve();
  #last: Promise<void> = Promise.resolve();

  constructor(inputs: ReadonlyMap<string, CaseInput>, batchSize: number) {
    this.inputs = inputs;
    this.batchSize = batchSize;
  }

  async nextEvent(): Promise<void> {
    this.events++;
    await this.beforeEvent();
  }

  /**
   * Sources take turns, in the order in which they ask, and partitions one after another: so the order of rows does
   * not depend on the size of batches. Resolves to what ends the turn.
   */
  async turn(): Promise<() => void> {
    const before = this.#last;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#last = promise;
    await before;
    return resolve;
  }

  connector(): Connector<Record<never, never>, typeof OPTIONS> {
    return {
      name: "case",
      doc: "Records of a case file",
      tableOptions: OPTIONS,
      formats: "required",
      defaultFormat: "json",
      metadata: {
        offset_id: [BIGINT],
        partition: [INT],
        topic: [TEXT],
        timestamp: [BIGINT, timestampType(3)],
        key: [BYTEA, TEXT],
      },
      bounded: (options) => !options.unbounded,
      source: ({ table, options }) => new CaseSource(table.name, options.unbounded, this),
      sink: ({ table, value }) => new CaseSink(value, this.rowsOf(table.name)),
    };
  }

  /** Rows of a sink, which may come to have some. */
  rowsOf(name: string): string[] {
    const rows = this.outputs.get(name) ?? [];
    this.outputs.set(name, rows);
    return rows;
  }
}

class CaseSource implements Source {
  readonly #name: string;
  readonly #unbounded: boolean;
  readonly #world: CaseWorld;
  readonly #input: CaseInput;
  #from: Positions = new Map();

  constructor(name: string, unbounded: boolean, world: CaseWorld) {
    this.#name = name;
    this.#unbounded = unbounded;
    this.#world = world;
    this.#input = world.inputs.get(name) ?? [[]];
  }

  open(from: Positions | undefined): Promise<Positions> {
    this.#from = new Map(this.#input.map((_, partition) => [partition, from?.get(partition) ?? 0]));
    return Promise.resolve(this.#from);
  }

  async *read(signal: AbortSignal): AsyncGenerator<SourceEvent> {
    const endTurn = await this.#world.turn();
    try {
      for (const [partition, records] of this.#input.entries()) {
        const first = this.#from.get(partition) ?? 0;
        for (let from = first; from < records.length && !signal.aborted; from += this.#world.batchSize) {
          await this.#world.nextEvent();
          const chunk = chunkOf(this.#name, partition, records, from, this.#world.batchSize);
          yield { kind: "records", records: chunk };
          chunk.data.fill(0xff); // valid until now: whoever still looks at it shows
        }
        if (this.#unbounded || signal.aborted) continue;
        await this.#world.nextEvent();
        yield { kind: "end", partition };
      }
    } finally {
      endTurn();
    }
    if (!this.#unbounded || signal.aborted) return;
    yield { kind: "idle" };
    await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
  }

  progress(): readonly PartitionProgress[] {
    return [];
  }

  state(): ConnectionState {
    return { kind: "connected" };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }
}

/** Bytes that decoders may read behind the last record. */
const MARGIN = 8;

function chunkOf(
  topic: string,
  partition: number,
  all: readonly CaseRecord[],
  from: number,
  batchSize: number,
): Records {
  const records = all.slice(from, from + batchSize);
  const count = records.length;
  const size = (bytes: Uint8Array | null) => bytes?.length ?? 0;
  const data = new Uint8Array(records.reduce((sum, one) => sum + size(one.key) + size(one.value), 0) + MARGIN);
  const [keyStart, keyEnd, valueStart, valueEnd] = Array.from({ length: 4 }, () => new Int32Array(count)) as [
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
  ];
  let at = 0;
  const put = (bytes: Uint8Array | null, starts: Int32Array, ends: Int32Array, index: number): void => {
    starts[index] = bytes === null ? -1 : at;
    if (bytes !== null) data.set(bytes, at);
    at += size(bytes);
    ends[index] = bytes === null ? -1 : at;
  };
  records.forEach(({ key, value }, index) => {
    put(key, keyStart, keyEnd, index);
    put(value, valueStart, valueEnd, index);
  });
  return {
    topic,
    partition,
    data,
    count,
    valueStart,
    valueEnd,
    keyStart,
    keyEnd,
    offset: Float64Array.from(records, (_, i) => from + i),
    timestamp: Float64Array.from(records, (_, i) => CASE_TIME + 1000 * (from + i)),
    next: from + count,
  };
}

/** One line per row; a null message is `\N`. */
class CaseSink implements Sink {
  readonly #encoder: RowEncoder;
  readonly #rows: string[];
  readonly #out = new ByteWriter();
  #written = 0;

  constructor(encoder: RowEncoder, rows: string[]) {
    this.#encoder = encoder;
    this.#rows = rows;
  }

  open(): Promise<void> {
    return Promise.resolve();
  }

  write(batch: Batch): void {
    this.#rows.push(...encodedRows(this.#encoder, batch, this.#out));
    this.#written += batch.length;
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }

  state(): ConnectionState {
    return { kind: "connected" };
  }

  written(): number {
    return this.#written;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }
}

export function encodedRows(encoder: RowEncoder, batch: Batch, out = new ByteWriter()): string[] {
  encoder.bind(batch);
  const rows = Array.from({ length: batch.length }, (_, row) => row).filter((row) => encoder.speaks?.(row) !== false);
  return rows.map((row) => {
    out.clear();
    return encoder.encode(row, out) ? new TextDecoder().decode(out.written()) : "\\N";
  });
}
