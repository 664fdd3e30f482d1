/** What the schema of a topic's messages says, as a proposal of their table. */
import type { ProposedOption } from "../../schema/inference/proposal.ts";
import type { SchemaKey } from "../../schema/inference/propose_key_and_time.ts";
import { share, valuedRecords } from "../../schema/inference/sample.ts";
import { readOptions } from "../../schema/options.ts";
import type { RegisteredSchema, SchemaType } from "../../schema/registry/registry.ts";
import { RegistryWriterSchemas } from "../../schema/registry/registry_writer_schemas.ts";
import { FETCH_MS } from "../registry/registry_of.ts";
import { openConnection, type World } from "../tables.ts";
import { decodedTimes } from "./decoded_times.ts";
import type { SchemaProposal, SchemaQuestion } from "./from_topic.ts";
import { registeredSchema, schemaInContainer, type WrittenSchema } from "./written_schema.ts";

/** The format of messages whose schema is of a type; its option `{format}.confluent_schema_registry` reads schema ids. */
const FORMATS: Readonly<Record<SchemaType, string>> = { AVRO: "avro", JSON: "json", PROTOBUF: "protobuf" };

/**
 * Undefined: no schema is known, or the format that was asked for is not that of the schema. Throws `ConnectorError` when the
 * registry cannot be asked, and `SqlError` when the schema cannot be a table.
 */
export async function proposeFromSchema(
  question: SchemaQuestion,
  world: World,
): Promise<SchemaProposal | undefined> {
  const { resolved: { connector, connection }, sample } = question;
  const { environment } = world;
  const records = valuedRecords(sample);
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(FETCH_MS)]);
  try {
    const registry = connection &&
      await connector.registry?.(openConnection(connection, connector, environment), environment);
    const ask = (part: "value" | "key") =>
      registry && registeredSchema(question.resolved, part, records, registry, signal);
    const written = await ask("value") ?? schemaInContainer(records);
    if (written === undefined) return undefined;
    const key = schemaKey(await ask("key"), world);
    const found = await proposalOf(written, question, world, signal);
    return found && { ...found, key };
  } finally {
    stop.abort();
  }
}

async function proposalOf(
  { schema, registry, version, comment }: WrittenSchema,
  { resolved, sample, wishes }: SchemaQuestion,
  { environment, findFormat }: World,
  signal: AbortSignal,
): Promise<Omit<SchemaProposal, "key"> | undefined> {
  const format = findFormat(wishes.format ?? formatOf(schema, findFormat));
  const { name } = format;
  if (format.schemas?.type !== schema.type) return undefined;
  const flag = `${FORMATS[schema.type]}.confluent_schema_registry`;
  const flags: readonly ProposedOption[] = registry === undefined ? [] : [
    { key: flag, value: true },
    { key: "schema.id", value: String(schema.id), comment },
    ...(version === undefined ? [] : [{ key: "schema.version", value: String(version) }]),
  ];
  const given = new Map(resolved.table.options);
  if (registry !== undefined) given.set(flag, { value: "true" });
  const settings = readOptions(format.options, given, new Set());
  const { fields, options } = format.schemas.columns(schema, settings);
  const schemas = registry && new RegistryWriterSchemas(registry, { signal, now: () => environment.now() });
  const decoder = format.decoder(fields.map((field) => ({ ...field, needed: true })), settings, undefined, schemas);
  const records = valuedRecords(sample);
  const { times, bad } = await decodedTimes(records, decoder, fields);
  const all: readonly ProposedOption[] = [
    { key: "format", value: name, ...(registry === undefined && { comment: `schema: ${comment}` }) },
    ...flags,
    ...Object.entries(options).map(([key, value]) => ({ key, value })),
  ];
  return {
    proposal: {
      columns: fields.map(({ name, type, nullable }) => ({ name, type, notNull: !nullable })),
      options: all.filter(({ key }) => !wishes.given.has(key)),
      notes: bad === 0 ? [] : [`cannot be decoded: ${share(bad, records.length)}`],
    },
    times,
    changes: format.changelog === true,
  };
}

/** The format of messages with this schema: Debezium's changes have one of their own. */
function formatOf(schema: RegisteredSchema, findFormat: World["findFormat"]): string {
  const plain = FORMATS[schema.type];
  if (schema.type !== "AVRO" || schema.id === 0) return plain;
  const format = findFormat(plain);
  const fields = format.schemas?.columns(schema, readOptions(format.options, new Map(), new Set())).fields ?? [];
  const kindOf = (name: string) => fields.find((field) => field.name === name)?.type.kind;
  return kindOf("after") === "struct" && kindOf("before") !== undefined && kindOf("op") === "text"
    ? `debezium_${plain}`
    : plain;
}

/** Undefined where keys of this kind cannot be read. */
function schemaKey(found: WrittenSchema | undefined, { findFormat }: World): SchemaKey | undefined {
  if (found?.schema.type !== "AVRO") return undefined;
  const format = findFormat(FORMATS.AVRO);
  // A bare value is the only field of a record: formats know the columns of records only.
  const text = `{"type":"record","name":"SluiceKey","fields":[{"name":"key","type":${found.schema.text}}]}`;
  const settings = readOptions(format.options, new Map(), new Set());
  const type = format.schemas?.columns({ ...found.schema, text }, settings).fields[0]?.type;
  return type && { type, format: FORMATS.AVRO, comment: found.comment };
}
