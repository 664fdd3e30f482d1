/** The line of a view that says what is shown of how much, and which keys help. */
import { style } from "../editor/highlight.ts";
import { displayWidth, visible } from "../terminal/width.ts";
import { comparedLines } from "./compare/compared_state.ts";
import { cut } from "./grid_lines.ts";
import { clockText } from "./instant.ts";
import type { ResultView } from "./result_view.ts";

/** The first that has room is taken. */
const HINTS = [
  "Space pause · / filter · Enter row · b prompt · ? keys",
  "Space pause · b prompt · ? keys",
  "b prompt · ? keys",
  "? keys",
];

/** At most `columns` wide. What is typed stands in it, with a mark for the cursor. */
export function stateLine(view: ResultView, columns: number, focused: boolean): string {
  const { theme } = view.options;
  if (view.input !== undefined && focused) return inputLine(view.input, columns, view);
  if (view.message !== undefined && focused) {
    return style(theme, "yellow", cut(` ${visible(view.message)}`, columns, theme));
  }
  if (view.overlay !== undefined && focused) {
    const copy = view.overlay.kind === "detail" ? "y copy as JSON · Y as condition · " : "";
    return style(theme, "dim", cut(` ↑↓ scroll · ${copy}Esc back`, columns, theme));
  }
  const said = parts(view);
  const differences = view.still.picture?.differences;
  const texts = differences === undefined
    ? (focused ? HINTS : []).map((hints) => ` ${[...said, hints].join(" · ")}`)
    : comparedLines(said, differences, focused);
  const text = texts.find((one) => displayWidth(one) <= columns) ?? texts.at(-1) ?? ` ${said.join(" · ")}`;
  const shown = cut(text, columns, theme);
  return view.still.picture === undefined ? style(theme, "dim", shown) : style(theme, "yellow", shown);
}

function inputLine({ label, line }: NonNullable<ResultView["input"]>, columns: number, view: ResultView): string {
  const { theme } = view.options;
  const [before, under, behind] = [
    line.text.slice(0, line.cursor),
    line.text.slice(line.cursor, line.cursor + 1),
    line
      .text.slice(line.cursor + 1),
  ];
  const cursor = style(theme, "inverse", under === "" ? " " : visible(under));
  return cut(` ${style(theme, "bold", label)}${visible(before)}${cursor}${visible(behind)}`, columns, theme);
}

/** The first two are the job and how many rows there are. */
function parts(view: ResultView): string[] {
  const { still, filter, order, options: { result } } = view;
  const said = [`job ${view.options.job}`, rowsText(view)];
  if (still.picture?.differences === undefined) said.push(...instantParts(view));
  if (view.showsChanges) said.push("changes");
  if (filter !== undefined) said.push(`filter ${visible(filter.label)}`);
  const sorted = order?.column === undefined ? undefined : result.fields[order.column];
  if (sorted !== undefined) said.push(`by ${visible(sorted.name)} ${order?.descending ? "↓" : "↑"}`);
  if (view.columns.hiddenCount > 0) said.push(`${view.columns.hiddenCount} hidden`);
  if (result.ring.first > 0 && view.isTail) said.push(`oldest ${count(result.ring.first)} dropped`);
  return said;
}

/** Which instant is looked at, or was marked. */
function instantParts({ still, options: { result, now } }: ResultView): string[] {
  const { picture, instant, comparison, pausedAt } = still;
  if (picture === undefined) return comparison === undefined ? [] : [`${clockText(comparison.time)} is marked`];
  const paused = `paused, +${count(result.received - pausedAt.received)} since`;
  if (instant === undefined) return [paused];
  return [`as of ${clockText(instant)}, ${Math.round((now() - instant) / 1000)} s ago`, paused];
}

/** `12 of 480 rows`, `rows 5–24 of 480`. */
function rowsText(view: ResultView): string {
  const { picture, room, top } = view.still;
  const total = picture?.total ?? view.rows.total;
  const shown = picture?.length ?? view.rows.matching;
  const noun = total === 1 ? "row" : "rows";
  if (view.filter !== undefined && picture === undefined) return `${count(shown)} of ${count(total)} ${noun}`;
  const of = view.filter === undefined && picture?.differences?.only !== true
    ? count(shown)
    : `${count(shown)} of ${count(total)}`;
  const first = picture === undefined ? 0 : top;
  const goesOn = shown > room && (picture !== undefined || !view.isTail);
  if (!goesOn) return `${of} ${noun}`;
  return `${count(first + 1)}–${count(Math.min(first + room, shown))} of ${of} ${noun}`;
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}
