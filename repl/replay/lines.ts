/** A replay as a person reads it. */
import { counted } from "../../schema/counted.ts";
import type { Field } from "../../schema/field.ts";
import { TEXT } from "../../schema/types.ts";
import { errorText } from "../diagnostics.ts";
import { style, type StyleName, type Theme } from "../editor/highlight.ts";
import { type CellColumn, cellColumns } from "../formats/cells.ts";
import { TableLines } from "../formats/table_lines.ts";
import { omittedText } from "../results/layout.ts";
import { displayWidth, fit, visible } from "../terminal/width.ts";
import type { Difference, Verdict } from "./compare.ts";
import type { Replayed } from "./replayer.ts";
import type { Row } from "./rows.ts";

export interface ReplayStyle {
  readonly theme: Theme;
  /** Columns of the screen; undefined: nothing is shortened. */
  readonly width: number | undefined;
}

/** Rows of a difference that are shown. */
const SHOWN_ROWS = 20;
/** A statement is shortened to no less than this. */
const LEAST_TEXT = 24;

/** What was run and what came, in a line, and what is different below it. */
export function replayedLines(text: string, replayed: Replayed, look: ReplayStyle): readonly string[] {
  const [as, outcome] = outcomeOf(replayed);
  const line = statementLine(text, outcome, as, look);
  if (replayed.kind === "failed") return [line, ...errorLines(replayed.error, look)];
  if (replayed.kind !== "ran" || replayed.verdict?.kind !== "differs") return [line];
  return [line, ...differenceLines(replayed.verdict, replayed.fields, look)];
}

function statementLine(text: string, outcome: string, as: StyleName, { theme, width }: ReplayStyle): string {
  const statement = visible(text.trim().replace(/\s+/g, " "));
  const room = Math.max(LEAST_TEXT, (width ?? Infinity) - displayWidth(outcome) - 2);
  const shown = displayWidth(statement) > room ? fit(statement, room).replace("\x1b[0m", "") : statement;
  return `${shown}  ${style(theme, as, outcome)}`;
}

function outcomeOf(replayed: Replayed): readonly [StyleName, string] {
  switch (replayed.kind) {
    case "done":
      return ["dim", `${visible(replayed.message)}, for this replay only`];
    case "skipped":
      return ["dim", `skipped: ${visible(replayed.why)}`];
    case "stopped":
      return ["dim", "stopped"];
    case "failed":
      return ["red", "failed"];
    case "ran": {
      const { verdict, rows, isInsert } = replayed;
      const [as, outcome] = verdict === undefined ? ["dim", counted(rows, "row")] as const : verdictText(verdict);
      return [as, isInsert ? `${outcome}, not written again` : outcome];
    }
    default:
      return replayed satisfies never;
  }
}

function verdictText(verdict: Verdict): readonly [StyleName, string] {
  switch (verdict.kind) {
    case "same":
      return ["green", `same: ${counted(verdict.rows, "row")}${verdict.counted ? ", counted only" : ""}`];
    case "differs":
      return ["red", `differs: ${differenceText(verdict)}`];
    case "unknown": {
      const { now, then, why } = verdict;
      const before = then === undefined || then === now ? "" : `, ${counted(then, "row")} then`;
      return ["dim", `not compared: ${why}; ${counted(now, "row")} now${before}`];
    }
    default:
      return verdict satisfies never;
  }
}

function differenceText({ then, now, difference }: Verdict & { kind: "differs" }): string {
  const counts = `${counted(then, "row")} then, ${counted(now, "row")} now`;
  if (difference === undefined) return `${counts}; the rows of then were not kept`;
  const missing = difference.missing.length;
  const added = difference.added.length;
  if (missing + added === 0) {
    return then === now ? "the same rows in another order, or with other secrets" : counts;
  }
  return [
    ...(missing > 0 ? [`${counted(missing, "row")} missing`] : []),
    ...(added > 0 ? [missing > 0 ? `${added.toLocaleString("en-US")} new` : `${counted(added, "row")} new`] : []),
  ].join(", ");
}

/** Missing rows behind `-`, new ones behind `+`, the first {@link SHOWN_ROWS} of both. */
function differenceLines(
  { difference }: Verdict & { kind: "differs" },
  fields: readonly Field[],
  { theme, width }: ReplayStyle,
): readonly string[] {
  const all = difference === undefined ? [] : signed(difference);
  if (all.length === 0) return [];
  const shown = all.slice(0, SHOWN_ROWS);
  const color = theme.styles.bold !== undefined;
  const table = new TableLines(columnsOf(fields, shown), { color, width }, shown);
  const lines = shown.map((row) => style(theme, row[0] === "-" ? "red" : "green", table.line(row)));
  const rest = all.length - shown.length;
  const remarks = [rest > 0 ? `… ${rest.toLocaleString("en-US")} more` : undefined, omittedText(table.omitted)];
  return [
    ...table.header(),
    ...lines,
    ...remarks.flatMap((text) => text === undefined ? [] : [style(theme, "dim", text)]),
  ];
}

function signed({ missing, added }: Difference): Row[] {
  return [...missing.map((row) => ["-", ...row]), ...added.map((row) => ["+", ...row])];
}

/** Rows of then may have more columns than the statement has now. */
function columnsOf(fields: readonly Field[], rows: readonly Row[]): readonly CellColumn[] {
  const own = [{ name: "", type: TEXT, right: false }, ...cellColumns(fields)];
  const most = Math.max(own.length, ...rows.map((row) => row.length));
  return Array.from({ length: most }, (_, i) => own[i] ?? { name: "?", type: TEXT, right: false });
}

function errorLines(error: unknown, { theme }: ReplayStyle): readonly string[] {
  return errorText(error, { color: theme.styles.red !== undefined, agent: false }).split("\n");
}

/** How a replay went, in a line. */
export interface Tally {
  readonly statements: number;
  readonly same: number;
  readonly differs: number;
  readonly failed: number;
  /** Of those that were run. */
  readonly unknown: number;
  readonly skipped: number;
}

export function tallyOf(all: readonly Replayed[]): Tally {
  const verdicts = all.flatMap((one) => one.kind === "ran" && one.verdict !== undefined ? [one.verdict.kind] : []);
  const count = (kind: Verdict["kind"]) => verdicts.filter((one) => one === kind).length;
  return {
    statements: all.length,
    same: count("same"),
    differs: count("differs"),
    unknown: count("unknown"),
    failed: all.filter(({ kind }) => kind === "failed").length,
    skipped: all.filter(({ kind }) => kind === "skipped").length,
  };
}

/** `3 statements: 1 the same, 1 differs, 1 not compared`. */
export function tallyText({ statements, same, differs, failed, unknown, skipped }: Tally): string {
  const parts = [
    ...(same > 0 ? [`${same} the same`] : []),
    ...(differs > 0 ? [`${differs} ${differs === 1 ? "differs" : "differ"}`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(unknown > 0 ? [`${unknown} not compared`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ];
  const all = `${statements.toLocaleString("en-US")} ${statements === 1 ? "statement" : "statements"}`;
  return parts.length === 0 ? all : `${all}: ${parts.join(", ")}`;
}
