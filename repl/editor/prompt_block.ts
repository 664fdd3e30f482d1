/** Everything of the prompt that is on the screen: the statement, and the lines below it. */

import type { Hint } from "../completion/candidates.ts";
import { shownGhost } from "./ghost.ts";
import { style, type Theme } from "./highlight.ts";
import type { Block, Layout, StatementView } from "./layout.ts";
import type { Menu } from "./menu.ts";
import type { HistorySearch } from "./search.ts";
import { fit, visible } from "../terminal/width.ts";

export interface PromptState {
  readonly view: StatementView;
  /** Shown dim behind the text, at whose end the cursor is. */
  readonly ghost: string | undefined;
  readonly menu: Menu | undefined;
  readonly search: HistorySearch | undefined;
  readonly hint: Hint | undefined;
}

/** Rows that stay for the statement when lists are shown below it, where the screen has them. */
const STATEMENT_ROWS = 3;

/** At most `view.height` rows. */
export function promptBlock(layout: Layout, { view, ghost, menu, search, hint }: PromptState): Block {
  const { theme, columns, height } = view;
  const room = Math.max(0, Math.min(height - 1, Math.max(2, height - STATEMENT_ROWS)));
  const hints = hint === undefined || room === 0 ? [] : [hintLine(hint, theme, columns)];
  const rest = room - hints.length;
  const list = rest <= 0 ? [] : search?.rows(theme, columns, rest - 1) ?? menu?.rows(theme, columns, rest) ?? [];
  const below = [...hints, ...list];
  const block = layout.view({ ...view, height: Math.max(1, height - below.length) });
  return { rows: [...withGhost(block, ghost, view), ...below], cursor: block.cursor };
}

/** Behind the cursor, as much as fits on its row; the further lines of a whole statement below it. */
function withGhost(
  { rows, cursor }: Block,
  ghost: string | undefined,
  { theme, columns, text, continuation, height }: StatementView,
): string[] {
  const room = columns - cursor.column - 1;
  if (ghost === undefined || room < 1) return [...rows];
  const [first = "", ...more] = text === "" ? ghost.split("\n") : [shownGhost(ghost)];
  const dim = (line: string, width: number) => style(theme, "dim", fit(visible(line), width));
  const behind = rows.map((row, index) => index === cursor.row ? row + dim(first, room) : row);
  return [
    ...behind,
    ...more.slice(0, Math.max(0, height - rows.length)).map((line) => dim(continuation + line, columns)),
  ];
}

/** Dim, its active part bold. */
function hintLine({ text, active }: Hint, theme: Theme, columns: number): string {
  const line = active === undefined
    ? style(theme, "dim", visible(text))
    : style(theme, "dim", visible(text.slice(0, active.start))) +
      style(theme, "bold", visible(text.slice(active.start, active.end))) +
      style(theme, "dim", visible(text.slice(active.end)));
  return fit(line, columns);
}
