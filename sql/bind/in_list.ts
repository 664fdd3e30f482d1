/** `x IN (…)` over bound operands: literals are looked up in a set where they are many. */
import type { Span } from "../../schema/errors.ts";
import { BOOLEAN, sameType, type SqlType, type Value } from "../../schema/types.ts";
import type * as ast from "../ast.ts";
import { type Expr, sameExpr } from "../expr.ts";
import type { Implementation } from "../functions/function.ts";
import { printExpression } from "../print.ts";
import { fold } from "./cast.ts";
import { negate, operate } from "./resolved_call.ts";

/** Lists of at least this many literals are looked up in a set. */
const SET_FROM = 4;

/** `operand` and `items` are those of the node. */
export function inList(node: ast.InList, operand: Expr, items: readonly Expr[]): Expr {
  const text = printExpression(node);
  const test = (item: Expr) => operate("=", [operand, item], node, text);
  const { found: inOne, rest } = inSet(operand, items, test, text, node.span);
  const found = anyOf(inOne === undefined ? rest : [inOne, ...rest]);
  return node.negated ? negate(found) : found;
}

/** As deep as their number has digits, not as long as it is. */
function anyOf(tests: readonly Expr[]): Expr {
  const [first] = tests;
  if (tests.length === 1 && first !== undefined) return first;
  const middle = tests.length >> 1;
  const [left, right] = [anyOf(tests.slice(0, middle)), anyOf(tests.slice(middle))];
  return fold({ kind: "or", left, right, type: BOOLEAN, nullable: left.nullable || right.nullable });
}

/** The literals of `x IN (…)` as one look-up where they are many, and the tests that are left. */
function inSet(
  operand: Expr,
  items: readonly Expr[],
  test: (item: Expr) => Expr,
  text: string,
  span: Span,
): { readonly found: Expr | undefined; readonly rest: readonly Expr[] } {
  const values = new Set<Value>();
  const rest: Expr[] = [];
  /** Types of literals that are known to be looked up as they are: no test need be made to see it. */
  const settled = new Set<SqlType>();
  let found: Expr | undefined;
  for (const item of items) {
    if (isSimple(item) && settled.has(item.type)) {
      values.add(item.value);
      continue;
    }
    const tested = test(item);
    const [left, right] = tested.kind === "call" ? tested.args : [];
    if (left !== undefined && isSimple(right) && (found === undefined || sameExpr(found, left))) {
      found ??= left;
      values.add(right.value);
      if (isSimple(item) && item.value === right.value && isTypeEnough(operand, item) && sameExpr(left, left)) {
        settled.add(item.type);
      }
    } else rest.push(tested);
  }
  if (found === undefined || values.size < SET_FROM) return { found: undefined, rest: items.map(test) };
  return { found: lookUp(found, values, text, span), rest };
}

/** Whether all literals of a type are compared with `operand` in the same way, whatever their values. */
function isTypeEnough({ type }: Expr, literal: Expr): boolean {
  const { kind } = literal.type;
  return kind === "float" || (kind === "integer" || kind === "text") && sameType(type, literal.type);
}

function isSimple(expr: Expr | undefined): expr is Expr & { kind: "literal" } {
  return expr?.kind === "literal" && expr.value !== null && typeof expr.value !== "object";
}

function lookUp(operand: Expr, values: ReadonlySet<Value>, text: string, span: Span): Expr {
  const implementation: Implementation = { js: ([value], emit) => `${emit.constant(values)}.has(${value})` };
  return {
    kind: "call",
    name: "in",
    args: [operand],
    implementation,
    type: BOOLEAN,
    nullable: operand.nullable,
    nulls: "propagate",
    mayReturnNull: false,
    volatile: false,
    text,
    span,
  };
}
