/** A pseudo-terminal with a program in it: node-pty where its native part loads, else `script`. */

export interface PtyOptions {
  readonly cols: number;
  readonly rows: number;
  /** The whole environment of the program. */
  readonly env: Readonly<Record<string, string>>;
  /** Writes of more than 4,000 bytes: node-pty under Deno loses what the program has not yet read. */
  readonly longWrites: boolean;
}

export interface Pty {
  write(text: string): void;
  resize(cols: number, rows: number): Promise<void>;
  /** SIGKILL. */
  kill(): void;
  /** The exit code; 128 + n for a signal. */
  readonly exit: Promise<number>;
}

/** `SLUICE_TEST_PTY=script` takes `script` even where node-pty loads. */
export async function openPty(
  command: readonly string[],
  options: PtyOptions,
  data: (bytes: Uint8Array) => void,
): Promise<Pty> {
  if (Deno.env.get("SLUICE_TEST_PTY") !== "script" && !options.longWrites) {
    try {
      return await openNodePty(command, options, data);
    } catch {
      // No native part for this platform.
    }
  }
  return await openScript(command, options, data);
}

async function openNodePty(
  command: readonly string[],
  options: PtyOptions,
  data: (bytes: Uint8Array) => void,
): Promise<Pty> {
  const { default: pty } = await import("@lydell/node-pty");
  const { cols, rows, env } = options;
  const [file = "", ...args] = command;
  const child = pty.spawn(file, args, { cols, rows, env, name: env["TERM"] ?? "xterm-256color", encoding: null });
  child.onData((bytes: string | Uint8Array) =>
    data(typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes)
  );
  const exit = new Promise<number>((resolve) => {
    child.onExit(({ exitCode, signal }) => resolve(signal ? 128 + signal : exitCode));
  });
  return {
    write: (text) => child.write(text),
    resize: (cols, rows) => Promise.resolve(child.resize(cols, rows)),
    kill: () => child.kill("SIGKILL"),
    exit,
  };
}

async function openScript(
  command: readonly string[],
  options: PtyOptions,
  data: (bytes: Uint8Array) => void,
): Promise<Pty> {
  const device = await Deno.makeTempFile();
  const quoted = command.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(" ");
  const line = `tty > '${device}'; stty rows ${options.rows} cols ${options.cols}; exec ${quoted}`;
  const child = new Deno.Command("script", {
    args: ["-qefc", line, "/dev/null"],
    stdin: "piped",
    stdout: "piped",
    env: { ...options.env, SHELL: "/bin/sh" },
    clearEnv: true,
  }).spawn();
  const input = child.stdin.getWriter();
  const output = (async () => {
    for await (const bytes of child.stdout) data(bytes);
  })();
  return {
    write: (text) => void input.write(new TextEncoder().encode(text)).catch(() => {}),
    resize: async (cols, rows) => {
      const tty = (await Deno.readTextFile(device)).trim();
      await new Deno.Command("stty", { args: ["-F", tty, "rows", String(rows), "cols", String(cols)] }).output();
    },
    kill: () => child.kill("SIGKILL"),
    exit: (async () => {
      const { code } = await child.status;
      await output;
      await input.close().catch(() => {});
      await Deno.remove(device);
      return code;
    })(),
  };
}
