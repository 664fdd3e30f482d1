/** Rows that were written and cannot be seen, and sinks that hold their source up. */
import type { Observation, ObservedPart, ObservedSink, PartCounts } from "../../../engine/flow/observation.ts";
import { type Finding, withBelow } from "../finding.ts";
import { clock, count, duration } from "../words.ts";

type Sink = ObservedSink & PartCounts;

export function uncommittedFindings({ job, now, ends }: Observation): readonly Finding[] {
  const { checkpoints, state, startedAt } = job;
  if (checkpoints === undefined || state !== "running") return [];
  const { newest, interval } = checkpoints;
  const left = (newest?.at ?? startedAt) + interval - now;
  const due = left > 0 ? `in about ${duration(left)}` : `due since ${duration(-left)}`;
  const since = newest === undefined ? "none of them is" : `those since the checkpoint of ${clock(newest.at)} are not`;
  return ends.filter((end): end is Sink => end.kind === "sink" && end.exactlyOnce && end.rowsOut > 0).map((sink) => ({
    cause: "uncommitted",
    text: `${
      count(sink.rowsOut)
    } rows were written to ${sink.table}; ${since} committed yet: the next checkpoint is ${due}`,
    cure: "Readers need isolation.level = read_committed; SET checkpoint_interval = '1 second' commits more often",
  }));
}

/** Reading waits for writing most of the time. */
export function slowSinkFindings(observation: Observation): readonly Finding[] {
  const { job, now, ends } = observation;
  if (job.state !== "running") return [];
  const run = now - job.startedAt;
  return ends.filter((end): end is Sink => end.kind === "sink").flatMap((sink) => {
    const blocked = blockedBelow(sink);
    if (blocked < 1000 || blocked * 2 < run) return [];
    const open = Math.max(0, sink.rowsOut - sink.written);
    return [{
      cause: "slow_sink",
      text: `${sink.table} takes rows slower than they come: reading has waited for it ${duration(blocked)} of ` +
        `${duration(run)}; ${count(open)} rows are not acknowledged`,
      cure: "Write less or larger batches: client_configs = 'compression.type=lz4,linger.ms=20', or add partitions",
    }];
  });
}

function blockedBelow(part: ObservedPart): number {
  return Math.max(0, ...withBelow(part).flatMap((one) => one.kind === "scan" ? [one.blocked] : []));
}
