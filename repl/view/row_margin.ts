/** What stands before a row: what happened to it, where changes or differences are shown. */
import { DELETE, UPDATE_BEFORE } from "../../schema/batch.ts";
import type { StyleName } from "../editor/highlight.ts";
import { BETWEEN, type GridCell } from "./grid_lines.ts";
import type { ResultView } from "./result_view.ts";
import type { RowDifference, ShownRow } from "./rows/view_rows.ts";

const OPS = ["+I", "-D", "-U", "+U"] as const;
const SIGNS: Readonly<Record<RowDifference["kind"], readonly [text: string, style: StyleName]>> = {
  new: ["+", "green"],
  gone: ["-", "red"],
  changed: ["~", "yellow"],
};

/** Columns that it takes with the line behind it. */
export function marginWidth(view: ResultView): number {
  const width = cellWidth(view);
  return width === 0 ? 0 : width + BETWEEN;
}

/** The cell before a row, or before the names of columns; none where nothing is said. */
export function marginCells(view: ResultView, row?: ShownRow): readonly GridCell[] {
  const width = cellWidth(view);
  if (width === 0) return [];
  const [text, style] = row === undefined ? [""] : said(row);
  return [{ text, width, right: false, styles: style === undefined ? [] : [style] }];
}

function cellWidth({ showsChanges, still }: ResultView): number {
  return showsChanges ? 2 : still.picture?.differences === undefined ? 0 : 1;
}

function said({ change, difference }: ShownRow): readonly [text: string, style?: StyleName] {
  if (difference !== undefined) return SIGNS[difference.kind];
  if (change === undefined) return [" "];
  return [OPS[change], change === DELETE || change === UPDATE_BEFORE ? "red" : "green"];
}
