/** Script files, `-e` and standard input: rows to the output, everything else to standard error. */
import { createHash } from "node:crypto";
import type { TestStep } from "../connectors/connector.ts";
import type { Job } from "../engine/job.ts";
import { runScript, type ScriptOutput, TestFailed } from "../engine/script.ts";
import type { RowReceiver, Session } from "../engine/session.ts";
import type { Batch } from "../schema/batch.ts";
import type { Field } from "../schema/field.ts";
import { fieldOf } from "../schema/field.ts";
import { BOOLEAN, TEXT } from "../schema/types.ts";
import { slice } from "../engine/operators/slice.ts";
import { parseScript } from "../sql/parse.ts";
import { AGENT_MILLIS, AGENT_ROWS } from "./agent.ts";
import { closeInTime, CLOSING_MS } from "./closing.ts";
import { errorText } from "./diagnostics.ts";
import { EXIT, exitCode, Interrupted, OutputClosed } from "./exit_code.ts";
import { type ScriptPart, UsageError } from "./flags.ts";
import { batchesOf, writeInfo } from "./view/info.ts";
import type { Program } from "./main.ts";
import { openSession } from "./open_session.ts";
import { Output, outputFormat } from "./output.ts";

/** What jobs may take to write out what they have read, once they were told to stop, in milliseconds. */
const STOPPING_MS = 10_000;
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

