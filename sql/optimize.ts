/** The plans that a pipeline is built from. */
import { lift } from "./lift.ts";
import type { LogicalPlan } from "./plan.ts";
import { prune, type Root } from "./prune.ts";
import { pushFilters } from "./push_filters.ts";
import { share } from "./share.ts";

/**
 * Filters go down first, then calls of user functions become nodes of their own, then what is computed twice becomes one
 * node, then columns that nobody reads are left out. Nodes that several plans share stay shared.
 */
export function optimize(roots: readonly Root[]): LogicalPlan[] {
  const lifted = new Map<LogicalPlan, LogicalPlan>();
  const plans = share(pushFilters(roots.map((root) => root.plan)).map((plan) => lift(plan, lifted)));
  return prune(roots.map(({ wanted }, i) => ({ plan: plans[i]!, wanted }))); // one plan per root
}
