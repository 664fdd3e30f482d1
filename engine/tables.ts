/** Tables with their connector, format and options put together and checked. */
import type { ConnectionOptions, Connector, Environment } from "../connectors/connector.ts";
import type { Catalog } from "../schema/catalog.ts";
import { type Span, SqlError } from "../schema/errors.ts";
import type { Format, Framing } from "../schema/formats/format.ts";
import type { KeyFormat } from "../schema/formats/key_format.ts";
import { findKeyFormat } from "../schema/formats/keys.ts";
import {
  choiceOption,
  durationOption,
  type GivenOption,
  type GivenOptions,
  nearest,
  numberOption,
  type OptionSpecs,
  parsedOption,
  readOptions,
  refuseUnknown,
  resolveTemplates,
  textOption,
} from "../schema/options.ts";
import { type Connection, type Direction, physicalColumns, type Table } from "../schema/table.ts";
import type { ScalarFunction } from "../sql/functions/function.ts";
import { sameType, typeName } from "../schema/types.ts";
import type { FunctionHost } from "./functions/host.ts";

/** Everything that tables may be made of, and the process they run in. */
export interface World {
  readonly catalog: Catalog;
  readonly environment: Environment;
  /** Functions beside the built-in ones. */
  readonly functions: readonly ScalarFunction[];
  /** Where user functions run. */
  readonly functionHost: FunctionHost;
  /** Name of the connection that statements mean which name none; undefined: nobody has chosen one. */
  readonly connection: string | undefined;
  /** Throws `Unknown connector '…'`. */
  findConnector(name: string): Connector;
  /** Throws `unknown format '…'`. */
  findFormat(name: string): Format;
}

export type BadData = "fail" | "drop" | "dead_letter";

export interface ResolvedTable {
  readonly table: Table;
  readonly connector: Connector;
  readonly options: Readonly<Record<string, unknown>>;
  readonly format: Format | undefined;
  readonly formatOptions: Readonly<Record<string, unknown>>;
  readonly framing: Framing | undefined;
  /** Messages carry the ids of schemas in the connection's registry. */
  readonly registered: boolean;
  /** How record keys are read and written; undefined: by the connector, as they are. */
  readonly keyFormat: KeyFormat | undefined;
  readonly badData: BadData;
  readonly badDataTopic: string | undefined;
  /** Milliseconds; undefined: partitions are never idle. */
  readonly idleTimeout: number | undefined;
  readonly bounded: boolean;
  /** Options of the connection as written; undefined: the connector has none. */
  readonly connection:
    | { readonly name: string | undefined; readonly connector: string; readonly given: GivenOptions }
    | undefined;
}

/** The embedded cluster: it always exists. */
export const LOCAL = "local";

/** Options that any table may have; `sql.md` §4.3. */
export const TABLE_OPTIONS = {
  connector: textOption("What the table is bound to"),
  connection_profile: textOption("Name of the connection"),
  type: choiceOption(
    "Read only, write only; both when absent",
    ["source", "sink"],
    undefined,
    () => "type must be one of 'source' or 'sink'",
  ),
  format: textOption("How messages are written"),
  framing: choiceOption("Split each message into several rows", ["newline"], undefined),
  "framing.newline.max_length": numberOption("Longer lines are cut, in bytes", undefined, { min: 1, integer: true }),
  bad_data: choiceOption<BadData, BadData>(
    "What happens to a record that cannot be decoded",
    ["fail", "drop", "dead_letter"],
    "fail",
    (_, text) => `invalid value for 'bad_data': \`${text}\`; expected one of 'drop', 'fail' or 'dead_letter'`,
  ),
  "bad_data.topic": textOption("Topic that dead_letter sends to, on the same connection"),
  event_time_field: textOption("Old spelling of WATERMARK FOR: event time column"),
  watermark_field: textOption("Old spelling of WATERMARK FOR: column that holds the watermark"),
} satisfies OptionSpecs;

/** Options of sources whose partitions may fall silent. */
export const IDLE_OPTIONS = {
  "source.idle_timeout": durationOption("After this silence a partition no longer holds the watermark back", undefined),
  idle_micros: parsedOption("As source.idle_timeout, in microseconds; 0 or less: never", "number", undefined, Number),
} satisfies OptionSpecs;

