/** A sample of a topic's records to a table over it. */
import { counted } from "../counted.ts";
import { SqlError } from "../errors.ts";
import { BYTEA, JSON_TYPE, TEXT } from "../types.ts";
import { type DebeziumRows, debeziumRows } from "./debezium.ts";
import { type JsonObject, shapeOf } from "./json_objects.ts";
import { proposeRows, withoutNames } from "./propose_rows.ts";
import type { Proposal, ProposedOption, Wishes } from "./proposal.ts";
import { withKeyAndTime } from "./propose_key_and_time.ts";
import { type RecordKind, recordKind, schemaIdOf } from "./record_kind.ts";
import { type Sample, share, type ValuedRecord, valuedRecords } from "./sample.ts";

/** Of all records, those that a format must be able to read to be proposed. */
const MOST = 0.9;

/** Throws an `SqlError` where no table can be proposed: it says why, and what to do instead. */
export function propose(sample: Sample, wishes: Wishes): Proposal {
  const records = valuedRecords(sample);
  refuseEmpty(sample, records);
  const kinds = records.map(({ value }) => recordKind(value));
  return proposeValue(sample, records, kinds, wishes);
}

/** What was looked at; one line each. */
export function sampleNotes(sample: Sample): readonly string[] {
  const { topic, records } = sample;
  if (records.length === 0) return [`The topic ${topic} has no records yet`];
  const partitions = new Set(records.map(({ partition }) => partition)).size;
  const from = `From the newest ${counted(records.length, "record")} of the topic ${topic} in ${
    counted(partitions, "partition")
  }`;
  const empty = records.length - valuedRecords(sample).length;
  return empty === 0 ? [from] : [from, `no value: ${share(empty, records.length)}`];
}

function refuseEmpty({ topic, records }: Sample, valued: readonly ValuedRecord[]): void {
  if (valued.length > 0) return;
  const message = records.length === 0
    ? `The topic "${topic}" has no records to learn from`
    : `The topic "${topic}" has no records to learn from: the newest ${
      counted(records.length, "record")
    } have no value`;
  throw new SqlError(message, {
    code: "no_records",
    hint: "Write a record first, or declare the columns: CREATE TABLE t (a TEXT, …) WITH (…).",
  });
}

function proposeValue(
  sample: Sample,
  records: readonly ValuedRecord[],
  kinds: readonly RecordKind[],
  wishes: Wishes,
): Proposal {
  const count = (...wanted: readonly RecordKind[]) => kinds.filter((kind) => wanted.includes(kind)).length;
  const most = records.length * MOST;
  switch (wishes.format) {
    case "raw_string":
      return rawText(records, count("text", "object", "json"), wishes);
    case "raw_bytes":
      return rawBytes(records, kinds, wishes);
    case "json":
      if (count("object", "json") < most) throw notThis(sample, kinds, "JSON");
      return json(records, kinds, wishes);
    case "debezium_json": {
      const found = debeziumRows(records);
      if (found.envelopes < most) throw notThis(sample, kinds, "change events of Debezium");
      return debezium(records, found, wishes);
    }
    case undefined:
      break;
    default:
      throw new SqlError(`CREATE TABLE … FROM TOPIC cannot derive columns for format '${wishes.format}' from records`, {
        code: "not_built",
        hint: "Leave out the format, or declare the columns: CREATE TABLE t (a TEXT, …) WITH (…).",
      });
  }
  if (count("registry") * 2 > records.length) throw framed(sample, records);
  if (count("container") * 2 > records.length) throw container(sample);
  if (count("object", "json") >= most) {
    const found = debeziumRows(records);
    return found.envelopes >= most && !wishes.unstructured
      ? debezium(records, found, wishes)
      : json(records, kinds, wishes);
  }
  const texts = count("text", "object", "json");
  return texts === records.length ? rawText(records, texts, wishes) : rawBytes(records, kinds, wishes);
}

function json(records: readonly ValuedRecord[], kinds: readonly RecordKind[], wishes: Wishes): Proposal {
  const objects = records.filter((_, i) => kinds[i] === "object");
  const readable = kinds.filter((kind) => kind === "object" || kind === "json").length;
  const options = formatOption("json", wishes, `JSON: ${share(readable, records.length)}`);
  if (objects.length < records.length * MOST || wishes.unstructured) {
    const notes = badNotes(records.length - readable, records.length, "JSON");
    const comment = `any JSON value: ${share(readable, records.length)}`;
    return document(records, options, notes, comment, wishes);
  }
  const shape = shapeOf(objects.map(objectOf));
  const rows = proposeRows(shape, objects.length, wishes.timestamps);
  if (rows.kind === "document") return document(records, options, [], rows.why, wishes);
  const notes = [...badNotes(records.length - objects.length, records.length, "JSON object"), ...withoutNames(shape)];
  return withKeyAndTime({ columns: rows.columns, options, notes }, { records: objects, members: true, wishes });
}

