/** `connector = 'stream'`: messages of several tables that come in random portions, in random turns. */
import { setImmediate } from "node:timers";
import type { Connector, Positions, Source, SourceEvent } from "../../connectors/connector.ts";
import { recordsOf } from "../../schema/formats/test_records.ts";
import type { Choices } from "./choices.ts";

/** What all tables of a query read. A source may be opened again and go on at a position. */
export class Streams {
  readonly #messages: ReadonlyMap<string, readonly string[]>;
  readonly #choices: Choices;
  readonly #atRest: () => Promise<void>;
  readonly #waiting: { resolve(): void; reject(error: unknown): void }[] = [];
  #open = 0;

  /** `atRest` is called before each portion, when everything that came before has been worked on. */
  constructor(messages: ReadonlyMap<string, readonly string[]>, choices: Choices, atRest: () => Promise<void>) {
    this.#messages = messages;
    this.#choices = choices;
    this.#atRest = atRest;
  }

  connector(): Connector {
    return {
      name: "stream",
      doc: "Messages of a test",
      tableOptions: {},
      formats: "required",
      metadata: {},
      bounded: () => true,
      source: ({ table }) => this.#source(this.#messages.get(table.name) ?? []),
    };
  }

  #source(messages: readonly string[]): Source {
    let position = 0;
    return {
      open: (from: Positions | undefined): Promise<Positions> => {
        this.#open++;
        position = from?.get(0) ?? 0;
        return Promise.resolve(new Map([[0, position]]));
      },
      read: (signal) => this.#read(messages, position, signal),
      progress: () => [],
      state: () => ({ kind: "connected" }),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  }

  async *#read(messages: readonly string[], position: number, signal: AbortSignal): AsyncGenerator<SourceEvent> {
    for (let at = position; at < messages.length;) {
      await this.#turn(signal);
      if (signal.aborted) return;
      const portion = messages.slice(at, at + 1 + this.#choices.below(8));
      const { offset, ...records } = recordsOf(portion);
      const from = at;
      at += portion.length;
      yield { kind: "records", records: { ...records, offset: offset.map((index) => from + index), next: at } };
    }
    await this.#turn(signal);
    if (signal.aborted) return;
    this.#open--;
    yield { kind: "end", partition: 0 };
    this.#goOn();
  }

  /** Resolves when all others wait too and chance wants it so, or nobody wants anything any more. */
  #turn(signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    signal.addEventListener("abort", () => resolve(), { once: true });
    this.#waiting.push({ resolve, reject });
    this.#goOn();
    return promise;
  }

  /** Once everything that was delivered has been worked on, ends included. */
  #goOn(): void {
    if (this.#open === 0 || this.#waiting.length < this.#open) return;
    setImmediate(() => void this.#next());
  }

  async #next(): Promise<void> {
    const [next] = this.#waiting.splice(this.#choices.below(this.#waiting.length), 1);
    await this.#atRest().then(() => next?.resolve(), (error) => next?.reject(error));
  }
}
