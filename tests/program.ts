/** Sluice and its embedded cluster as programs, for tests: what goes in, what comes out, how they end. */

const MOD = new URL("../mod.ts", import.meta.url).pathname;
const CLUSTER = new URL("../connectors/embedded/main.ts", import.meta.url).pathname;
const FLAGS = ["run", "-q", "--no-prompt", "--cached-only"];
const OFTEN_MS = 20;
const decoder = new TextDecoder();

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** Text on standard input; none: it is empty. */
  readonly stdin?: string;
  /** Added to a fixed environment without an agent's variables. */
  readonly env?: Readonly<Record<string, string>>;
  /** Deno's flags for permissions. */
  readonly permissions?: readonly string[];
  readonly cwd?: string;
}

/** The arguments with which Deno runs the program. */
export function programArgs(args: readonly string[], permissions: readonly string[] = ["-P"]): string[] {
  return [...FLAGS, ...permissions, MOD, ...args];
}

/** The environment of every program that a test starts. */
export function environment(env: Readonly<Record<string, string>> = {}): Record<string, string> {
  const kept = ["PATH", "HOME", "DENO_DIR", "TMPDIR"].flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value]];
  });
  return { ...Object.fromEntries(kept), LANG: "C.UTF-8", SLUICE_HISTORY: "", DENO_NO_UPDATE_CHECK: "1", ...env };
}

/** A running program; what it writes can be waited for. */
export class Running implements AsyncDisposable {
  readonly status: Promise<Deno.CommandStatus>;
  readonly #process: Deno.ChildProcess;
  readonly #texts = { stdout: "", stderr: "" };
  readonly #reading: Promise<unknown>;
  #changed: () => void = () => {};
  #ended = false;

  constructor(args: readonly string[], options: RunOptions = {}) {
    this.#process = new Deno.Command(Deno.execPath(), {
      args: [...args],
      clearEnv: true,
      env: environment(options.env),
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
      ...(options.cwd !== undefined && { cwd: options.cwd }),
    }).spawn();
    this.status = this.#process.status;
    this.#reading = Promise.all([
      this.#read("stdout", this.#process.stdout),
      this.#read("stderr", this.#process.stderr),
      this.#feed(options.stdin ?? ""),
    ]).finally(() => {
      this.#ended = true;
      this.#changed();
    });
  }

  get stdout(): string {
    return this.#texts.stdout;
  }

  get stderr(): string {
    return this.#texts.stderr;
  }

  async #read(name: "stdout" | "stderr", stream: ReadableStream<Uint8Array>): Promise<void> {
    const text = new TextDecoder();
    for await (const bytes of stream) {
      this.#texts[name] += text.decode(bytes, { stream: true });
      this.#changed();
    }
  }

  async #feed(text: string): Promise<void> {
    const writer = this.#process.stdin.getWriter();
    try {
      if (text !== "") await writer.write(new TextEncoder().encode(text));
      await writer.close();
    } catch {
      // it ended before it read everything
    }
  }

  kill(signal: Deno.Signal): void {
    this.#process.kill(signal);
  }

  /** Resolves when the condition holds; it is asked at every piece of output, and often, for it may be about files. */
  async until(condition: (program: this) => boolean, millis = 15_000): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const said = () => `stdout:\n${this.stdout}\nstderr:\n${this.stderr}`;
    const check = () => {
      if (condition(this)) resolve();
      else if (this.#ended) reject(new Error(`The program ended before ${condition}\n${said()}`));
    };
    const timer = setTimeout(() => reject(new Error(`Timed out waiting for ${condition}\n${said()}`)), millis);
    const often = setInterval(check, OFTEN_MS);
    this.#changed = check;
    check();
    try {
      await promise;
    } finally {
      clearInterval(often);
      clearTimeout(timer);
      this.#changed = () => {};
    }
  }

  async ended(): Promise<Ended> {
    const { code } = await this.status;
    await this.#reading;
    return { code, stdout: this.stdout, stderr: this.stderr };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#ended) {
      try {
        this.#process.kill("SIGKILL");
      } catch {
        // it has just ended
      }
    }
    await this.ended();
  }
}

/** Starts Sluice. */
export function start(args: readonly string[], options: RunOptions = {}): Running {
  return new Running(programArgs(args, options.permissions), options);
}

/** Runs Sluice to its end. */
export async function run(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  await using program = start(args, options);
  return await program.ended();
}

/** Runs statements to their end. */
export async function sql(text: string, ...flags: string[]): Promise<Ended> {
  return await run([...flags, "-e", text]);
}

/** The embedded cluster as a process of its own. */
export interface Cluster extends AsyncDisposable {
  readonly bootstrap: string;
  readonly port: number;
  /** URL of its schema registry. */
  readonly registry: string;
  /** File of the certificate authority, with `--tls`. */
  readonly ca: string | undefined;
  kill(signal: Deno.Signal): void;
  readonly status: Promise<Deno.CommandStatus>;
}

/** A connection of somebody else may have the port of a cluster that was killed: it is waited for so long, in milliseconds. */
const PORT_MS = 20_000;
const PORT_TAKEN = /the port is in use/;

export async function startCluster(...args: string[]): Promise<Cluster> {
  const where = args.includes("--data") ? [] : ["--memory"];
  const port = args.includes("--port") ? [] : ["--port", "0"];
  const ready = args.includes("--tls") ? /bootstrap=(.*)\nregistry=(.*)\nca=(.*)\n/ : /bootstrap=(.*)\nregistry=(.*)\n/;
  const deadline = Date.now() + PORT_MS;
  let running: Running;
  for (;;) {
    running = new Running([...FLAGS, "-P", CLUSTER, ...port, ...where, ...args]);
    await running.until(({ stdout, stderr }) => ready.test(stdout) || PORT_TAKEN.test(stderr), 30_000);
    if (!PORT_TAKEN.test(running.stderr)) break;
    await running.ended();
    if (Date.now() > deadline) throw new Error(running.stderr);
  }
  const [, bootstrap = "", registry = "", ca] = ready.exec(running.stdout) ?? [];
  return {
    bootstrap,
    registry,
    ca,
    port: Number(bootstrap.split(":")[1]),
    kill: (signal) => running.kill(signal),
    status: running.status,
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  };
}

export async function temporaryFolder(): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await Deno.makeTempDir();
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

/** Runs a test in a folder of its own. */
export async function inFolder(test: (path: string) => Promise<void>): Promise<void> {
  await using folder = await temporaryFolder();
  await test(folder.path);
}

/** The lines of NDJSON. */
export function rowsOf(ndjson: string): Record<string, unknown>[] {
  return ndjson.trim() === "" ? [] : ndjson.trim().split("\n").map((line) => JSON.parse(line));
}

/** Runs a shell pipeline in which `$SLUICE` is the program. */
export async function shellPipeline(script: string, env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const sluice = [Deno.execPath(), ...programArgs([])].map((word) => `'${word}'`).join(" ");
  const { code, stdout, stderr } = await new Deno.Command("bash", {
    args: ["-c", `sluice() { ${sluice} "$@"; }\n${script}`],
    clearEnv: true,
    env: environment(env),
    stdin: "null",
  }).output();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}
