/** Running other programs, with a deadline. */

export interface CommandOptions {
  readonly input?: string | Uint8Array;
  readonly env?: Record<string, string>;
  /** Default 60,000. */
  readonly timeoutMs?: number;
}

/** Standard output as bytes. Throws what the program wrote to stderr when it fails, or takes too long. */
export async function runBytes(
  program: string,
  args: readonly string[],
  { input = "", env = {}, timeoutMs = 60_000 }: CommandOptions = {},
): Promise<Uint8Array> {
  const signal = AbortSignal.timeout(timeoutMs);
  const command = new Deno.Command(program, {
    args: [...args],
    env,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    signal,
  });
  const child = command.spawn();
  const bytes = typeof input === "string" ? new TextEncoder().encode(input) : input;
  const written = new Blob([bytes.slice()]).stream().pipeTo(child.stdin).catch(() => {}); // it may end before it has read all
  const { success, code, stdout, stderr } = await child.output();
  await written;
  if (success) return stdout;
  const why = signal.aborted ? `took longer than ${timeoutMs} ms` : `ended with ${code}`;
  throw new Error(`${program} ${args.join(" ")} ${why}\n${new TextDecoder().decode(stderr).slice(-2000)}`);
}

export async function run(program: string, args: readonly string[], options?: CommandOptions): Promise<string> {
  return new TextDecoder().decode(await runBytes(program, args, options));
}

/** Resolves when the condition holds; throws after `milliseconds`. */
export async function eventually(
  what: string,
  condition: () => boolean | Promise<boolean>,
  milliseconds = 30_000,
): Promise<void> {
  const deadline = performance.now() + milliseconds;
  while (!await condition()) {
    if (performance.now() > deadline) throw new Error(`Not within ${milliseconds} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
