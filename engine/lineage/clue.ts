/** What a row that is shown says of the records it may come from. */
import { columnAt } from "../../sql/bind/projection.ts";
import { children, type Expr, mapChildren } from "../../sql/expr.ts";
import type { LogicalPlan } from "../../sql/plan.ts";

/** Over the columns of one node of a plan; `at` is a position of the row's values. */
export type Clue =
  /** The expression has the row's value, NULL included. */
  | { readonly kind: "equals"; readonly expr: Expr; readonly at: number }
  /** The expression, a TIMESTAMP, is not before the row's value. */
  | { readonly kind: "from"; readonly expr: Expr; readonly at: number }
  /** The expression, a TIMESTAMP, is before the row's value. */
  | { readonly kind: "before"; readonly expr: Expr; readonly at: number }
  /** The expression is true: a filter on the way. */
  | { readonly kind: "holds"; readonly expr: Expr };

/** Clues that could be carried to the input of a node, and those that could not. */
export interface CarriedClues {
  readonly clues: readonly Clue[];
  readonly lost: readonly Clue[];
}

/** `below` gives what a column is over the node's input; undefined: it is nothing there. */
export function carriedClues(clues: readonly Clue[], below: (index: number) => Expr | undefined): CarriedClues {
  const carried: Clue[] = [];
  const lost: Clue[] = [];
  for (const clue of clues) {
    const expr = rewritten(clue.expr, below);
    if (expr === undefined) lost.push(clue);
    else carried.push({ ...clue, expr });
  }
  return { clues: carried, lost };
}

function rewritten(expr: Expr, below: (index: number) => Expr | undefined): Expr | undefined {
  let isLost = false;
  const visit = (one: Expr): Expr => {
    if (one.kind !== "column") return mapChildren(one, visit);
    const found = below(one.index);
    isLost ||= found === undefined;
    return found ?? one;
  };
  const result = visit(expr);
  return isLost ? undefined : result;
}

/** The first so many columns of a node are those of its input. */
export function firstColumns(input: LogicalPlan): (index: number) => Expr | undefined {
  return (index) => columnOf(input, index);
}

/** A column of a plan; undefined: it has none at that position. */
export function columnOf(plan: LogicalPlan, index: number): Expr | undefined {
  const field = plan.schema.fields[index];
  return field && columnAt(field, index);
}

/** Position of the row's value that the column has; undefined: the row does not show it. */
export function shownAt(clues: readonly Clue[], column: number): number | undefined {
  const clue = clues.find(({ kind, expr }) => kind === "equals" && expr.kind === "column" && expr.index === column);
  return clue?.kind === "equals" ? clue.at : undefined;
}

/** Computed again it may give something else: chance, the clock, a function of the user's. */
export function mayChange(expr: Expr): boolean {
  return (expr.kind === "call" && (expr.volatile || expr.user !== undefined)) || children(expr).some(mayChange);
}
