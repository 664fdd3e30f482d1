/** Looking into expressions of the syntax tree. */
import type * as ast from "../ast.ts";

const PARTS = new WeakMap<ast.Expression, readonly ast.Expression[]>();

const NONE: readonly ast.Expression[] = [];

/** What an expression is made of, subqueries left out. */
export function partsOf(node: ast.Expression): readonly ast.Expression[] {
  if (node.kind === "number" || node.kind === "string") return NONE; // long lists are made of these
  let parts = PARTS.get(node);
  if (parts === undefined) PARTS.set(node, parts = Object.values(node).flatMap(expressionsIn));
  return parts;
}

function expressionsIn(value: unknown): readonly ast.Expression[] {
  if (Array.isArray(value)) return value.flatMap(expressionsIn);
  if (typeof value !== "object" || value === null || !("span" in value)) return [];
  if ("kind" in value && value.kind === "query") return [];
  return "kind" in value && EXPRESSIONS.has(value.kind as string)
    ? [value as ast.Expression]
    : Object.values(value).flatMap(expressionsIn);
}

const EXPRESSION_KINDS: { readonly [K in ast.Expression["kind"]]: true } = {
  number: true,
  string: true,
  bytes: true,
  boolean: true,
  null: true,
  typedLiteral: true,
  interval: true,
  parameter: true,
  name: true,
  field: true,
  subscript: true,
  slice: true,
  unary: true,
  binary: true,
  quantified: true,
  between: true,
  inList: true,
  inQuery: true,
  like: true,
  is: true,
  isDistinct: true,
  cast: true,
  case: true,
  call: true,
  array: true,
  row: true,
  exists: true,
  subquery: true,
};
const EXPRESSIONS: ReadonlySet<string> = new Set(Object.keys(EXPRESSION_KINDS));

/** The outermost parts of an expression for which `test` holds, itself included. */
export function findParts(
  node: ast.Expression,
  test: (part: ast.Expression) => boolean,
): readonly ast.Expression[] {
  const found: ast.Expression[] = [];
  collect(node, test, found);
  return found;
}

function collect(node: ast.Expression, test: (part: ast.Expression) => boolean, found: ast.Expression[]): void {
  if (test(node)) found.push(node);
  else for (const part of partsOf(node)) collect(part, test, found);
}
