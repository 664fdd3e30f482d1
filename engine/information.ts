/** SHOW and DESCRIBE: what there is, as rows of text. */
import type { View } from "../schema/catalog.ts";
import { ConnectorError, InternalError, SqlError } from "../schema/errors.ts";
import { fieldOf, type Schema } from "../schema/field.ts";
import type { Registry } from "../schema/registry/registry.ts";
import type { Table } from "../schema/table.ts";
import { BIGINT, BOOLEAN, TEXT, typeName, type Value } from "../schema/types.ts";
import type * as ast from "../sql/ast.ts";
import { bindQuery, queryContext } from "../sql/bind/query.ts";
import { renamed, tableNotFound } from "../sql/bind/relation.ts";
import { FUNCTIONS } from "../sql/functions/mod.ts";
import { AGGREGATE_FUNCTIONS } from "../sql/functions/aggregates/mod.ts";
import { signatures } from "../sql/functions/resolve.ts";
import { GROUP_BY_FUNCTIONS } from "../sql/functions/group_by.ts";
import { WINDOW_FUNCTIONS } from "../sql/functions/windows.ts";
import { docOf, userSignature } from "../sql/functions/user.ts";
import { parseStatement } from "../sql/parse.ts";
import { type LogicalPlan, RECORD_TIME } from "../sql/plan.ts";
import { maskSecrets } from "../sql/secrets.ts";
import type { Definitions } from "./definitions.ts";
import { factsOf } from "./facts.ts";
import { type InfoTable, infoTable } from "./info_table.ts";
import { subjectsOf } from "./registry/registry_of.ts";
import type { Job } from "./job.ts";
import { showJobs } from "./job_information.ts";
import type { Settings } from "./settings.ts";
import { connectionNamed, LOCAL, resolveTable, type World } from "./tables.ts";

/** What SHOW looks at. */
export interface Shown {
  readonly definitions: Definitions;
  readonly world: World;
  readonly jobs: readonly Job[];
  readonly settings: Settings;
}

/** What the cluster, and after it its registry, may take to say what there is, in milliseconds. */
const TOPICS_MS = 15_000;
const SUBJECTS_MS = 2000;

export async function show(statement: ast.Show, session: Shown): Promise<InfoTable> {
  const { definitions, world } = session;
  switch (statement.what) {
    case "connections":
      return showConnections(definitions);
    case "tables":
      return infoTable(
        ["name", "connector", "connection", "place", "format", "direction"],
        definitions.tables().map((table) => {
          if (table.connector === "memory") return [table.name, "memory", null, null, null, "both"];
          const { connector, options, format } = resolveTable(table, world);
          const place = connector.place?.(options) ?? null;
          return [table.name, table.connector, table.connection ?? null, place, format?.name ?? null, table.direction];
        }),
      );
    case "views":
      return infoTable(
        ["name", "updating"],
        definitions.views().map((view) => [view.name, updatingText(view, definitions, world)]),
      );
    case "topics":
      return await showTopics(statement, world);
    case "jobs":
      return showJobs(session.jobs);
    case "functions":
      return infoTable(["name", "kind", "signature", "doc"], [
        ...FUNCTIONS.flatMap((fn) => signatures(fn).map((signature) => [fn.name, "scalar", signature, fn.doc])),
        ...definitions.userFunctions().map((fn) => [
          fn.name,
          `user ${fn.aggregate ? "aggregate" : "scalar"}`,
          userSignature(fn),
          docOf(fn),
        ]),
        ...AGGREGATE_FUNCTIONS.flatMap((fn) =>
          signatures(fn).map((signature) => [fn.name, "aggregate", signature, fn.doc])
        ),
        ...WINDOW_FUNCTIONS.flatMap((fn) =>
          signatures(fn).map((text) => [fn.name, fn.kind, `${text} OVER (…)`, fn.doc])
        ),
        ...GROUP_BY_FUNCTIONS.flatMap((fn) => fn.signatures.map((text) => [fn.name, fn.kind, text, fn.doc])),
      ]);
    case "settings":
      return infoTable(["name", "value", "default", "meaning"], session.settings.rows());
    default:
      return statement.what satisfies never;
  }
}

function showConnections(definitions: Definitions): InfoTable {
  const shown = (value: unknown) => (typeof value === "string" ? value : null);
  return infoTable(["name", "connector", "bootstrap_servers", "registry"], [
    [LOCAL, "kafka", "embedded", null],
    ...definitions.connections().map(({ name, connector, options }) => [
      name,
      connector,
      shown(options.get("bootstrap_servers")?.value),
      shown(options.get("schema_registry.endpoint")?.value),
    ]),
  ]);
}

async function showTopics(statement: ast.Show, world: World): Promise<InfoTable> {
  const name = statement.from?.name ?? world.connection ?? LOCAL;
  const { connector, connection } = connectionNamed(name, statement.from?.span ?? statement.span, world);
  if (connector.topics === undefined) {
    throw new SqlError(`The ${connector.name} connector has no topics`, { span: statement.span });
  }
  const topics = await connector.topics(connection, world.environment, AbortSignal.timeout(TOPICS_MS));
  const subjects = await knownSubjects(await connector.registry?.(connection, world.environment));
  return {
    fields: [fieldOf("topic", TEXT), fieldOf("partitions", BIGINT), fieldOf("schema", BOOLEAN)],
    rows: topics.filter(({ topic }) => !topic.startsWith("_"))
      .toSorted((a, b) => (a.topic < b.topic ? -1 : 1))
      .map(({ topic, partitions }) => [topic, BigInt(partitions), subjects?.has(`${topic}-value`) ?? null]),
  };
}

