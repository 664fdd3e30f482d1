/** `\replay FILE [--check]` in the shell. */
import { SqlError } from "../../schema/errors.ts";
import { style } from "../editor/highlight.ts";
import type { Shell } from "../shell.ts";
import { replayedLines, tallyOf, tallyText } from "./lines.ts";
import { type Replayed, Replayer } from "./replayer.ts";
import { savedScript } from "./script.ts";

/**
 * Runs the script `text` of the file `path` once more and says of each statement what came. Ctrl-C ends it. Throws an `SqlError` when a
 * statement has failed, or with `isCompared` differs.
 */
export async function replay(shell: Shell, path: string, text: string, isCompared: boolean): Promise<void> {
  const { session, reader, screen, terminal } = shell.parts;
  const statements = savedScript(text);
  if (isCompared && statements.every(({ then }) => then === undefined)) {
    shell.say(`${path} was not written by \\save: it is run, and there is nothing to compare with`);
  }
  const stop = new AbortController();
  using _keys = reader.capture((key) => {
    const stops = key.ctrl && key.name === "c";
    if (stops) stop.abort();
    return stops;
  });
  await using replayer = new Replayer({
    session,
    statements,
    isCompared,
    ...(!isCompared && { view: (fields, query) => shell.results.view(fields, query) }),
    notice: (remark) => shell.say(remark),
  });
  const all: Replayed[] = [];
  try {
    for (const [index, statement] of statements.entries()) {
      const place = `replaying ${index + 1} of ${statements.length} · Ctrl-C stops`;
      screen.setStatus("below", [style(terminal.theme, "dim", place)]);
      const replayed = await replayer.run(statement, stop.signal);
      all.push(replayed);
      const look = { theme: terminal.theme, width: terminal.size.columns };
      shell.print(replayedLines(statement.parsed.text, replayed, look));
      if (stop.signal.aborted || reader.closed) break;
    }
  } finally {
    screen.setStatus("below", []);
  }
  const tally = tallyOf(all);
  if (all.length < statements.length) shell.say(`stopped: ${statements.length - all.length} more were not run`);
  if (tally.differs + tally.failed === 0) return shell.say(tallyText(tally));
  throw new SqlError(`${path} does not give what it gave: ${tallyText(tally)}`, { code: "differs" });
}
