/** Why a live SELECT shows nothing, when that is simple: one line after some seconds without a row. */
import type { PartitionProgress } from "../../connectors/connector.ts";

/** So long a live SELECT is silent before the reason is said, in milliseconds. */
export const SILENCE_MS = 3_000;

export interface SilentTable {
  readonly table: string;
  readonly partitions: readonly PartitionProgress[];
  /** Reading began behind the last record: `source.offset` is `latest`, the default. */
  readonly fromLatest: boolean;
}

export interface SilentQuery {
  readonly tables: readonly SilentTable[];
  /** Rows read so far, from all tables. */
  readonly rowsIn: number;
  /** Rows shown so far. */
  readonly rowsOut: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** The likeliest reason as a sentence; undefined when it is not that simple, or when rows are still to be read. */
export function silenceReason({ tables, rowsIn, rowsOut, now }: SilentQuery): string | undefined {
  if (!tables.every(({ partitions }) => partitions.length > 0 && partitions.every(isThrough))) return undefined;
  const untouched = tables.find(({ partitions }) => partitions.every(({ timestamp }) => timestamp === undefined));
  if (untouched !== undefined) return nothingRead(untouched);
  if (rowsIn > 0 && rowsOut === 0) return `${rowsText(rowsIn)} read, and the query lets none of them through`;
  const last = Math.max(
    ...tables.flatMap(({ partitions }) => partitions.map(({ timestamp = -Infinity }) => timestamp)),
  );
  return Number.isFinite(last) ? `Caught up: the last record is ${ago(now - last)} old` : undefined;
}

/** Everything there is has been read. */
function isThrough({ position, end }: PartitionProgress): boolean {
  return end !== undefined && position >= end;
}

function nothingRead({ table, partitions, fromLatest }: SilentTable): string | undefined {
  const before = partitions.reduce((sum, { end = 0 }) => sum + end, 0);
  if (before === 0) return `The topic of ${table} is empty: rows appear as soon as something is written to it`;
  if (!fromLatest) return `Nothing to read in ${table}: its older records are gone, and nothing new has come`;
  return `Reading of ${table} began at the end of the topic and nothing has come since; up to ${
    before.toLocaleString("en-US")
  } ${before === 1 ? "record lies" : "records lie"} before: 'source.offset' = 'earliest' reads them`;
}

function rowsText(rows: number): string {
  return rows === 1 ? "1 row was" : `${rows.toLocaleString("en-US")} rows were`;
}

function ago(millis: number): string {
  const seconds = Math.max(0, Math.round(millis / 1000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} days`;
}
