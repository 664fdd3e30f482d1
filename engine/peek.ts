/** The newest records of a topic as they lie: for `\peek`, before anybody has made a table of it. */
import type { SourceEvent } from "../connectors/connector.ts";
import { SqlError } from "../schema/errors.ts";
import { fieldOf } from "../schema/field.ts";
import { readOptions } from "../schema/options.ts";
import { HEADER_BYTES } from "../schema/registry/framing.ts";
import type { Registry } from "../schema/registry/registry.ts";
import { BIGINT, INT, JSON_TYPE, TEXT, timestampType, type Value } from "../schema/types.ts";
import type { InfoTable } from "./info_table.ts";
import { bytesText, knowsSchema, type RawRecord, rawRecords, schemaIdOf } from "./raw_records.ts";
import { connectionNamed, type World } from "./tables.ts";

export interface PeekRequest {
  /** Name of a connection. */
  readonly connection: string;
  readonly topic: string;
  /** At most so many, over all partitions, at least 1. */
  readonly records: number;
}

export const PEEK_FIELDS = [
  fieldOf("partition", INT),
  fieldOf("offset", BIGINT),
  fieldOf("timestamp", timestampType(3)),
  fieldOf("key", TEXT),
  fieldOf("headers", JSON_TYPE),
  fieldOf("schema_id", INT),
  fieldOf("value", TEXT),
];

/**
 * One row per record, the newest first. Keys and values are shown as text where they are UTF-8, else as `\x` and their
 * bytes in hexadecimal; behind a schema id, only what follows its header. Throws `SqlError` (no such connection, nothing
 * to peek into), `ConnectorError`, and what `signal` was aborted with.
 */
export async function peek(request: PeekRequest, world: World, signal: AbortSignal): Promise<InfoTable> {
  const { topic, records } = request;
  const { connector, connection } = connectionNamed(request.connection, undefined, world);
  if (connector.newest === undefined || connector.source === undefined) {
    throw new SqlError(`The ${connector.name} connector has no topics to peek into`, { code: "unsupported" });
  }
  const given = new Map([["topic", { value: topic }]]);
  const options = readOptions(connector.tableOptions, given, new Set(given.keys()));
  await using source = connector.source({
    table: {
      name: "peek",
      connector: connector.name,
      direction: "source",
      columns: [],
      primaryKey: [],
      options: given,
      sql: "",
    },
    options: connector.newest(options, records),
    connection,
    environment: world.environment,
    needs: { key: true, headers: true },
    fields: [],
    pipeline: "peek",
    interactive: true,
  });
  const partitions = (await source.open(undefined, signal)).size;
  const registry = await connector.registry?.(connection, world.environment).catch(() => undefined);
  const peeked = await collect(source.read(signal), partitions);
  signal.throwIfAborted();
  peeked.sort((a, b) => b.timestamp - a.timestamp || b.partition - a.partition || b.offset - a.offset);
  const known = await knownSchemas(peeked, registry, signal);
  return { fields: PEEK_FIELDS, rows: peeked.slice(0, records).map((record) => rowOf(record, known)) };
}

async function collect(events: AsyncIterable<SourceEvent>, partitions: number): Promise<RawRecord[]> {
  const peeked: RawRecord[] = [];
  let ended = 0;
  for await (const event of events) {
    if (event.kind === "records") peeked.push(...rawRecords(event.records));
    if (event.kind === "end" && ++ended === partitions) break;
  }
  return peeked;
}

/** Five bytes that look like a schema id are one if the registry knows it; where there is none to ask, they are believed. */
async function knownSchemas(
  records: readonly RawRecord[],
  registry: Registry | undefined,
  signal: AbortSignal,
): Promise<ReadonlySet<number>> {
  const ids = new Set(records.map(({ value }) => schemaIdOf(value)).filter((id) => id !== undefined));
  if (registry === undefined) return ids;
  const found = await Promise.all([...ids].map(async (id) => await knowsSchema(registry, id, signal) ? id : undefined));
  return new Set(found.filter((id) => id !== undefined));
}

function rowOf({ partition, offset, timestamp, key, headers, value }: RawRecord, known: ReadonlySet<number>): Value[] {
  const id = schemaIdOf(value);
  const isSchema = id !== undefined && known.has(id);
  return [
    partition,
    BigInt(offset),
    BigInt(timestamp),
    bytesText(key),
    headers === "{}" ? null : headers,
    isSchema ? id : null,
    bytesText(isSchema && value !== null ? value.subarray(HEADER_BYTES) : value),
  ];
}
