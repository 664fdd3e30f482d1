import { InternalError } from "../../schema/errors.ts";
import type { LogicalPlan } from "../../sql/plan.ts";
import type { Receiver, Stateful } from "../operator.ts";

export function topNOperator(_plan: LogicalPlan & { kind: "topN" }, _next: Receiver): Receiver & Stateful {
  throw new InternalError("topN is not built");
}
