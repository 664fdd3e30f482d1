/** Which kind a join is: windowed, by interval, or regular (`sql.md` §9.5). */
import { type Span, SqlError } from "../../schema/errors.ts";
import type { RelationWindow } from "../../schema/field.ts";
import type { Expr } from "../expr.ts";
import { isBounded, type JoinType, type JoinWhen, type LogicalPlan } from "../plan.ts";
import type { JoinCondition, KeyPair } from "./join_condition.ts";
import { timeBounds, windowPart } from "./join_time.ts";
import { columnAt } from "./projection.ts";
import type { QueryContext, TableFacts } from "./query_context.ts";
import { sameWindow } from "./window.ts";

export interface JoinRequest {
  readonly type: JoinType;
  readonly left: LogicalPlan;
  readonly right: LogicalPlan;
  /** Over the columns of the left, then those of the right. */
  readonly conjuncts: readonly Expr[];
  /** A comma or CROSS JOIN: an equality is not asked for where one side is VALUES or both are bounded. */
  readonly isCross: boolean;
  /** It stands for a subquery: computed at the end, where both sides have one and are never retracted. */
  readonly isSubquery?: boolean;
  /** See the plan's. */
  readonly atMostOne?: string;
  readonly span: Span;
}

export interface JoinKind {
  readonly kind: JoinWhen["kind"];
  readonly keys: readonly KeyPair[];
  readonly rest: readonly Expr[];
  readonly bounds?: { readonly lower: bigint; readonly upper: bigint };
}

export function kindOf(request: JoinRequest, { keys, rest }: JoinCondition, facts: TableFacts): JoinKind {
  const { left, right, span } = request;
  const isUpdating = left.schema.updating || right.schema.updating;
  if (request.isSubquery) {
    const ends = isBounded(left) && isBounded(right) && !isUpdating;
    return { kind: ends ? "ended" : "regular", keys, rest };
  }
  const windows = closedWindows(left, right, span);
  if (windows !== undefined && sameWindow(windows[0].spec, windows[1].spec)) {
    const others = keys.filter((key) => !isOfWindows(key, windows));
    return { kind: "windowed", keys: [...windowKeys(left, right, windows), ...others], rest };
  }
  const equated = windows && keys.find((key) => isOfWindows(key, windows) || isPartOfWindows(key, windows));
  if (equated) {
    throw new SqlError("can't handle mixed windowing between left and right", {
      code: "join",
      span: equated.span ?? span,
      hint: "Aggregate both sides by the same window.",
    });
  }
  const isTimed = left.schema.eventTime !== undefined && right.schema.eventTime !== undefined;
  const bounds = keys.length > 0 && isTimed && !isUpdating ? timeBounds(rest, left, right, facts) : undefined;
  if (bounds !== undefined) return { kind: "interval", keys, rest: bounds.rest, bounds };
  if (keys.length === 0) needNoKey(request);
  return { kind: "regular", keys, rest };
}

/** The windows of both sides, when the rows of both come window by window. */
export function closedWindows(
  left: LogicalPlan,
  right: LogicalPlan,
  span: Span,
): readonly [RelationWindow, RelationWindow] | undefined {
  const [a, b] = [left.schema.window, right.schema.window];
  if ([a, b].some((window) => window?.closed && window.spec.kind === "session")) {
    throw new SqlError("can't handle session windows in joins", {
      code: "join",
      span,
      hint: "Join before the aggregate by session, or aggregate by tumble or hop.",
    });
  }
  return a?.closed && b?.closed ? [a, b] : undefined;
}

function windowKeys(
  left: LogicalPlan,
  right: LogicalPlan,
  [a, b]: readonly [RelationWindow, RelationWindow],
): KeyPair[] {
  const pair = (ofLeft: readonly number[], ofRight: readonly number[]): KeyPair => {
    const [l, r] = [ofLeft[0]!, ofRight[0]!]; // a window has a start and an end
    return {
      left: columnAt(left.schema.fields[l]!, l),
      right: columnAt(right.schema.fields[r]!, r),
      nullsEqual: false,
      span: undefined,
    };
  };
  return [pair(a.starts, b.starts), pair(a.ends, b.ends)];
}

/** The key equates the same part of both windows. */
function isOfWindows({ left, right }: KeyPair, [a, b]: readonly [RelationWindow, RelationWindow]): boolean {
  const part = windowPart(left, a);
  return part !== undefined && part === windowPart(right, b);
}

function isPartOfWindows({ left, right }: KeyPair, [a, b]: readonly [RelationWindow, RelationWindow]): boolean {
  return windowPart(left, a) !== undefined && windowPart(right, b) !== undefined;
}

function needNoKey({ left, right, isCross, span }: JoinRequest): void {
  if (isCross && (isValues(left) || isValues(right) || (isBounded(left) && isBounded(right)))) return;
  throw new SqlError("Updating joins must include an equijoin condition", {
    code: "join",
    span,
    hint: "Add an equality between columns of both sides to ON, or aggregate both sides by the same window.",
  });
}

function isValues(plan: LogicalPlan): boolean {
  if (plan.kind === "values") return true;
  return (plan.kind === "project" || plan.kind === "filter" || plan.kind === "unnest") && isValues(plan.input);
}

export function whenOf(
  { kind, bounds }: JoinKind,
  { left, right }: { readonly left: LogicalPlan; readonly right: LogicalPlan },
  context: QueryContext,
): JoinWhen {
  switch (kind) {
    case "interval": {
      const [leftTime, rightTime] = [left.schema.eventTime!, right.schema.eventTime!]; // asked before
      return { kind, lower: bounds!.lower, upper: bounds!.upper, leftTime, rightTime }; // an interval has bounds
    }
    case "regular":
      return { kind, updates: context.updates() };
    default:
      return { kind };
  }
}
