/** Calls of a function whose code may change while the pipeline runs: from some batch on they are calls of the new one. */
import type { Caller, FunctionCalls } from "./function_calls.ts";
import { FunctionWorker } from "./function_worker.ts";
import type { Argument } from "./messages.ts";
import type { ModuleFiles } from "./modules.ts";

export interface LiveFunctionParts {
  /** A worker, not loaded yet, for this code. */
  worker(files: ModuleFiles): FunctionWorker;
  /** The newest code that can be loaded. Throws `SqlError` where there is none. */
  newest(): Promise<ModuleFiles>;
  /** Nobody calls it any more. */
  onEnd(): void;
}

/**
 * A batch is computed by one worker as a whole: by the old one when it came before the new one was ready. The old one
 * ends when its last row is answered.
 */
export class LiveFunction implements FunctionCalls {
  readonly #parts: LiveFunctionParts;
  #opening: Promise<void> | undefined;
  #current: FunctionWorker | undefined;
  /** The code of {@link #current}, and the code that is to take its place. */
  #files: ModuleFiles | undefined;
  #wanted: ModuleFiles | undefined;
  #replacing: Promise<void> | undefined;
  readonly #retired = new Set<FunctionWorker>();
  #closed = false;

  constructor(parts: LiveFunctionParts) {
    this.#parts = parts;
  }

  open(): Promise<void> {
    return this.#opening ??= this.#open();
  }

  async #open(): Promise<void> {
    const files = await this.#parts.newest();
    this.#wanted ??= files; // unless newer code has come meanwhile
    await this.#replace();
  }

  /** The code from some batch on; resolves when it is in use. Throws `SqlError` where it cannot be loaded: the old one stays. */
  async use(files: ModuleFiles): Promise<void> {
    this.#wanted = files;
    if (this.#opening === undefined) return; // taken when it is opened
    await this.#replace();
  }

  #replace(): Promise<void> {
    return this.#replacing ??= this.#loadWanted().finally(() => this.#replacing = undefined);
  }

  async #loadWanted(): Promise<void> {
    while (this.#wanted !== undefined && this.#wanted !== this.#files && !this.#closed) {
      const files = this.#wanted;
      const next = this.#parts.worker(files);
      try {
        await next.open();
      } catch (error) {
        if (this.#wanted === files) this.#wanted = this.#files;
        await next[Symbol.asyncDispose]();
        throw error;
      }
      this.#retire(this.#current);
      this.#current = next;
      this.#files = files;
    }
  }

  #retire(worker: FunctionWorker | undefined): void {
    if (worker === undefined) return;
    this.#retired.add(worker);
    worker.retire(() => this.#retired.delete(worker));
  }

  call(rows: number, args: readonly Argument[], needed: Uint8Array | undefined, caller: Caller): void {
    this.#current?.call(rows, args, needed, caller);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    await this.#opening?.catch(() => {});
    await this.#replacing?.catch(() => {});
    const workers = this.#current === undefined ? this.#retired : [this.#current, ...this.#retired];
    await Promise.all([...workers].map((worker) => worker[Symbol.asyncDispose]()));
    this.#parts.onEnd();
  }
}
