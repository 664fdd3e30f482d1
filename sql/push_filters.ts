/** Filters as far down as they may go: what is left out early is not grouped, kept or sorted. */
import { children, columnsOf, type Expr, mapChildren } from "./expr.ts";
import { inputsOf, type LogicalPlan, mapInputs } from "./plan.ts";

/**
 * The plans with their filters below projections, UNION ALL, groupings and partitions by the columns that they look at, and
 * joins of whose sides they look at one. They never pass a watermark, which follows all rows, nor a node that several
 * plans share.
 */
export function pushFilters(plans: readonly LogicalPlan[]): LogicalPlan[] {
  const shared = sharedNodes(plans);
  const done = new Map<LogicalPlan, LogicalPlan>();
  const visit = (plan: LogicalPlan): LogicalPlan => {
    let result = done.get(plan);
    if (result === undefined) done.set(plan, result = pushed(plan, shared, visit));
    return result;
  };
  return plans.map(visit);
}

function sharedNodes(plans: readonly LogicalPlan[]): ReadonlySet<LogicalPlan> {
  const [seen, shared] = [new Set<LogicalPlan>(), new Set<LogicalPlan>()];
  const visit = (plan: LogicalPlan): void => {
    if (seen.has(plan)) return void shared.add(plan);
    seen.add(plan);
    inputsOf(plan).forEach(visit);
  };
  plans.forEach(visit);
  return shared;
}

function pushed(
  plan: LogicalPlan,
  shared: ReadonlySet<LogicalPlan>,
  visit: (plan: LogicalPlan) => LogicalPlan,
): LogicalPlan {
  if (plan.kind !== "filter") return mapInputs(plan, visit);
  let rest: LogicalPlan = plan.input;
  const kept: Expr[] = [];
  for (const condition of conjuncts(plan.predicate)) {
    if (condition.kind === "literal" && condition.value === true) continue;
    const below = past(rest, condition, shared);
    if (below === undefined) kept.push(condition);
    else rest = below;
  }
  const input = visit(rest);
  const [first, ...others] = kept;
  return first === undefined ? input : filtered(input, others.reduce(and, first));
}

function and(left: Expr, right: Expr): Expr {
  return { kind: "and", left, right, type: left.type, nullable: left.nullable || right.nullable };
}

/** The node with the condition below it; undefined: it may not go there. */
function past(plan: LogicalPlan, condition: Expr, shared: ReadonlySet<LogicalPlan>): LogicalPlan | undefined {
  if (shared.has(plan) || staysThere(condition)) return undefined;
  switch (plan.kind) {
    case "filter": {
      const input = past(plan.input, condition, shared);
      return input && { ...plan, input };
    }
    case "project": {
      const columns = [...columnsOf(condition)].map((index) => plan.exprs[index]);
      if (columns.some((expr) => expr === undefined || staysThere(expr))) return undefined;
      const input = past(plan.input, overExprs(condition, plan.exprs), shared);
      return input && { ...plan, input }; // else it is as good here: neighbours become one loop
    }
    case "union":
      return { ...plan, inputs: plan.inputs.map((input) => filtered(input, condition)) };
    case "aggregate": {
      const keys = [...columnsOf(condition)];
      if (plan.always || keys.length === 0 || keys.some((index) => index >= plan.keys.length)) return undefined;
      const moved = overExprs(condition, plan.keys.map((index) => columnOf(plan.input, index)));
      return { ...plan, input: filtered(plan.input, moved) };
    }
    case "join":
      return pastJoin(plan, condition);
    case "topN":
    case "over":
      return pastColumns(plan, condition, (index) => plan.partition.includes(index));
    case "processingTime":
      return pastColumns(plan, condition, (index) => index !== plan.schema.eventTime);
    case "unnest":
      return pastColumns(plan, condition, (index) => index < plan.input.schema.fields.length);
    case "assignWindow": {
      const isSession = plan.window.kind === "session"; // rows decide of which sessions others are
      const { length } = plan.input.schema.fields;
      return pastColumns(plan, condition, (index) => isSession ? plan.partition.includes(index) : index < length);
    }
    default:
      return undefined;
  }
}

/** Of the side that alone is read, unless its columns may be NULL because a row of the other side stands alone. */
function pastJoin(plan: LogicalPlan & { kind: "join" }, condition: Expr): LogicalPlan | undefined {
  const { type, left, right } = plan;
  const width = left.schema.fields.length;
  const columns = [...columnsOf(condition)];
  if (columns.length === 0 || type === "full") return undefined;
  if (columns.every((index) => index < width)) {
    return type === "right" ? undefined : { ...plan, left: filtered(left, condition) };
  }
  const isOfRight = columns.every((index) => index >= width && index < width + right.schema.fields.length);
  if (!isOfRight || !(type === "inner" || type === "right")) return undefined;
  return { ...plan, right: filtered(right, shifted(condition, -width)) };
}

function shifted(expr: Expr, by: number): Expr {
  return expr.kind === "column"
    ? { ...expr, index: expr.index + by }
    : mapChildren(expr, (child) => shifted(child, by));
}

/** Below a node that hands its input's columns on, where the condition looks only at columns that `may` be looked at there. */
function pastColumns<T extends LogicalPlan & { readonly input: LogicalPlan }>(
  plan: T,
  condition: Expr,
  may: (index: number) => boolean,
): T | undefined {
  const columns = [...columnsOf(condition)];
  if (columns.length === 0 || !columns.every(may)) return undefined;
  return { ...plan, input: filtered(plan.input, condition) };
}

function filtered(input: LogicalPlan, predicate: Expr): LogicalPlan {
  return { kind: "filter", input, predicate, schema: input.schema };
}

function columnOf({ schema }: LogicalPlan, index: number): Expr {
  return { kind: "column", index, ...schema.fields[index]! }; // a position of the schema
}

function conjuncts(expr: Expr): readonly Expr[] {
  return expr.kind === "and" ? [...conjuncts(expr.left), ...conjuncts(expr.right)] : [expr];
}

function overExprs(expr: Expr, exprs: readonly Expr[]): Expr {
  return expr.kind === "column" ? exprs[expr.index]! : mapChildren(expr, (child) => overExprs(child, exprs)); // a position
}

/** Computed elsewhere it would give other values, or ask a user function for other rows. */
function staysThere(expr: Expr): boolean {
  if (expr.kind === "call" && (expr.volatile || expr.user !== undefined)) return true;
  return children(expr).some(staysThere);
}
