/** CREATE and DROP: statements of the syntax tree to definitions, checked before they are kept. */
import type { Connector } from "../connectors/connector.ts";
import type { View } from "../schema/catalog.ts";
import { type Span, SqlError } from "../schema/errors.ts";
import { visibleFields } from "../schema/field.ts";
import { type GivenOption, type GivenOptions, nearest } from "../schema/options.ts";
import type { Connection, Direction, Table, TableColumn } from "../schema/table.ts";
import type { UserFunction } from "../schema/user_function.ts";
import type * as ast from "../sql/ast.ts";
import { notBuilt } from "../sql/bind/not_built.ts";
import { givenOptions } from "../sql/bind/options.ts";
import { bindQuery, queryContext } from "../sql/bind/query.ts";
import { renamed, tableNotFound } from "../sql/bind/relation.ts";
import { bindElements, type TableElements } from "../sql/bind/table.ts";
import { bindUserFunction } from "../sql/bind/user_function.ts";
import { isBuiltIn } from "../sql/functions/user.ts";
import { factsOf, functionsOf } from "./facts.ts";
import { checkLoads } from "./functions/check.ts";
import { printStatement } from "../sql/print.ts";
import type { Definitions } from "./definitions.ts";
import { usersOf } from "./uses.ts";
import { checkConnectionOptions, LOCAL, resolveTable, type World } from "./tables.ts";

export type DefinitionStatement =
  | ast.CreateConnection
  | ast.CreateTable
  | ast.CreateTableAs
  | ast.CreateTableFromTopic
  | ast.CreateView
  | ast.CreateFunction
  | ast.Drop;

export interface Defined {
  /** `Created table orders`. */
  readonly message: string;
  readonly notices: readonly string[];
}

type Kind = "connection" | "table" | "view" | "function";

/** What a definition statement makes, bound and checked; the definitions are not touched. */
export type Definition =
  | { readonly kind: "connection"; readonly value: Connection }
  | { readonly kind: "table"; readonly value: Table }
  | { readonly kind: "view"; readonly value: View }
  | { readonly kind: "function"; readonly value: UserFunction };

/** Carries a definition statement out. `text` is the statement's. */
export async function define(
  statement: DefinitionStatement,
  text: string,
  definitions: Definitions,
  world: World,
): Promise<Defined> {
  if (statement.kind === "drop") return await drop(statement, definitions);
  const made = definitionOf(statement, text, world);
  const { kind, value } = made;
  if (definitions.isTaken(kind, value.name) && !statement.orReplace) {
    if (statement.ifNotExists) return { message: `${title(kind)} ${value.name} exists already`, notices: [] };
    throw new SqlError(`${title(kind)} ${value.name} exists already`, {
      code: "exists",
      span: statement.name.span,
      hint: `CREATE OR REPLACE replaces it, IF NOT EXISTS keeps it.`,
    });
  }
  if (statement.kind === "createFunction" && made.kind === "function") {
    await checkLoads(made.value, statement.body.span, world.functionNet);
  }
  await keep(definitions, made);
  return {
    message: `Created ${kind} ${value.name}`,
    notices: made.kind === "connection" ? secretNotices(made.value, world) : [],
  };
}

function keep(definitions: Definitions, made: Definition): Promise<void> {
  switch (made.kind) {
    case "connection":
      return definitions.define("connection", made.value);
    case "table":
      return definitions.define("table", made.value);
    case "view":
      return definitions.define("view", made.value);
    case "function":
      return definitions.define("function", made.value);
    default:
      return made satisfies never;
  }
}

