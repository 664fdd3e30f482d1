import { InternalError } from "../../schema/errors.ts";
import type { LogicalPlan } from "../../sql/plan.ts";
import type { LateDropping, Receiver, Stateful, Ticking } from "../operator.ts";

export function aggregateOperator(
  _plan: LogicalPlan & { kind: "aggregate" },
  _next: Receiver,
  _now: () => number,
): Receiver & Stateful & Partial<Ticking & LateDropping> {
  throw new InternalError("aggregate is not built");
}
