/** The record key and the event time of a proposed table. */
import { counted } from "../counted.ts";
import { BYTEA, type SqlType, TEXT, timestampType } from "../types.ts";
import { parseTimestamp, type TimestampPrecision } from "../values/timestamp.ts";
import { type Disorder, disorderOf, durationText, eventTimeOf, type TimeColumn, watermarkDelay } from "./event_time.ts";
import { guessType } from "./json_type.ts";
import { memberTexts } from "./json_objects.ts";
import type { Proposal, ProposedColumn, Wishes } from "./proposal.ts";
import { guessKey, keyMembers, keyShape } from "./record_key.ts";
import { share, type ValuedRecord } from "./sample.ts";

export interface Evidence {
  /** Those that the table can read. */
  readonly records: readonly ValuedRecord[];
  /** The records are JSON objects, and their members the columns of the table. */
  readonly members?: boolean;
  /** The values of TIMESTAMP columns of other records, one for each of them. */
  readonly times?: readonly TimeColumn[];
  /** What the schema of the keys says. */
  readonly key?: SchemaKey | undefined;
  readonly wishes: Wishes;
  /** The table's rows change: it needs a primary key, and its event time is the records' own. */
  readonly changes?: boolean;
}

/** A key whose schema is known: its type, the `key.format` that reads it, and where the schema was found. */
export interface SchemaKey {
  readonly type: SqlType;
  readonly format: string;
  readonly comment: string;
}

/** Delay of a watermark where none is declared; `sql.md` §8. */
const DEFAULT_DELAY = 1_000;

/** Without records nothing is said of either. */
export function withKeyAndTime(value: Proposal, evidence: Evidence): Proposal {
  if (evidence.records.length === 0) return value;
  const texts = textsOf(value.columns, evidence);
  return evidence.changes === true
    ? withPrimaryKey(value, evidence)
    : withTime(withKey(value, evidence, texts), evidence, texts);
}

type Texts = ReadonlyMap<string, readonly (string | undefined)[]>;

/** The texts of columns that may be the key or the event time. */
function textsOf(columns: readonly ProposedColumn[], { records, members }: Evidence): Texts {
  if (members !== true) return new Map();
  const names = columns.filter(({ type: { kind } }) => kind === "timestamp" || kind === "text" || kind === "integer");
  return memberTexts(
    records.map(({ value, timestamp }) => ({ bytes: value, start: 0, end: value.length, timestamp })),
    names.map(({ name }) => name),
  );
}

// ---------------------------------------------------------------------------------------------------------------------
// The key

function withKey(value: Proposal, { records, wishes, key }: Evidence, texts: Texts): Proposal {
  const { keyFormat, writable, given } = wishes;
  const scalar = new Map([...texts].filter(([name]) => columnNamed(value, name)?.type.kind !== "timestamp"));
  const guess = guessKey(records, scalar);
  if (guess.kind === "none") return noted(value, "no record has a key");
  if (key !== undefined && (keyFormat ?? key.format) === key.format) return withSchemaKey(value, key, wishes);
  if (keyFormat !== undefined && keyFormat !== "raw") {
    return noted(value, `a column for the key is yours to declare: only you know its type as ${keyFormat}`);
  }
  if (guess.kind === "field") {
    const comment = `the record key is ${shownName(guess.name)} in ${share(records.length, records.length)}`;
    if (!writable || given.has("sink.key_field")) return noted(value, comment);
    return { ...value, options: [...value.options, { key: "sink.key_field", value: guess.name, comment }] };
  }
  const objects = guess.kind === "objects" && keyFormat === undefined;
  const bytes = guess.kind === "bytes" || guess.kind === "registry";
  const column: ProposedColumn = {
    name: freeName("key", value),
    type: objects ? guessType(keyShape(records), "key", "raw").type : bytes ? BYTEA : TEXT,
    metadata: "key",
    comment: `${KEY_NAMES[guess.kind]}: ${share(guess.count, records.length)}`,
  };
  const options = objects ? [...value.options, { key: "key.format", value: "json" }] : value.options;
  return { ...value, columns: [...value.columns, column], options };
}

function withSchemaKey(value: Proposal, { type, format, comment }: SchemaKey, { given }: Wishes): Proposal {
  const column: ProposedColumn = { name: freeName("key", value), type, metadata: "key", comment };
  const options = given.has("key.format") ? [] : [{ key: "key.format", value: format }];
  return { ...value, columns: [...value.columns, column], options: [...value.options, ...options] };
}