const TEMPLATE = /\{\{\s*\w+\s*\}\}/;
const FIVE_MINUTES = 300_000;

/** Checks all options of a table against its connector, connection and format. Throws `SqlError` with a caret. */
export function resolveTable(table: Table, world: World, at?: Span): ResolvedTable {
  const given = table.options;
  const left = new Set(given.keys());
  const generic = readOptions(TABLE_OPTIONS, given, left, at);
  const connector = atOption(given, "connector", () => world.findConnector(table.connector));
  const connection = resolveConnection(table, connector, world, left, at);
  const specs = tableSpecs(table, connector);
  const options = readOptions(specs, given, left, at);
  const idle = idleTimeout(given, left, connector);
  const format = resolveFormat(generic.format, connector, given, at, world);
  const formatOptions = format === undefined ? {} : readOptions(format.options, given, left, at);
  refuseUnknown(left, given, knownKeys(specs, connector, format, table.connection !== undefined));
  const resolved: ResolvedTable = {
    table,
    connector,
    options,
    format,
    formatOptions,
    framing: generic.framing === undefined ? undefined : { maxLength: generic["framing.newline.max_length"] },
    registered: format?.schemas?.wanted(formatOptions) ?? false,
    keyFormat: findKeyFormat(options["key.format"]),
    badData: generic.bad_data,
    badDataTopic: generic["bad_data.topic"],
    idleTimeout: idle,
    bounded: connector.bounded?.(options) ?? false,
    connection,
  };
  check(resolved, at);
  return resolved;
}

function check(resolved: ResolvedTable, at: Span | undefined): void {
  const { table, connector, format, badData, badDataTopic } = resolved;
  placed(at, () => {
    connector.check?.(table, resolved.options);
    if (resolved.registered || resolved.keyFormat?.schemas !== undefined) checkRegistry(resolved);
    checkMetadata(resolved);
    if (format !== undefined && table.columns.some((column) => column.role === "physical")) {
      const physical = table.columns.filter((column) => column.role === "physical");
      for (const direction of directionsOf(table.direction)) format.check(physical, resolved.formatOptions, direction);
    }
    if (format?.changelog === true) checkChangelog(table);
    if (badData !== "dead_letter") return;
    if (connector.deadLetters === undefined) {
      throw new SqlError(`bad_data = 'dead_letter' needs a Kafka table, not ${connector.name}`, { code: "bad_option" });
    }
    if (badDataTopic === undefined) {
      throw new SqlError("required option 'bad_data.topic' not set", { code: "missing_option" });
    }
  });
}

/** Throws when the messages carry schema ids and nothing says where the schemas are. */
export function checkRegistry({ connector, connection }: Pick<ResolvedTable, "connector" | "connection">): void {
  if (connector.registryOption === undefined) {
    throw new SqlError(`The ${connector.name} connector has no schema registry`, { code: "bad_option" });
  }
  if (connection?.name === LOCAL || connection?.given.has(connector.registryOption)) return;
  throw new SqlError("schema registry must be configured on the Kafka connection profile", {
    code: "missing_option",
    hint: `Add ${connector.registryOption} = 'https://…' to the connection, with its key and secret.`,
  });
}

/** A table that may be both is refused when it is read without a key. */
function checkChangelog({ columns, direction, primaryKey, eventTime }: Table): void {
  const refused = (message: string, hint: string) => new SqlError(message, { code: "table", hint });
  if (columns.some((column) => column.role === "generated")) {
    throw refused("can't use virtual fields with debezium format", "Compute them in a view over the table.");
  }
  if (direction === "sink") return;
  if (direction === "source" && primaryKey.length === 0) {
    throw refused(
      "Debezium source must have at least one PRIMARY KEY field",
      "Declare what identifies a row: id BIGINT PRIMARY KEY.",
    );
  }
  if (eventTime !== undefined) {
    throw refused(
      "can't use event_time_field with update mode.",
      "The event time of changes is that of their records.",
    );
  }
}

function directionsOf(direction: Direction): readonly ("source" | "sink")[] {
  return direction === "both" ? ["source", "sink"] : [direction];
}