export function definitionOf(
  statement: Exclude<DefinitionStatement, ast.Drop>,
  text: string,
  world: World,
): Definition {
  switch (statement.kind) {
    case "createConnection":
      return { kind: "connection", value: connectionOf(statement, world) };
    case "createTable":
      return { kind: "table", value: tableOf(statement, world) };
    case "createTableAs":
      return { kind: "view", value: viewOf(statement, [], text, world, true) };
    case "createView":
      return { kind: "view", value: viewOf(statement, statement.columns.map((name) => name.name), text, world, false) };
    case "createTableFromTopic":
      throw notBuilt(
        "CREATE TABLE … FROM TOPIC",
        statement.span,
        "Declare the columns: CREATE TABLE t (a TEXT, …) WITH (…).",
      );
    case "createFunction":
      return { kind: "function", value: functionOf(statement, text, world) };
    default:
      return statement satisfies never;
  }
}

function functionOf(statement: ast.CreateFunction, text: string, world: World): UserFunction {
  const { name, span } = statement.name;
  if (world.functions.some((one) => one.name === name || one.aliases.includes(name))) {
    throw new SqlError(`Function ${name} belongs to the program: choose another name`, { code: "exists", span });
  }
  return bindUserFunction(statement, text);
}

/** The statement as the catalog keeps it: without OR REPLACE and IF NOT EXISTS. */
function sqlOf(statement: Exclude<DefinitionStatement, ast.Drop>): string {
  return printStatement({ ...statement, orReplace: false, ifNotExists: false });
}

function connectionOf(statement: ast.CreateConnection, world: World): Connection {
  const { name } = statement.name;
  if (name.toLowerCase() === LOCAL) {
    throw new SqlError("connection 'local' is the embedded cluster and always exists", {
      code: "exists",
      span: statement.name.span,
      hint: "Choose another name.",
    });
  }
  const options = givenOptions(statement.options);
  const given = options.get("connector");
  if (given === undefined) {
    throw new SqlError("required option 'connector' not set", {
      code: "missing_option",
      span: statement.name.span,
      hint: "Use connector = 'kafka' or 'confluent'.",
    });
  }
  const connector = findAt(given, () => world.findConnector(String(given.value)));
  if (connector.connectionOptions === undefined) {
    throw new SqlError(`The ${connector.name} connector takes no connection`, { code: "bad_option", span: given.span });
  }
  checkConnectionOptions(connector, options, statement.name.span);
  return { name, connector: connector.name, options, sql: sqlOf(statement) };
}

function secretNotices(connection: Connection, world: World): readonly string[] {
  const specs = world.findConnector(connection.connector).connectionOptions ?? {};
  return [...connection.options].flatMap(([key, { value }]) =>
    specs[key]?.secret && typeof value === "string" && !/\{\{\s*\w+\s*\}\}/.test(value)
      ? [`${key} is kept as typed in the catalog (mode 0600); '{{ NAME }}' would take it from the environment`]
      : []
  );
}

