/** CREATE TABLE to the definition of a table, checked; columns from the registry where it has none. */
import type { Connector } from "../connectors/connector.ts";
import { type Span, SqlError } from "../schema/errors.ts";
import type { GivenOptions } from "../schema/options.ts";
import type { Direction, Table, TableColumn } from "../schema/table.ts";
import type * as ast from "../sql/ast.ts";
import { notBuilt } from "../sql/bind/not_built.ts";
import { givenOptions } from "../sql/bind/options.ts";
import { bindElements, type TableElements } from "../sql/bind/table.ts";
import { printStatement } from "../sql/print.ts";
import { functionsOf } from "./facts.ts";
import { withRegistryColumns } from "./registry/inferred_columns.ts";
import { LOCAL, placed, profileNamed, resolveTable, type World } from "./tables.ts";

/** The table that the statement defines. Throws `SqlError`; asks nobody. */
export function tableOf(statement: ast.CreateTable, world: World): Table {
  if (statement.temporary) throw notBuilt("A lookup table (TEMPORARY)", statement.name.span);
  const options = givenOptions(statement.options);
  const elements = bindElements(statement.elements, functionsOf(world));
  const base = { ...boundTo(statement, options, world), sql: canonical(statement), options };
  if (base.connector === "memory") return memoryTable(base, elements, statement);
  const found = placed(options.get("connector")?.span, () => world.findConnector(base.connector));
  const columns = found.columns === undefined ? elements.columns : fixedColumns(found.columns, elements, statement);
  const table: Table = {
    ...base,
    direction: directionOf(options, found),
    columns,
    primaryKey: elements.primaryKey,
    eventTime: elements.eventTime ?? oldEventTime(options, columns),
  };
  resolveTable(table, world, statement.name.span);
  refuseNoColumns(table, found, statement);
  refuseDirection(table, found, statement.name.span);
  return table;
}

/** The statement as the catalog keeps it: without OR REPLACE and IF NOT EXISTS. */
function canonical(statement: ast.CreateTable): string {
  return printStatement({ ...statement, orReplace: false, ifNotExists: false });
}

function boundTo(statement: ast.CreateTable, options: GivenOptions, world: World) {
  const connection = textOf(options, "connection_profile");
  const connector = textOf(options, "connector") ?? profileConnector(connection, options, world) ?? "memory";
  return { name: statement.name.name, connector, connection };
}

/**
 * The statement with the connection that it means where it names none, so that the table is what it is whatever is chosen later.
 */
export function withConnection(statement: ast.CreateTable, world: World): ast.CreateTable {
  const { connection, catalog } = world;
  const options = givenOptions(statement.options);
  if (connection === undefined || options.size === 0 || options.has("connection_profile")) return statement;
  const own = connection.toLowerCase() === LOCAL ? "kafka" : catalog.connection(connection)?.connector;
  if (own === undefined && !options.has("connector")) profileNamed(connection, statement.name.span, world);
  if (own === undefined || (textOf(options, "connector")?.toLowerCase() ?? own) !== own) return statement;
  const { connectionOptions = {} } = world.findConnector(own);
  if ([...options.keys()].some((key) => Object.hasOwn(connectionOptions, key))) return statement; // it brings its own
  const { span } = statement.name;
  const key = { text: "connection_profile", span };
  const profile: ast.Option = { key, value: { kind: "string", value: connection, span }, span };
  return { ...statement, options: [profile, ...statement.options] };
}

/**
 * The statement with columns from the registry, where it declares none and its messages carry schema ids; any other as it is.
 * Throws `SqlError` and `ConnectorError`.
 */
export async function withColumns(statement: ast.CreateTable, world: World): Promise<ast.CreateTable> {
  if (statement.temporary || statement.elements.some(isPhysical)) return statement;
  const options = givenOptions(statement.options);
  const base = boundTo(statement, options, world);
  if (base.connector === "memory") return statement;
  const connector = placed(options.get("connector")?.span, () => world.findConnector(base.connector));
  const direction = directionOf(options, connector);
  if (connector.formats !== "required" || direction === "sink") return statement;
  const bare: Table = { ...base, direction: "both", columns: [], primaryKey: [], options, sql: "" };
  const resolved = resolveTable(bare, world, statement.name.span);
  const { format, registered } = resolved;
  if (format?.schemas === undefined || !registered) return statement;
  const { name, schemas } = format;
  const required = direction === "source" || statement.elements.length > 0;
  return await withRegistryColumns(statement, { ...resolved, format: { name, schemas }, required }, world);
}

/** The element declares a column that lies in the message. */
function isPhysical(element: ast.TableElement): boolean {
  return element.kind === "column" &&
    !element.constraints.some(({ kind }) => kind === "metadata" || kind === "generated");
}

function textOf(options: GivenOptions, key: string): string | undefined {
  const value = options.get(key)?.value;
  return typeof value === "string" ? value : undefined;
}