function checkMetadata({ table, connector, keyFormat, registered }: ResolvedTable): void {
  for (const column of table.columns) {
    if (column.metadata === undefined) continue;
    if (column.metadata === "key" && keyFormat !== undefined) {
      keyFormat.check(column);
      continue;
    }
    if (column.metadata === "schema_id" && !registered) {
      throw new SqlError("metadata field 'schema_id' is about a schema registry, and the table uses none", {
        code: "metadata",
      });
    }
    const types = Object.hasOwn(connector.metadata, column.metadata) ? connector.metadata[column.metadata] : undefined;
    if (types === undefined) {
      const near = nearest(column.metadata, Object.keys(connector.metadata));
      throw new SqlError(
        `unknown metadata field '${column.metadata}' for ${connector.name} connector '${table.name}'`,
        {
          code: "metadata",
          hint: near[0]
            ? `Did you mean '${near[0]}'?`
            : `It has: ${Object.keys(connector.metadata).join(", ") || "none"}.`,
        },
      );
    }
    if (types.some((type) => sameType(type, column.type))) continue;
    throw new SqlError(
      `incorrect data type for metadata field '${column.metadata}'; expected ${
        types.map(typeName).join(" or ")
      }, but found ${typeName(column.type)}`,
      { code: "metadata" },
    );
  }
}

function idleTimeout(given: GivenOptions, left: Set<string>, connector: Connector): number | undefined {
  if (connector.formats !== "required") return undefined;
  const options = readOptions(IDLE_OPTIONS, given, left);
  if (options["source.idle_timeout"] !== undefined) return options["source.idle_timeout"];
  if (options.idle_micros === undefined) return FIVE_MINUTES;
  return options.idle_micros > 0 ? options.idle_micros / 1000 : undefined;
}

function resolveFormat(
  name: string | undefined,
  connector: Connector,
  given: GivenOptions,
  at: Span | undefined,
  world: World,
): Format | undefined {
  if (name !== undefined && connector.formats !== "none") {
    return atOption(given, "format", () => world.findFormat(name));
  }
  if (name !== undefined) {
    throw new SqlError(`The ${connector.name} connector takes no format`, {
      code: "bad_option",
      span: given.get("format")?.span,
    });
  }
  if (connector.defaultFormat !== undefined) return world.findFormat(connector.defaultFormat);
  if (connector.formats !== "required") return undefined;
  const text = connector.connectionOptions
    ? "'format' must be set for Kafka connection"
    : "required option 'format' not set";
  throw new SqlError(text, {
    code: "missing_option",
    span: at,
    hint: "Add format = 'json', 'raw_string' or 'raw_bytes'.",
  });
}

function resolveConnection(
  table: Table,
  connector: Connector,
  world: World,
  left: Set<string>,
  at: Span | undefined,
): ResolvedTable["connection"] {
  const specs = connector.connectionOptions;
  if (specs === undefined) {
    if (table.connection === undefined) return undefined;
    throw new SqlError(`The ${connector.name} connector takes no connection`, {
      code: "bad_option",
      span: table.options.get("connection_profile")?.keySpan,
    });
  }
  if (table.connection === undefined) {
    const inline = new Map([...table.options].filter(([key]) => Object.hasOwn(specs, key)));
    for (const key of inline.keys()) left.delete(key);
    checkConnectionOptions(connector, inline, at);
    return { name: undefined, connector: connector.name, given: inline };
  }
  if (table.connection.toLowerCase() === LOCAL) return { name: LOCAL, connector: connector.name, given: new Map() };
  const span = table.options.get("connection_profile")?.span;
  const profile = profileNamed(table.connection, span, world);
  if (profile.connector !== connector.name) {
    throw new SqlError(
      `connection profile '${profile.name}' is for ${profile.connector}, the table for ${connector.name}`,
      {
        code: "bad_option",
        span,
      },
    );
  }
  return { name: profile.name, connector: profile.connector, given: profile.options };
}

