/** What a meta command is: one object, from which `\?`, help and completion come too. */
import type { CommandHelp } from "../help/help.ts";
import type { Shell } from "../shell.ts";

export interface Command extends CommandHelp {
  /** Other names, with their backslash. */
  readonly aliases?: readonly string[];
  /** May throw a `SluiceError`. `leave` ends the shell. `argument` is what stands behind the name, trimmed. */
  run(shell: Shell, argument: string): Promise<void | "leave">;
}

/** Words behind a command; those in quotes are one each, without the quotes. */
export function wordsOf(argument: string): string[] {
  return [...argument.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, single, double, word]) =>
    single ?? double ?? word ?? ""
  );
}

/** The path that stands behind a command, quoted or not. */
export function pathOf(argument: string): string {
  return argument.replace(/^(['"])(.*)\1$/, "$2");
}
