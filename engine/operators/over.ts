import { InternalError } from "../../schema/errors.ts";
import type { LogicalPlan } from "../../sql/plan.ts";
import type { LateDropping, Receiver, Stateful } from "../operator.ts";

export function overOperator(
  _plan: LogicalPlan & { kind: "over" },
  _next: Receiver,
): Receiver & Stateful & Partial<LateDropping> {
  throw new InternalError("over is not built");
}