async function fileText(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (cause) {
    const why = cause instanceof Deno.errors.NotFound
      ? "there is no such file"
      : cause instanceof Error
      ? cause.message
      : String(cause);
    throw new UsageError(`Cannot read "${path}": ${why}`, { cause });
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
  using _signals = run.listen();
  try {
    const parsed = parseScript(text, { variables: Object.fromEntries(flags.variables) });
    const running = runScript(text, parsed, session, run, {
      continueOnError: flags.continueOnError,
      checkOnly: flags.checkOnly,
    });
    const ended = await Promise.race([running, run.stopped]);
    output.close();
    if (run.agentLimit !== undefined) {
      const hash = shown?.digest("hex").slice(0, 16);
      program.stderr(
        `Stopped after ${run.agentLimit}, the limit for agents: --limit and --timeout give others. ` +
          `${run.rowsSeen} ${run.rowsSeen === 1 ? "row" : "rows"} shown, sha256 ${hash}\n`,
      );
    }
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

/** An error, on standard error. */
export function report({ color, agent, stderr, log }: Program, error: unknown): void {
  if (log !== undefined) log.error(error);
  else stderr(`${errorText(error, { color, agent })}\n`);
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

/** Rows, notices and jobs of one run; obeys --limit, --timeout, signals and a reader that has gone. */
class ScriptOutputs implements ScriptOutput {
  rowsSeen = 0;
  /** What ended an agent's query although its text has no such end. */
  agentLimit: string | undefined;
  readonly #program: Program;
  readonly #output: Output;
  readonly #jobs = new Map<Job, { readonly bounded: boolean; readonly select: boolean }>();
  /** Resolves when jobs that were told to stop have had the time for it. */
  readonly stopped: Promise<"gaveUp">;
  readonly #giveUp: () => void;
  #patience: ReturnType<typeof setTimeout> | undefined;
  #interrupted = false;
  #cutShort = false;
  #timedOut: "ended" | "unfinished" | undefined;

  constructor(program: Program, output: Output) {
    this.#program = program;
    this.#output = output;
    output.gone.addEventListener("abort", () => this.#stopAll());
    const { promise, resolve } = Promise.withResolvers<"gaveUp">();
    this.stopped = promise;
    this.#giveUp = () => resolve("gaveUp");
  }

  /** SIGINT and SIGTERM stop cleanly, a second one ends at once; so does --timeout. */
  listen(): Disposable {
    const { timeout } = this.#limits();
    const onSignal = () => {
      if (this.#interrupted) Deno.exit(EXIT.interrupted);
      this.#interrupted = true;
      const running = [...this.#jobs].filter(([job]) => !job.ended);
      if (running.length === 0 || running.some(([, { bounded, select }]) => bounded || select)) this.#cutShort = true;
      if (running.length === 0) this.#giveUp();
      this.#program.notice("Stopping: what was read is written first. A second signal ends at once");
      this.#stopAll();
    };
    Deno.addSignalListener("SIGINT", onSignal);
    Deno.addSignalListener("SIGTERM", onSignal);
    const timer = timeout === undefined ? undefined : setTimeout(() => this.#timeOut(), timeout);
    return {
      [Symbol.dispose]: () => {
        clearTimeout(timer);
        clearTimeout(this.#patience);
        Deno.removeSignalListener("SIGINT", onSignal);
        Deno.removeSignalListener("SIGTERM", onSignal);
      },
    };
  }

  /** An agent's unbounded query gets limits of its own. */
  #limits(): { readonly limit: number | undefined; readonly timeout: number | undefined } {
    const { limit, timeout } = this.#program.flags;
    if (!this.#program.agent) return { limit, timeout };
    return { limit: limit ?? AGENT_ROWS, timeout: timeout ?? AGENT_MILLIS };
  }

  #timeOut(): void {
    const unfinished = [...this.#jobs].some(([job, { bounded }]) => bounded && !job.ended);
    if (this.#program.agent && this.#program.flags.timeout === undefined) this.agentLimit = `${AGENT_MILLIS / 1000} s`;
    else this.#timedOut = unfinished ? "unfinished" : "ended";
    this.#stopAll();
  }

  #stopAll(): void {
    this.#patience ??= setTimeout(this.#giveUp, STOPPING_MS);
    for (const job of this.#jobs.keys()) void job.stop();
  }

  started(job: Job, bounded: boolean, select: boolean): void {
    this.#jobs.set(job, { bounded, select });
    if (
      this.#interrupted || this.#timedOut !== undefined || this.agentLimit !== undefined || this.#output.gone.aborted
    ) void job.stop();
  }

  rows(fields: readonly Field[], number: number | undefined): RowReceiver {
    const stream = this.#output.result(fields, { query: number });
    const { limit } = this.#limits();
    let left = limit ?? Infinity;
    const end = once(() => stream.onEnd());
    return {
      receive: (batch: Batch) => {
        if (left <= 0) return;
        const part = batch.length > left ? slice(batch, 0, left) : batch;
        left -= part.length;
        this.rowsSeen += part.length;
        stream.receive(part);
        if (left > 0) return;
        if (limit === AGENT_ROWS && this.#program.flags.limit === undefined) this.agentLimit = `${AGENT_ROWS} rows`;
        end();
        this.#stopAll();
      },
      onIdle: () => stream.onIdle(),
      onEnd: end,
    };
  }

  info(table: Parameters<ScriptOutput["info"]>[0]): void {
    writeInfo(table, this.#output);
  }

  async test(steps: AsyncIterable<TestStep>): Promise<TestStep | undefined> {
    const fields = [fieldOf("step", TEXT), fieldOf("ok", BOOLEAN)];
    const result = this.#output.result(fields);
    let failed: TestStep | undefined;
    for await (const { text, ok, error } of steps) {
      for (const batch of batchesOf({ fields, rows: [[text, ok]] })) result.receive(batch);
      result.onIdle();
      if (!ok) failed = { text, ok, error };
    }
    result.onEnd();
    return failed;
  }

  notice(text: string): void {
    this.#program.notice(text);
  }

  proposed(text: string): void {
    this.#program.notice(text);
  }

  error(error: unknown): void {
    report(this.#program, error);
  }

  exitCode(ok: boolean): number {
    if (this.#cutShort) return EXIT.interrupted;
    if (this.#timedOut === "unfinished") {
      report(this.#program, new UsageError("The time given with --timeout was over before the statement was"));
      return EXIT.failed;
    }
    return ok ? EXIT.ok : EXIT.failed;
  }
}

function once(act: () => void): () => void {
  let done = false;
  return () => {
    if (!done) act();
    done = true;
  };
}
