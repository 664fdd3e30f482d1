/** The schema that a topic's messages were written with: in a registry, or in the messages. */
import { containerSchema } from "../../schema/inference/avro_container.ts";
import { recordKind, schemaIdOf } from "../../schema/inference/record_kind.ts";
import { share, type ValuedRecord } from "../../schema/inference/sample.ts";
import type { RegisteredSchema, Registry } from "../../schema/registry/registry.ts";
import { subjectsOf } from "../registry/registry_of.ts";
import type { ResolvedTable } from "../tables.ts";

export interface WrittenSchema {
  readonly schema: RegisteredSchema;
  /** The registry that has it; absent: each message brings its own. */
  readonly registry?: Registry;
  /** The subject's version, when it is the latest of one. */
  readonly version?: number;
  /** Where it was found. */
  readonly comment: string;
}

/**
 * The latest schema of the messages' subject, or of the keys'; where the subject is named in another way, that of the newest
 * record. A registry that the records do not speak of is not asked.
 */
export async function registeredSchema(
  resolved: Pick<ResolvedTable, "connector" | "options">,
  part: "value" | "key",
  records: readonly ValuedRecord[],
  registry: Registry,
  signal: AbortSignal,
): Promise<WrittenSchema | undefined> {
  const present = records.filter((record) => record[part] !== null);
  const framed = present.filter((record) => idIn(record, part) !== undefined);
  const silent = records.length > 0 && present.length === 0;
  if (silent || framed.length * 2 < present.length) return undefined;
  const subject = subjectsOf(resolved)[part];
  const latest = await registry.version(subject, "latest", signal);
  if (latest !== undefined) {
    const { version } = latest;
    return { schema: latest, registry, version, comment: `version ${version} of ${subject}` };
  }
  const newest = newestOf(framed);
  const id = newest && idIn(newest, part);
  const schema = id === undefined ? undefined : await registry.schema(id, signal);
  if (schema === undefined) return undefined;
  const same = framed.filter((record) => idIn(record, part) === id).length;
  return { schema, registry, comment: `the newest record's, as of ${share(same, framed.length)}` };
}

function idIn(record: ValuedRecord, part: "value" | "key"): number | undefined {
  const bytes = record[part];
  return bytes === null ? undefined : schemaIdOf(bytes);
}

/** The schema in the newest of messages that are object container files. */
export function schemaInContainer(records: readonly ValuedRecord[]): WrittenSchema | undefined {
  const files = records.filter(({ value }) => recordKind(value) === "container");
  const newest = newestOf(files);
  if (newest === undefined || files.length * 2 < records.length) return undefined;
  const text = containerSchema(newest.value);
  if (text === undefined) return undefined;
  const same = files.filter(({ value }) => containerSchema(value) === text).length;
  const schema: RegisteredSchema = { id: 0, type: "AVRO", text, references: [], dependencies: [] };
  return { schema, comment: `the newest record's, as of ${share(same, files.length)}` };
}

function newestOf(records: readonly ValuedRecord[]): ValuedRecord | undefined {
  return records.toSorted((a, b) => b.timestamp - a.timestamp || b.offset - a.offset)[0];
}
