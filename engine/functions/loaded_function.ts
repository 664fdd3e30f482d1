/** The newest good code of a function of a file, whoever calls it. */
import type { FunctionNet, UserFunction } from "../../schema/user_function.ts";
import { FunctionWorker } from "./function_worker.ts";
import { LiveFunction } from "./live_function.ts";
import { LoadError } from "./load_error.ts";
import { changedFile, type ModuleFiles, readModules } from "./modules.ts";

/** What has become of a function whose files were looked at again. */
export interface Reloaded {
  readonly fn: UserFunction;
  /** The file that has changed. */
  readonly file: string;
  /** Why what it says now cannot be loaded: the code from before stays in use. Undefined: it is in use. */
  readonly problem: string | undefined;
}

/** A file that is empty or not there is looked at once more after so long: it may be in the middle of being written. */
const GRACE_MS = 400;

export class LoadedFunction {
  readonly fn: UserFunction;
  /** When {@link good} was loaded, milliseconds since the epoch. */
  loadedAt = 0;
  readonly #net: FunctionNet;
  readonly #now: () => number;
  readonly #live = new Set<LiveFunction>();
  /** The newest that could be loaded. */
  #good: ModuleFiles | undefined;
  /** As they were looked at last. */
  #seen: ModuleFiles | undefined;
  #error: Error | undefined;
  /** Looks come one after the other. */
  #looking: Promise<unknown> = Promise.resolve();

  constructor(fn: UserFunction, net: FunctionNet, now: () => number) {
    this.fn = fn;
    this.#net = net;
    this.#now = now;
  }

  /** What has to be watched: all files of the good code, and all that the newest one needs. */
  get files(): readonly string[] {
    return [...new Set([this.fn.body.text, ...this.#seen?.texts.keys() ?? [], ...this.#good?.texts.keys() ?? []])];
  }

  get problem(): string | undefined {
    return this.#error && reasonOf(this.#error);
  }

  get isLoaded(): boolean {
    return this.#good !== undefined;
  }

  /** A pipeline calls it. */
  get isLive(): boolean {
    return this.#live.size > 0;
  }

  /**
   * Looks at the files, and loads the function when they have changed. Undefined: there is nothing to tell. `grace`: a
   * file that is not whole gets some time. Throws what keeps the function from being loaded for the first time.
   */
  look(grace?: AbortSignal): Promise<Reloaded | undefined> {
    const looked = this.#looking.then(() => this.#look(grace));
    this.#looking = looked.catch(() => {});
    return looked;
  }

  async #look(grace: AbortSignal | undefined): Promise<Reloaded | undefined> {
    let files = await readModules(this.fn);
    if (grace !== undefined && !isWhole(files)) {
      await pause(GRACE_MS, grace);
      files = await readModules(this.fn);
    }
    const before = this.#seen;
    const file = before === undefined ? files.path : changedFile(before, files);
    if (file === undefined) return undefined;
    this.#seen = files;
    const known = this.problem;
    this.#error = await this.#tryOut(files);
    if (this.#error === undefined) {
      this.#good = files;
      this.loadedAt = this.#now();
      this.#error = await this.#put(files);
    } else if (this.#good === undefined) {
      this.#seen = undefined;
      throw this.#error;
    }
    if (before === undefined || (this.problem !== undefined && this.problem === known)) return undefined;
    return { fn: this.fn, file, problem: this.problem };
  }

  /** Why the code cannot be loaded. */
  async #tryOut(files: ModuleFiles): Promise<Error | undefined> {
    await using worker = new FunctionWorker(this.fn, this.#net, files);
    try {
      await worker.open();
      return undefined;
    } catch (error) {
      if (error instanceof Error) return error;
      throw error;
    }
  }

  /** Gives running pipelines the code; what keeps one of them from loading it. */
  async #put(files: ModuleFiles): Promise<Error | undefined> {
    const put = await Promise.allSettled([...this.#live].map((one) => one.use(files)));
    const failed = put.find((one) => one.status === "rejected");
    if (failed === undefined || failed.reason instanceof Error) return failed?.reason;
    throw failed.reason;
  }

  /** Calls for one pipeline. `look` looks at the files; `onEnd` is called when the pipeline has ended. */
  calls(look: () => Promise<void>, onEnd: () => void): LiveFunction {
    const live = new LiveFunction({
      worker: (files) => new FunctionWorker(this.fn, this.#net, files),
      newest: async () => {
        await look();
        return this.#good!; // looking throws while there is none
      },
      onEnd: () => {
        this.#live.delete(live);
        onEnd();
      },
    });
    this.#live.add(live);
    return live;
  }
}

function isWhole({ texts }: ModuleFiles): boolean {
  return [...texts.values()].every((text) => text !== undefined && text.trim() !== "");
}

function reasonOf(error: Error): string {
  return error instanceof LoadError ? error.reason : error.message;
}

/** Resolves after so many milliseconds, or when the signal aborts. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) return Promise.resolve();
  const end = () => {
    clearTimeout(timer);
    signal.removeEventListener("abort", end);
    resolve();
  };
  const timer = setTimeout(end, milliseconds);
  signal.addEventListener("abort", end);
  return promise;
}