const KEY_NAMES = {
  text: "text",
  objects: "JSON objects",
  registry: "a registry's schema id first",
  bytes: "bytes",
} as const;

/** The columns that the keys of change events name identify a row. */
function withPrimaryKey(value: Proposal, { records, key }: Evidence): Proposal {
  const members = key?.type.kind === "struct" ? new Set(key.type.fields.map(({ name }) => name)) : keyMembers(records);
  const known = members.size > 0 && [...members].every((name) => columnNamed(value, name) !== undefined);
  const time = "event time: the record's own, as of all changes";
  if (!known) {
    return noted(
      value,
      "no record key names columns of the rows: declare a PRIMARY KEY, without which the changes cannot be read",
      time,
    );
  }
  const columns = value.columns.map((column) =>
    members.has(column.name)
      ? {
        ...column,
        key: true,
        comment: `${column.comment === undefined ? "" : `${column.comment}; `}a member of the key`,
      }
      : column
  );
  return noted({ ...value, columns }, time);
}

// ---------------------------------------------------------------------------------------------------------------------
// The event time

function withTime(value: Proposal, { records, wishes, times }: Evidence, texts: Texts): Proposal {
  if (wishes.given.has("event_time_field")) return value;
  const columns = times ??
    value.columns.flatMap(({ name, type }) =>
      type.kind === "timestamp" ? timeColumn(name, type.precision, texts.get(name)) : []
    );
  const found = eventTimeOf(records, columns);
  if (found !== undefined) {
    const { column: { name }, disorder, why } = found;
    const comment = `event time: ${why}, ${lateText(disorder, records.length)}`;
    return { ...value, watermark: { column: name, delay: watermarkDelay(disorder), comment } };
  }
  return withRecordTime(value, records);
}

/** A watermark of its own only where the default would make records late. */
function withRecordTime(value: Proposal, records: readonly ValuedRecord[]): Proposal {
  const disorder = disorderOf(records, records.map(({ timestamp }) => timestamp));
  const text = `the record's own, ${lateText(disorder, records.length)}`;
  if (disorder.worst <= DEFAULT_DELAY) return noted(value, `event time: ${text}`);
  const name = freeName("record_time", value);
  const column: ProposedColumn = {
    name,
    type: timestampType(3),
    metadata: "timestamp",
    comment: "the record's own time",
  };
  const watermark = { column: name, delay: watermarkDelay(disorder), comment: `event time: ${text}` };
  return { ...value, columns: [...value.columns, column], watermark };
}

function timeColumn(
  name: string,
  precision: TimestampPrecision,
  texts: readonly (string | undefined)[] | undefined,
): readonly TimeColumn[] {
  if (texts === undefined) return [];
  return [{ name, precision, millis: texts.map((text) => millisOf(text, precision)) }];
}

function millisOf(text: string | undefined, precision: TimestampPrecision): number {
  if (text === undefined) return NaN;
  const units = /^-?\d+$/.test(text) ? Number(text) : Number(parseTimestamp(text, precision) ?? NaN);
  return units / 10 ** (precision - 3);
}

function lateText(disorder: Disorder, all: number): string {
  const { late, worst } = disorder;
  if (late === 0) return `none of ${counted(all, "record")} late`;
  const given = watermarkDelay(disorder) < worst ? ", more than is waited for" : "";
  return `${share(late, all)} late, by at most ${durationText(worst)}${given}`;
}

// ---------------------------------------------------------------------------------------------------------------------

function noted(value: Proposal, ...notes: readonly string[]): Proposal {
  return { ...value, notes: [...value.notes, ...notes] };
}

function columnNamed({ columns }: Proposal, name: string): ProposedColumn | undefined {
  return columns.find((column) => column.name === name);
}

/** A name that no column has, whatever its case. */
function freeName(wanted: string, { columns }: Proposal): string {
  const taken = new Set(columns.map(({ name }) => name.toLowerCase()));
  let name = wanted;
  for (let n = 2; taken.has(name); n++) name = `${wanted}_${n}`;
  return name;
}

function shownName(name: string): string {
  return name.length > 60 ? `${name.slice(0, 60)}…` : name;
}
