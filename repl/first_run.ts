/** Who opens the shell for the first time is shown a statement to try. */
import { historyPath } from "./editor/history.ts";
import type { Program } from "./main.ts";

/** Writes two messages to a topic of the embedded cluster and reads them: a whole round. */
const HELLO = `CREATE TABLE IF NOT EXISTS hello (word TEXT)
WITH (connection_profile = 'local', topic = 'hello', format = 'json', 'source.offset' = 'earliest');
INSERT INTO hello VALUES ('Hello'), ('streams');
SELECT * FROM hello;`;

/**
 * Undefined when something was typed here before, and for who keeps no history or sees no colours: a statement that only
 * colour tells from what was typed would confuse.
 */
export function firstStatement({ env, flags }: Pick<Program, "env" | "flags">): string | undefined {
  const path = historyPath(env);
  const isPlain = flags.noColor || (env("NO_COLOR") ?? "") !== "" || env("TERM") === "dumb";
  return path === undefined || isPlain || !isNew(path) ? undefined : HELLO;
}

/** Asks for no permission: a question of Deno's would be the first thing that the person sees. */
function isNew(path: string): boolean {
  if (Deno.permissions.querySync({ name: "read", path }).state !== "granted") return false;
  try {
    return Deno.statSync(path).size === 0;
  } catch (error) {
    return error instanceof Deno.errors.NotFound;
  }
}
