/**
 * `deno run -q -P docs/generate.ts`: writes `options.md`, the reference of options and functions, from the same
 * declarations that the product checks statements with.
 */
import { CONNECTORS } from "../connectors/mod.ts";
import type { Connector } from "../connectors/connector.ts";
import { Settings } from "../engine/settings.ts";
import { IDLE_OPTIONS, TABLE_OPTIONS } from "../engine/tables.ts";
import { FORMATS } from "../schema/formats/mod.ts";
import type { Option, OptionSpecs } from "../schema/options.ts";
import { type SqlType, TEXT, typeName } from "../schema/types.ts";
import { FUNCTION_OPTIONS } from "../sql/bind/user_function.ts";
import type { ScalarFunction } from "../sql/functions/function.ts";
import type { AggregateFunction } from "../sql/functions/aggregate.ts";
import { AGGREGATE_FUNCTIONS } from "../sql/functions/aggregates/mod.ts";
import { LATER_FUNCTIONS } from "../sql/functions/later.ts";
import { FUNCTIONS } from "../sql/functions/mod.ts";
import { signatures } from "../sql/functions/resolve.ts";
import { TIME_WINDOW_FUNCTIONS } from "../sql/functions/time_windows.ts";
import { WINDOW_FUNCTIONS } from "../sql/functions/windows.ts";

export const OPTIONS_FILE = new URL("options.md", import.meta.url);

/** The whole of `options.md`. */
export function optionsPage(): string {
  const needFormat = CONNECTORS.filter(({ formats }) => formats === "required").map(({ name }) => code(name));
  return `${
    [
      "<!-- deno-fmt-ignore-file -->",
      "# Options, settings and functions",
      "Written by `deno run -q -P docs/generate.ts`; a test fails when it is out of date.",
      "Keys stand in `WITH (…)`, quoted or not: `topic = 'orders'`, `'source.offset' = 'earliest'`. A key given twice, " +
      "an unknown key and a bad value are errors that name the nearest known one. `{{ NAME }}` inside a connection " +
      "option is replaced by the environment variable when the connection is used.",
      "## Every table",
      optionTable(TABLE_OPTIONS),
      `Tables of ${needFormat.join(", ")} also have these, about partitions that fall silent (5 minutes unless given):`,
      optionTable(IDLE_OPTIONS),
      "## Connectors",
      ...CONNECTORS.flatMap(connectorSection),
      "## Formats",
      ...FORMATS.flatMap(({ name, doc, options }) => [`### \`${name}\``, `${doc}.`, optionTable(options)]),
      "## Settings",
      "`SET name = value` acts on the statements after it, `RESET name` takes it back, `SHOW SETTINGS` lists them.",
      settingsTable(),
      "## Functions of your own",
      "In `CREATE FUNCTION … WITH (…)`. They run in a worker without permissions; the time limit is for one call.",
      optionTable(FUNCTION_OPTIONS),
      "## Functions",
      "Arguments are cast where that loses nothing. `[ ]` may be left out, `...` may be repeated. Each example is a test.",
      functionTable(),
      "## Aggregate functions",
      "In the example `x` and `y` are the columns of the rows. `DISTINCT` and `ORDER BY` may stand in the call, " +
      "`FILTER (WHERE …)` behind it. NULLs are left out unless the text says otherwise; `IGNORE NULLS` leaves them out too.",
      aggregateTable(),
      "## Window functions",
      "They stand before `OVER (PARTITION BY … ORDER BY …)`, as every aggregate can. The examples have `x` of three or four rows.",
      windowTable(),
      "## Time windows",
      "In `GROUP BY`, or in `FROM` over a table.",
      table(["Function", "Meaning"], TIME_WINDOW_FUNCTIONS.map((fn) => [fn.signatures.map(code).join("<br>"), fn.doc])),
      "## Functions that are known and not built yet",
      "They are recognised, and a query that uses one is refused with a sentence that says so.",
      ...laterLists(),
    ].join("\n\n")
  }\n`;
}

/** Connectors with the same table options as an earlier one refer to it. */
function connectorSection(connector: Connector): string[] {
  const { name, doc, connectionOptions, tableOptions, metadata, columns } = connector;
  const parts = [`### \`${name}\``, `${doc}. ${directionOf(connector)}`];
  if (connectionOptions !== undefined) {
    parts.push("In `CREATE CONNECTION`, or inline in a table:", optionTable(connectionOptions));
  }
  const same = CONNECTORS.find((other) => other.tableOptions === tableOptions);
  parts.push(
    same === connector || same === undefined
      ? `In \`CREATE TABLE\`:\n\n${optionTable(tableOptions)}`
      : `In \`CREATE TABLE\`: as [\`${same.name}\`](#${same.name}).`,
  );
  if (connector.columnOptions !== undefined) {
    const specs = {
      ...connector.columnOptions({ name: "c", type: { kind: "integer", bits: 64, unsigned: false }, nullable: true }),
      ...connector.columnOptions({ name: "c", type: TEXT, nullable: true }),
    };
    parts.push("For each column `c` whose type it fits:", optionTable(specs));
  }
  if (columns !== undefined) {
    parts.push(`Its columns: ${columns.map((column) => `\`${column.name} ${typeName(column.type)}\``).join(", ")}.`);
  }
  const keys = Object.entries(metadata);
  if (keys.length > 0) {
    parts.push("Columns declared `METADATA FROM 'key'`:", table(["Key", "Type"], keys.map(metadataRow)));
  }
  return parts;
}

function directionOf({ source, sink, formats, defaultFormat }: Connector): string {
  const directions = [source && "read", sink && "written"].filter((word) => word !== undefined).join(" and ");
  const formatWords = {
    none: "There is no `format`.",
    optional: `\`format\` is optional${defaultFormat === undefined ? "" : `, ${code(defaultFormat)} unless given`}.`,
    required: "`format` is required.",
  };
  return `Tables can be ${directions}. ${formatWords[formats]}`;
}

