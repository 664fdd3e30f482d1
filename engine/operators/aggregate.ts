/** The operators of the plan node `aggregate`. */
import type { LogicalPlan } from "../../sql/plan.ts";
import type { LateDropping, Receiver, Stateful, Ticking } from "../operator.ts";
import { EventTimeWindows } from "./aggregate/event_time_windows.ts";
import { aggregateCode } from "./aggregate/code.ts";
import { InputWindows } from "./aggregate/input_windows.ts";
import type { AggregateShape } from "./aggregate/layout.ts";
import { SessionWindows } from "./aggregate/session_windows.ts";
import { UpdatingAggregate } from "./aggregate/updating.ts";
import type { WindowedAggregate } from "./aggregate/windows.ts";
import { InternalError } from "../../schema/errors.ts";

type Aggregate = LogicalPlan & { readonly kind: "aggregate" };

/** `now`: the wall clock in milliseconds, by which updating aggregates forget groups. */
export function aggregateOperator(
  plan: Aggregate,
  next: Receiver,
  now: () => number,
): Receiver & Stateful & Partial<Ticking & LateDropping> {
  const { windowing, schema, updates, always } = plan;
  if (windowing !== undefined) return windowedOperator(plan, next);
  const code = codeOf(plan, {
    retracts: plan.input.schema.updating,
    isSingle: plan.keys.length === 0,
    hasRows: plan.keys.length > 0 && !plan.input.schema.updating,
    countsRows: plan.input.schema.updating,
    groupsLeave: plan.input.schema.updating || updates.ttl > 0,
    latest: schema.eventTime === undefined ? undefined : plan.time,
  });
  return new UpdatingAggregate({ code, schema, updates, always, next, now });
}

function windowedOperator(plan: Aggregate, next: Receiver): WindowedAggregate {
  const { windowing, schema, time, input } = plan;
  const life = {
    isSingle: plan.keys.length === 0,
    retracts: false,
    hasRows: true,
    countsRows: false,
    groupsLeave: false,
    latest: undefined,
  };
  const setup = (more: Partial<typeof life> = {}) => ({
    code: codeOf(plan, { ...life, ...more }),
    schema,
    rowWatermark: input.schema.rowWatermark,
    next,
  });
  if (windowing?.kind === "input") {
    return new InputWindows(setup(), windowing, schema.window?.spec.kind === "session");
  }
  if (windowing === undefined || time === undefined) throw new InternalError("Windows of event time have none");
  const { window } = windowing;
  if (window.kind === "session") {
    return new SessionWindows(setup({ isSingle: false, groupsLeave: true }), window.gap, time);
  }
  return new EventTimeWindows(setup({ countsRows: window.kind === "hop" }), window, time);
}

function codeOf(plan: Aggregate, life: Omit<AggregateShape, "inputs" | "keys" | "calls" | "results">) {
  const { calls, keys, input, schema } = plan;
  const resultsAt = schema.fields.length - calls.length;
  const results = schema.fields.slice(resultsAt);
  return aggregateCode({ inputs: input.schema.fields, keys, calls, results, ...life }, resultsAt);
}
