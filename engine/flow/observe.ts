/** A job as it is at this moment, as plain data. */
import { type Diagnostic, SluiceError } from "../../schema/errors.ts";
import type { Rates } from "./pace.ts";
import { labelOfPart, nameOfPart } from "./part_names.ts";
import type { Job } from "../job.ts";
import { isStateful, isTwoSided, isWindowed, type LateDropping } from "../operator.ts";
import { WatermarkOperator } from "../operators/watermark.ts";
import { Output } from "../pipeline.ts";
import { SourceTask } from "../source_task.ts";
import type { FlowPart } from "./flow.ts";
import { observedColumns, observedConjuncts } from "./observed_rows.ts";
import type {
  Observation,
  ObservedJob,
  ObservedJoin,
  ObservedPart,
  ObservedScan,
  ObservedSink,
  ObservedWatermark,
  ObservedWindows,
  PartCounts,
  PartFacts,
} from "./observation.ts";

/** `at`: milliseconds since the epoch. Of a job that has ended: as it was then. */
export function observe(job: Job, at: number): Observation {
  const now = job.ended ? job.changedAt : at;
  const { pipeline } = job;
  const rates = pipeline.rates();
  const { ends } = pipeline.flow;
  return {
    now,
    job: observedJob(job),
    health: pipeline.health(),
    rates,
    ends: ends.filter(({ node }) => node.kind !== "memoryEnd").map((end) => observedPart(end, ends, rates)),
  };
}

function observedJob(job: Job): ObservedJob {
  const { id, state, startedAt, changedAt, checkpointInterval: interval, failedCheckpoints: failed } = job;
  const checkpoints = job.keepsCheckpoints ? { interval, newest: job.checkpoints[0], failed } : undefined;
  return { id, state, startedAt, changedAt, checkpoints, error: diagnosticOf(job.error) };
}

function diagnosticOf(error: unknown): Diagnostic | undefined {
  if (error === undefined) return undefined;
  if (error instanceof SluiceError) return error.diagnostic;
  return { message: error instanceof Error ? error.message : String(error), code: "internal" };
}

/** `ends`: of all plans of the pipeline. */
function observedPart(part: FlowPart, ends: readonly FlowPart[], rates: Rates | undefined): ObservedPart {
  const { operator, milliseconds } = part;
  const inputs = inputsOf(part, ends);
  const counts: PartCounts = {
    label: labelOfPart(part),
    rowsIn: part.node.kind === "memory" ? part.rowsOut : part.rowsIn,
    rowsOut: part.operator instanceof Output ? part.operator.rows : part.rowsOut,
    stateBytes: operator !== undefined && isStateful(operator) ? operator.stateSize() : 0,
    milliseconds,
    windows: windowsOf(operator),
    inputs: inputs.map((input) => observedPart(input, ends, rates)),
  };
  return { ...counts, ...factsOf(part, inputs, rates) };
}

/** A memory table is read from where it is filled. */
function inputsOf({ node, inputs }: FlowPart, ends: readonly FlowPart[]): readonly FlowPart[] {
  const filled = node.kind !== "memory"
    ? inputs
    : ends.find((end) => end.node.kind === "memoryEnd" && end.node.table === node.table)?.inputs ?? [];
  return filled.flatMap(({ from }) => from.isPlain ? inputsOf(from, ends) : [from]);
}

function factsOf(part: FlowPart, inputs: readonly FlowPart[], rates: Rates | undefined): PartFacts {
  const { node, operator } = part;
  if (operator instanceof SourceTask) return scanFacts(part, operator, rates);
  if (operator instanceof WatermarkOperator) return watermarkFacts(part, operator, rates);
  if (node.kind === "sink") return sinkFacts(node, operator);
  if (node.kind === "rows") return { kind: "rows" };
  if (node.kind === "join") return joinFacts(part);
  if (part.predicates.length > 0) {
    const isHaving = inputs.some((input) => input.node.kind === "aggregate");
    return { kind: "filter", isHaving, ...observedConjuncts(part) };
  }
  return { kind: "other", name: nameOfPart(node) };
}

function scanFacts({ node }: FlowPart, task: SourceTask, rates: Rates | undefined): ObservedScan {
  const { parts: { name, decoding } } = task;
  const table = node.kind === "scan" ? node.table : undefined;
  const written = (key: string) => {
    const value = table?.options.get(key)?.value;
    return value === undefined ? undefined : String(value);
  };
  const topic = written("topic");
  return {
    kind: "scan",
    table: name,
    place: topic ?? written("path"),
    isTopic: topic !== undefined,
    offset: written("source.offset"),
    bounded: node.kind === "scan" && node.bounded,
    connection: task.state(),
    partitions: task.progress().map((one) => ({
      ...one,
      began: task.began.get(one.partition),
      rate: rates?.positions.get(task)?.get(one.partition),
    })),
    records: decoding && task.records,
    bad: decoding && { count: decoding.bad.count, first: decoding.bad.first?.message },
    blocked: task.blocked,
  };
}

function watermarkFacts({ node }: FlowPart, operator: WatermarkOperator, rates: Rates | undefined): ObservedWatermark {
  const schema = "schema" in node ? node.schema : undefined;
  const { watermark, newest, idleTimeout } = operator;
  return {
    kind: "watermark",
    column: schema?.fields[schema.eventTime ?? -1]?.name ?? "",
    watermark,
    newest,
    pace: rates?.watermark,
    idleTimeout,
    partitions: operator.partitions(),
  };
}

function sinkFacts(node: FlowPart["node"] & { kind: "sink" }, operator: object | undefined): ObservedSink {
  const sink = operator instanceof Output ? operator.sink : undefined;
  return { ...node, connection: sink?.state() ?? { kind: "connected" }, written: sink?.written() ?? 0 };
}

function joinFacts({ node, inputs, operator }: FlowPart): ObservedJoin {
  const kept = isTwoSided(operator) ? operator.kept() : { left: 0, right: 0 };
  const keys = node.kind === "join" ? node.keys : [];
  const [left, right] = inputs;
  return {
    kind: "join",
    left: { rows: left?.rows ?? 0, kept: kept.left, keys: observedColumns(left, keys.map((key) => key.left)) },
    right: { rows: right?.rows ?? 0, kept: kept.right, keys: observedColumns(right, keys.map((key) => key.right)) },
  };
}

function windowsOf(operator: object | undefined): ObservedWindows | undefined {
  if (!isWindowed(operator)) return undefined;
  const { lateRows = 0, worstLateness }: Partial<LateDropping> = operator as Partial<LateDropping>;
  return { ...operator.windows(), lateRows, worstLateness };
}
