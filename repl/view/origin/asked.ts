/** Something that was asked for and is waited for while keys stay alive: the answer, or why there is none. */

export type Answer<T> =
  | { readonly kind: "waiting" }
  | { readonly kind: "there"; readonly value: T }
  | { readonly kind: "failed"; readonly error: unknown };

export class Asked<T> {
  readonly #closing = new AbortController();
  /** Resolves when {@link answer} is not "waiting" any more. */
  readonly settled: Promise<void>;
  #answer: Answer<T> = { kind: "waiting" };

  /** Asks at once; `onAnswer` is called when the answer is there, unless it was closed before. */
  constructor(ask: (signal: AbortSignal) => Promise<T>, onAnswer: () => void, patienceMs = PATIENCE_MS) {
    const signal = AbortSignal.any([this.#closing.signal, AbortSignal.timeout(patienceMs)]);
    this.settled = this.#wait(ask, signal).finally(() => this.#closing.signal.aborted || onAnswer());
  }

  get answer(): Answer<T> {
    return this.#answer;
  }

  /** Nobody waits any more. */
  close(): void {
    this.#closing.abort();
  }

  async #wait(ask: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<void> {
    try {
      this.#answer = { kind: "there", value: await ask(signal) };
    } catch (error) {
      this.#answer = { kind: "failed", error };
    }
  }
}

/** So long a person waits for a record, in milliseconds. */
export const PATIENCE_MS = 20_000;
