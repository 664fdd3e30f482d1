/**
 * The program: flags to a script run, a shell, or the demo. What each of them needs is found and loaded when it is known
 * which one it is ({@link later}), and the shell shows its prompt before it looks for SQL, connectors and engine: a
 * person waits for nothing else.
 */
import { isAgent } from "./agent.ts";
import { type Flags, helpText, parseFlags, UsageError, versionText } from "./flags.ts";
import { later } from "./later.ts";
import type { JsonLog } from "./log/json_log.ts";
import { VERSION } from "./version.ts";
import { writeAll } from "./terminal/write_all.ts";

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
  /** Text on standard error; with `--quiet` too. */
  stderr(text: string): void;
  /** With `--log json`: everything for standard error goes through it. */
  readonly log: JsonLog | undefined;
}

/** Runs the program and resolves to its exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const env = permittedEnv;
  const agent = isAgent(env);
  const color = Deno.stderr.isTerminal() && !Deno.noColor && !agent && env("TERM") !== "dumb";
  let log: JsonLog | undefined;
  try {
    const flags = parseFlags(args);
    if (!flags.help && !flags.version) checkPermissions();
    log = flags.log && await openLog(flags.quiet);
    return await run(programOf(flags, agent, color && !flags.noColor, env, log));
  } catch (error) {
    const { exitCode } = await import("./exit_code.ts");
    if (log !== undefined) log.error(error);
    else {
      const { errorText } = await import("./diagnostics.ts");
      stderr(`${errorText(error, { color, agent })}\n`);
    }
    return exitCode(error, { rows: false });
  }
}

async function openLog(quiet: boolean): Promise<JsonLog> {
  const { JsonLog } = await import("./log/json_log.ts");
  return new JsonLog({ write: stderr, now: () => Date.now(), quiet });
}

function permittedEnv(name: string): string | undefined {
  return isGranted({ name: "env", variable: name }) ? Deno.env.get(name) : undefined;
}

function isGranted(permission: Deno.PermissionDescriptor): boolean {
  return Deno.permissions.querySync(permission).state === "granted";
}

/** `-P` without a set in deno.json, and no flag at all, grant nothing and say nothing. */
function checkPermissions(): void {
  const some: readonly Deno.PermissionDescriptor[] = [
    { name: "read", path: "." },
    { name: "env", variable: "TERM" },
    { name: "net", host: "127.0.0.1" },
  ];
  if (!some.some(isGranted)) {
    throw new UsageError("Deno has granted Sluice nothing: neither files nor the network nor the environment", {
      hint: "Start it with -P, which takes the permissions in its deno.json: deno run -P mod.ts",
    });
  }
  const own = new URL("..", import.meta.url);
  if (own.protocol === "file:" && !isGranted({ name: "read", path: own })) {
    throw new UsageError("Deno has not granted Sluice to read its own files, which it loads when they are needed", {
      hint: `Start it with -P, which takes the permissions in its deno.json, or with --allow-read=${pathOf(own)}`,
    });
  }
}

/** As a person writes it. */
function pathOf(folder: URL): string {
  return decodeURIComponent(folder.pathname).replace(/^\/(?=[A-Za-z]:)/, "");
}

function programOf(
  flags: Flags,
  agent: boolean,
  color: boolean,
  env: (name: string) => string | undefined,
  log: JsonLog | undefined,
): Program {
  const terminals = Deno.stdin.isTerminal() && Deno.stdout.isTerminal();
  const notice = (text: string) => flags.quiet ? undefined : stderr(`${text}\n`);
  return {
    flags,
    agent,
    color,
    env,
    interactive: terminals && !agent && flags.script.length === 0 && flags.replay === undefined,
    stdout: (bytes) => Deno.stdout.writeSync(bytes),
    notice: log === undefined ? notice : (text) => log.write("info", "notice", text),
    stderr: log === undefined ? stderr : (text) => log.write("warning", "warning", text.trimEnd()),
    log,
  };
}

async function run(program: Program): Promise<number> {
  const { flags } = program;
  const say = (text: string) => writeAll(new TextEncoder().encode(`${text.trimEnd()}\n`), program.stdout);
  if (flags.help) return say(helpText()), 0;
  if (flags.version) return say(versionText(VERSION)), 0;
  if (flags.demo) return await (await import(later("./demo.ts")) as typeof import("./demo.ts")).runDemo(program);
  if (flags.replay !== undefined) {
    const { runReplay } = await import(later("./run_replay.ts")) as typeof import("./run_replay.ts");
    return await runReplay(program, flags.replay);
  }
  if (program.interactive) {
    refuseForShell(flags);
    return await (await import("./open_shell.ts")).openShell(program);
  }
  if (Deno.stdin.isTerminal() && flags.script.length === 0) {
    program.notice("Reading statements from standard input, up to Ctrl-D");
  }
  return await (await import(later("./run_script.ts")) as typeof import("./run_script.ts")).runFiles(program);
}

/** A flag that would do nothing is refused. */
function refuseForShell({ log, output, checkOnly, continueOnError, timeout }: Flags): void {
  const given: readonly (readonly [flag: string, isGiven: boolean, instead: string])[] = [
    ["--log json", log !== undefined, "the shell says it on the screen"],
    ["--output", output !== undefined, "give a file or -e"],
    ["--check", checkOnly, "give a file or -e"],
    ["--continue", continueOnError, "the shell goes on anyway"],
    ["--timeout", timeout !== undefined, "Ctrl-C ends a query of the shell"],
  ];
  const [wrong] = given.filter(([, isGiven]) => isGiven);
  if (wrong !== undefined) throw new UsageError(`${wrong[0]} is for scripts: ${wrong[2]}`);
}

function stderr(text: string): void {
  try {
    writeAll(new TextEncoder().encode(text), (bytes) => Deno.stderr.writeSync(bytes));
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}
