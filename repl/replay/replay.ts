/** A saved script from its text to the last word that is said of it, for the shell and for the command line. */
import type { Session } from "../../engine/session.ts";
import { SqlError } from "../../schema/errors.ts";
import { replayedLines, type ReplayStyle, tallyOf, tallyText } from "./lines.ts";
import { type Replayed, Replayer, type ReplayerOptions } from "./replayer.ts";
import { savedScript } from "./script.ts";

export interface ReplayParts {
  readonly session: Session;
  /** The rows are compared with those of then; else {@link view} shows them. */
  readonly isCompared: boolean;
  /** Ends it. */
  readonly signal: AbortSignal;
  readonly view?: ReplayerOptions["view"];
  readonly style: () => ReplayStyle;
  /** Statement `place` of `count` is about to be run; the first one is 1. */
  begins(place: number, count: number): void;
  print(lines: readonly string[]): void;
  /** A remark. */
  say(text: string): void;
}

/**
 * Runs the script `text` of the file `path` once more and says of each statement what came. Throws an `SqlError` when it cannot be read,
 * and at the end when a statement has failed, or differs.
 */
export async function replay(path: string, text: string, parts: ReplayParts): Promise<void> {
  const { session, isCompared, signal, view, say } = parts;
  const statements = savedScript(text);
  if (isCompared && statements.every(({ then }) => then === undefined)) {
    say(`${path} was not written by \\save: it is run, and there is nothing to compare with`);
  }
  await using replayer = new Replayer({ session, statements, isCompared, ...(view && { view }), notice: say });
  const all: Replayed[] = [];
  for (const statement of statements) {
    if (signal.aborted) break;
    parts.begins(all.length + 1, statements.length);
    const replayed = await replayer.run(statement, signal);
    all.push(replayed);
    parts.print(replayedLines(statement.parsed.text, replayed, parts.style()));
  }
  const left = statements.length - all.length;
  if (left > 0) say(`stopped: ${left} more ${left === 1 ? "was" : "were"} not run`);
  const tally = tallyOf(all);
  if (tally.differs + tally.failed === 0) return say(tallyText(tally));
  throw new SqlError(`"${path}" does not give what it gave: ${tallyText(tally)}`, { code: "differs" });
}
