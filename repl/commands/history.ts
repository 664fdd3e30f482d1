/** Statements of before: `\history` lists them, `\e` edits one. */
import { editExternally } from "../editor/external_editor.ts";
import type { HistoryEntry } from "../editor/history.ts";
import { ConnectorError, SqlError } from "../../schema/errors.ts";
import type { Shell } from "../shell.ts";
import { fit, visible } from "../terminal/width.ts";
import type { Command } from "./command.ts";

export const HISTORY_COMMANDS: readonly Command[] = [
  {
    name: "\\history",
    args: "[WORD]",
    doc: "statements of before by number, all or those with WORD in them",
    run: history,
  },
  {
    name: "\\e",
    args: "[N]",
    doc: "edit the last statement, or number N of \\history, in $VISUAL or $EDITOR",
    more: "What comes back stands at the prompt: Enter runs it. Deno must be given the right: --allow-run=vim.",
    run: edit,
  },
];

/** So many of the newest are listed. */
const LISTED = 200;

async function history(shell: Shell, word: string): Promise<void> {
  const { columns } = shell.parts.terminal.size;
  const all = shell.parts.history.entries().map((entry, index) => ({ number: index + 1, sql: entry.sql }));
  const wanted = word.toLowerCase();
  const found = all.filter(({ sql }) => sql.toLowerCase().includes(wanted) && !/^\\history\b/.test(sql));
  if (found.length === 0) {
    return shell.print(word === "" ? "No statement yet" : `No statement has '${visible(word)}' in it`);
  }
  const width = String(all.length).length;
  const lines = found.slice(-LISTED).map(({ number, sql }) =>
    fit(`${String(number).padStart(width)}  ${visible(sql.replace(/\s*\n\s*/g, " "))}`, columns)
  );
  if (found.length > LISTED) {
    shell.say(`the newest ${LISTED} of ${found.length.toLocaleString("en-US")}; \\history WORD finds others`);
  }
  await shell.results.lines(lines, "end");
}

async function edit(shell: Shell, argument: string): Promise<void> {
  const entries = shell.parts.history.entries();
  const text = argument === "" ? lastStatement(entries)?.sql ?? "" : numbered(entries, argument).sql;
  const after = await edited(text, shell);
  if (after.trim() === "") return shell.say("Nothing came back from the editor");
  shell.propose(after);
}

/** Throws a `ConnectorError` where the editor cannot be started, or has failed. */
async function edited(text: string, { parts: { terminal, screen, session } }: Shell): Promise<string> {
  if (terminal.dumb) throw new ConnectorError("A dumb terminal has no place for an editor", { code: "unsupported" });
  await screen.drained();
  const { environment } = session.world;
  const after = await editExternally(text, terminal, (name) => environment.env(name));
  screen.reset();
  if ("failure" in after) throw new ConnectorError(after.failure, { code: "editor" });
  return after.text;
}

/** The newest that is no meta command, such as the `\e` that asks. */
function lastStatement(entries: readonly HistoryEntry[]): HistoryEntry | undefined {
  return entries.findLast(({ sql }) => !/^\s*\\/.test(sql));
}

function numbered(entries: readonly HistoryEntry[], argument: string): HistoryEntry {
  const entry = /^\d+$/.test(argument) ? entries[Number(argument) - 1] : undefined;
  if (entry !== undefined) return entry;
  throw new SqlError(`There is no statement ${argument} in the history`, {
    code: "not_found",
    hint: `\\history lists them: 1 to ${entries.length}.`,
  });
}