/** Checks connection options as written: values that hold a template are read when the connection is used. */
export function checkConnectionOptions(connector: Connector, given: GivenOptions, at?: Span): void {
  const specs: Record<string, OptionSpecs[string]> = { ...connector.connectionOptions };
  const templated = [...given].filter(([, option]) => typeof option.value === "string" && TEMPLATE.test(option.value));
  for (const [key] of templated) {
    const spec = Object.hasOwn(specs, key) ? specs[key] : undefined;
    if (spec !== undefined) specs[key] = { ...spec, read: (option) => option.value };
  }
  const left = new Set(given.keys());
  left.delete("connector");
  const values = readOptions(specs, given, left, at);
  refuseUnknown(left, given, Object.keys(specs));
  if (templated.length === 0) placed(at, () => connector.checkConnection?.(values));
}

/** The options of a connection for use: templates replaced from the environment. */
export function openConnection(
  connection: NonNullable<ResolvedTable["connection"]>,
  connector: Connector,
  environment: Environment,
): ConnectionOptions {
  if (connection.name === LOCAL) return { name: LOCAL, connector: connector.name, values: {} };
  const resolved = new Map([...connection.given].map(([key, option]) => {
    const { value } = option;
    if (typeof value !== "string") return [key, option] as const;
    return [key, { ...option, value: resolveTemplates(value, key, (name) => environment.env(name)) }] as const;
  }));
  resolved.delete("connector");
  const values = readOptions(connector.connectionOptions ?? {}, resolved, new Set());
  connector.checkConnection?.(values);
  return { name: connection.name, connector: connector.name, values };
}

/** The connector's options, and those that it has for each column. */
function tableSpecs(table: Table, connector: Connector): OptionSpecs {
  const ofColumns = physicalColumns(table).map((column) => connector.columnOptions?.(column) ?? {});
  return Object.assign({}, connector.tableOptions, ...ofColumns);
}

function knownKeys(specs: OptionSpecs, connector: Connector, format: Format | undefined, profile: boolean): string[] {
  return [
    ...Object.keys(TABLE_OPTIONS),
    ...(connector.formats === "required" ? Object.keys(IDLE_OPTIONS) : []),
    ...Object.keys(specs),
    ...(profile ? [] : Object.keys(connector.connectionOptions ?? {})),
    ...Object.keys(format?.options ?? {}),
  ];
}

/** Gives an error without a place the span of an option's value. */
function atOption<T>(given: GivenOptions, key: string, act: () => T): T {
  return placed(given.get(key)?.span, act);
}

/** Gives an error without a place this one. */
export function placed<T>(span: Span | undefined, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof SqlError) || error.diagnostic.span !== undefined || span === undefined) throw error;
    throw new SqlError(error.message, { ...error.diagnostic, span });
  }
}

/** Throws an `SqlError` that says which one may have been meant. {@link LOCAL} is none: nobody has defined it. */
export function profileNamed(name: string, span: Span | undefined, { catalog }: Pick<World, "catalog">): Connection {
  const profile = catalog.connection(name);
  if (profile !== undefined) return profile;
  const [near] = nearest(name, [LOCAL, ...catalog.connections().map((one) => one.name)]);
  throw new SqlError(`connection profile '${name}' not found`, {
    code: "not_found",
    span,
    hint: near === undefined
      ? "SHOW CONNECTIONS lists them, CREATE CONNECTION makes one; 'local' is the embedded cluster."
      : `Did you mean '${near}'?`,
  });
}

/** Of `SET connection_profile`: throws an `SqlError` when there is no such connection. */
export function refuseNoConnection({ value, span }: GivenOption, world: World): void {
  if (typeof value === "string" && value.toLowerCase() !== LOCAL) profileNamed(value, span, world);
}

/** A connection by name, opened: templates replaced. */
export function connectionNamed(name: string, span: Span | undefined, world: World) {
  if (name.toLowerCase() === LOCAL) {
    const connector = world.findConnector("kafka");
    return { connector, connection: { name: LOCAL, connector: "kafka", values: {} } };
  }
  const profile = profileNamed(name, span, world);
  const connector = world.findConnector(profile.connector);
  const given = { name: profile.name, connector: profile.connector, given: profile.options };
  return { connector, connection: openConnection(given, connector, world.environment) };
}
