/** CREATE and DROP: statements of the syntax tree to definitions, checked before they are kept. */
import type { View } from "../schema/catalog.ts";
import { type Span, SqlError } from "../schema/errors.ts";
import { visibleFields } from "../schema/field.ts";
import { nearest } from "../schema/options.ts";
import type { Connection, Table } from "../schema/table.ts";
import type { UserFunction } from "../schema/user_function.ts";
import type * as ast from "../sql/ast.ts";
import { givenOptions } from "../sql/bind/options.ts";
import { bindQuery, queryContext } from "../sql/bind/query.ts";
import { renamed, tableNotFound } from "../sql/bind/relation.ts";
import { bindUserFunction } from "../sql/bind/user_function.ts";
import { isBuiltIn } from "../sql/functions/user.ts";
import { tableOf, withColumns, withConnection } from "./define_table.ts";
import { factsOf } from "./facts.ts";
import { ALWAYS, type Consent } from "./from_topic/consent.ts";
import { tableFromTopic } from "./from_topic/from_topic.ts";
import { proposeFromSchema } from "./from_topic/schema_proposal.ts";
import { checkLoads } from "./functions/check.ts";
import { parseScript } from "../sql/parse.ts";
import { printQuery, printStatement } from "../sql/print.ts";
import type { Definitions } from "./definitions.ts";
import { usersOf } from "./uses.ts";
import { checkConnectionOptions, LOCAL, placed, type World } from "./tables.ts";

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

type Created = Exclude<DefinitionStatement, ast.Drop>;

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
  consent: Consent = ALWAYS,
): Promise<Defined> {
  if (statement.kind === "drop") return await drop(statement, definitions);
  if (statement.kind === "createTableFromTopic") return await defineFromTopic(statement, definitions, world, consent);
  const kept = statement.kind === "createTable" && statement.ifNotExists
    ? existingOf(statement, "table", definitions)
    : undefined;
  if (kept !== undefined) return kept; // nothing is asked of the outside for it
  const complete = statement.kind === "createTable"
    ? await withColumns(withConnection(statement, world), world)
    : statement;
  const made = definitionOf(complete, text, world);
  const { kind, value } = made;
  const existing = existingOf(statement, kind, definitions);
  if (existing !== undefined) return existing;
  if (statement.kind === "createFunction" && made.kind === "function") {
    await checkLoads(made.value, statement.body.span, world.functionHost);
  }
  await keep(definitions, made);
  return {
    message: `Created ${kind} ${value.name}`,
    notices: made.kind === "connection" ? secretNotices(made.value, world) : [],
  };
}

/** What there is to say when the name is taken and stays so. Throws when it must not be. */
function existingOf(statement: Created, kind: Kind, definitions: Definitions): Defined | undefined {
  const { name: { name, span }, orReplace, ifNotExists } = statement;
  if (!definitions.isTaken(kind, name) || orReplace) return undefined;
  if (ifNotExists) return { message: `${title(kind)} ${name} exists already`, notices: [] };
  throw new SqlError(`${title(kind)} ${name} exists already`, {
    code: "exists",
    span,
    hint: `CREATE OR REPLACE replaces it, IF NOT EXISTS keeps it.`,
  });
}

async function defineFromTopic(
  statement: ast.CreateTableFromTopic,
  definitions: Definitions,
  world: World,
  consent: Consent,
): Promise<Defined> {
  const existing = existingOf(statement, "table", definitions);
  if (existing !== undefined) return existing;
  const agreed = await tableFromTopic(statement, world, consent, proposeFromSchema);
  if (agreed === undefined) return { message: "Nothing was created", notices: [] };
  try {
    if (agreed.statement.kind !== "createTable") {
      throw new SqlError("Expected CREATE TABLE", { code: "syntax", span: agreed.statement.span });
    }
    return await define(agreed.statement, agreed.text, definitions, world);
  } catch (error) {
    throw error instanceof SqlError ? error.within(agreed.text) : error;
  }
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
  statement: Created,
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
      throw new SqlError("A catalog holds no CREATE TABLE … FROM TOPIC: only the table that it made", {
        code: "catalog",
        span: statement.span,
      });
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
function sqlOf(statement: Created): string {
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
  const connector = placed(given.span, () => world.findConnector(String(given.value)));
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
  const query = queryText(statement.query, text);
  return { name: statement.name.name, columns, query, sql: sqlOf(statement), fromTableAs };
}

/** As it is written in `text`; where variables stand in it, with their values: it is parsed again without them. */
function queryText(query: ast.Query, text: string): string {
  const written = text.slice(query.span.start, query.span.end);
  const printed = printQuery(query);
  const { statements: [again] } = parseScript(written);
  return again?.statement.kind === "query" && printQuery(again.statement) === printed ? written : printed;
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

function title(kind: string): string {
  return kind.slice(0, 1).toUpperCase() + kind.slice(1);
}
