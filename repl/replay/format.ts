/**
 * What `\save` writes above a statement and `\replay` reads: comments of one line each, harmless to whoever runs the script.
 *
 * ```
 * -- 2026-01-31T10:00:01.000Z, 2 rows, sha256 9f86…
 * -- orders: offsets 0:17-42, 1:0-3, id 6Zk3
 * -- row ["1","ann"]
 * -- row ["2",null]
 * SELECT n, w FROM orders;
 * ```
 * Sources stand in the order in which the pipeline builds them; an offset behind `-` is the one behind the last that was read.
 */
import type { Reading } from "../../connectors/connector.ts";
import { SqlError } from "../../schema/errors.ts";
import type { Row } from "./rows.ts";

/** Why a result is not all that the statement would have given; absent: it is. */
export const CUTS = {
  stopped: "it was stopped",
  running: "it still ran when it was saved",
  failed: "it failed",
  resumed: "it had gone on from a checkpoint",
} as const;
export type Cut = keyof typeof CUTS;

export interface SavedReading {
  readonly table: string;
  readonly reading: Reading;
}

/** What came of a statement. */
export interface SavedRun {
  /** When it was submitted, in milliseconds since the epoch; undefined: nothing says it. */
  readonly at: number | undefined;
  readonly rows?: number | undefined;
  /** Rows that came too late for their window. */
  readonly late?: number | undefined;
  /** Of the rows, as `rows.ts` settles them. */
  readonly hash?: string | undefined;
  readonly cut?: Cut | undefined;
  readonly readings: readonly SavedReading[];
  /** All of them, secrets masked; undefined: they were too many, or nothing is known of them. */
  readonly kept?: readonly Row[] | undefined;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** A statement's comments, without line breaks at the end. */
export function commentLines(
  { at, rows, late, hash, cut, readings, kept }: SavedRun & { readonly at: number },
): string[] {
  const head = [
    new Date(at).toISOString(),
    ...(rows === undefined ? [] : [`${rows} ${rows === 1 ? "row" : "rows"}`]),
    ...(late === undefined || late === 0 ? [] : [`${late} late`]),
    ...(hash === undefined ? [] : [`sha256 ${hash}`]),
    ...(cut === undefined ? [] : [cut]),
  ];
  const lines = [head.join(", "), ...readings.map(readingText), ...(kept ?? []).map((row) => `row ${plainJson(row)}`)];
  return lines.map((line) => `-- ${line}`);
}

/** Of a source that had no partition. */
const NONE = "none";

function readingText({ table, reading: { ranges, identity } }: SavedReading): string {
  const offsets = ranges.map(({ partition, from, to }) => `${partition}:${from}-${to}`).join(", ");
  return `${table.replace(/\s+/g, " ")}: offsets ${offsets || NONE}${identity === undefined ? "" : `, id ${identity}`}`;
}

/** What a terminal or a reader of SQL would take for something else, besides what JSON itself escapes. */
const UNSAFE = /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** On one line, and with neither end nor beginning of a block comment. */
function plainJson(row: Row): string {
  return JSON.stringify(row)
    .replaceAll("*/", "*\\/").replaceAll("/*", "/\\u002a")
    .replace(UNSAFE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

const HEAD = /^-- \d{4}-\d\d-\d\dT/;
const READING = /: offsets (?:\d|none\b)/;
const ROW = /^-- row \[/;
const FIRST = /^-- \S+, a session of Sluice:/;

/** The first line of a script. `now` in milliseconds since the epoch. */
export function headLine(now: number): string {
  return `-- ${new Date(now).toISOString()}, a session of Sluice: what succeeded, in its order, and what came of it.`;
}

/**
 * What the comments between two statements say of the second one: `lines` in their order, `first` is the number of the first in its file,
 * from 0. Undefined: nothing. What else stands there is passed over. Throws an `SqlError` that names the line that cannot be read.
 */
export function savedRun(lines: readonly string[], first: number): SavedRun | undefined {
  let run: Writable<SavedRun> | undefined;
  let readings: SavedReading[] = [];
  let kept: Row[] = [];
  lines.forEach((untrimmed, index) => {
    const line = untrimmed.trim();
    const at = first + index;
    if (FIRST.test(line)) return;
    if (HEAD.test(line)) {
      // Whoever deletes a statement may leave its comments: the last ones are of the statement that follows.
      kept = [];
      run = { ...headOf(line, at), readings: readings = [] };
    } else if (line.startsWith("-- ") && READING.test(line)) {
      readings.push(readingOf(line, at));
      run ??= { at: undefined, readings };
    } else if (ROW.test(line)) {
      run ??= { at: undefined, readings };
      kept.push(rowOf(line, at));
      run.kept = kept;
    }
  });
  if (run?.rows === 0 && run.hash !== undefined) run.kept = kept;
  return run;
}

function headOf(line: string, index: number): SavedRun {
  const [time = "", ...parts] = line.slice("-- ".length).split(/,\s*/);
  const at = Date.parse(time);
  if (Number.isNaN(at)) throw broken(index, `"${time}" is no time`, "2026-01-31T10:00:00.000Z");
  const run: Writable<SavedRun> = { at, readings: [] };
  for (const part of parts) {
    const [, rows, late, hash] = /^(?:(\d{1,15}) rows?|(\d{1,15}) late|sha256 ([0-9a-f]{64}))$/.exec(part) ?? [];
    if (rows !== undefined) run.rows = Number(rows);
    else if (late !== undefined) run.late = Number(late);
    else if (hash !== undefined) run.hash = hash;
    else if (isCut(part)) run.cut = part;
    else throw broken(index, `"${part}" is neither rows nor a hash`, "TIME, 2 rows, sha256 HASH");
  }
  return run;
}

function isCut(text: string): text is Cut {
  return Object.hasOwn(CUTS, text);
}

function readingOf(line: string, index: number): SavedReading {
  const [, table = "", offsets = "", identity] = /^-- (.*): offsets (.*?)(?:, id (\S+))?$/.exec(line) ?? [];
  const ranges = (offsets === NONE ? [] : offsets.split(/,\s*/)).map((text) => {
    const [, partition, from, to] = /^(\d{1,9}):(\d{1,15})-(\d{1,15})$/.exec(text) ?? [];
    if (to === undefined || Number(to) < Number(from)) {
      throw broken(index, `"${text}" are no offsets`, "0:17-42: partition 0, from offset 17 up to and without 42");
    }
    return { partition: Number(partition), from: Number(from), to: Number(to) };
  });
  return { table, reading: { ranges, identity } };
}

function rowOf(line: string, index: number): Row {
  const row = jsonOf(line.slice("-- row ".length), index);
  if (Array.isArray(row) && row.every((cell) => cell === null || typeof cell === "string")) return row;
  throw broken(index, "a row is an array of texts and null", '["1",null]');
}

function jsonOf(text: string, index: number): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw broken(index, `"${text.slice(0, 40)}" is no JSON`, '["1",null]', cause);
  }
}

/** `index` of the line, from 0. */
function broken(index: number, why: string, example: string, cause?: unknown): SqlError {
  return new SqlError(`Cannot read the comment in line ${index + 1}: ${why}`, {
    code: "bad_script",
    hint: `Write it as in ${example}, or delete the line: then there is nothing to compare with.`,
    cause,
  });
}
