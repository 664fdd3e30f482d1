import { InternalError } from "../../schema/errors.ts";
import type { LogicalPlan } from "../../sql/plan.ts";
import type { LateDropping, Receiver, Stateful } from "../operator.ts";

export function assignWindowOperator(
  _plan: LogicalPlan & { kind: "assignWindow" },
  _next: Receiver,
): Receiver & Stateful & Partial<LateDropping> {
  throw new InternalError("assignWindow is not built");
}
