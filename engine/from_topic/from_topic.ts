/** `CREATE TABLE … FROM TOPIC`: a sample, a proposal, consent, and then an ordinary CREATE TABLE. */
import type { Proposal, Wishes } from "../../schema/inference/proposal.ts";
import type { TimeColumn } from "../../schema/inference/event_time.ts";
import { propose, sampleNotes } from "../../schema/inference/propose.ts";
import { type SchemaKey, withKeyAndTime } from "../../schema/inference/propose_key_and_time.ts";
import { type Sample, valuedRecords } from "../../schema/inference/sample.ts";
import { numericTimestamps } from "../../schema/formats/json.ts";
import { SqlError } from "../../schema/errors.ts";
import type { GivenOptions } from "../../schema/options.ts";
import type { Table } from "../../schema/table.ts";
import type * as ast from "../../sql/ast.ts";
import { givenOptions } from "../../sql/bind/options.ts";
import { type ParsedStatement, parseStatement } from "../../sql/parse.ts";
import { profileConnector } from "../define_table.ts";
import { LOCAL, placed, type ResolvedTable, resolveTable, type World } from "../tables.ts";
import type { Consent } from "./consent.ts";
import { sampleTopic } from "./sample.ts";
import { type FromTopic, proposedStatement } from "./statement.ts";

/** What the schema of the topic's messages says. */
export interface SchemaProposal {
  /** Columns, options and notes; key and event time are found out from the sample. */
  readonly proposal: Proposal;
  /** The values of its TIMESTAMP columns, one for each record of the sample that has a value. */
  readonly times: readonly TimeColumn[];
  /** The messages say what happened to rows. */
  readonly changes: boolean;
  readonly key: SchemaKey | undefined;
}

export interface SchemaQuestion {
  /** The table as far as it is known: connector, connection, topic; its format is a stand-in unless one is given. */
  readonly resolved: ResolvedTable;
  readonly sample: Sample;
  readonly wishes: Wishes;
}

/** Asked before records are looked into; undefined: no schema is known. */
export type ProposeFromSchema = (question: SchemaQuestion, world: World) => Promise<SchemaProposal | undefined>;

/**
 * The ordinary statement that was agreed to, with its own text; undefined: the answer was no. Throws `SqlError` when there is
 * nothing to learn from or the options are wrong, and `ConnectorError`.
 */
export async function tableFromTopic(
  statement: ast.CreateTableFromTopic,
  world: World,
  consent: Consent,
  proposeFromSchema?: ProposeFromSchema,
): Promise<ParsedStatement | undefined> {
  const completed = withTopic(statement, world.connection ?? LOCAL);
  const resolved = resolvedBare(completed, statement, world);
  const sample = await sampleTopic(resolved, statement.topic.value, world);
  const wishes = wishesOf(givenOptions(statement.options), resolved);
  const known = await proposeFromSchema?.({ resolved, sample, wishes }, world);
  const proposal = known === undefined
    ? placed(statement.topic.span, () => propose(sample, wishes))
    : withSample(known, sample, wishes);
  const text = `${proposedStatement(completed, { ...proposal, notes: [...sampleNotes(sample), ...proposal.notes] })};`;
  const answer = await consent(text);
  if (answer.kind === "no") return undefined;
  return parseStatement(answer.kind === "edited" ? answer.text : text);
}

function withSample({ proposal, ...known }: SchemaProposal, sample: Sample, wishes: Wishes): Proposal {
  return withKeyAndTime(proposal, { records: valuedRecords(sample), wishes, ...known });
}

/** The options in the order in which they are read: connection, topic, and then the others as given. */
function withTopic(statement: ast.CreateTableFromTopic, connection: string): FromTopic {
  const { topic, options, name, orReplace, ifNotExists } = statement;
  const again = options.find(({ key }) => key.text === "topic");
  if (again !== undefined) {
    throw new SqlError("Option 'topic' is given twice", {
      code: "bad_option",
      span: again.key.span,
      hint: "FROM TOPIC names it already.",
    });
  }
  const bindings = options.filter(({ key }) => BINDINGS.has(key.text));
  const others = options.filter(({ key }) => !BINDINGS.has(key.text));
  const chosen = options.some(({ key }) => BINDINGS.has(key.text) || key.text === "bootstrap_servers")
    ? []
    : [option("connection_profile", connection, topic)];
  return {
    name,
    orReplace,
    ifNotExists,
    options: [...chosen, ...bindings, option("topic", topic.value, topic), ...others],
  };
}

/** Options that say where the topic is. */
const BINDINGS: ReadonlySet<string> = new Set(["connector", "connection_profile"]);

function option(key: string, value: string, { span }: ast.StringLiteral): ast.Option {
  return { key: { text: key, span }, value: { kind: "string", value, span }, span };
}

/** The table without columns, its options checked; the format that is not known yet takes the options of `json`. */
function resolvedBare({ options, name }: FromTopic, statement: ast.CreateTableFromTopic, world: World): ResolvedTable {
  const given = new Map(givenOptions(options));
  const profile = textOf(given, "connection_profile");
  const connector = textOf(given, "connector") ?? profileConnector(profile, givenOptions(statement.options), world) ??
    "kafka";
  if (!given.has("format")) given.set("format", { value: "json" });
  const type = textOf(given, "type")?.toLowerCase();
  const table: Table = {
    name: name.name,
    connector,
    connection: profile,
    direction: type === "source" || type === "sink" ? type : "both",
    columns: [],
    primaryKey: [],
    options: given,
    sql: "",
  };
  const found = placed(given.get("connector")?.span, () => world.findConnector(connector));
  if (found.newest === undefined) {
    throw new SqlError(`The ${found.name} connector has no topics`, {
      code: "bad_option",
      span: given.get("connector")?.span ?? statement.topic.span,
      hint: "Use connector = 'kafka' or 'confluent', or a connection_profile.",
    });
  }
  return resolveTable({ ...table, direction: "both" }, world, name.span);
}

function wishesOf(given: GivenOptions, { formatOptions }: ResolvedTable): Wishes {
  const timestamps = formatOptions["json.timestamp_format"];
  return {
    format: textOf(given, "format")?.toLowerCase(),
    keyFormat: textOf(given, "key.format")?.toLowerCase(),
    timestamps: numericTimestamps(timestamps as Parameters<typeof numericTimestamps>[0]),
    unstructured: formatOptions["json.unstructured"] === true,
    writable: textOf(given, "type")?.toLowerCase() !== "source",
    given: new Set(given.keys()),
  };
}

function textOf(given: GivenOptions, key: string): string | undefined {
  const value = given.get(key)?.value;
  return typeof value === "string" ? value : undefined;
}
