/** Help on a word, whatever it names: a meta command, a statement, a function, an option, a format, an error code, a key. */
import { CONNECTORS } from "../../connectors/mod.ts";
import { FORMATS } from "../../schema/formats/mod.ts";
import { nearest } from "../../schema/options.ts";
import type { UserFunction } from "../../schema/user_function.ts";
import { ERROR_CODES } from "./error_codes.ts";
import { type FunctionHelp, functionHelps } from "./functions.ts";
import { keyHelp } from "./keys.ts";
import { type OptionHelp, optionHelps } from "./options.ts";
import type { StatementHelp } from "./statement.ts";
import { statementHelp, statementNames } from "./statements.ts";

/** One line of help; `sql` is a statement that can be run. */
export interface HelpLine {
  readonly kind: "title" | "text" | "sql";
  readonly text: string;
}

/** A meta command, as far as help is concerned. */
export interface CommandHelp {
  /** With its backslash. */
  readonly name: string;
  readonly args: string;
  readonly doc: string;
  /** What one line cannot say. */
  readonly more?: string;
}

export interface Known {
  readonly commands?: readonly CommandHelp[];
  readonly functions?: readonly UserFunction[];
  /** Lines on how one of them is doing. */
  readonly notesOf?: (fn: UserFunction) => readonly string[];
}

/** The lines as plain text. */
export function helpOn(word: string, known: Known = {}): string[] {
  return helpLines(word, known).map(({ kind, text }) => kind === "sql" ? `  ${text};` : text);
}

/** Everything that has this name, one below the other; at least one line, with what may have been meant. */
export function helpLines(words: string, known: Known = {}): readonly HelpLine[] {
  const word = words.trim().replace(/;$/, "").replace(/^(['"`])(.*)\1$/, "$2");
  const lower = word.toLowerCase();
  if (lower === "keys" || lower === "key") return [title("Keys"), ...keyHelp().map(line)];
  if (lower === "codes" || lower === "errors") {
    return listed("Error codes: \\help CODE explains one", Object.keys(ERROR_CODES));
  }
  if (lower === "statements") return listed("Statements: \\h NAME shows one", statementNames().sort());
  const command = known.commands?.find(({ name }) => name === lower || name === `\\${lower}` && word.startsWith("\\"));
  if (command !== undefined) return aboutCommand(command);
  const statement = statementHelp(lower.replace(/\(.*$/s, ""));
  const functions = functionHelps(known.functions, known.notesOf).filter(({ name, aliases }) =>
    name.toLowerCase() === lower || aliases.includes(lower)
  );
  const found = [
    ...exactly(statement, lower) ? aboutStatement(statement!) : [], // exactly() is false for none
    ...functions.flatMap(aboutFunction),
    ...aboutOptions(optionHelps().filter(({ key }) => key === lower)),
    ...aboutFormat(lower),
    ...aboutCode(lower),
  ];
  if (found.length > 0) return found;
  return statement === undefined ? [line(unknown(word, known))] : aboutStatement(statement);
}

/** The words are the statement's name, not only its beginning. */
function exactly(statement: StatementHelp | undefined, lower: string): boolean {
  const names = statement === undefined ? [] : [statement.name, ...statement.aliases ?? []];
  return names.some((name) => name.toLowerCase() === lower.replace(/\s+/g, " "));
}

function aboutCommand({ name, args, doc, more }: CommandHelp): HelpLine[] {
  return [
    title(`${name} ${args}`.trimEnd()),
    line(`  ${doc}`),
    ...(more?.split("\n") ?? []).map((text) => line(`  ${text}`)),
  ];
}

function aboutStatement({ name, doc, syntax, notes = [], examples, see = [] }: StatementHelp): HelpLine[] {
  return [
    title(name),
    line(`  ${doc}`),
    line(""),
    ...syntax.split("\n").map((text) => line(`  ${text}`)),
    line(""),
    ...notes.map((note) => line(`  ${note}`)),
    ...(notes.length > 0 ? [line("")] : []),
    ...examples.map((text): HelpLine => ({ kind: "sql", text })),
    ...(see.length > 0 ? [line(`  See also: ${see.join(", ")}`)] : []),
  ];
}

function aboutFunction({ kind, aliases, signatures, doc, notes = [], examples }: FunctionHelp): HelpLine[] {
  const also = aliases.length > 0 ? `; also called ${aliases.join(", ")}` : "";
  return [
    ...signatures.map(title),
    line(`  ${doc} (${kind}${also})`),
    ...notes.map((note) => line(`  ${note}`)),
    ...examples.flatMap(({ sql, gives }): HelpLine[] => [{ kind: "sql", text: sql }, line(`    → ${gives}`)]),
  ];
}

function aboutOptions(options: readonly OptionHelp[]): HelpLine[] {
  return options.flatMap(({ key, place, doc, values, fallback, required }) => [
    title(`${key}${values === "" ? "" : ` = ${values}`}`),
    line(`  ${doc}${required ? " (required)" : fallback === undefined ? "" : `; ${fallback} unless given`}`),
    line(`  In: ${place}`),
  ]);
}

/** A format or a connector, with its options. */
function aboutFormat(name: string): HelpLine[] {
  const format = FORMATS.find((one) => one.name === name);
  const connector = CONNECTORS.find((one) => one.name === name);
  const keys = (specs: object) => Object.keys(specs).length === 0 ? "none" : Object.keys(specs).join(", ");
  return [
    ...(format === undefined
      ? []
      : [title(`format = '${name}'`), line(`  ${format.doc}`), line(`  Options: ${keys(format.options)}`)]),
    ...(connector === undefined ? [] : [
      title(`connector = '${name}'`),
      line(`  ${connector.doc}`),
      ...(connector.connectionOptions === undefined
        ? []
        : [line(`  Options of connections: ${keys(connector.connectionOptions)}`)]),
      line(`  Options of tables: ${keys(connector.tableOptions)}`),
    ]),
  ];
}

function aboutCode(code: string): HelpLine[] {
  if (!Object.hasOwn(ERROR_CODES, code)) return [];
  const { meaning = "", cure = "" } = ERROR_CODES[code] ?? {};
  return [title(`Error code ${code}`), line(`  ${meaning}`), line(`  ${cure}`)];
}

function unknown(word: string, { commands = [], functions }: Known): string {
  const names = [
    ...statementNames().map((name) => name.toLowerCase()),
    ...functionHelps(functions).map(({ name }) => name),
    ...optionHelps().map(({ key }) => key),
    ...Object.keys(ERROR_CODES),
    ...commands.map(({ name }) => name),
    "start",
    "keys",
  ];
  const near = nearest(word.toLowerCase(), [...new Set(names)]);
  const meant = near.length > 0 ? ` Did you mean ${near.join(" or ")}?` : "";
  return `No help on '${word}'.${meant} \\? lists the commands, \\help statements the statements, \\df the functions.`;
}

function listed(heading: string, names: readonly string[]): HelpLine[] {
  const wide = Math.max(...names.map((name) => name.length)) + 2;
  const across = Math.max(1, Math.floor(96 / wide));
  const rows = Array.from(
    { length: Math.ceil(names.length / across) },
    (_, row) => names.slice(row * across, (row + 1) * across).map((name) => name.padEnd(wide)).join("").trimEnd(),
  );
  return [title(heading), ...rows.map((text) => line(`  ${text}`))];
}

function title(text: string): HelpLine {
  return { kind: "title", text };
}

function line(text: string): HelpLine {
  return { kind: "text", text };
}