function tableOf(statement: ast.CreateTable, world: World): Table {
  if (statement.temporary) throw notBuilt("A lookup table (TEMPORARY)", statement.name.span);
  const options = givenOptions(statement.options);
  const elements = bindElements(statement.elements, functionsOf(world));
  const profile = textOf(options, "connection_profile");
  const connector = textOf(options, "connector") ?? profileConnector(profile, options, world) ?? "memory";
  const base = { name: statement.name.name, connector, connection: profile, sql: sqlOf(statement), options };
  if (connector === "memory") return memoryTable(base, elements, statement);
  const found = findAt(options.get("connector"), () => world.findConnector(connector));
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

function textOf(options: GivenOptions, key: string): string | undefined {
  const value = options.get(key)?.value;
  return typeof value === "string" ? value : undefined;
}

/** `connector` may be left out when a profile is named. */
function profileConnector(profile: string | undefined, options: GivenOptions, world: World): string | undefined {
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

function viewOf(
  statement: ast.CreateView | ast.CreateTableAs,
  columns: readonly string[],
  text: string,
  world: World,
  fromTableAs: boolean,
): View {
  const context = queryContext(world.catalog, factsOf(world));
  context.opening.add(statement.name.name.toLowerCase());
  const plan = renamed(bindQuery(statement.query, context), columns, statement.name.span);
  const names = new Set<string>();
  for (const { name } of visibleFields(plan.schema)) {
    if (names.has(name)) {
      throw new SqlError(`Column '${name}' appears twice`, {
        code: "ambiguous",
        span: statement.query.span,
        hint: "Give one of them another name with AS.",
      });
    }
    names.add(name);
  }
  const query = text.slice(statement.query.span.start, statement.query.span.end);
  return { name: statement.name.name, columns, query, sql: sqlOf(statement), fromTableAs };
}

async function drop(statement: ast.Drop, definitions: Definitions): Promise<Defined> {
  const { object, name: { name, span } } = statement;
  if (object === "connection" && name.toLowerCase() === LOCAL) {
    throw new SqlError("connection 'local' is the embedded cluster and cannot be dropped", { code: "in_use", span });
  }
  const target = dropTarget(object, name, definitions);
  if (target === undefined && definitions.isLeftOut(object, name)) {
    await definitions.drop(object, name);
    return { message: `Dropped ${object} ${name}`, notices: [] };
  }
  if (target === undefined) {
    refuseOtherKind(object, statement.name, definitions);
    if (statement.ifExists) return { message: `${title(object)} ${name} not found, nothing dropped`, notices: [] };
    if (object === "function") throw functionNotFound(statement.name, definitions);
    if (object !== "connection") throw tableNotFound(statement.name, definitions);
    const near = nearest(name, definitions.connections().map((one) => one.name));
    throw new SqlError(`connection profile '${name}' not found`, {
      code: "not_found",
      span,
      hint: near[0] ? `Did you mean '${near[0]}'?` : "SHOW CONNECTIONS lists them.",
    });
  }
  refuseUsed(object, name, definitions, span);
  await definitions.drop(target, name);
  return { message: `Dropped ${object} ${name}`, notices: [] };
}

function functionNotFound({ name, span }: ast.Identifier, definitions: Definitions): SqlError {
  if (isBuiltIn(name.toLowerCase())) {
    return new SqlError(`Function ${name} is built in and cannot be dropped`, { code: "in_use", span });
  }
  const near = nearest(name, definitions.userFunctions().map((one) => one.name));
  return new SqlError(`Function '${name}' not found`, {
    code: "not_found",
    span,
    hint: near[0] ? `Did you mean ${near[0]}?` : "SHOW FUNCTIONS lists them.",
  });
}

/** DROP VIEW of a table, DROP TABLE of a view. */
function refuseOtherKind(object: Kind, { name, span }: ast.Identifier, definitions: Definitions): void {
  if (object === "connection" || object === "function") return;
  const other = object === "table" ? "view" : "table";
  if (dropTarget(other, name, definitions) === undefined) return;
  throw new SqlError(`${name} is a ${other}`, {
    code: "bad_kind",
    span,
    hint: `DROP ${other.toUpperCase()} drops it.`,
  });
}

/** A CREATE TABLE … AS is dropped as a table. */
function dropTarget(object: Kind, name: string, definitions: Definitions): Kind | undefined {
  if (object === "connection") {
    return definitions.connection(name) && "connection";
  }
  if (object === "function") return definitions.userFunction(name) && "function";
  const view = definitions.view(name);
  if (view !== undefined) return view.fromTableAs === (object === "table") ? "view" : undefined;
  return object === "table" && definitions.table(name) ? "table" : undefined;
}

function refuseUsed(object: Kind, name: string, definitions: Definitions, span: Span): void {
  const users = usersOf(object, name, definitions);
  if (users.length === 0) return;
  throw new SqlError(`${title(object)} ${name} is used by ${users.join(", ")}`, {
    code: "in_use",
    span,
    hint: `Drop ${users.length === 1 ? "it" : "them"} first.`,
  });
}

function findAt<T>(given: GivenOption | undefined, find: () => T): T {
  try {
    return find();
  } catch (error) {
    if (!(error instanceof SqlError) || error.diagnostic.span !== undefined) throw error;
    throw new SqlError(error.message, { ...error.diagnostic, span: given?.span });
  }
}

function title(kind: string): string {
  return kind.slice(0, 1).toUpperCase() + kind.slice(1);
}
