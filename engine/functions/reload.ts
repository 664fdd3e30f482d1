/**
 * Functions of files, loaded again when their files change: for a session that a person works in. Queries and jobs that
 * run go on with the new code; what cannot be loaded is said once, and leaves the old code in use.
 */
import type { FunctionNet, UserFunction } from "../../schema/user_function.ts";
import type { FunctionCalls } from "./function_calls.ts";
import { FunctionWorker } from "./function_worker.ts";
import { fixedHost, type FunctionHost, type FunctionState } from "./host.ts";
import { LoadedFunction, type Reloaded } from "./loaded_function.ts";
import { fileName } from "./modules.ts";
import { WatchedFiles } from "./watched_files.ts";

export interface ReloadParts {
  readonly net: FunctionNet;
  /** Milliseconds since the epoch. */
  now(): number;
  /** It stands in the catalog. */
  isDefined(fn: UserFunction): boolean;
  /** Takes one line. */
  tell(line: string): void;
}

/** Files are watched from the moment when a function was defined or called first, until it is neither defined nor called. */
export class ReloadingHost implements FunctionHost {
  readonly #parts: ReloadParts;
  readonly #loaded = new Map<UserFunction, LoadedFunction>();
  readonly #watched = new WatchedFiles((paths) => this.#changed(paths));
  readonly #closing = new AbortController();
  readonly #looking = new Set<Promise<void>>();

  constructor(parts: ReloadParts) {
    this.#parts = parts;
  }

  async check(fn: UserFunction): Promise<void> {
    if (fn.body.kind === "code") return await fixedHost(this.#parts.net).check(fn);
    try {
      await this.#look([this.#of(fn)]);
    } catch (error) {
      this.#loaded.delete(fn);
      this.#watch();
      throw error;
    }
  }

  calls(fn: UserFunction): FunctionCalls {
    if (fn.body.kind === "code") return new FunctionWorker(fn, this.#parts.net);
    const loaded = this.#of(fn);
    return loaded.calls(() => this.#look([loaded]), () => this.definitionsChanged());
  }

  stateOf(fn: UserFunction): FunctionState | undefined {
    const loaded = this.#loaded.get(fn);
    if (loaded === undefined || !loaded.isLoaded) return undefined;
    const { files, loadedAt, problem } = loaded;
    return { files, loadedAt, problem, watched: files.every((file) => this.#watched.isWatched(file)) };
  }

  definitionsChanged(): void {
    for (const [fn, { isLive, isLoaded }] of this.#loaded) {
      // One that is being defined is neither loaded nor in the catalog yet.
      if (!isLive && isLoaded !== this.#parts.isDefined(fn)) this.#loaded.delete(fn);
    }
    this.#watch();
  }

  #of(fn: UserFunction): LoadedFunction {
    let loaded = this.#loaded.get(fn);
    if (loaded === undefined) {
      this.#loaded.set(fn, loaded = new LoadedFunction(fn, this.#parts.net, () => this.#parts.now()));
    }
    return loaded;
  }

  /** True: some files were not watched before. */
  #watch(): boolean {
    if (this.#closing.signal.aborted) return false;
    return this.#watched.watch([...this.#loaded.values()].flatMap(({ files }) => files));
  }

  #changed(paths: ReadonlySet<string>): void {
    const concerned = [...this.#loaded.values()].filter(({ isLoaded, files }) =>
      isLoaded && files.some((file) => paths.has(file))
    );
    const looking = this.#look(concerned, this.#closing.signal).finally(() => this.#looking.delete(looking));
    this.#looking.add(looking);
  }

  /** Throws what keeps a function from being loaded for the first time. */
  async #look(functions: readonly LoadedFunction[], grace?: AbortSignal): Promise<void> {
    this.#watch();
    do {
      const found = await Promise.all(functions.map((one) => one.look(grace)));
      if (this.#closing.signal.aborted) return;
      for (const line of linesOf(found.filter((one) => one !== undefined))) this.#parts.tell(line);
    } while (this.#watch());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#watched[Symbol.asyncDispose]();
    await Promise.all(this.#looking);
  }
}

/** One line for all functions that the same has happened to. */
export function linesOf(reloaded: readonly Reloaded[]): string[] {
  const what = ({ file, problem }: Reloaded) => problem ?? `${fileName(file)} has changed`;
  const groups = Map.groupBy(reloaded, (one) => `${one.problem === undefined} ${what(one)}`);
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const names = [first, ...others].map(({ fn }) => fn.name).join(", ");
    const one = others.length === 0;
    if (first.problem === undefined) return `${names} ${one ? "was" : "were"} loaded again: ${what(first)}`;
    return `${names} ${one ? "keeps its" : "keep their"} old code: ${what(first)}`;
  });
}
