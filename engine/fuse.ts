/** Neighbouring filters and projections of a plan as one loop. */
import type { Schema } from "../schema/field.ts";
import { type Expr, mapChildren } from "../sql/expr.ts";
import { simplifiedMember } from "../sql/member.ts";
import type { LogicalPlan } from "../sql/plan.ts";
import type { SegmentSpec } from "./codegen/segment.ts";

export interface Fused {
  readonly input: LogicalPlan;
  readonly predicates: readonly Expr[];
  readonly outputs: readonly Expr[];
}

/** A chain of filters and projections as one: everything over the columns of the first node below it. */
export function fused(plan: LogicalPlan, isShared: (plan: LogicalPlan) => boolean): Fused {
  if (plan.kind !== "filter" && plan.kind !== "project") return untouched(plan);
  const below = isShared(plan.input) ? untouched(plan.input) : fused(plan.input, isShared);
  const done = new Map<Expr, Expr>();
  const over = (expr: Expr) => substituted(expr, below.outputs, done);
  return plan.kind === "filter"
    ? { ...below, predicates: [...below.predicates, ...conjuncts(over(plan.predicate))] }
    : { ...below, outputs: plan.exprs.map(over) };
}

function untouched(plan: LogicalPlan): Fused {
  const outputs = plan.schema.fields.map((field, index): Expr => ({ kind: "column", index, ...field }));
  return { input: plan, predicates: [], outputs };
}

function conjuncts(expr: Expr): readonly Expr[] {
  return expr.kind === "and" ? [...conjuncts(expr.left), ...conjuncts(expr.right)] : [expr];
}

function substituted(expr: Expr, outputs: readonly Expr[], done: Map<Expr, Expr>): Expr {
  if (expr.kind === "column") return outputs[expr.index]!; // a position of the node below
  const known = done.get(expr);
  if (known !== undefined) return known;
  const result = simplifiedMember(mapChildren(expr, (child) => substituted(child, outputs, done)));
  done.set(expr, result);
  return result;
}

/** A row that changes stays one only where its key is left. */
export function changesOf(input: Schema, output: Schema): SegmentSpec["changes"] {
  if (!input.updating) return undefined;
  return input.key !== undefined && output.key === undefined ? "apart" : "kept";
}
