/** What a row of a join says of the rows of its two sides. */
import { columnsOf } from "../../sql/expr.ts";
import type { JoinType, LogicalPlan } from "../../sql/plan.ts";
import { carriedClues, type Clue, columnOf, shownAt } from "./clue.ts";

type Join = LogicalPlan & { readonly kind: "join" };

export interface SideClues {
  /** Over the columns of the side. */
  readonly clues: readonly Clue[];
  /** A row may have been made without this side. */
  readonly isOptional: boolean;
  /** Positions of the row's values one of which is NULL only if it was: keys of which NULL meets nothing. */
  readonly present: readonly number[];
  /** Names of the columns that tell its rows apart for the join, and that the row does not show. */
  readonly missing: readonly string[];
}

/** Sides whose columns a join gives. */
export function sidesOf(type: JoinType): readonly ("left" | "right")[] {
  return type === "semi" || type === "anti" ? ["left"] : ["left", "right"];
}

/** `clues` are over the columns of the join. */
export function sideOf(side: "left" | "right", plan: Join, clues: readonly Clue[]): SideClues {
  const width = plan.left.schema.fields.length;
  const isLeft = side === "left";
  const [input, from] = isLeft ? [plan.left, 0] : [plan.right, width];
  const isOptional = plan.type === "full" || plan.type === (isLeft ? "right" : "left");
  const keys = sidesOf(plan.type).length === 1 ? [] : plan.keys.map((key) => {
    const [own, other] = isLeft ? [key.left, width + key.right] : [width + key.right, key.left];
    const at = shownAt(clues, own) ??
      (tellsOther(plan.type, isLeft ? "right" : "left") ? shownAt(clues, other) : undefined);
    return { column: own - from, at, nullsEqual: key.nullsEqual };
  });
  const { clues: shown } = carriedClues(clues, (index) => columnOf(input, index - from));
  const known = keys.flatMap(({ column, at }) => shownAt(shown, column) === undefined ? equals(input, column, at) : []);
  const missing = keys.flatMap(({ column, at }) =>
    at === undefined ? [input.schema.fields[column]?.name ?? "key"] : []
  );
  const present = keys.flatMap(({ at, nullsEqual }) => at === undefined || nullsEqual ? [] : [at]);
  return { clues: [...known, ...shown], isOptional, present, missing };
}

/** Whether the key of that side is always the other's too: not where it may be NULL for want of a partner. */
function tellsOther(type: JoinType, side: "left" | "right"): boolean {
  return type === "inner" || type === side;
}

function equals(input: LogicalPlan, column: number, at: number | undefined): Clue[] {
  const expr = columnOf(input, column);
  return expr === undefined || at === undefined ? [] : [{ kind: "equals", expr, at }];
}

/** A clue is about both sides at once. */
export function readsBoth({ left }: Join, clues: readonly Clue[]): boolean {
  const width = left.schema.fields.length;
  return clues.some(({ expr }) => {
    const columns = [...columnsOf(expr)];
    return columns.some((index) => index < width) && columns.some((index) => index >= width);
  });
}
