/** A header and rows of a view as lines of the screen: cells of given widths side by side, the last one not padded. */
import { style, type StyleName, type Theme } from "../editor/highlight.ts";
import { displayWidth, fit, graphemes, isPlain, isUncertain } from "../terminal/width.ts";

/** A blank on each side of a cell, and the line between two. */
export const BETWEEN = 3;
const RESET = "\x1b[0m";

/** A piece of a line. */
export interface GridCell {
  /** Harmless to a terminal. */
  readonly text: string;
  readonly width: number;
  /** Numbers stand right. */
  readonly right: boolean;
  readonly styles: readonly StyleName[];
}

/** The cells of one line, cut to `columns`. `as`: a style of the whole line. */
export function gridLine(cells: readonly GridCell[], columns: number, theme: Theme, as?: StyleName): string {
  let line = " ";
  let at = 1;
  cells.forEach((cell, i) => {
    const last = i === cells.length - 1;
    line += content(cell, theme, last ? undefined : at);
    at += cell.width;
    if (last) return;
    line += " │ ";
    at += BETWEEN;
  });
  const shown = cut(line, columns, theme);
  return as === undefined ? shown : style(theme, as, shown);
}

/** A line in at most `columns`, `…` for the rest; without a colour there are no codes in it either. */
export function cut(line: string, columns: number, theme: Theme): string {
  const shown = fit(line, columns);
  return theme.styles.bold === undefined ? shown.replace(RESET, "") : shown;
}

/** `at`: the column where the cell begins, when something follows it. */
function content({ text, width, right, styles }: GridCell, theme: Theme, at: number | undefined): string {
  const needed = displayWidth(text);
  const shown = needed > width ? fit(text, width).replace(RESET, "") : text;
  const blanks = " ".repeat(Math.max(0, width - (needed > width ? displayWidth(shown) : needed)));
  const painted = styles.reduce((inner, name) => style(theme, name, inner), shown);
  if (right) return blanks + painted;
  if (at === undefined) return painted;
  return painted + blanks + placement(shown, at + width, theme);
}

/** Terminals disagree about the width of some clusters: behind one, the cursor is put where we believe it is. */
function placement(text: string, column: number, theme: Theme): string {
  if (theme.styles.bold === undefined || isPlain(text)) return "";
  for (const cluster of graphemes(text)) if (isUncertain(cluster)) return `\x1b[${column + 1}G`;
  return "";
}
