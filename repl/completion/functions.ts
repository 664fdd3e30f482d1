/** Functions by name, with how they are called. */
import { AGGREGATE_FUNCTIONS } from "../../sql/functions/aggregates/mod.ts";
import type { ScalarFunction } from "../../sql/functions/function.ts";
import { GROUP_BY_FUNCTIONS } from "../../sql/functions/group_by.ts";
import { FUNCTIONS } from "../../sql/functions/mod.ts";
import { signatures } from "../../sql/functions/resolve.ts";
import { docOf, userSignature } from "../../sql/functions/user.ts";
import { WINDOW_FUNCTIONS } from "../../sql/functions/windows.ts";
import { quoteIdentifier } from "../../sql/lexer.ts";
import type { Candidate } from "./candidates.ts";

export interface CallableFunction {
  readonly name: string;
  /** `substr(text, bigint[, bigint])`, one for each way to call it. */
  readonly signatures: readonly string[];
  readonly doc: string;
  /** Stands before OVER only. */
  readonly needsOver: boolean;
  /** Of the program or the user: its name may be any. */
  readonly isOwn?: boolean;
}

/** Called without brackets. */
const BARE: ReadonlySet<string> = new Set(["current_date", "current_time", "current_timestamp"]);

/** Called like functions, and bound in their own way. */
const SPECIAL: readonly CallableFunction[] = [
  { name: "coalesce", signatures: ["coalesce(any, …)"], doc: "First argument that is not NULL", needsOver: false },
  { name: "row_time", signatures: ["row_time()"], doc: "Event time of the row", needsOver: false },
];

let builtIn: readonly CallableFunction[] | undefined;

/** Functions that are there for everybody, by name. */
export function builtInFunctions(): readonly CallableFunction[] {
  return builtIn ??= [
    ...SPECIAL,
    ...FUNCTIONS.map((fn) => ({ name: fn.name, signatures: signatures(fn), doc: fn.doc, needsOver: false })),
    ...AGGREGATE_FUNCTIONS.map((fn) => ({ name: fn.name, signatures: signatures(fn), doc: fn.doc, needsOver: false })),
    ...GROUP_BY_FUNCTIONS.map((fn) => ({ name: fn.name, signatures: fn.signatures, doc: fn.doc, needsOver: false })),
    ...WINDOW_FUNCTIONS.map((fn) => ({ name: fn.name, signatures: signatures(fn), doc: fn.doc, needsOver: true })),
  ].toSorted((a, b) => a.name < b.name ? -1 : 1);
}

/** Built-in functions and these of the program and the user. */
export function allFunctions(others: readonly ScalarFunction[]): readonly CallableFunction[] {
  const own = others.map((fn) =>
    fn.user === undefined
      ? { name: fn.name, signatures: signatures(fn), doc: fn.doc, needsOver: false, isOwn: true }
      : {
        name: fn.name,
        signatures: [userSignature(fn.user)],
        doc: docOf(fn.user),
        needsOver: false,
        isOwn: true,
      }
  );
  return own.length === 0 ? builtInFunctions() : [...own, ...builtInFunctions()];
}

/** `called`: the bracket stands there already. */
export function functionCandidates(functions: readonly CallableFunction[], called: boolean): Candidate[] {
  return functions.map(({ name, signatures, doc, needsOver, isOwn = false }) => ({
    text: (isOwn ? quoteIdentifier(name) : name) + (called || BARE.has(name) ? "" : opening(signatures, needsOver)),
    name,
    kind: "function",
    detail: signatures[0],
    doc,
  }));
}

/** Where the first argument is to be typed; everything when there is none. */
function opening(signatures: readonly string[], needsOver: boolean): string {
  const takesNothing = signatures.every((signature) => signature.endsWith("()"));
  return takesNothing ? needsOver ? "() OVER (" : "()" : "(";
}
