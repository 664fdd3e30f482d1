/** `--replay FILE`: what `\save` wrote is run over the same offsets, and its rows are compared with those of then. */
import { PLAIN_THEME } from "./editor/highlight.ts";
import { closeInTime } from "./closing.ts";
import { EXIT } from "./exit_code.ts";
import { UsageError } from "./flags.ts";
import type { Program } from "./main.ts";
import { openSession } from "./open_session.ts";
import { replay } from "./replay/replay.ts";
import { fileText } from "./run_script.ts";
import { writeAll } from "./terminal/write_all.ts";

/** Resolves to the exit code of a replay that gives what it gave, or was interrupted; throws the error of another one. */
export async function runReplay(program: Program, path: string): Promise<number> {
  const { flags } = program;
  refuseIdle(program);
  const text = await fileText(path);
  const opened = await openSession(program, { dir: flags.dir, saving: false, interactive: false });
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  Deno.addSignalListener("SIGINT", onSignal);
  Deno.addSignalListener("SIGTERM", onSignal);
  try {
    await replay(path, text, {
      session: opened.session,
      isCompared: true,
      signal: stop.signal,
      style: () => ({ theme: PLAIN_THEME, width: undefined }),
      begins: () => {},
      print: (lines) => writeAll(new TextEncoder().encode(`${lines.join("\n")}\n`), program.stdout),
      say: (remark) => program.notice(remark),
    });
    return stop.signal.aborted ? EXIT.interrupted : EXIT.ok;
  } finally {
    Deno.removeSignalListener("SIGINT", onSignal);
    Deno.removeSignalListener("SIGTERM", onSignal);
    await closeInTime(opened, program.stderr);
  }
}

/** A flag that would do nothing is refused. */
function refuseIdle({ flags }: Program): void {
  const given: readonly (readonly [flag: string, isGiven: boolean])[] = [
    ["a script", flags.script.length > 0],
    ["--output", flags.output !== undefined],
    ["--format", flags.format !== undefined],
    ["--limit", flags.limit !== undefined],
    ["--timeout", flags.timeout !== undefined],
    ["--check", flags.checkOnly],
    ["--var", flags.variables.size > 0],
    ["--continue", flags.continueOnError],
    ["--reset-state", flags.resetState],
  ];
  const [wrong] = given.filter(([, isGiven]) => isGiven);
  if (wrong === undefined) return;
  throw new UsageError(`--replay and ${wrong[0]} do not go together`, {
    hint: "A replay compares what the script of its FILE gives with what it gave, to its end.",
  });
}
