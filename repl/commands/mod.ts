/** The meta commands: one table, from which help and completion come too. */
import { nearest } from "../../schema/options.ts";
import type { Shell } from "../shell.ts";
import { visible } from "../terminal/width.ts";
import { CATALOG_COMMANDS } from "./catalog.ts";
import type { Command } from "./command.ts";
import { CONNECTION_COMMANDS } from "./connections.ts";
import { FILE_COMMANDS } from "./files.ts";
import { helpCommands } from "./help.ts";
import { HISTORY_COMMANDS } from "./history.ts";
import { JOB_COMMANDS } from "./jobs.ts";
import { RESULT_COMMANDS } from "./results.ts";
import { VARIABLE_COMMANDS } from "./variables.ts";

export type { Command } from "./command.ts";

export const COMMANDS: readonly Command[] = [
  ...helpCommands(() => COMMANDS),
  ...CATALOG_COMMANDS,
  ...CONNECTION_COMMANDS,
  ...JOB_COMMANDS,
  ...RESULT_COMMANDS,
  ...FILE_COMMANDS,
  ...HISTORY_COMMANDS,
  ...VARIABLE_COMMANDS,
  { name: "\\q", args: "", doc: "leave (as Ctrl-D)", run: () => Promise.resolve("leave") },
];

/** Runs a line that begins with a backslash. */
export async function runCommand(shell: Shell, line: string): Promise<void | "leave"> {
  const [, name = "", argument = ""] = /^\s*(\\[^\s;]*)\s*([\s\S]*?)\s*;?\s*$/.exec(line) ?? [];
  const command = COMMANDS.find((one) => one.name === name || one.aliases?.includes(name) === true);
  if (command !== undefined) return await command.run(shell, argument);
  const near = nearest(name, COMMANDS.flatMap((one) => [one.name, ...one.aliases ?? []]))[0];
  shell.print(`Unknown command ${visible(name)}. ${near ? `Did you mean ${near}? ` : ""}\\? lists them.`);
}
