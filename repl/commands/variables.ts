/** `\set`, `\unset`: variables that stand in statements as `:name`, and settings of the shell. */
import { nearest } from "../../schema/options.ts";
import { visible } from "../terminal/width.ts";
import type { Shell } from "../shell.ts";
import type { Command } from "./command.ts";

export const VARIABLE_COMMANDS: readonly Command[] = [
  {
    name: "\\set",
    args: "[NAME [VALUE]]",
    doc: "variables: :name in a statement is the value; without NAME all of them",
    more: "\\set pager off: long results are printed as a whole. \\set rehearse off: INSERTs write without a question.",
    run: set,
  },
  { name: "\\unset", args: "NAME", doc: "forget a variable", run: unset },
];

function set(shell: Shell, argument: string): Promise<void> {
  const { variables } = shell.parts;
  const [, name, value] = /^([A-Za-z_]\w*)(?:\s+([\s\S]*))?$/.exec(argument) ?? [];
  if (argument === "") { for (const [key, value] of variables) shell.print(`${key} = ${visible(value)}`); }
  else if (name === undefined) {
    shell.print("\\set takes a name of letters, digits and _, then its value: \\set who ann");
  } else if (value === undefined) shell.print(visible(variables.get(name) ?? `${name} is not set`));
  else variables.set(name, value.replace(/^'(.*)'$/s, "$1"));
  return Promise.resolve();
}

function unset(shell: Shell, name: string): Promise<void> {
  const { variables } = shell.parts;
  if (variables.delete(name)) return Promise.resolve();
  const near = nearest(name, [...variables.keys()])[0];
  shell.print(`${name} is not set${near === undefined ? "" : `. Did you mean ${near}?`}`);
  return Promise.resolve();
}
