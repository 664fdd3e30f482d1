/** A statement in the person's own editor: `$VISUAL`, else `$EDITOR`. */

import type { Terminal } from "../terminal/terminal.ts";

/** What came of it: the text as it was saved, or why there is none. */
export type Edited = { readonly text: string } | { readonly failure: string };

/** Lends the terminal to the editor until it ends. The caller paints anew. */
export async function editExternally(
  text: string,
  terminal: Terminal,
  env: (name: string) => string | undefined,
): Promise<Edited> {
  const [command = "vi", ...args] = (env("VISUAL") || env("EDITOR") || "vi").split(/\s+/).filter((word) => word !== "");
  if (Deno.permissions.querySync({ name: "run", command }).state !== "granted") {
    return { failure: `Cannot start ${command}: start Sluice with --allow-run=${command} behind deno run -P` };
  }
  const path = await Deno.makeTempFile({ prefix: "sluice-", suffix: ".sql" });
  terminal.pause();
  try {
    await Deno.writeTextFile(path, text, { mode: 0o600 });
    const { success, code } = await new Deno.Command(command, { args: [...args, path], ...INHERITED }).spawn().status;
    if (!success) return { failure: `${command} ended with ${code}: the statement is as it was` };
    return { text: (await Deno.readTextFile(path)).replace(/\r\n?/g, "\n").replace(/\n$/, "") };
  } catch (error) {
    return { failure: `Cannot start ${command}: ${error instanceof Error ? error.message : error}` };
  } finally {
    terminal.resume();
    await Deno.remove(path);
  }
}

const INHERITED = { stdin: "inherit", stdout: "inherit", stderr: "inherit" } as const;
