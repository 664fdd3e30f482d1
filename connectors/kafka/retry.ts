import { ConnectorError } from "../../schema/errors.ts";

/** Waiting times between tries in milliseconds: doubled from `first` up to `longest`, each up to a fifth shorter by chance. */
export class Backoff {
  readonly #first: number;
  readonly #longest: number;
  #next: number;

  constructor(first = 20, longest = 1000) {
    this.#first = first;
    this.#longest = longest;
    this.#next = first;
  }

  reset(): void {
    this.#next = this.#first;
  }

  /** Waits; rejects with the signal's reason when it aborts. */
  async pause(signal?: AbortSignal): Promise<void> {
    const wait = this.#next * (0.8 + 0.2 * Math.random());
    this.#next = Math.min(this.#next * 2, this.#longest);
    await pause(wait, signal);
  }
}

export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  if (signal?.aborted) return Promise.reject(signal.reason);
  const abort = () => {
    clearTimeout(timer);
    reject(signal?.reason);
  };
  const timer = setTimeout(() => {
    signal?.removeEventListener("abort", abort);
    resolve();
  }, milliseconds);
  signal?.addEventListener("abort", abort, { once: true });
  return promise;
}

/** The promise, or a rejection with the signal's reason if that comes first; what the promise stands for goes on. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  if (signal.aborted) {
    promise.catch(() => {});
    return Promise.reject(signal.reason);
  }
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  return Promise.race([promise, aborted]).finally(() => signal.removeEventListener("abort", abort));
}

export function isRetryable(error: unknown): boolean {
  return error instanceof ConnectorError && error.retryable;
}

/** Tries again while the error says that it may help, for at most `forMs`; then the last error is thrown. */
export async function retrying<T>(action: () => Promise<T>, signal?: AbortSignal, forMs = 15_000): Promise<T> {
  const deadline = Date.now() + forMs;
  const backoff = new Backoff();
  for (;;) {
    try {
      return await action();
    } catch (error) {
      if (!isRetryable(error) || Date.now() >= deadline) throw error;
    }
    await backoff.pause(signal);
  }
}
