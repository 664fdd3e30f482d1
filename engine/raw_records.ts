/** Records as they lie in their topic, for people who look at them. */
import type { Records } from "../schema/records.ts";
import { schemaIdAt } from "../schema/registry/framing.ts";
import type { Registry } from "../schema/registry/registry.ts";
import { decodeUtf8 } from "../schema/values/value_text.ts";
import { headersJson } from "./record_headers.ts";

export interface RawRecord {
  readonly partition: number;
  readonly offset: number;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly key: Uint8Array | null;
  /** As a JSON object. */
  readonly headers: string;
  /** Null: a tombstone. */
  readonly value: Uint8Array | null;
}

/** Copies of records that came with their keys and headers. */
export function rawRecords(records: Records): RawRecord[] {
  const { data, partition, count, offset, timestamp, valueStart, valueEnd, keyStart, keyEnd } = records;
  const bytes = (start = -1, end = -1) => start < 0 ? null : data.slice(start, end);
  return Array.from({ length: count }, (_, i) => ({
    partition,
    offset: offset[i] ?? 0,
    timestamp: timestamp[i] ?? 0,
    key: bytes(keyStart?.[i], keyEnd?.[i]),
    headers: headersJson(records, i),
    value: bytes(valueStart[i], valueEnd[i]),
  }));
}

/** What looks like the schema id of a message. */
export function schemaIdOf(value: Uint8Array | null): number | undefined {
  const id = value === null ? undefined : schemaIdAt(value, 0, value.length);
  return typeof id === "number" ? id : undefined;
}

/** A registry that is away is no reason to hide what is there. */
export async function knowsSchema(registry: Registry, id: number, signal: AbortSignal): Promise<boolean> {
  try {
    return await registry.schema(id, signal) !== undefined;
  } catch {
    return true;
  }
}

/** Text where it is UTF-8, else `\x` and the bytes in hexadecimal. */
export function bytesText(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : decodeUtf8(bytes) ?? `\\x${bytes.toHex()}`;
}
