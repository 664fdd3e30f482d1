/** `\watch`: a query that ends, again and again, with what has changed marked. */
import { counted } from "../../schema/counted.ts";
import { SqlError } from "../../schema/errors.ts";
import { type BoundSelect, withoutRetractions } from "../../engine/bind_statement.ts";
import { parseScript } from "../../sql/parse.ts";
import { style } from "../editor/highlight.ts";
import { type Cell, Cells } from "../formats/cells.ts";
import { TableLines } from "../formats/table_lines.ts";
import { KeptRows } from "../results/kept_rows.ts";
import type { Shell } from "../shell.ts";

const EVERY_MS = 2000;
const LEAST_MS = 100;
/** Lines of the screen that are no rows: what is watched, two of the header, the count of the rest, two to spare. */
const OTHER_LINES = 6;

export async function watch(shell: Shell, argument: string): Promise<void> {
  const every = argument === "" ? EVERY_MS : durationOf(argument);
  const text = shell.results.lastQuery;
  if (text === undefined) {
    throw new SqlError("There is no query to repeat", { code: "not_found", hint: "Run one that ends first." });
  }
  const { screen, reader, terminal } = shell.parts;
  const stop = new AbortController();
  using _keys = reader.capture((key) => {
    if ((key.ctrl && key.name === "c") || key.text === "q" || key.name === "escape") stop.abort();
    return true;
  });
  let picture: Picture | undefined;
  let runs = 0;
  try {
    while (!stop.signal.aborted && !reader.closed) {
      const rows = await run(shell, text, stop.signal);
      if (rows === undefined) break;
      picture = pictureOf(rows, picture);
      const { columns, rows: height } = terminal.size;
      const title = `every ${durationText(every)}, ${
        new Date(shell.parts.now()).toLocaleTimeString("en-GB")
      }, run ${++runs} · Ctrl-C stops`;
      const lines = paint(picture, columns, Math.max(1, height - OTHER_LINES), shell);
      if (terminal.plain) screen.print([title, ...lines]);
      else screen.setStatus("above", [style(terminal.theme, "dim", title), ...lines]);
      await pause(every, stop.signal);
    }
  } finally {
    screen.setStatus("above", []);
  }
  if (picture !== undefined) {
    screen.print(paint({ ...picture, before: undefined }, terminal.size.columns, Infinity, shell));
  }
  shell.say(`watched ${counted(runs, "run")}`);
}

/** The rows of the query; undefined: the person has stopped it. */
async function run(shell: Shell, text: string, signal: AbortSignal): Promise<KeptRows | undefined> {
  const { session, variables } = shell.parts;
  const { statements, errors } = parseScript(text, { variables: Object.fromEntries(variables) });
  if (errors[0] !== undefined) throw errors[0];
  const [statement] = statements;
  const outcome = statement && await session.run(statement);
  if (outcome?.kind !== "select") return undefined;
  if (!outcome.select.bounded) throw live();
  const select: BoundSelect = withoutRetractions(outcome.select);
  const rows = new KeptRows(text, select.fields);
  const job = session.select(select, text, { receive: (batch) => rows.append(batch) });
  const stopped = Promise.withResolvers<"stopped">();
  signal.addEventListener("abort", () => stopped.resolve("stopped"), { once: true });
  if (signal.aborted || await Promise.race([job.done, stopped.promise]) === "stopped") {
    void job.stop();
    return undefined;
  }
  rows.ended = true;
  shell.results.last = rows;
  return rows;
}

function live(): SqlError {
  return new SqlError("This query has no end: it is live already", {
    code: "unbounded",
    hint: "\\watch repeats what ends: source.until = 'latest' reads up to now.",
  });
}

interface Picture {
  readonly rows: KeptRows;
  readonly cells: readonly (readonly Cell[])[];
  readonly before: readonly (readonly Cell[])[] | undefined;
}

function pictureOf(rows: KeptRows, last: Picture | undefined): Picture {
  const reader = new Cells(rows.fields, {});
  const cells = rows.batches.flatMap((batch) =>
    Array.from({ length: batch.length }, (_, row) => reader.row(batch, row))
  );
  return { rows, cells, before: last?.cells };
}

function paint({ rows, cells, before }: Picture, width: number, room: number, shell: Shell): string[] {
  const { terminal } = shell.parts;
  const shown = cells.slice(0, room);
  const color = !terminal.plain && terminal.theme.styles.bold !== undefined;
  const table = new TableLines(new Cells(rows.fields, {}).columns, { color, width }, shown);
  const lines = shown.map((row, i) =>
    table.line(row, (column) => before !== undefined && before[i]?.[column] !== row[column])
  );
  const rest = cells.length - shown.length;
  const more = `… ${counted(rest, "more row")}`;
  return [...table.header(), ...lines, ...(rest > 0 ? [style(terminal.theme, "dim", more)] : [])];
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };

/** Milliseconds of `500ms`, `2s`, `1m`; a bare number is seconds. */
export function durationOf(text: string): number {
  const [, amount, unit = "s"] = /^(\d+(?:\.\d+)?)\s*(ms|s|m)?$/i.exec(text) ?? [];
  const value = Number(amount) * (UNITS[unit.toLowerCase()] ?? NaN);
  if (value >= LEAST_MS) return value;
  throw new SqlError(`Cannot read the duration '${text}'`, {
    code: "bad_option",
    hint: "Write 500ms, 5s or 1m; 100ms at least.",
  });
}

function durationText(ms: number): string {
  return ms % 1000 === 0 ? `${ms / 1000} s` : `${ms} ms`;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(wake, ms);
    signal.addEventListener("abort", wake, { once: true });
  });
}
