import type { LateDropping, Receiver, Stateful, Ticking, TwoInputs } from "../operator.ts";
import { IntervalJoin } from "./join/interval_join.ts";
import type { JoinPlan } from "./join/layout.ts";
import { RegularJoin } from "./join/regular_join.ts";
import { WindowedJoin } from "./join/windowed_join.ts";

export function joinOperator(
  plan: JoinPlan,
  next: Receiver,
): TwoInputs & Stateful & Partial<Ticking & LateDropping> {
  const { when } = plan;
  switch (when.kind) {
    case "regular":
      return new RegularJoin(plan, when.updates.ttl, next);
    case "interval":
      return new IntervalJoin(plan, when, next);
    case "windowed":
    case "ended":
      return new WindowedJoin(plan, next);
    default:
      return when satisfies never;
  }
}
