/** Every function with signature, meaning and examples that run, whatever kind it is of. */
import type { UserFunction } from "../../schema/user_function.ts";
import { AGGREGATE_FUNCTIONS } from "../../sql/functions/aggregates/mod.ts";
import { GROUP_BY_FUNCTIONS } from "../../sql/functions/group_by.ts";
import { FUNCTIONS } from "../../sql/functions/mod.ts";
import { signatures } from "../../sql/functions/resolve.ts";
import { docOf, userSignature } from "../../sql/functions/user.ts";
import { WINDOW_FUNCTIONS } from "../../sql/functions/windows.ts";

export interface FunctionHelp {
  readonly name: string;
  readonly aliases: readonly string[];
  /** `scalar`, `aggregate`, `window`, `time window`, `grouping`, `yours`. */
  readonly kind: string;
  readonly signatures: readonly string[];
  /** One line. */
  readonly doc: string;
  /** How it is doing, where there is something to say. */
  readonly notes?: readonly string[];
  /** Whole statements without the `;`, and what they give. */
  readonly examples: readonly { readonly sql: string; readonly gives: string }[];
}

/** Those that are built in, then `own`; each kind in its own order. `notesOf` gives lines on how an own one is doing. */
export function functionHelps(
  own: readonly UserFunction[] = [],
  notesOf: (fn: UserFunction) => readonly string[] = () => [],
): readonly FunctionHelp[] {
  return [
    ...FUNCTIONS.map((fn) => ({
      ...described(fn, signatures(fn)),
      examples: fn.examples.map(([call, gives]) => ({ sql: `SELECT ${call}`, gives })),
    })),
    ...AGGREGATE_FUNCTIONS.map((fn) => ({
      ...described(fn, signatures(fn)),
      examples: fn.examples.map(([call, rows, gives]) => ({ sql: over(call, rows, ["x", "y", "z"]), gives })),
    })),
    ...WINDOW_FUNCTIONS.map((fn) => ({
      ...described({ ...fn, aliases: [] }, signatures(fn).map((text) => `${text} OVER (…)`)),
      examples: fn.examples.map(([call, rows, gives]) => ({ sql: over(call, rows, ["x"]), gives })),
    })),
    ...GROUP_BY_FUNCTIONS.map((fn) => ({ ...described({ ...fn, aliases: [] }, fn.signatures), examples: [] })),
    ...own.map((fn) => ({
      name: fn.name,
      aliases: [],
      kind: "yours",
      signatures: [userSignature(fn)],
      doc: docOf(fn),
      notes: notesOf(fn),
      examples: [],
    })),
  ];
}

/** Those whose name holds `pattern`, or has its shape where it has `*`; all without one. Names that begin with it first. */
export function matchingFunctions(all: readonly FunctionHelp[], pattern: string): readonly FunctionHelp[] {
  const asked = pattern.toLowerCase();
  const shape = new RegExp(asked.split("*").map((part) => RegExp.escape(part)).join(".*"));
  const whole = asked.includes("*") ? new RegExp(`^${shape.source}$`) : shape;
  const found = all.filter(({ name, aliases }) => [name, ...aliases].some((one) => whole.test(one.toLowerCase())));
  const rank = ({ name }: FunctionHelp) =>
    name.toLowerCase() === asked ? 0 : name.toLowerCase().startsWith(asked) ? 1 : 2;
  return found.toSorted((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}

type Described = Pick<FunctionHelp, "name" | "aliases" | "kind" | "doc">;

function described({ name, aliases, kind, doc }: Described, signatures: readonly string[]) {
  return { name, aliases, kind, doc, signatures };
}

/** A call over rows that are written down; their columns are named as far as there are any. */
function over(call: string, rows: string, names: readonly string[]): string {
  const columns = /^\(((?:[^()']|'[^']*'|\([^()]*\))*)\)/.exec(rows)?.[1] ?? "";
  const count = columns.replace(/'[^']*'|\([^()]*\)|\[[^\]]*\]/g, "").split(",").length;
  return `SELECT ${call} FROM (VALUES ${rows}) AS t(${names.slice(0, count).join(", ")})`;
}
