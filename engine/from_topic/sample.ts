/** The newest records of a topic, for a proposal of its table. */
import type { Connector, Records, SourceEvent } from "../../connectors/connector.ts";
import { ConnectorError, InternalError } from "../../schema/errors.ts";
import type { Sample, SampledRecord } from "../../schema/inference/sample.ts";
import { openConnection, type ResolvedTable, type World } from "../tables.ts";

export interface SampleLimits {
  /** At most so many records, over all partitions. */
  readonly records: number;
  /** What takes longer is left out, as long as there is something. */
  readonly milliseconds: number;
  /** Of keys and values, shared out evenly: a partition of larger records gives fewer of them. */
  readonly bytes: number;
}

const LIMITS: SampleLimits = { records: 1_000, milliseconds: 10_000, bytes: 32 << 20 };
/** For the connection and the look at the offsets, in milliseconds. */
const OPEN_MS = 30_000;

/**
 * Reads the newest records of a table's topic, consecutive ones of each partition: the newest say what the topic is now, and
 * only neighbours say how far out of order they come. Throws `ConnectorError` (missing topic, unreachable, …).
 */
export async function sampleTopic(
  resolved: Pick<ResolvedTable, "connector" | "connection" | "options" | "table">,
  topic: string,
  world: Pick<World, "environment">,
  limits: SampleLimits = LIMITS,
): Promise<Sample> {
  const { connector, table } = resolved;
  const options = connector.newest?.(resolved.options, limits.records) ?? resolved.options;
  await using source = sourceOf(connector)({
    table,
    options,
    connection: resolved.connection && openConnection(resolved.connection, connector, world.environment),
    environment: world.environment,
    needs: { key: true, headers: false },
    fields: [],
    pipeline: "sample",
    interactive: true,
  });
  const stop = new AbortController();
  const partitions = (await source.open(undefined, AbortSignal.timeout(OPEN_MS))).size;
  const timer = setTimeout(() => stop.abort(), limits.milliseconds);
  try {
    const records = await collect(source.read(stop.signal), partitions, limits);
    if (records.length === 0 && stop.signal.aborted) throw nothingCame(topic, limits);
    return { topic, records };
  } finally {
    clearTimeout(timer);
    stop.abort();
  }
}

function nothingCame(topic: string, { milliseconds }: SampleLimits): ConnectorError {
  return new ConnectorError(`No records of the topic "${topic}" came within ${milliseconds / 1000} s`, {
    code: "timeout",
    hint: "Try again, or declare the columns: CREATE TABLE t (a TEXT, …) WITH (…).",
  });
}

function sourceOf({ source }: Connector): NonNullable<Connector["source"]> {
  if (source === undefined) throw new InternalError("A connector that can be sampled has no source");
  return source;
}

/** Reads until every partition has ended or has had its share of the bytes. */
async function collect(
  events: AsyncIterable<SourceEvent>,
  partitions: number,
  limits: SampleLimits,
): Promise<readonly SampledRecord[]> {
  const found = new Map<number, SampledRecord[]>();
  const room = new Map<number, number>();
  const done = new Set<number>();
  let left = limits.records;
  for await (const event of events) {
    if (event.kind === "end") done.add(event.partition);
    if (event.kind === "records") {
      const { partition } = event.records;
      const bytes = room.get(partition) ?? limits.bytes / partitions;
      const taken = taking(event.records, left, bytes);
      found.set(partition, [...found.get(partition) ?? [], ...taken.records]);
      room.set(partition, taken.room);
      left -= taken.records.length;
      if (taken.room <= 0) done.add(partition);
    }
    if (done.size >= partitions || left <= 0) break;
  }
  return [...found].sort(([a], [b]) => a - b).flatMap(([, records]) => records);
}

/** Copies of at most `most` records while there is room, in bytes; the one that exceeds it is taken too. */
function taking(
  { data, partition, count, offset, timestamp, ...at }: Records,
  most: number,
  room: number,
): { readonly records: readonly SampledRecord[]; readonly room: number } {
  const bytes = (start = -1, end = -1) => start < 0 ? null : data.slice(start, end);
  const records: SampledRecord[] = [];
  for (let i = 0; i < count && room > 0 && records.length < most; i++) {
    const value = bytes(at.valueStart[i], at.valueEnd[i]);
    const key = bytes(at.keyStart?.[i], at.keyEnd?.[i]);
    records.push({ partition, offset: offset[i] ?? 0, timestamp: timestamp[i] ?? 0, key, value });
    room -= (value?.length ?? 0) + (key?.length ?? 0);
  }
  return { records, room };
}
