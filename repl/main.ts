/** The program: flags to a script run, a shell, or the demo. */
import { CONNECTORS } from "../connectors/mod.ts";
import { type ProcessEnvironment, processEnvironment } from "../engine/environment.ts";
import { Session } from "../engine/session.ts";
import { FORMATS } from "../schema/formats/mod.ts";
import { isAgent } from "./agent.ts";
import { runDemo } from "./demo.ts";
import { errorText } from "./diagnostics.ts";
import { EXIT, exitCode } from "./exit_code.ts";
import { type Flags, helpText, parseFlags, versionText } from "./flags.ts";
import { runFiles } from "./run_script.ts";
import { openShell } from "./open_shell.ts";
import { writeAll } from "./output.ts";
import { VERSION } from "./version.ts";

/** What every way of running needs to know of the process. */
export interface Program {
  readonly flags: Flags;
  /** Standard input and output are a person's. */
  readonly interactive: boolean;
  readonly agent: boolean;
  /** ANSI styles may be used on standard error. */
  readonly color: boolean;
  env(name: string): string | undefined;
  stdout(bytes: Uint8Array): number;
  /** A line for people; nothing with `--quiet`. */
  notice(text: string): void;
  /** An error; shown with `--quiet` too. */
  error(error: unknown): void;
}

/** Runs the program and resolves to its exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const env = (name: string) => Deno.env.get(name);
  const agent = isAgent(env);
  const color = Deno.stderr.isTerminal() && !Deno.noColor && !agent && env("TERM") !== "dumb";
  try {
    const flags = parseFlags(args);
    return await run(programOf(flags, agent, color && !flags.noColor, env));
  } catch (error) {
    stderr(`${errorText(error, { color, agent })}\n`);
    return exitCode(error, { rows: false });
  }
}

function programOf(flags: Flags, agent: boolean, color: boolean, env: (name: string) => string | undefined): Program {
  const terminals = Deno.stdin.isTerminal() && Deno.stdout.isTerminal();
  return {
    flags,
    agent,
    color,
    env,
    interactive: terminals && !agent && flags.script.length === 0,
    stdout: (bytes) => Deno.stdout.writeSync(bytes),
    notice: (text) => flags.quiet ? undefined : stderr(`${text}\n`),
    error: (error) => stderr(`${errorText(error, { color, agent })}\n`),
  };
}

async function run(program: Program): Promise<number> {
  const { flags } = program;
  const say = (text: string) => writeAll(new TextEncoder().encode(`${text.trimEnd()}\n`), program.stdout);
  if (flags.help) return say(helpText()), EXIT.ok;
  if (flags.version) return say(versionText(VERSION)), EXIT.ok;
  for (const flag of flags.notBuilt) program.notice(`${flag} has no effect in this release`);
  if (flags.demo) return await runDemo(program);
  return program.interactive ? await openShell(program) : await runFiles(program);
}

function stderr(text: string): void {
  try {
    writeAll(new TextEncoder().encode(text), (bytes) => Deno.stderr.writeSync(bytes));
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}

export interface OpenedSession extends AsyncDisposable {
  readonly session: Session;
  readonly environment: ProcessEnvironment;
}

/** A session with everything that is built in. `dir` undefined: nothing is read or saved. */
export async function openSession(
  program: Program,
  options: { readonly dir: string | undefined; readonly saving: boolean; readonly interactive: boolean },
): Promise<OpenedSession> {
  const environment = processEnvironment(options.dir, (bytes) => writeAll(bytes, program.stdout));
  const session = await Session.open({
    environment,
    connectors: CONNECTORS,
    formats: FORMATS,
    catalogFile: options.dir === undefined ? undefined : `${options.dir}/catalog.sql`,
    saving: options.saving,
    interactive: options.interactive,
  }, program.notice);
  return {
    session,
    environment,
    async [Symbol.asyncDispose]() {
      await session.close();
      await environment.close();
    },
  };
}
