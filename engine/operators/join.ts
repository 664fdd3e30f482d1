import { InternalError } from "../../schema/errors.ts";
import type { LogicalPlan } from "../../sql/plan.ts";
import type { Receiver, Stateful, Ticking, TwoInputs } from "../operator.ts";

export function joinOperator(
  _plan: LogicalPlan & { kind: "join" },
  _next: Receiver,
): TwoInputs & Stateful & Partial<Ticking> {
  throw new InternalError("join is not built");
}
