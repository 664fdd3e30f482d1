/** Before the first write of an INSERT in the shell: what it would write and where, and the question whether it may. */
import { rehearsedSink } from "../../engine/rehearsal.ts";
import type { BoundInsert } from "../../engine/bind_statement.ts";
import type { Session } from "../../engine/session.ts";
import { inputsOf, type LogicalPlan } from "../../sql/plan.ts";
import type { StatementReader } from "../editor/editor.ts";
import { style } from "../editor/highlight.ts";
import type { Screen } from "../terminal/screen.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { rehearsalLines } from "./rehearsal_lines.ts";
import { trialOf } from "./trial.ts";

export const QUESTION = "write? [y/N] ";
/** What cluster and registry may take to answer, in milliseconds. */
const ASK_MS = 30_000;

export interface RehearsalParts {
  readonly session: Session;
  readonly terminal: Terminal;
  readonly screen: Screen;
  readonly reader: StatementReader;
  now(): number;
}

/** False: rows that were typed (VALUES) are known before they are written, and a memory table is nobody else's. */
export function isRehearsed({ targets }: BoundInsert): boolean {
  return targets.some(({ kind, plan }) => kind === "sink" && readsSomething(plan));
}

function readsSomething(plan: LogicalPlan): boolean {
  return plan.kind === "scan" || plan.kind === "memory" || inputsOf(plan).some(readsSomething);
}

/**
 * Whether the person wants the INSERT to write. Nothing is written, registered or committed before. Throws what would fail the
 * INSERT. Ctrl-C is a no, also while rows are awaited.
 */
export async function rehearse(insert: BoundInsert, text: string, parts: RehearsalParts): Promise<boolean> {
  const stopping = new AbortController();
  const lines = await watched(rehearsed(insert, text, parts, stopping.signal), parts, stopping);
  if (lines === undefined) return false;
  parts.screen.print(lines);
  await parts.screen.drained(); // nobody is asked about what is not on the screen yet
  return await isAgreed(parts);
}

async function rehearsed(
  insert: BoundInsert,
  text: string,
  { session, terminal, now }: RehearsalParts,
  stopped: AbortSignal,
): Promise<readonly string[]> {
  const signal = AbortSignal.any([stopped, AbortSignal.timeout(ASK_MS)]);
  const { environment } = session.world;
  const targets = insert.targets.flatMap((target) => target.kind === "sink" ? [target] : []);
  const sinks = await Promise.all(targets.map((target) => rehearsedSink(target, environment, signal)));
  const trial = await trialOf(session, insert, { sinks, text, signal: stopped, now });
  const { theme, plain, size } = terminal;
  return rehearsalLines(sinks, trial, { theme, color: !plain && theme.styles.bold !== undefined, width: size.columns });
}

/** The work, under a line that says what goes on; undefined after Ctrl-C. */
async function watched<T>(
  work: Promise<T>,
  { reader, screen, terminal }: RehearsalParts,
  stopping: AbortController,
): Promise<T | undefined> {
  const { promise: stopped, resolve } = Promise.withResolvers<undefined>();
  using _keys = reader.capture((key) => {
    if (!key.ctrl || key.name !== "c") return false;
    stopping.abort();
    resolve(undefined);
    return true;
  });
  screen.setStatus("below", [style(terminal.theme, "dim", "rehearsing, nothing is written · Ctrl-C gives up")]);
  work.catch(() => {}); // when it was let go of, nobody else awaits it
  try {
    return await Promise.race([work, stopped]);
  } finally {
    screen.setStatus("below", []);
  }
}

/** Only a yes is one: somebody may have typed ahead. */
async function isAgreed({ reader }: RehearsalParts): Promise<boolean> {
  const answer = await reader.readLine(QUESTION);
  return answer !== undefined && /^\s*y(es)?\s*$/i.test(answer);
}
