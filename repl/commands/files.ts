/** Files: `\i` runs one, `\o` writes results to one, `\save` what was done, which `\replay` does again. */
import { counted } from "../../schema/counted.ts";
import { ConnectorError } from "../../schema/errors.ts";
import { fileReason } from "../file_reason.ts";
import { replayInShell } from "../replay/in_shell.ts";
import type { Shell } from "../shell.ts";
import { type Command, pathOf } from "./command.ts";

export const FILE_COMMANDS: readonly Command[] = [
  {
    name: "\\i",
    args: "FILE",
    doc: "run a script here, up to its first error",
    run: include,
  },
  {
    name: "\\o",
    args: "[FILE]",
    doc: "results go to FILE, in the format of its suffix, until \\o alone",
    more: "Suffixes: .csv .tsv .json .ndjson .md; any other is NDJSON. Nothing is shortened in a file.",
    run: output,
  },
  {
    name: "\\save",
    args: "FILE",
    doc: "the statements of this session that succeeded, as a script",
    more: "Its comments say when each ran, over which offsets, which rows came or, of more than 1,000, their hash. " +
      "Secrets are left out.",
    run: save,
  },
  {
    name: "\\replay",
    args: "FILE [--check]",
    doc: "run what \\save wrote over the same offsets, at the time of then; --check compares the rows",
    more: "In a session of its own: nothing is written, committed or defined here. Ctrl-C stops it.",
    run: runReplay,
  },
];

async function include(shell: Shell, argument: string): Promise<void> {
  const path = pathOf(argument);
  if (path === "") return shell.print("\\i needs a file: \\i pipeline.sql");
  await shell.statements(await readText(path));
}

/** Throws a `ConnectorError` that says why there is nothing to read. */
export async function readText(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (cause) {
    throw new ConnectorError(`Cannot read "${path}": ${fileReason(cause)}`, { code: "disk", cause });
  }
}

function output(shell: Shell, argument: string): Promise<void> {
  const { results } = shell;
  const before = results.file;
  const path = pathOf(argument);
  results.sendTo(path === "" ? undefined : path);
  if (before !== undefined) {
    shell.say(`${before.path} has ${counted(before.results, "result")} with ${counted(before.rows, "row")}`);
  } else if (path === "") shell.say("Results go to the screen");
  if (results.file !== undefined) shell.say(`Results go to ${path} as ${results.file.format}; \\o ends that`);
  return Promise.resolve();
}

async function save(shell: Shell, argument: string): Promise<void> {
  const { log } = shell.results;
  const path = pathOf(argument);
  if (path === "") return shell.print("\\save needs a file: \\save today.sql");
  if (log.size === 0) return shell.say("No statement has succeeded yet");
  await writeText(path, await log.script(shell.parts.now()));
  shell.say(
    `${path} has ${
      counted(log.size, "statement")
    }; \\i ${path} runs them again, \\replay ${path} over the same offsets`,
  );
}

async function runReplay(shell: Shell, argument: string): Promise<void> {
  const [, before, file = "", behind] = /^(--check\s+)?(.*?)(\s+--check)?$/s.exec(argument) ?? [];
  const path = pathOf(file);
  if (path === "" || path.startsWith("--")) {
    return shell.print("\\replay needs a file: \\replay today.sql, \\replay today.sql --check");
  }
  await replayInShell(shell, path, await readText(path), before !== undefined || behind !== undefined);
}

/** Throws a `ConnectorError` that says why it cannot be written. */
async function writeText(path: string, text: string): Promise<void> {
  try {
    await Deno.writeTextFile(path, text, { mode: 0o600 });
  } catch (cause) {
    throw new ConnectorError(`Cannot write "${path}": ${fileReason(cause)}`, { code: "disk", cause });
  }
}
