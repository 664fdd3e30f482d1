/** A bound on the depth of a syntax tree, so that whoever walks it may recurse. */
import { SqlError } from "../schema/errors.ts";
import type { Node, Statement } from "./ast.ts";

/** Long chains such as `a OR b OR …` and UNION make deep trees too. */
export const MAX_DEPTH = 1000;

/** Throws if the tree is deeper than {@link MAX_DEPTH}. Does not recurse itself. */
export function checkDepth(statement: Statement): void {
  const open: { readonly value: object; readonly depth: number }[] = [{ value: statement, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, depth } = next;
    const isNode = "span" in value;
    if (depth > MAX_DEPTH) {
      throw new SqlError(`Statement is too deep: more than ${MAX_DEPTH} levels of operators`, {
        code: "syntax",
        span: (isNode ? value as Node : statement).span,
        hint: "Use IN (…) for a long list of alternatives, or split the statement with views.",
      });
    }
    for (const child of Object.values(value)) {
      if (typeof child === "object" && child !== null) open.push({ value: child, depth: isNode ? depth + 1 : depth });
    }
  }
}
