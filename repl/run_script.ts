/** Script files, `-e` and standard input: rows to the output, everything else to standard error. */
import { createHash } from "node:crypto";
import { runScript, TestFailed } from "../engine/script.ts";
import type { Session } from "../engine/session.ts";
import { parseScript } from "../sql/parse.ts";
import { cutOffText } from "./agent.ts";
import { closeInTime, CLOSING_MS } from "./closing.ts";
import { report } from "./diagnostics.ts";
import { EXIT, exitCode, Interrupted, OutputClosed } from "./exit_code.ts";
import { fileReason } from "./file_reason.ts";
import { type ScriptPart, UsageError } from "./flags.ts";
import type { Program } from "./main.ts";
import { openSession } from "./open_session.ts";
import { Output, outputFormat } from "./output.ts";
import { ScriptOutputs } from "./script_outputs.ts";
import { diagnose, diagnosisLines } from "./why/diagnosis.ts";

/** What may be closed quickly when that time is over. */
const LETTING_GO_MS = 100;

/** Resolves to the exit code. */
export async function runFiles(program: Program): Promise<number> {
  const text = await scriptText(program.flags.script);
  const { dir, script } = program.flags;
  const pipeline = pipelineName(script);
  const opened = await openSession(program, { dir, saving: false, interactive: false, pipeline });
  let late = false;
  const stderr = (sentence: string) => {
    late = true;
    program.stderr(sentence);
  };
  try {
    const { code, gaveUp } = await ran(text, opened.session, program);
    await closeInTime(opened, stderr, gaveUp ? LETTING_GO_MS : CLOSING_MS);
    return late ? code || EXIT.failed : code;
  } catch (error) {
    await closeInTime(opened, stderr);
    throw error;
  }
}

/** The first file's name without its suffix; `-e` and standard input have no name. */
function pipelineName(parts: readonly ScriptPart[]): string | undefined {
  const file = parts.find((part) => part.kind === "file");
  return file?.path.replace(/^.*[\\/]/, "").replace(/\.[^.]*$/, "");
}

/** Several files and `-e` are one script, in their order; a missing last `;` is forgiven. */
async function scriptText(parts: readonly ScriptPart[]): Promise<string> {
  const texts: string[] = [];
  for (const part of parts.length > 0 ? parts : [{ kind: "stdin" } as const]) {
    if (part.kind === "sql") texts.push(part.text);
    else if (part.kind === "stdin") texts.push(await new Response(Deno.stdin.readable).text());
    else texts.push(await fileText(part.path));
  }
  return texts.map((text, i) => i + 1 < texts.length && !/;\s*$/.test(text) ? `${text}\n;` : text).join("\n");
}

/** Throws a {@link UsageError} that says why there is nothing to read. */
export async function fileText(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (cause) {
    throw new UsageError(`Cannot read "${path}": ${fileReason(cause)}`, { cause });
  }
}

/** Runs a script with the program's flags, for the demo without a terminal; resolves to the exit code. */
export async function runText(text: string, session: Session, program: Program): Promise<number> {
  return (await ran(text, session, program)).code;
}

interface Ran {
  readonly code: number;
  /** Jobs that were told to stop have had their time. */
  readonly gaveUp: boolean;
}

async function ran(text: string, session: Session, program: Program): Promise<Ran> {
  const { flags, agent } = program;
  const terminal = Deno.stdout.isTerminal();
  const shown = agent ? createHash("sha256") : undefined;
  const output = new Output({
    write(bytes) {
      const taken = program.stdout(bytes);
      shown?.update(bytes.subarray(0, taken));
      return taken;
    },
    file: flags.output,
    format: outputFormat({ format: flags.format, file: flags.output, terminal, agent }),
    color: terminal && program.color,
    width: terminal && !agent ? consoleWidth() : undefined,
    types: agent,
  });
  const run = new ScriptOutputs(program, output);
  using _ends = run.listen();
  try {
    const parsed = parseScript(text, { variables: Object.fromEntries(flags.variables) });
    const running = runScript(text, parsed, session, run, {
      continueOnError: flags.continueOnError,
      checkOnly: flags.checkOnly,
    });
    const ended = await Promise.race([running, run.gaveUp]);
    output.close();
    if (agent) tellAgent(run, program, flags.output === undefined ? shown?.digest("hex") : undefined, session);
    return { code: run.exitCode(ended !== false), gaveUp: ended === "gaveUp" };
  } catch (error) {
    closeQuietly(output);
    if (output.gone.reason instanceof OutputClosed) return { code: EXIT.ok, gaveUp: false };
    if (!(error instanceof TestFailed) && !(error instanceof OutputClosed) && !(error instanceof Interrupted)) {
      report(program, error);
    }
    const code = exitCode(error instanceof TestFailed ? error.cause : error, { rows: run.rowsSeen > 0 });
    return { code, gaveUp: false };
  }
}

/** What an agent would otherwise have to guess: that a result was cut off, and why there is none. */
function tellAgent(run: ScriptOutputs, { stderr }: Program, hash: string | undefined, { world }: Session): void {
  if (run.reached.size > 0) stderr(`${cutOffText([...run.reached], run.rowsSeen, hash)}\n`);
  for (const job of run.silent) {
    stderr(`Why there are no rows:\n${diagnosisLines(diagnose(job, world.environment.now())).join("\n")}\n`);
  }
}

function closeQuietly(output: Output): void {
  try {
    output.close();
  } catch {
    // the error that ended the run is the one to report
  }
}

function consoleWidth(): number | undefined {
  try {
    return Deno.consoleSize().columns || undefined;
  } catch {
    return undefined;
  }
}
