/** Calls of one user function in one pipeline, as its operators see them. */
import type { Argument } from "./messages.ts";

/** Rows of one batch, waiting for their values. */
export interface Caller {
  /** `rows` undefined: all rows of the call. */
  settled(rows: Int32Array | undefined, values: readonly unknown[]): void;
  /** Nothing will come any more, for any caller. `row` is of this call; undefined: not known. */
  failed(failure: CallFailure, row: number | undefined): void;
}

export interface CallFailure {
  /** A sentence that begins with the function's name. */
  readonly message: string;
  readonly hint: string | undefined;
}

export interface FunctionCalls extends AsyncDisposable {
  /** Loads the function, once. Throws `SqlError` where it cannot be. */
  open(): Promise<void>;
  /** Calls the function for `rows` rows; to be called after {@link open}. The arguments are the worker's from now on. */
  call(rows: number, args: readonly Argument[], needed: Uint8Array | undefined, caller: Caller): void;
}
