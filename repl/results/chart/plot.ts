/** A chart of a line, in braille: two dots across and four down per character. */
import { style, type Theme } from "../../editor/highlight.ts";
import { displayWidth, visible } from "../../terminal/width.ts";
import { numberText } from "./bars.ts";
import type { Point } from "./series.ts";

/** Bits of the dots of a character, by column and row. */
const DOTS = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]] as const;
const BLANK = 0x2800;

/**
 * The points, at least two with ascending x, in `height` lines and the axis below them; at most `width` columns.
 * ```
 *  120 ┤⡠⠊⠑⢄
 *   60 ┤    ⠑⠤⡀
 *    0 ┤       ⠈⠒
 *      └─────────
 *       10:00 10:05
 * ```
 */
export function plotLines(points: readonly Point[], width: number, height: number, theme: Theme): string[] {
  const least = Math.min(...points.map(({ y }) => y));
  const most = Math.max(...points.map(({ y }) => y));
  const marks = new Map([[0, numberText(most)], [height - 1, numberText(least)]]);
  const middle = (height - 1) / 2;
  if (Number.isInteger(middle) && middle > 0) marks.set(middle, numberText((most + least) / 2));
  const margin = Math.max(...[...marks.values()].map((text) => text.length)) + 1;
  const columns = Math.max(10, width - margin - 2);
  const canvas = drawn(points, { columns, height, least, most });
  return [
    ...canvas.map((line, row) =>
      `${(marks.get(row) ?? "").padStart(margin)} ${marks.has(row) ? "┤" : "│"}${style(theme, "cyan", line)}`
    ),
    `${" ".repeat(margin + 1)}└${"─".repeat(columns)}`,
    `${" ".repeat(margin + 2)}${axis(points, columns)}`,
  ];
}

interface Canvas {
  readonly columns: number;
  readonly height: number;
  readonly least: number;
  readonly most: number;
}

/** Each dot column between two points is on the line between them. */
function drawn(points: readonly Point[], { columns, height, least, most }: Canvas): string[] {
  const cells = Array.from({ length: height }, () => new Uint8Array(columns));
  const [first, last] = [points[0]?.x ?? 0, points.at(-1)?.x ?? 0];
  const across = (x: number) => last === first ? 0 : (x - first) / (last - first) * (columns * 2 - 1);
  const down = (y: number) => most === least ? height * 2 : (most - y) / (most - least) * (height * 4 - 1);
  const dot = (x: number, y: number) => {
    const [column, row] = [Math.round(x), Math.round(y)];
    const cell = cells[row >> 2];
    if (cell !== undefined) cell[column >> 1]! |= DOTS[column & 1]![row & 3]!; // both within the canvas
  };
  points.forEach(({ x, y }, index) => {
    const [toX, toY] = [across(x), down(y)];
    const before = points[Math.max(0, index - 1)] ?? { x, y };
    const [fromX, fromY] = [across(before.x), down(before.y)];
    const steps = Math.max(1, Math.ceil(Math.max(toX - fromX, Math.abs(toY - fromY))));
    for (let step = 0; step <= steps; step++) {
      dot(fromX + (toX - fromX) * step / steps, fromY + (toY - fromY) * step / steps);
    }
  });
  return cells.map((row) => Array.from(row, (bits) => String.fromCharCode(BLANK + bits)).join(""));
}

/** The first label at the left, the last at the right, one between them where there is room. */
function axis(points: readonly Point[], columns: number): string {
  const [first, middle, last] = [points[0], points[points.length >> 1], points.at(-1)].map((point) =>
    visible(point?.label ?? "")
  ) as [string, string, string];
  const free = columns - displayWidth(first) - displayWidth(last);
  if (free < 2) return first;
  const between = displayWidth(middle);
  if (points.length < 5 || free < between + 4) return first + " ".repeat(free) + last;
  const before = Math.floor((free - between) / 2);
  return first + " ".repeat(before) + middle + " ".repeat(free - between - before) + last;
}