/** The whole document in one column. */
function document(
  records: readonly ValuedRecord[],
  options: readonly ProposedOption[],
  notes: readonly string[],
  comment: string,
  wishes: Wishes,
): Proposal {
  const unstructured = wishes.given.has("json.unstructured")
    ? []
    : [{ key: "json.unstructured", value: true } as const];
  const columns = [{ name: "value", type: JSON_TYPE, comment }];
  return withKeyAndTime({ columns, options: [...options, ...unstructured], notes }, { records, wishes });
}

function debezium(records: readonly ValuedRecord[], { envelopes, rows }: DebeziumRows, wishes: Wishes): Proposal {
  const options = formatOption("debezium_json", wishes, `changes of rows: ${share(envelopes, records.length)}`);
  const shape = shapeOf(rows);
  const found = proposeRows(shape, rows.length, wishes.timestamps, "row");
  if (found.kind === "document") {
    throw new SqlError(`The rows in the change events of the topic cannot be columns: ${found.why}`, {
      code: "no_columns",
      hint: "Declare those that you want to read: CREATE TABLE t (id BIGINT PRIMARY KEY, …) WITH (…).",
    });
  }
  const notes = [...badNotes(records.length - envelopes, records.length, "change event"), ...withoutNames(shape)];
  return withKeyAndTime({ columns: found.columns, options, notes }, { records, wishes, changes: true });
}

function rawText(records: readonly ValuedRecord[], texts: number, wishes: Wishes): Proposal {
  const options = formatOption("raw_string", wishes);
  const columns = [{ name: "value", type: TEXT, comment: `text: ${share(texts, records.length)}` }];
  return withKeyAndTime({ columns, options, notes: [] }, { records, wishes });
}

function rawBytes(records: readonly ValuedRecord[], kinds: readonly RecordKind[], wishes: Wishes): Proposal {
  const options = formatOption("raw_bytes", wishes);
  const known = (["object", "json", "text", "registry", "container", "bytes"] as const)
    .map((kind) => [KIND_NAMES[kind], kinds.filter((one) => one === kind).length] as const)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name}: ${share(count, records.length)}`);
  const columns = [{ name: "value", type: BYTEA, comment: known.join(", ") }];
  return withKeyAndTime({ columns, options, notes: [] }, { records, wishes });
}

const KIND_NAMES: Readonly<Record<RecordKind, string>> = {
  object: "JSON objects",
  json: "other JSON",
  text: "text",
  registry: "a registry's schema id first",
  container: "Avro object container files",
  bytes: "other bytes",
};

function objectOf({ value, timestamp }: ValuedRecord): JsonObject {
  return { bytes: value, start: 0, end: value.length, timestamp };
}

function formatOption(format: string, { given }: Wishes, comment?: string): readonly ProposedOption[] {
  if (given.has("format")) return [];
  return [{ key: "format", value: format, ...(comment !== undefined && { comment }) }];
}

function badNotes(bad: number, all: number, what: string): readonly string[] {
  if (bad === 0) return [];
  return [`no ${what}: ${share(bad, all)}; such a record stops a job, unless bad_data = 'drop' leaves it out`];
}

function notThis({ topic }: Sample, kinds: readonly RecordKind[], what: string): SqlError {
  const common =
    kinds.toSorted((a, b) => kinds.filter((one) => one === b).length - kinds.filter((one) => one === a).length)[0] ??
      "bytes";
  return new SqlError(`The records of the topic "${topic}" are no ${what}: most are ${KIND_NAMES[common]}`, {
    code: "bad_option",
    hint: "Leave out the format: it is found out from the records.",
  });
}

function framed({ topic }: Sample, records: readonly ValuedRecord[]): SqlError {
  const ids = [...new Set(records.flatMap(({ value }) => schemaIdOf(value) ?? []))].sort((a, b) => a - b);
  const shown = ids.slice(0, 5).join(", ") + (ids.length > 5 ? ", …" : "");
  return new SqlError(
    `The records of the topic "${topic}" are written with schemas of a registry (${
      ids.length === 1 ? "id" : "ids"
    } ${shown}), and no schema was found there`,
    {
      code: "no_schema",
      hint:
        "Give the connection its schema_registry.endpoint, or name the 'value.subject'; format = 'raw_bytes' makes a table of the bytes as they are.",
    },
  );
}

function container({ topic }: Sample): SqlError {
  return new SqlError(
    `The records of the topic "${topic}" begin as Avro object container files, but the newest has no schema`,
    { code: "no_schema", hint: "format = 'raw_bytes' makes a table of the bytes as they are." },
  );
}
