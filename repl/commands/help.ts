/** `\?`, `\help`, `\h`, `\df`. */
import { functionFileLines } from "../help/function_file.ts";
import { functionHelps, matchingFunctions } from "../help/functions.ts";
import { helpLines } from "../help/help.ts";
import { nearest } from "../../schema/options.ts";
import type { UserFunction } from "../../schema/user_function.ts";
import { paintSql } from "../editor/paint_sql.ts";
import { style } from "../editor/highlight.ts";
import type { Shell } from "../shell.ts";
import { fit, visible } from "../terminal/width.ts";
import { wrapped } from "../terminal/wrap.ts";
import type { Command } from "./command.ts";

/** What a broken line's rest is moved in by. */
const HANGING = 2;

/** `all` gives every command there is, these included. */
export function helpCommands(all: () => readonly Command[]): readonly Command[] {
  return [
    { name: "\\?", args: "", doc: "this list", run: (shell) => list(shell, all()) },
    {
      name: "\\help",
      aliases: ["\\h"],
      args: "[WORD]",
      doc: "on a statement, function, option, key or error code; `start`: a tour of six steps",
      more: "\\help statements, \\help keys and \\help codes list what there is.",
      run: (shell, word) => word === "" ? list(shell, all()) : helpOrTour(shell, word, all()),
    },
    {
      name: "\\df",
      args: "[PATTERN]",
      doc: "functions: one in full, or those whose name has this in it",
      more: "\\df json_* takes a shape.",
      run: functions,
    },
  ];
}

async function list(shell: Shell, commands: readonly Command[]): Promise<void> {
  const { theme } = shell.parts.terminal;
  const calls = commands.map(({ name, aliases = [], args }) => `${[name, ...aliases].join(" ")} ${args}`.trimEnd());
  const width = Math.max(...calls.map((call) => call.length)) + 2;
  const lines = commands.map(({ doc }, i) => `  ${style(theme, "bold", (calls[i] ?? "").padEnd(width))}${doc}`);
  await shell.results.lines([
    ...lines,
    "  Statements end with ; — \\help start is a tour, \\h CREATE TABLE how one is written.",
  ]);
}

function helpOrTour(shell: Shell, word: string, commands: readonly Command[]): Promise<void> {
  const [, step] = /^start\b\s*(.*)$/i.exec(word) ?? [];
  return step === undefined ? help(shell, word, commands) : shell.tour(step);
}

function help(shell: Shell, word: string, commands: readonly Command[] = []): Promise<void> {
  const { theme, size: { columns } } = shell.parts.terminal;
  const { definitions, world } = shell.parts.session;
  const notesOf = (fn: UserFunction) => functionFileLines(fn, world.functionHost.stateOf(fn), shell.parts.now());
  for (const { kind, text } of helpLines(word, { commands, functions: definitions.userFunctions(), notesOf })) {
    if (kind === "title") shell.print(style(theme, "bold", text));
    else if (kind === "text") shell.print(wrapped(visible(text), columns, text.search(/\S|$/) + HANGING));
    else shell.print(paintSql(`${text};`, theme).map((line) => `  ${line}`));
  }
  return Promise.resolve();
}

async function functions(shell: Shell, pattern: string): Promise<void> {
  const { theme, size } = shell.parts.terminal;
  const all = functionHelps(shell.parts.session.definitions.userFunctions());
  const found = matchingFunctions(all, pattern);
  const [first] = found;
  if (first === undefined) {
    const near = nearest(pattern.toLowerCase(), all.map(({ name }) => name));
    const meant = near.length > 0 ? ` Did you mean ${near.join(" or ")}?` : "";
    return shell.print(`No function has '${pattern}' in its name.${meant}`);
  }
  if (found.length === 1 || first.name.toLowerCase() === pattern.toLowerCase()) await help(shell, first.name);
  const others = found.length === 1 ? [] : found.filter(({ name }) => name.toLowerCase() !== pattern.toLowerCase());
  const lines = others.flatMap(({ signatures, doc }) =>
    fit(`${signatures[0] ?? ""}${signatures.length > 1 ? " …" : ""}  ${style(theme, "dim", doc)}`, size.columns)
  );
  await shell.results.lines(lines);
}
