/** `source.offset` and `source.until` to positions of a topic's partitions. */
import { ConnectorError } from "../../schema/errors.ts";
import type { Positions, Reading } from "../connector.ts";
import type { KafkaCluster } from "./cluster.ts";
import type { OffsetOf, PartitionOffsets, StartOffset, UntilOffset } from "./offset_options.ts";
import { committedOffsets, listOffsets } from "./offsets.ts";

export interface PositionRequest {
  readonly cluster: KafkaCluster;
  readonly topic: string;
  readonly partitions: readonly number[];
  readonly readCommitted: boolean;
  readonly group: string;
  readonly signal: AbortSignal;
}

/** Where each partition that is read begins. */
export async function startPositions(start: StartOffset, request: PositionRequest): Promise<Positions> {
  const { partitions } = request;
  switch (start.kind) {
    case "earliest":
    case "latest":
      return await look(start.kind, partitions, request);
    case "timestamp":
      return await atTime(start.milliseconds, request);
    case "group": {
      const { cluster, topic, group, signal } = request;
      const committed = await committedOffsets(cluster, group, topic, partitions, { signal });
      const latest = await look("latest", partitions, request);
      return new Map(partitions.map((partition) => [
        partition,
        committed.get(partition)?.offset ?? latest.get(partition) ?? 0,
      ]));
    }
    case "newest": {
      const [first, last] = await Promise.all([
        look("earliest", partitions, request),
        look("latest", partitions, request),
      ]);
      return newest(start.records, first, last);
    }
    case "partitions":
      return await listed(start, request);
    case "again":
      return await readBefore(start.reading, request);
    default:
      return start satisfies never;
  }
}

/** The offset before which each partition in `start` ends. */
export async function untilPositions(
  until: UntilOffset,
  start: Positions,
  request: PositionRequest,
): Promise<Positions> {
  const partitions = [...start.keys()];
  switch (until.kind) {
    case "latest":
      return await look("latest", partitions, request);
    case "timestamp":
      return await atTime(until.milliseconds, { ...request, partitions });
    case "partitions": {
      const ends = await listed({ ...until, rest: until.rest ?? "latest" }, { ...request, partitions });
      return new Map(partitions.map((partition) => [partition, ends.get(partition) ?? start.get(partition) ?? 0]));
    }
    default:
      return until satisfies never;
  }
}

function look(at: "earliest" | "latest", partitions: readonly number[], request: PositionRequest): Promise<Positions> {
  const { cluster, topic, readCommitted, signal } = request;
  return listOffsets(cluster, topic, partitions, at, { readCommitted, signal });
}

/** The first record at or after a time; the end where there is none. */
async function atTime(milliseconds: number, request: PositionRequest): Promise<Positions> {
  const { cluster, topic, partitions, readCommitted, signal } = request;
  const found = await listOffsets(cluster, topic, partitions, milliseconds, { readCommitted, signal });
  const latest = await look("latest", partitions, request);
  return new Map(partitions.map((partition) => {
    const end = latest.get(partition) ?? 0;
    return [partition, Math.min(found.get(partition) ?? end, end)];
  }));
}

/** Where it began. Throws unless everything is there that was read: the one partition of many that is not is named. */
async function readBefore({ ranges }: Reading, request: PositionRequest): Promise<Positions> {
  const { topic } = request;
  const read = ranges.filter(({ from, to }) => from < to).map(({ partition }) => partition);
  refuseMissing(ranges.map(({ partition }) => partition), "It had them when it was read.", request);
  const [first, last] = await Promise.all([look("earliest", read, request), look("latest", read, request)]);
  for (const { partition, from, to } of ranges) {
    const [begin, end] = [first.get(partition) ?? from, last.get(partition) ?? to];
    if (from >= to || (from >= begin && to <= end)) continue;
    throw new ConnectorError(
      `Cannot read the offsets ${from} to ${to - 1} of partition ${partition} of the topic "${topic}" again: ` +
        (begin === end ? `it is empty, and goes on at ${end}` : `it has ${begin} to ${end - 1}`),
      {
        code: "out_of_range",
        hint: from < begin
          ? "Records were removed since they were read, by retention or by hand: what came of them cannot come again."
          : "The topic was made anew or cut off since it was read.",
      },
    );
  }
  return new Map(ranges.map(({ partition, from }) => [partition, from]));
}

function refuseMissing(named: readonly number[], hint: string, { topic, partitions }: PositionRequest): void {
  const missing = named.filter((partition) => !partitions.includes(partition));
  if (missing.length === 0) return;
  throw new ConnectorError(
    `The topic "${topic}" has no partition ${missing.join(", ")}: its partitions are 0 to ${partitions.length - 1}`,
    { code: "not_found", hint },
  );
}

async function listed({ offsets, rest }: PartitionOffsets, request: PositionRequest): Promise<Positions> {
  refuseMissing([...offsets.keys()], "Name existing partitions in source.offset and source.until.", request);
  const wanted = new Map<number, OffsetOf>();
  for (const partition of request.partitions) {
    const at = offsets.get(partition) ?? rest;
    if (at !== undefined) wanted.set(partition, at);
  }
  const positions = new Map<number, number>();
  for (const word of ["earliest", "latest"] as const) {
    const named = [...wanted].filter(([, at]) => at === word).map(([partition]) => partition);
    if (named.length === 0) continue;
    for (const [partition, offset] of await look(word, named, request)) positions.set(partition, offset);
  }
  for (const [partition, at] of wanted) if (typeof at === "number") positions.set(partition, at);
  return positions;
}

/**
 * Where each partition begins when `records` are read up to the ends: as many of each, and what small partitions lack is
 * taken from larger ones. Offsets without a record (compaction, transactions) count as if they had one.
 */
export function newest(records: number, first: Positions, last: Positions): Positions {
  const sizes = [...last].map(([partition, end]) => ({ partition, end, size: end - (first.get(partition) ?? end) }));
  sizes.sort((a, b) => a.size - b.size);
  const positions = new Map<number, number>();
  let left = records;
  for (const [i, { partition, end, size }] of sizes.entries()) {
    const taken = Math.min(size, Math.ceil(left / (sizes.length - i)));
    left -= taken;
    positions.set(partition, end - taken);
  }
  return positions;
}
