/** The plans that a pipeline is built from. */
import type { LogicalPlan } from "./plan.ts";
import { prune, type Root } from "./prune.ts";
import { pushFilters } from "./push_filters.ts";

/** Filters go down first, so that columns which only they read end there. Nodes that several plans share stay shared. */
export function optimize(roots: readonly Root[]): LogicalPlan[] {
  const plans = pushFilters(roots.map((root) => root.plan));
  return prune(roots.map(({ wanted }, i) => ({ plan: plans[i]!, wanted }))); // one plan per root
}