/** Undefined: there is no registry, or it does not answer, which is no reason to hide the topics. */
async function knownSubjects(registry: Registry | undefined): Promise<Set<string> | undefined> {
  const signal = AbortSignal.timeout(SUBJECTS_MS);
  try {
    return registry && new Set(await registry.subjects(signal));
  } catch (error) {
    if (error instanceof ConnectorError || signal.aborted) return undefined;
    throw error;
  }
}

export function showCreateTable(statement: ast.ShowCreateTable, definitions: Definitions, world: World): InfoTable {
  const { name } = statement.name;
  const table = definitions.table(name);
  const sql = table?.sql ?? definitions.view(name)?.sql;
  if (sql === undefined) throw tableNotFound(statement.name, definitions);
  const source = table && schemaSource(table, world);
  const comment = source === undefined ? "" : `-- Columns of ${source}\n`;
  return infoTable(["create_table"], [[`${comment}${maskSecrets(sql)};`]]);
}

/** `subject 'orders-value', version 3, schema id 12`; undefined: the columns were written down. */
function schemaSource(table: Table, world: World): string | undefined {
  const [id, version] = ["schema.id", "schema.version"].map((key) => table.options.get(key)?.value);
  if (id === undefined) return undefined;
  if (version === undefined) return `schema id ${id}`;
  return `subject '${subjectsOf(resolveTable(table, world)).value}', version ${version}, schema id ${id}`;
}

export function describe(name: ast.Identifier, definitions: Definitions, world: World): InfoTable {
  const fields = [
    fieldOf("name", TEXT),
    fieldOf("type", TEXT),
    fieldOf("nullable", BOOLEAN),
    fieldOf("kind", TEXT),
    fieldOf("key", TEXT),
  ];
  const view = definitions.view(name.name);
  if (view !== undefined) {
    const { schema } = planOf(view, definitions, world);
    const columns = schema.fields.flatMap((field, index): Value[][] => {
      const key = schema.updating && schema.key?.includes(index) ? "key" : null;
      return field.hidden ? [] : [[field.name, typeName(field.type), field.nullable, "view", key]];
    });
    const time = eventTimeName(schema);
    const facts = [["(event time)", time], ["(updating)", schema.updating ? "yes" : "no"]];
    return { fields, rows: [...columns, ...facts.map(([name = "", value = ""]) => [name, value, null, null, null])] };
  }
  const table = definitions.table(name.name);
  if (table === undefined) throw tableNotFound(name, definitions);
  const columns: Value[][] = table.columns.map((column) => [
    column.name,
    typeName(column.type),
    column.nullable,
    column.role === "metadata"
      ? `metadata '${column.metadata}'`
      : column.role === "generated"
      ? `generated: ${column.expression}`
      : "physical",
    table.primaryKey.includes(column.name) ? "primary key" : null,
  ]);
  const facts: Value[][] = [
    ["(event time)", table.eventTime?.column ?? "record time", null, null, null],
    [
      "(watermark)",
      table.eventTime?.watermark ?? (table.eventTime ? table.eventTime.column : "event time - 1 second"),
      null,
      null,
      null,
    ],
    ["(direction)", table.direction, null, null, null],
  ];
  const source = schemaSource(table, world);
  if (source !== undefined) facts.push(["(schema)", source, null, null, null]);
  const secrets = secretKeys(table.connector, world);
  for (const [key, { value }] of table.options) {
    facts.push([
      `(${key})`,
      secrets.has(key) && !String(value).includes("{{") ? "***" : String(value),
      null,
      "option",
      null,
    ]);
  }
  return { fields, rows: table.connector === "memory" ? columns : [...columns, ...facts] };
}

function eventTimeName({ fields, eventTime }: Schema): string {
  const name = eventTime === undefined ? "none" : fields[eventTime]?.name ?? "none";
  return name === RECORD_TIME ? "record time" : name;
}

/** Null: what the view reads has changed, and it cannot be bound any more. */
function updatingText(view: View, definitions: Definitions, world: World): string | null {
  try {
    return planOf(view, definitions, world).schema.updating ? "yes" : "no";
  } catch (error) {
    if (error instanceof SqlError) return null;
    throw error;
  }
}

function planOf(view: View, definitions: Definitions, world: World): LogicalPlan {
  const { statement } = parseStatement(view.query);
  if (statement.kind !== "query") throw new InternalError(`View ${view.name} is not a query`);
  return renamed(bindQuery(statement, queryContext(definitions, factsOf(world))), view.columns);
}

function secretKeys(connector: string, world: World): Set<string> {
  if (connector === "memory") return new Set();
  const specs = world.findConnector(connector).connectionOptions ?? {};
  return new Set(Object.entries(specs).filter(([, spec]) => spec.secret).map(([key]) => key));
}
