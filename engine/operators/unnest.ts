import { InternalError } from "../../schema/errors.ts";
import type { LogicalPlan } from "../../sql/plan.ts";
import type { Receiver } from "../operator.ts";

export function unnestOperator(_plan: LogicalPlan & { kind: "unnest" }, _next: Receiver): Receiver {
  throw new InternalError("unnest is not built");
}