/** `connector` may be left out when a profile is named. */
export function profileConnector(profile: string | undefined, options: GivenOptions, world: World): string | undefined {
  if (profile === undefined) {
    if (options.size === 0) return undefined;
    throw new SqlError("required option 'connector' not set", {
      code: "missing_option",
      span: [...options.values()][0]?.keySpan,
      hint: "Use connector = 'kafka', 'confluent', 'single_file', 'impulse', 'nexmark', 'blackhole' or 'stdout'.",
    });
  }
  if (profile.toLowerCase() === LOCAL) return "kafka";
  return world.catalog.connection(profile)?.connector ?? "kafka";
}

function memoryTable(
  base: Pick<Table, "name" | "connector" | "connection" | "sql" | "options">,
  elements: TableElements,
  statement: ast.CreateTable,
): Table {
  const left = [...base.options.keys()].filter((key) => key !== "connector");
  if (left.length > 0) {
    throw new SqlError(`unknown options provided in WITH clause: ${left.map((key) => `'${key}'`).join(", ")}`, {
      code: "unknown_option",
      span: base.options.get(left[0] ?? "")?.keySpan,
      hint: "A memory table takes no options.",
    });
  }
  const odd = elements.columns.find((column) => column.role !== "physical");
  if (odd !== undefined || elements.eventTime !== undefined) {
    throw new SqlError("A memory table takes no generated columns, metadata columns or watermark", {
      code: "table",
      span: statement.name.span,
      hint: "Compute them in the INSERT that fills it.",
    });
  }
  return {
    ...base,
    direction: "both",
    columns: elements.columns,
    primaryKey: elements.primaryKey,
    eventTime: undefined,
  };
}

/** impulse and nexmark: the columns are the connector's; declared ones must be the same. */
function fixedColumns(
  fixed: readonly { readonly name: string; readonly type: TableColumn["type"]; readonly nullable: boolean }[],
  elements: TableElements,
  statement: ast.CreateTable,
): readonly TableColumn[] {
  const declared = elements.columns.filter((column) => column.role === "physical");
  const same = declared.length === 0 ||
    (declared.length === fixed.length && declared.every((column, i) => column.name === fixed[i]?.name));
  if (!same) {
    throw new SqlError(
      `invalid schema for ${
        textOf(givenOptions(statement.options), "connector")
      } source; omit fields to rely on inference`,
      {
        code: "table",
        span: statement.elements[0]?.span ?? statement.name.span,
      },
    );
  }
  const columns = fixed.map((field): TableColumn => ({ ...field, role: "physical" }));
  return [...columns, ...elements.columns.filter((column) => column.role !== "physical")];
}

/** As declared, else what the connector can do. */
function directionOf(options: GivenOptions, connector: Connector): Direction {
  const type = textOf(options, "type")?.toLowerCase();
  if (type === "source" || type === "sink") return type;
  if (connector.sink === undefined) return "source";
  return connector.source === undefined ? "sink" : "both";
}

/** `event_time_field` and `watermark_field`, the old spelling of WATERMARK FOR. */
function oldEventTime(options: GivenOptions, columns: readonly TableColumn[]): Table["eventTime"] {
  const column = fieldNamed(options, "event_time_field", columns);
  const watermark = fieldNamed(options, "watermark_field", columns);
  if (column === undefined) return undefined;
  return watermark === undefined ? { column } : { column, watermark };
}

function fieldNamed(options: GivenOptions, key: string, columns: readonly TableColumn[]): string | undefined {
  const name = textOf(options, key);
  if (name === undefined || columns.some((column) => column.name === name && column.type.kind === "timestamp")) {
    return name;
  }
  throw new SqlError(`${key} '${name}' is not a TIMESTAMP column of the table`, {
    code: "bad_option",
    span: options.get(key)?.span,
  });
}

/** A table without any element may be a sink, whose first INSERT gives it columns. */
function refuseNoColumns(table: Table, connector: Connector, statement: ast.CreateTable): void {
  if (connector.formats !== "required" || table.columns.some((column) => column.role === "physical")) return;
  if (table.direction === "sink" || (table.direction === "both" && statement.elements.length === 0)) return;
  throw new SqlError("No schema defined for Kafka connection", {
    code: "table",
    span: statement.name.span,
    hint: "Declare the columns: CREATE TABLE t (a TEXT, b BIGINT) WITH (…).",
  });
}

function refuseDirection(table: Table, connector: Connector, span: Span): void {
  if (table.direction === "source" && connector.source === undefined) {
    throw new SqlError(`The ${connector.name} connector cannot be read`, { code: "direction", span });
  }
  if (table.direction === "sink" && connector.sink === undefined) {
    throw new SqlError(`The ${connector.name} connector cannot be written`, { code: "direction", span });
  }
}
