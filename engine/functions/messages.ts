/** What the engine and the worker of a user function tell each other. */

/** To the worker. */
export type Order =
  /** The first order. The module's default export, or the one called `name`, is the function. */
  | {
    readonly kind: "load";
    readonly url: string;
    readonly name: string;
    /** How many arguments it is called with. */
    readonly takes: number;
    readonly isAsync: boolean;
    readonly inFlight: number;
    /** Milliseconds per call. */
    readonly timeout: number;
    /** Two slots of shared memory: the row that is worked on, and a counter that changes with every call. */
    readonly progress: Int32Array;
  }
  | {
    readonly kind: "call";
    readonly id: number;
    readonly rows: number;
    readonly args: readonly Argument[];
    /** 1 for rows that need the value; absent: all do. */
    readonly needed: Uint8Array | undefined;
  };

/** The values of one argument, by row; where `valid` is 0 the value is null. */
export interface Argument {
  readonly values: ArrayLike<unknown>;
  readonly valid: Uint8Array | undefined;
}

/** From the worker. */
export type Report =
  | { readonly kind: "loaded" }
  /** The module exports no function of the name. */
  | { readonly kind: "missing" }
  | { readonly kind: "unloadable"; readonly message: string; readonly stack: string | undefined }
  /** Values of some rows of a call; `rows` absent: of all of them. Rows that need no value come too, with null. */
  | {
    readonly kind: "settled";
    readonly id: number;
    readonly rows: Int32Array | undefined;
    readonly values: readonly unknown[];
  }
  | {
    readonly kind: "failed";
    readonly id: number;
    readonly row: number;
    /**
     * Of the error: `TypeError`; `Timeout` for a call that took too long; `NoValue` for a result that
     * cannot leave the worker, `message` is its kind then.
     */
    readonly name: string;
    readonly message: string;
  }
  /** Something went wrong that belongs to no call, such as a Promise that nobody awaits. */
  | { readonly kind: "broken"; readonly name: string; readonly message: string };