function metadataRow([key, types]: readonly [string, readonly SqlType[]]): string[] {
  return [code(key), types.map((type) => code(typeName(type))).join(" or ")];
}

function optionTable(specs: OptionSpecs): string {
  const rows = Object.entries(specs).map(([key, option]) => [
    code(key),
    option.values,
    defaultOf(option),
    option.doc + (option.secret ? " (secret: shown as `'***'`)" : ""),
  ]);
  return rows.length === 0 ? "No options." : table(["Option", "Values", "Default", "Meaning"], rows);
}

function defaultOf({ required, fallback, values }: Option<unknown>): string {
  if (required) return "**required**";
  if (fallback === undefined || fallback === "") return "";
  if (typeof fallback === "object" && fallback !== null) return "kind" in fallback ? code(String(fallback.kind)) : "";
  return code(values === "interval" ? `${Number(fallback) / 1000} seconds` : String(fallback));
}

function settingsTable(): string {
  const rows = new Settings(false).rows().map(([name, _, fallback, meaning]) => [
    code(name),
    fallback === "" ? "" : code(fallback),
    meaning,
  ]);
  return table(["Setting", "Default", "Meaning"], rows);
}

function functionTable(): string {
  const rows = byName(FUNCTIONS).map((fn: ScalarFunction) => {
    const [example] = fn.examples;
    return [...described(fn), example === undefined ? "" : `${code(example[0])} → ${code(example[1])}`];
  });
  return table(["Function", "Meaning", "Example"], rows);
}

function aggregateTable(): string {
  const rows = byName(AGGREGATE_FUNCTIONS).map((fn: AggregateFunction) => {
    const [example] = fn.examples;
    const [call = "", values = "", result = ""] = example ?? [];
    return [...described(fn), example === undefined ? "" : `${code(call)} over ${code(values)} → ${code(result)}`];
  });
  return table(["Function", "Meaning", "Example"], rows);
}

function byName<T extends { readonly name: string }>(functions: readonly T[]): readonly T[] {
  return functions.toSorted((a, b) => a.name < b.name ? -1 : 1);
}

/** The first two cells of a function's row. */
function described(fn: ScalarFunction | AggregateFunction): string[] {
  const aliases = fn.aliases.length === 0 ? "" : `. Also ${fn.aliases.map(code).join(", ")}`;
  return [signatures(fn).map(code).join("<br>"), fn.doc + aliases];
}

function windowTable(): string {
  const rows = WINDOW_FUNCTIONS.map((fn) => [
    signatures(fn).map(code).join("<br>"),
    fn.doc,
    fn.examples.map(([call, rows, values]) => `${code(call)} over ${code(rows)} → ${code(values)}`).join("<br>"),
  ]);
  return table(["Function", "Meaning", "Examples"], rows);
}

function laterLists(): string[] {
  const kinds = [...new Set(LATER_FUNCTIONS.map((fn) => fn.kind))];
  return kinds.map((kind) => {
    const names = LATER_FUNCTIONS.filter((fn) => fn.kind === kind).map((fn) => code(fn.name));
    return `* ${kind}: ${names.join(" ")}`;
  });
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** A code span, also of texts that hold backticks (CommonMark §6.1). */
function code(text: string): string {
  return text.includes("`") ? `\`\` ${text} \`\`` : `\`${text}\``;
}

if (import.meta.main) await Deno.writeTextFile(OPTIONS_FILE, optionsPage());
