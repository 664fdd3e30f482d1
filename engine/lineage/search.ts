/**
 * The newest record that fits, looked for backward: first the newest records of each partition, then ever larger chunks
 * before them. Within a partition the last one is the newest, among partitions the one with the largest timestamp.
 */
import type { OffsetRange } from "../../connectors/connector.ts";

export type Ranges = ReadonlyMap<number, OffsetRange>;

export interface Sighting {
  readonly partition: number;
  readonly offset: number;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  /** Offset of the last record of the partition that was seen before it and whose time is behind the window that is asked about. */
  readonly closedBy?: number | undefined;
}

/** What was seen of one partition between two offsets. */
export interface PartitionLook {
  /** The last record that fits. */
  readonly fitting: Sighting | undefined;
  /** Timestamp of the first record, milliseconds since the epoch; undefined: there is none. */
  readonly oldest: number | undefined;
}

export interface SearchParts {
  /** Offsets to look through. */
  readonly ranges: Ranges;
  /** Looks through these ranges; a partition that is missing had no records. Throws what keeps it from reading. */
  look(ranges: Ranges): Promise<ReadonlyMap<number, PartitionLook>>;
  readonly limits: SearchLimits;
}

export interface SearchLimits {
  /** Offsets of each partition that are looked through first. */
  readonly first: number;
  /** Offsets that are looked through at most, over all partitions. */
  readonly total: number;
}

export interface SearchResult {
  /** The newest record that fits. */
  readonly found: Sighting | undefined;
  /** Offsets that were looked through. */
  readonly looked: number;
  /** Nothing was left out that might hold a newer one. */
  readonly isThrough: boolean;
}

/** A chunk is so many times as long as the one behind it. */
const GROWTH = 8;

export async function searchBackward({ ranges, look, limits }: SearchParts): Promise<SearchResult> {
  const left = new Map([...ranges].filter(([, { from, until }]) => until > from));
  let found: Sighting | undefined;
  let looked = 0;
  for (let length = limits.first; left.size > 0; length *= GROWTH) {
    const room = Math.floor((limits.total - looked) / left.size);
    if (room <= 0) return { found, looked, isThrough: false };
    const chunks = new Map([...left].map(([partition, range]) => [partition, newestOf(range, Math.min(length, room))]));
    const seen = await look(chunks);
    for (const [partition, { from, until }] of chunks) {
      looked += until - from;
      const fitting = seen.get(partition)?.fitting;
      if (fitting !== undefined) found = newer(found, fitting);
      const rest = { from: left.get(partition)?.from ?? from, until: from };
      if (fitting !== undefined || rest.from >= rest.until) left.delete(partition);
      else left.set(partition, rest);
    }
    for (const partition of [...left.keys()]) {
      const oldest = seen.get(partition)?.oldest;
      if (found !== undefined && oldest !== undefined && oldest < found.timestamp) left.delete(partition);
    }
  }
  return { found, looked, isThrough: true };
}

function newestOf({ from, until }: OffsetRange, length: number): OffsetRange {
  return { from: Math.max(from, until - length), until };
}

function newer(a: Sighting | undefined, b: Sighting): Sighting {
  return a === undefined || b.timestamp >= a.timestamp ? b : a;
}
