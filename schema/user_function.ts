/** A function that a user wrote in TypeScript: what the catalog keeps of CREATE FUNCTION. */
import type { SqlType } from "./types.ts";

/** Hosts, `host` or `host:port`, that user functions may reach: none unless whoever runs the program grants them. */
export type FunctionNet = readonly string[] | "all";

export interface UserFunction {
  readonly name: string;
  /** Every argument is the array of a group's values. */
  readonly aggregate: boolean;
  readonly parameters: readonly { readonly name: string; readonly type: SqlType }[];
  readonly returns: SqlType;
  /** `code`: a function's body, or an arrow function. `file`: path of a module that exports the function's name. */
  readonly body: { readonly kind: "code" | "file"; readonly text: string };
  /** It returns a Promise, and whether its rows keep their order; undefined: it returns its value. */
  readonly async: "ordered" | "unordered" | undefined;
  /** Calls of an async function that may wait at the same time. */
  readonly inFlight: number;
  /** Milliseconds that one call may take. */
  readonly timeout: number;
  /** One statement that recreates the function. */
  readonly sql: string;
}
