/** `connector = 'feed'`: prebuilt records, delivered again and again to a job that lives as long as the benchmark. */
import type { Connector, Positions, Source, SourceEvent } from "../../connectors/connector.ts";
import type { Records } from "../../schema/records.ts";

/** What a Kafka fetch gives at a time. */
const CHUNK = 8192;

export class Feed {
  /** To be given to the session. One table reads it, in one job. */
  readonly connector: Connector;
  #start = Promise.withResolvers<readonly Records[]>();
  #done = Promise.withResolvers<void>();

  /** `name` is what tables call the connector. */
  constructor(name = "feed") {
    this.connector = {
      name,
      doc: "Records of a benchmark",
      tableOptions: {},
      formats: "required",
      metadata: {},
      source: () => this.#source(),
    };
  }

  /** Delivers the chunks once. Resolves when the pipeline has asked for more, and so has worked on everything. */
  async deliver(chunks: readonly Records[]): Promise<void> {
    this.#done = Promise.withResolvers();
    this.#start.resolve(chunks);
    await this.#done.promise;
  }

  #source(): Source {
    return {
      open: (): Promise<Positions> => Promise.resolve(new Map([[0, 0]])),
      read: (signal) => this.#read(signal),
      progress: () => [],
      state: () => ({ kind: "connected" }),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  }

  async *#read(signal: AbortSignal): AsyncGenerator<SourceEvent> {
    signal.addEventListener("abort", () => this.#start.resolve([]), { once: true });
    while (true) {
      const chunks = await this.#start.promise;
      if (signal.aborted) return;
      this.#start = Promise.withResolvers();
      for (const records of chunks) yield { kind: "records", records };
      this.#done.resolve();
    }
  }
}

/** The same records as a fetch loop would hand them out. */
export function chunked(records: Records, size = CHUNK): Records[] {
  const chunks: Records[] = [];
  for (let from = 0; from < records.count; from += size) {
    const to = Math.min(records.count, from + size);
    chunks.push({
      ...records,
      count: to - from,
      valueStart: records.valueStart.subarray(from, to),
      valueEnd: records.valueEnd.subarray(from, to),
      offset: records.offset.subarray(from, to),
      timestamp: records.timestamp.subarray(from, to),
      next: to,
    });
  }
  return chunks;
}
