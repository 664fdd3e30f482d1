/** Where the user's functions run: what a session loads them with. */
import type { FunctionNet, UserFunction } from "../../schema/user_function.ts";
import type { FunctionCalls } from "./function_calls.ts";
import { FunctionWorker } from "./function_worker.ts";

/** What is known of a function whose body is a file. */
export interface FunctionState {
  /** Its own file first, then what it imports by relative paths. */
  readonly files: readonly string[];
  /** It is loaded again when one of them changes. */
  readonly watched: boolean;
  /** When the code that is in use was loaded, milliseconds since the epoch. */
  readonly loadedAt: number;
  /** Why the files as they are now cannot be loaded; undefined: they are in use. */
  readonly problem: string | undefined;
}

export interface FunctionHost extends AsyncDisposable {
  /** Loads a function that is being defined, to see whether it can be. Throws `SqlError`. */
  check(fn: UserFunction): Promise<void>;
  /** Calls of a function in one pipeline. */
  calls(fn: UserFunction): FunctionCalls;
  /** Undefined: its code stands in its statement, or it has not been loaded yet. */
  stateOf(fn: UserFunction): FunctionState | undefined;
  /** A function was defined, replaced or dropped. */
  definitionsChanged(): void;
}

/** Each pipeline keeps the code that it began with: a file is read when the pipeline starts. */
export function fixedHost(net: FunctionNet): FunctionHost {
  return {
    async check(fn) {
      await using worker = new FunctionWorker(fn, net);
      await worker.open();
    },
    calls: (fn) => new FunctionWorker(fn, net),
    stateOf: () => undefined,
    definitionsChanged: () => {},
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
