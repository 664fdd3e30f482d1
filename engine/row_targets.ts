/** Ends of a pipeline that hand rows to somebody. */
import type { LogicalPlan } from "../sql/plan.ts";
import type { Target } from "./build.ts";
import type { ResultShape } from "./result_shape.ts";
import type { RowReceiver } from "./session.ts";

/** The rows of a plan, in a shape, for a receiver. */
export function rowsTarget(
  { plan, shape }: { readonly plan: LogicalPlan; readonly shape: ResultShape },
  receiver: RowReceiver | undefined,
): Target {
  return {
    kind: "rows",
    plan,
    shape,
    receive: (batch) => receiver?.receive(batch),
    onEnd: () => receiver?.onEnd?.(),
  };
}

/** The same pipeline with a receiver in the place of each of its sinks, in their order; rows of a sink without one are lost. */
export function rehearsedTargets(
  targets: readonly Target[],
  receivers: readonly RowReceiver[],
): readonly Target[] {
  const sinks = targets.filter((target) => target.kind === "sink");
  return targets.map((target) =>
    target.kind === "sink" ? rowsTarget(target, receivers[sinks.indexOf(target)]) : target
  );
}
