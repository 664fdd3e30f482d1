/** A statement in the person's own editor: `$VISUAL`, else `$EDITOR`. */

import type { Terminal } from "../terminal/terminal.ts";

/** What came of it: the text as it was saved, or why there is none. */
export type Edited = { readonly text: string } | {
  readonly failure: string;
  /** The terminal was not given away. */
  readonly refused?: boolean;
};

const INHERITED = { stdin: "inherit", stdout: "inherit", stderr: "inherit" } as const;

/** Lends the terminal to the editor until it ends. The caller paints anew. */
export async function editExternally(
  text: string,
  terminal: Terminal,
  env: (name: string) => string | undefined,
): Promise<Edited> {
  const [command = "vi", ...args] = (env("VISUAL") || env("EDITOR") || "vi").split(/\s+/).filter((word) => word !== "");
  if (Deno.permissions.querySync({ name: "run", command }).state !== "granted") {
    return {
      failure: `Cannot start ${command}: start Sluice with --allow-run=${command} behind deno run -P`,
      refused: true,
    };
  }
  terminal.pause();
  try {
    return await edited(text, command, args);
  } catch (error) {
    return { failure: `Cannot start ${command}: ${error instanceof Error ? error.message : error}` };
  } finally {
    terminal.resume();
  }
}

async function edited(text: string, command: string, args: readonly string[]): Promise<Edited> {
  const path = await Deno.makeTempFile({ prefix: "sluice-", suffix: ".sql" });
  try {
    await Deno.writeTextFile(path, text, { mode: 0o600 });
    const { success, code } = await new Deno.Command(command, { args: [...args, path], ...INHERITED }).spawn().status;
    if (!success) return { failure: `${command} ended with ${code}: the statement is as it was` };
    return { text: (await Deno.readTextFile(path)).replace(/\r\n?/g, "\n").replace(/\n$/, "") };
  } finally {
    await Deno.remove(path);
  }
}
