/** The meta commands: one table, from which help and completion come too. */
import { nearest } from "../../schema/options.ts";
import { FUNCTIONS } from "../../sql/functions/mod.ts";
import { signatures } from "../../sql/functions/resolve.ts";
import { quoteIdentifier } from "../../sql/lexer.ts";
import type { Shell } from "../shell.ts";

export interface Command {
  /** With its backslash. */
  readonly name: string;
  readonly args: string;
  readonly doc: string;
  /** May throw a `SluiceError`. `leave` ends the shell. */
  run(shell: Shell, argument: string): Promise<void | "leave">;
}

export const COMMANDS: readonly Command[] = [
  { name: "\\?", args: "", doc: "this list", run: (shell) => help(shell, "") },
  { name: "\\help", args: "[WORD]", doc: "this list, a function, or `start` for a tour of six steps", run: help },
  { name: "\\q", args: "", doc: "leave (as Ctrl-D)", run: () => Promise.resolve("leave") },
  {
    name: "\\d",
    args: "[NAME]",
    doc: "all tables and views, or one in full",
    run: (shell, name) => name === "" ? everything(shell) : shell.statements(`DESCRIBE ${named(name)}`),
  },
  {
    name: "\\d+",
    args: "NAME",
    doc: "a table in full, and the statement that makes it",
    run: (shell, name) => shell.statements(`DESCRIBE ${named(name)}; SHOW CREATE TABLE ${named(name)}`),
  },
  { name: "\\dt", args: "", doc: "tables", run: (shell) => shell.statements("SHOW TABLES") },
  { name: "\\dc", args: "", doc: "connections", run: (shell) => shell.statements("SHOW CONNECTIONS") },
  { name: "\\dj", args: "", doc: "jobs", run: (shell) => shell.statements("SHOW JOBS") },
  {
    name: "\\jobs",
    args: "[resume|forget]",
    doc: "as \\dj; go on with jobs that an earlier shell left, or drop them",
    run: (shell, argument) => shell.jobs(argument),
  },
  { name: "\\df", args: "[PATTERN]", doc: "functions", run: functions },
  {
    name: "\\stop",
    args: "N",
    doc: "end job N: what it has read is written first",
    run: (shell, n) => shell.statements(`STOP JOB ${n}`),
  },
  {
    name: "\\pause",
    args: "N",
    doc: "job N stops reading and keeps what it knows",
    run: (shell, n) => shell.statements(`PAUSE JOB ${n}`),
  },
  { name: "\\resume", args: "N", doc: "and reads on", run: (shell, n) => shell.statements(`RESUME JOB ${n}`) },
  {
    name: "\\why",
    args: "[N]",
    doc: "why the last query, or job N, gives no rows or no more, and what to do",
    run: (shell, n) => Promise.resolve(shell.why(n)),
  },
  {
    name: "\\health",
    args: "[N]",
    doc: "the last query, or job N, by partition and operator",
    run: (shell, n) => Promise.resolve(shell.health(n)),
  },
  {
    name: "\\i",
    args: "FILE",
    doc: "run a script here, up to its first error",
    run: (shell, path) => shell.include(path),
  },
  { name: "\\x", args: "[on|off|auto]", doc: "one column per line", run: (shell, arg) => shell.expand(arg) },
  {
    name: "\\timing",
    args: "[on|off]",
    doc: "say how long each statement took",
    run: (shell, arg) => shell.timing(arg),
  },
  {
    name: "\\set",
    args: "[NAME [VALUE]]",
    doc: "variables: :name in a statement is the value; rehearse off: INSERTs write without a question",
    run: (shell, arg) => shell.setVariable(arg),
  },
  { name: "\\unset", args: "NAME", doc: "forget a variable", run: (shell, name) => shell.unsetVariable(name) },
  {
    name: "\\conninfo",
    args: "[NAME]",
    doc: "the connection: tested, with its topics",
    run: (shell, name) => shell.connectionInfo(name || "local"),
  },
];

/** Runs a line that begins with a backslash. */
export async function runCommand(shell: Shell, line: string): Promise<void | "leave"> {
  const [, name = "", argument = ""] = /^\s*(\\[^\s;]*)\s*([\s\S]*?)\s*;?\s*$/.exec(line) ?? [];
  const command = COMMANDS.find((one) => one.name === name);
  if (command !== undefined) return await command.run(shell, argument);
  const near = nearest(name, COMMANDS.map((one) => one.name))[0];
  shell.print(`Unknown command ${name}. ${near ? `Did you mean ${near}? ` : ""}\\? lists them.`);
}

function named(name: string): string {
  return /^["`]/.test(name) ? name : quoteIdentifier(name.toLowerCase());
}

async function everything(shell: Shell): Promise<void> {
  await shell.statements("SHOW TABLES; SHOW VIEWS");
}

function functions(shell: Shell, pattern: string): Promise<void> {
  const found = FUNCTIONS.filter((fn) => fn.name.includes(pattern.toLowerCase()));
  for (const fn of found) shell.print(`${signatures(fn)[0]}  ${fn.doc}`);
  if (found.length === 0) shell.print(`No function has '${pattern}' in its name`);
  return Promise.resolve();
}

function help(shell: Shell, word: string): Promise<void> {
  const [, step] = /^start\b\s*(.*)$/i.exec(word) ?? [];
  if (step !== undefined) return shell.tour(step);
  if (word === "") {
    for (const { name, args, doc } of COMMANDS) shell.print(`  ${`${name} ${args}`.padEnd(24)}${doc}`);
    shell.print("  Statements end with ; — \\help start is a tour.");
  } else {
    const found = FUNCTIONS.filter((fn) => fn.name === word.toLowerCase() || fn.aliases.includes(word.toLowerCase()));
    for (const fn of found) {
      for (const signature of signatures(fn)) shell.print(`${signature}`);
      shell.print(`  ${fn.doc}`);
      for (const [expression, value] of fn.examples) shell.print(`  ${expression} → ${value}`);
    }
    if (found.length === 0) {
      const near = nearest(word, FUNCTIONS.map((fn) => fn.name));
      shell.print(`No help on '${word}'${near.length > 0 ? `. Did you mean ${near.join(" or ")}?` : ""}`);
    }
  }
  return Promise.resolve();
}
