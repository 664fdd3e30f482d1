/** A result as a chart for a terminal: bars under each other, or a line where the labels lie on a scale. */
import { numberText } from "../../../schema/counted.ts";
import { SqlError } from "../../../schema/errors.ts";
import { style, type Theme } from "../../editor/highlight.ts";
import type { KeptResult } from "../../view/kept_result.ts";
import { barLines } from "./bars.ts";
import { plotLines } from "./plot.ts";
import { seriesOf } from "./series.ts";

/** More rows on a scale are a line unless bars are asked for. */
const FEW = 12;
/** More bars are not looked at. */
const MOST_BARS = 60;
const LOWEST = 3;
const HIGHEST = 15;

export interface ChartStyle {
  readonly shape?: "bars" | "line" | undefined;
  /** The column of the values. */
  readonly column?: string | undefined;
  /** Of the terminal. */
  readonly columns: number;
  readonly rows: number;
  readonly theme: Theme;
}

/** Throws an `SqlError` when there is nothing to draw. */
export function chartLines(result: Pick<KeptResult, "fields" | "rows">, chart: ChartStyle): string[] {
  const { columns, rows, theme } = chart;
  const series = seriesOf(result, chart.column);
  const { points, missing } = series;
  if (points.length === 0) {
    throw new SqlError("The result has no values to chart", { code: "not_found", hint: "\\last shows it." });
  }
  const line = chart.shape === "line" || (chart.shape === undefined && series.continuous && points.length > FEW);
  if (line && !series.continuous) {
    throw new SqlError("A line needs numbers or times that ascend, for its labels", {
      code: "type",
      hint: `ORDER BY ${series.labels ?? "a column"}, or \\chart bars.`,
    });
  }
  const title = style(theme, "bold", `${series.values}${series.labels === undefined ? "" : ` by ${series.labels}`}`);
  const notes = missing === 0
    ? []
    : [missing === 1 ? "1 row has no value" : `${numberText(missing)} rows have no value`];
  if (line) {
    const height = Math.max(LOWEST, Math.min(HIGHEST, rows - 8)) | 1; // odd: one line has the middle
    return [title, ...plotLines(points, columns, height, theme), ...notes];
  }
  if (points.length > MOST_BARS) {
    notes.push(
      `the first ${MOST_BARS} of ${numberText(points.length)} rows: LIMIT or GROUP BY makes fewer`,
    );
  }
  return [title, ...barLines(points.slice(0, MOST_BARS), columns, theme), ...notes];
}
