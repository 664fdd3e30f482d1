/** A view as lines of the screen: header, rows, and one line that says what is shown. */
import { isNumeric, type Value } from "../../schema/types.ts";
import { valueToText } from "../../schema/values/value_text.ts";
import { style, type StyleName, type Theme } from "../editor/highlight.ts";
import { displayWidth, styledWidth, visible } from "../terminal/width.ts";
import { type ColumnLayout, type PlacedColumn, widened } from "./columns.ts";
import { changedCell, ChangedCells } from "./compare/changed_cells.ts";
import { BETWEEN, cut, type GridCell, gridLine } from "./grid_lines.ts";
import { Marks } from "./marks.ts";
import type { Overlay } from "./overlay.ts";
import type { ResultView } from "./result_view.ts";
import { marginCells, marginWidth } from "./row_margin.ts";
import { stateLine } from "./state_line.ts";
import { Sparklines } from "./sparklines.ts";
import type { ShownRow } from "./rows/view_rows.ts";

/** The header and the line that says what is shown. */
export const OTHER_LINES = 2;
/** A shorter title says nothing. */
const FEWEST = 8;
const DROPPED = " (dropped: newer rows took its place)";

export class ViewLines {
  readonly #view: ResultView;
  readonly #marks = new Marks();
  readonly #sparklines: Sparklines;
  readonly #changes = new ChangedCells();

  constructor(view: ResultView) {
    this.#view = view;
    this.#sparklines = new Sparklines(view.options.result);
  }

  /** It changes by itself: marks go. */
  pending(now: number): boolean {
    return this.#marks.pending(now);
  }

  /** At most `height` lines, at least 1; `focused`: keys go to the view. */
  lines(columns: number, height: number, focused: boolean): readonly string[] {
    const view = this.#view;
    view.still.room = Math.max(1, height - OTHER_LINES);
    const state = stateLine(view, columns, focused);
    if (height < OTHER_LINES) return [state];
    const { overlay } = view;
    const body = overlay !== undefined && focused
      ? overlayLines(overlay, columns, view.still.room, view.options.theme)
      : this.#rows(columns);
    return [...body.slice(0, height - 1), state];
  }

  #rows(columns: number): readonly string[] {
    const view = this.#view;
    const rows = this.#visibleRows();
    const texts = rows.map(({ values }) => values && this.#texts(values));
    const width = columns - marginWidth(view);
    const layout = view.columns.layout(width);
    const wide = view.still.picture?.differences === undefined
      ? this.#withSparklines(layout, width)
      : this.#withChanges(layout, width, rows);
    const now = view.options.now();
    return [
      this.#header(wide, columns),
      ...rows.map((row, i) => this.#line(row, texts[i], wide, columns, i + view.still.top, now)),
    ];
  }

  #visibleRows(): readonly ShownRow[] {
    const { rows, order, still } = this.#view;
    const { picture, room } = still;
    if (picture === undefined) return rows.live(room, order);
    still.clamp(picture);
    const end = Math.min(picture.length, still.top + room);
    return Array.from({ length: Math.max(0, end - still.top) }, (_, i) => picture.row(still.top + i));
  }

