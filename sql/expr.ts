/** Bound expressions: columns are positions, operators are functions, every node has its type. */
import type { Span } from "../schema/errors.ts";
import { sameType, type SqlType, type Value } from "../schema/types.ts";
import type { UserFunction } from "../schema/user_function.ts";
import type { Implementation } from "./functions/function.ts";
import { sameValueOf } from "./functions/value_order.ts";

interface Node {
  readonly type: SqlType;
  readonly nullable: boolean;
}

export type Expr =
  /** `price` */
  | Node & { readonly kind: "column"; readonly index: number; readonly name: string }
  /** `12`, `'text'`, `NULL` */
  | Node & { readonly kind: "literal"; readonly value: Value }
  /** `a + b`, `upper(name)`, `CAST(x AS INT)`: everything that is a function of its arguments. */
  | Node & {
    readonly kind: "call";
    readonly name: string;
    readonly args: readonly Expr[];
    readonly implementation: Implementation;
    /** `propagate`: NULL as soon as one argument is NULL, the code never sees one. */
    readonly nulls: "propagate" | "pass";
    /** The implementation itself may give NULL although no argument is NULL. */
    readonly mayReturnNull: boolean;
    readonly volatile: boolean;
    /** The expression as written, for run-time errors: `overflow in <text>`. */
    readonly text: string;
    readonly span?: Span | undefined;
    /** A function of the user's: `lift` takes the call out before code is generated. */
    readonly user?: UserFunction | undefined;
  }
  /** `a AND b`, `a OR b`: three-valued, the right side only where it matters. */
  | Node & { readonly kind: "and" | "or"; readonly left: Expr; readonly right: Expr }
  /** `NOT a` */
  | Node & { readonly kind: "not"; readonly arg: Expr }
  /** `a IS NULL`, `a IS NOT NULL` */
  | Node & { readonly kind: "isNull"; readonly arg: Expr; readonly negated: boolean }
  /** `CASE WHEN c THEN r … ELSE e END`, COALESCE and NULLIF too. `when` is BOOLEAN; without ELSE: a NULL literal. */
  | Node & {
    readonly kind: "case";
    readonly branches: readonly { readonly when: Expr; readonly then: Expr }[];
    readonly otherwise: Expr;
  }
  /** First argument that is not NULL; later ones only where it matters. */
  | Node & { readonly kind: "coalesce"; readonly args: readonly Expr[] }
  /** `TRY_CAST(x AS T)`: NULL where the call fails. */
  | Node & { readonly kind: "try"; readonly arg: Expr };

/** Child expressions, in the order of evaluation. */
export function children(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case "column":
    case "literal":
      return [];
    case "call":
    case "coalesce":
      return expr.args;
    case "and":
    case "or":
      return [expr.left, expr.right];
    case "not":
    case "isNull":
    case "try":
      return [expr.arg];
    case "case":
      return [...expr.branches.flatMap((branch) => [branch.when, branch.then]), expr.otherwise];
    default:
      return expr satisfies never;
  }
}

/** The same expression with each child replaced. */
export function mapChildren(expr: Expr, map: (child: Expr) => Expr): Expr {
  switch (expr.kind) {
    case "column":
    case "literal":
      return expr;
    case "call":
    case "coalesce":
      return { ...expr, args: expr.args.map(map) };
    case "and":
    case "or":
      return { ...expr, left: map(expr.left), right: map(expr.right) };
    case "not":
    case "isNull":
    case "try":
      return { ...expr, arg: map(expr.arg) };
    case "case":
      return {
        ...expr,
        branches: expr.branches.map((branch) => ({ when: map(branch.when), then: map(branch.then) })),
        otherwise: map(expr.otherwise),
      };
    default:
      return expr satisfies never;
  }
}

/** Calls whose constants are not all among their arguments. */
const HIDES_CONSTANTS = new Set(["in", "like", "ilike", "similar to"]);

/** The two compute the same: columns by position, functions by name and arguments. Volatile built-in ones never do. */
export function sameExpr(a: Expr, b: Expr): boolean {
  if (a === b) return !(a.kind === "call" && isVolatile(a));
  if (a.kind !== b.kind || !sameType(a.type, b.type)) return false;
  if (a.kind === "column" && b.kind === "column") return a.index === b.index;
  if (a.kind === "literal" && b.kind === "literal") return sameValueOf(a.type)(a.value, b.value);
  if (a.kind === "isNull" && b.kind === "isNull" && a.negated !== b.negated) return false;
  if (a.kind === "call" && b.kind === "call" && !sameCall(a, b)) return false;
  const [left, right] = [children(a), children(b)];
  return left.length === right.length && left.every((child, i) => sameExpr(child, right[i]!)); // as many
}

/** A user function is called once for what is written twice, as in SELECT and GROUP BY. */
function isVolatile({ volatile, user }: Expr & { kind: "call" }): boolean {
  return volatile && user === undefined;
}

function sameCall(a: Expr & { kind: "call" }, b: Expr & { kind: "call" }): boolean {
  if (isVolatile(a) || a.user !== b.user || a.name !== b.name) return false;
  if (a.user !== undefined) return true;
  if (a.implementation === b.implementation) return true;
  return a.name !== "get_field" && (!HIDES_CONSTANTS.has(a.name) || a.text === b.text);
}

/** Positions of the columns that an expression reads. */
export function columnsOf(expr: Expr, into = new Set<number>()): Set<number> {
  if (expr.kind === "column") into.add(expr.index);
  for (const child of children(expr)) columnsOf(child, into);
  return into;
}

export function isConstant(expr: Expr): boolean {
  if (expr.kind === "column") return false;
  if (expr.kind === "call" && expr.volatile) return false;
  return children(expr).every(isConstant);
}
