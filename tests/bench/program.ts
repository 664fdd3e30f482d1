/** The program as its users start it. */

const ROOT = new URL("../..", import.meta.url).pathname;

/** Arguments of `deno` for `deno task shell …`, with a data folder of its own. */
export function programArgs(dir: string, ...args: readonly string[]): string[] {
  return ["run", "-q", `--config=${ROOT}deno.json`, "-P", `${ROOT}mod.ts`, "--dir", dir, ...args];
}

/** A temporary folder, removed at the end. */
export async function temporaryDir(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await Deno.makeTempDir({ prefix: "sluice-bench-" });
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}
