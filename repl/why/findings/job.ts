/** What has become of the job itself: it is paused, has failed, begins again, or has not begun. */
import type { Observation } from "../../../engine/flow/observation.ts";
import { causeOf, cureIn } from "../error_cause.ts";
import { type Finding, scansOf } from "../finding.ts";
import { clock, duration, listed } from "../words.ts";

/** Opening takes longer than it should after this, in milliseconds. */
const SLOW_START_MS = 2000;

export function jobFindings(observation: Observation): readonly Finding[] {
  const { job } = observation;
  switch (job.state) {
    case "failed":
      return [failed(observation, `Failed at ${clock(job.changedAt)}`)];
    case "restarting":
      return [failed(observation, `Starting again since ${clock(job.changedAt)}`)];
    case "paused":
      return [paused(observation)];
    case "starting":
      return starting(observation);
    default:
      return [];
  }
}

function paused({ job, now }: Observation): Finding {
  const text = `Paused by you ${duration(now - job.changedAt)} ago`;
  return { cause: "paused", text, cure: job.id === 0 ? undefined : `\\resume ${job.id} goes on` };
}

function failed({ job: { error } }: Observation, what: string): Finding {
  const text = `${what}: ${error?.message ?? "no reason was given"}`;
  return { cause: causeOf(error?.code, "failed"), text, cure: cureIn(error?.hint) };
}

function starting(observation: Observation): readonly Finding[] {
  const waited = observation.now - observation.job.startedAt;
  if (waited < SLOW_START_MS) return [];
  const tables = listed(scansOf(observation).map(({ table }) => table));
  return [{
    cause: "opening",
    text: `${tables === "" ? "The job" : tables} is not open after ${duration(waited)}: nobody has answered yet`,
    cure: `TEST TABLE ${scansOf(observation)[0]?.table ?? "…"} tells which step it is`,
  }];
}
