/** The records that one row comes from, looked up when somebody asks: nothing of it costs a running query anything. */
import type { RecordPlace } from "../../schema/errors.ts";
import type { Table } from "../../schema/table.ts";
import type { Value } from "../../schema/types.ts";
import type { Session } from "../session.ts";
import { resolveTable } from "../tables.ts";
import type { Lineage } from "./lineage.ts";
import { LookReceiver } from "./look.ts";
import type { ReadMark, ReadRanges } from "./read_marks.ts";
import { type Ranges, searchBackward, type SearchResult } from "./search.ts";
import type { RecordTrace, Trace } from "./trace.ts";
import { traceQuery } from "./trace_query.ts";

export interface TracedRow {
  /** As they arrived: those of the query, then those that were carried along. */
  readonly values: readonly Value[];
  readonly read: ReadMark;
}

export type Origin =
  | {
    readonly kind: "record";
    readonly table: Table;
    readonly place: RecordPlace;
    /** Milliseconds since the epoch; undefined: it came with the row. */
    readonly timestamp: number | undefined;
    /** The last of the records that made the row what it is; else the row was made of it. */
    readonly isLast: boolean;
    /** What is not certain of it, as clauses. */
    readonly doubts: readonly string[];
  }
  | UnknownOrigin;

export interface UnknownOrigin {
  readonly kind: "unknown";
  /** Of the record; undefined: the row as a whole. */
  readonly table: string | undefined;
  /** A clause that says why, and what would help. */
  readonly reason: string;
}

/** Records of each table that are looked through first, and at most. */
const LIMITS = { first: 2000, total: 1_000_000 };

const NO_PARTNER = "none of its records fits: the row has no partner there";

export async function originsOf(
  lineage: Lineage,
  row: TracedRow,
  session: Pick<Session, "readAgain" | "world">,
  signal: AbortSignal,
): Promise<readonly Origin[]> {
  if (lineage.kind === "carried") {
    const { table } = lineage;
    const numberAt = (at: number) => Number(row.values[at]);
    const topic = topicOf(table, session);
    const place = { topic, partition: numberAt(lineage.partition), offset: numberAt(lineage.offset) };
    return [{ kind: "record", table, place, timestamp: undefined, isLast: false, doubts: [] }];
  }
  const origins: Origin[] = [];
  for (const trace of lineage.traces) origins.push(await originOf(trace, row, session, signal));
  return origins;
}

async function originOf(
  trace: Trace,
  row: TracedRow,
  session: Pick<Session, "readAgain" | "world">,
  signal: AbortSignal,
): Promise<Origin> {
  if (trace.kind === "unknown") return trace;
  const { scan: { table }, role } = trace;
  if (role.isOptional && role.present.some((at) => row.values[at] === null)) {
    return { kind: "unknown", table: table.name, reason: NO_PARTNER };
  }
  const plan = traceQuery(trace, row.values);
  const ranges: Ranges = row.read.ranges.get(table.name) ?? new Map();
  let fitting = 0;
  const result = await searchBackward({
    ranges,
    limits: LIMITS,
    look: async (ranges) => {
      const receiver = new LookReceiver();
      await through(session.readAgain(plan, ranges, receiver), signal);
      fitting += receiver.fitting;
      return receiver.seen;
    },
  });
  if (result.found === undefined) return { kind: "unknown", table: table.name, reason: missingReason(trace, result) };
  const { timestamp, partition, offset } = result.found;
  const place = { topic: topicOf(table, session), partition, offset };
  const isAll = result.looked === [...ranges.values()].reduce((sum, { from, until }) => sum + until - from, 0);
  const doubts = [...doubtsOfOthers(trace, fitting, isAll), ...doubtsOf(trace, row.read, result)];
  return { kind: "record", table, place, timestamp, isLast: role.isLast, doubts };
}

/** Waits for the job's end, which comes at once when the signal is aborted. */
async function through(job: ReturnType<Session["readAgain"]>, signal: AbortSignal): Promise<void> {
  const stop = () => void job.stop(true);
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop);
  try {
    await job.done;
  } finally {
    signal.removeEventListener("abort", stop);
  }
  signal.throwIfAborted();
}

function missingReason({ role }: RecordTrace, { isThrough, looked }: SearchResult): string {
  if (!isThrough) return `it is not among the newest ${count(looked)} records that were read`;
  if (role.isOptional) return `${NO_PARTNER}, or it is gone`;
  return "no record that was read fits, or is still there: retention or compaction may have removed it";
}

/** A row that was made of one record may show what others have too. */
function doubtsOfOthers({ role }: RecordTrace, fitting: number, isAll: boolean): string[] {
  if (role.isLast) return [];
  if (fitting > 1) return ["it is the newest of several that fit, and the row may be made of another"];
  return role.isByMore && !isAll ? ["an older one may fit too: more than the row shows decided which it is"] : [];
}

function doubtsOf({ role, scan }: RecordTrace, read: ReadMark, { found, isThrough, looked }: SearchResult): string[] {
  const untilIn = (ranges: ReadRanges) => ranges.get(scan.table.name)?.get(found?.partition ?? 0)?.until;
  // Too late is what lies behind a record that closed the window; one that closed it as the row came was read last.
  const closing = role.closed === "now" ? untilIn(read.before) ?? Infinity : 0;
  const isLate = role.closed !== undefined && (found?.closedBy ?? -1) >= closing;
  const isFresh = role.delay > 0 && (found?.offset ?? -1) >= (untilIn(read.earlier(role.delay)) ?? 0);
  return [
    ...(isThrough ? [] : [`there may be a newer one before the newest ${count(looked)} records`]),
    ...(isLate ? ["it came as its window closed, and may have come too late"] : []),
    ...(isFresh ? ["it was read the moment before the row came, and may not be in it yet"] : []),
    ...(read.isOfRow ? [] : ["of all that was read by now: when the row came is no longer known"]),
  ];
}

function topicOf(table: Table, { world }: Pick<Session, "world">): string {
  const { connector, options } = resolveTable(table, world);
  return connector.place?.(options) ?? table.name;
}

function count(records: number): string {
  return records.toLocaleString("en-US");
}