  #texts(values: readonly Value[]): readonly string[] {
    const { columns, options: { result: { fields } } } = this.#view;
    return fields.map(({ type }, i) => {
      const text = visible(valueToText(values[i] ?? null, type));
      columns.grow(i, displayWidth(text));
      return text;
    });
  }

  /** Numbers get room for how they went, when there is some. */
  #withSparklines(layout: ColumnLayout, columns: number): ColumnLayout {
    this.#changes.forget();
    const { fields, key = [] } = this.#view.options.result;
    if (layout.before + layout.behind > 0) return layout;
    return widened(layout, columns - placedWidth(layout.placed) - this.#titleWidth(), (index) => {
      const field = fields[index];
      if (field === undefined || !isNumeric(field.type) || key.includes(index)) return [];
      return [displayWidth(visible(field.name)) + 1 + Sparklines.WIDTH];
    });
  }

  /** Cells that have changed get room for what they were, when there is some. */
  #withChanges(layout: ColumnLayout, columns: number, rows: readonly ShownRow[]): ColumnLayout {
    this.#changes.look(rows, this.#view.options.result.fields);
    return widened(layout, columns - placedWidth(layout.placed) + BETWEEN, (index) => this.#changes.wanted(index));
  }

  #titleWidth(): number {
    return Math.min(12, displayWidth(this.#view.options.title)) + 2;
  }

  #header({ placed, before, behind }: ColumnLayout, columns: number): string {
    const { theme, title } = this.#view.options;
    const names = placed.map((column) => this.#nameCell(column));
    const line = gridLine([...marginCells(this.#view), ...names], columns, theme);
    const sides = before + behind > 0 ? `‹${before} ${behind}› ` : "";
    const used = Math.max(styledWidth(line), marginWidth(this.#view) + placedWidth(placed));
    const label = cut(sides + visible(title), columns - used, theme);
    if (label === "" || columns - used < FEWEST) return line;
    return line + " ".repeat(columns - styledWidth(line) - styledWidth(label)) + style(theme, "dim", label);
  }

  #nameCell({ index, width }: PlacedColumn): GridCell {
    const { columns, order, options: { result } } = this.#view;
    const field = result.fields[index];
    const arrow = order?.column === index ? (order.descending ? "↓" : "↑") : "";
    const name = visible(field?.name ?? "") + arrow;
    const right = field !== undefined && isNumeric(field.type);
    const spare = width - displayWidth(name) - 1;
    const spark = right && spare >= 3 && result.key?.includes(index) !== true
      ? this.#sparklines.of(index, Math.min(spare, Sparklines.WIDTH))
      : "";
    const styles: StyleName[] = columns.cursor === index ? ["bold", "underline"] : ["bold"];
    return { text: spark === "" ? name : `${name} ${spark}`, width, right, styles };
  }

  #line(
    row: ShownRow,
    texts: readonly string[] | undefined,
    { placed }: ColumnLayout,
    columns: number,
    index: number,
    now: number,
  ): string {
    const { still, options: { theme } } = this.#view;
    const selected = still.picture !== undefined && index === still.selected ? "inverse" : undefined;
    if (texts === undefined) {
      return style(theme, selected ?? "dim", cut(DROPPED, columns, theme));
    }
    const marked = still.picture === undefined ? this.#marks.of(row.identity, texts, now) : () => false;
    const cells = placed.map((column) => this.#cell(row, texts, column, marked(column.index)));
    const as = selected ?? (row.difference?.kind === "gone" ? "dim" : undefined);
    return gridLine([...marginCells(this.#view, row), ...cells], columns, theme, as);
  }

  /** `marked`: it has changed just now. */
  #cell(row: ShownRow, texts: readonly string[], { index, width }: PlacedColumn, marked: boolean): GridCell {
    const field = this.#view.options.result.fields[index];
    const change = field && row.difference && changedCell(row, index, field, width);
    const isNull = row.values?.[index] === null;
    const styles: StyleName[] = marked || change !== undefined ? ["bold"] : isNull ? ["dim"] : [];
    const right = field !== undefined && isNumeric(field.type);
    return { text: change ?? texts[index] ?? "", width, right, styles };
  }
}

/** Columns of the screen that columns take, and what stands behind each. */
function placedWidth(placed: readonly PlacedColumn[]): number {
  return 1 + placed.reduce((sum, { width }) => sum + width + BETWEEN, 0);
}

function overlayLines(overlay: Overlay, columns: number, room: number, theme: Theme): readonly string[] {
  const lines = overlay.lines(columns).map((line) => cut(line, columns, theme));
  const height = room + 1;
  overlay.top = Math.max(0, Math.min(overlay.top, lines.length - height));
  return lines.slice(overlay.top, overlay.top + height);
}
