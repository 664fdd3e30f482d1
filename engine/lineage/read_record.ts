/** One record of a table's topic, read again by its offset, as it lies there: nothing is decoded and nothing committed. */
import type { SourceEvent } from "../../connectors/connector.ts";
import { ConnectorError, type RecordPlace } from "../../schema/errors.ts";
import { HEADER_BYTES } from "../../schema/registry/framing.ts";
import type { Registry } from "../../schema/registry/registry.ts";
import { bytesText, knowsSchema, type RawRecord, rawRecords, schemaIdOf } from "../raw_records.ts";
import { openConnection, type ResolvedTable, type World } from "../tables.ts";

/** A registry that is away is not waited for any longer, in milliseconds: the record is there without it. */
const REGISTRY_MS = 3000;

/** A record for a person. Texts are as they lie; bytes that are none are `\x` and hexadecimal. */
export interface ShownRecord extends RecordPlace {
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly key: string | null;
  /** A JSON object; null: there are none. */
  readonly headers: string | null;
  /** Of a message that a schema registry knows; its header is not part of the value then. */
  readonly schema: { readonly id: number; readonly subjects: readonly string[] } | undefined;
  readonly value: string | null;
}

/** Throws a `ConnectorError` when the record is gone or the cluster cannot be read, and what `signal` was aborted with. */
export async function readRecord(
  place: RecordPlace,
  table: ResolvedTable,
  world: World,
  signal: AbortSignal,
): Promise<ShownRecord> {
  const record = await found(place, table, world, signal);
  signal.throwIfAborted();
  if (record === undefined) throw goneError(place);
  const registry = await registryOf(table, world).catch(() => undefined);
  const patience = AbortSignal.any([signal, AbortSignal.timeout(REGISTRY_MS)]);
  const schema = await schemaOf(record, table, registry, patience);
  const { value, headers, key, timestamp } = record;
  return {
    ...place,
    timestamp,
    key: bytesText(key),
    headers: headers === "{}" ? null : headers,
    schema,
    value: bytesText(schema === undefined || value === null ? value : value.subarray(HEADER_BYTES)),
  };
}

/** Subjects of a schema in the registry of a table's connection; none where there is no registry, or it does not say in time. */
export async function schemaSubjects(
  id: number,
  table: ResolvedTable,
  world: World,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const registry = await registryOf(table, world).catch(() => undefined);
  if (registry === undefined) return [];
  return await subjectsOf(id, registry, AbortSignal.any([signal, AbortSignal.timeout(REGISTRY_MS)]));
}

async function registryOf(
  { connector, connection }: ResolvedTable,
  { environment }: World,
): Promise<Registry | undefined> {
  return connection && await connector.registry?.(openConnection(connection, connector, environment), environment);
}

/** A registry that is away is no reason to hide what is known without it. */
async function subjectsOf(id: number, registry: Registry, signal: AbortSignal): Promise<readonly string[]> {
  return await registry.subjectsOf(id, signal).catch(() => []);
}

/** What is left once a record is not where it was. */
export function goneError({ topic, partition, offset }: RecordPlace): ConnectorError {
  return new ConnectorError(`The record at offset ${offset} of partition ${partition} of "${topic}" is gone`, {
    code: "record_gone",
    hint: "Retention or compaction has removed it: a longer retention.ms keeps records for later looks.",
  });
}

async function found(
  { partition, offset }: RecordPlace,
  { table, connector, options, connection }: ResolvedTable,
  { environment }: World,
  signal: AbortSignal,
): Promise<RawRecord | undefined> {
  if (connector.source === undefined || connector.range === undefined) {
    throw new ConnectorError(`Records of the ${connector.name} connector cannot be read again`, {
      code: "unsupported",
    });
  }
  await using source = connector.source({
    table,
    options: connector.range(options, new Map([[partition, { from: offset, until: offset + 1 }]])),
    connection: connection && openConnection(connection, connector, environment),
    environment,
    needs: { key: true, headers: true },
    fields: [],
    pipeline: "record",
    interactive: true,
  });
  await source.open(undefined, signal);
  return await firstOf(source.read(signal), offset);
}

/** A source that falls silent without having given the record has none: what it gave comes from behind it. */
async function firstOf(events: AsyncIterable<SourceEvent>, offset: number): Promise<RawRecord | undefined> {
  for await (const event of events) {
    if (event.kind === "end" || event.kind === "idle") return undefined;
    if (event.kind === "records") return rawRecords(event.records).find((record) => record.offset === offset);
  }
  return undefined;
}

/** Five bytes are a schema id if the table says so, or the registry knows it. */
async function schemaOf(
  { value }: RawRecord,
  { registered }: ResolvedTable,
  registry: Registry | undefined,
  signal: AbortSignal,
): Promise<ShownRecord["schema"]> {
  const id = schemaIdOf(value);
  if (id === undefined || registry === undefined) return undefined;
  if (!registered && !await knowsSchema(registry, id, signal)) return undefined;
  return { id, subjects: await subjectsOf(id, registry, signal) };
}
