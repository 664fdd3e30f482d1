/** A bound on the depth of a syntax tree, so that whoever walks it may recurse. */
import type { Node, Statement } from "./ast.ts";
import { MAX_DEPTH, tooDeep } from "./limits.ts";

/** Throws if the tree is deeper than {@link MAX_DEPTH}. Does not recurse itself. */
export function checkDepth(statement: Statement): void {
  const open: object[] = [statement];
  const depths = [0];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    const depth = depths.pop() ?? 0;
    const isNode = "span" in value;
    if (depth > MAX_DEPTH) throw tooDeep((isNode ? value as Node : statement).span);
    const below = isNode ? depth + 1 : depth;
    const push = (child: unknown) => {
      if (typeof child !== "object" || child === null || isLeaf(child) && below <= MAX_DEPTH) return;
      open.push(child);
      depths.push(below);
    };
    for (const child of Object.values(value)) {
      if (Array.isArray(child)) child.forEach(push);
      else push(child);
    }
  }
}

/** What long lists are made of, and spans: nothing is below them. */
function isLeaf(value: { readonly kind?: unknown; readonly start?: unknown }): boolean {
  return value.kind === "number" || value.kind === "string" || typeof value.start === "number";
}
