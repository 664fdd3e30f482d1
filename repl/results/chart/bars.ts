/** A chart of bars: one line per row. */
import { style, type Theme } from "../../editor/highlight.ts";
import { displayWidth, fit, visible } from "../../terminal/width.ts";
import type { Point } from "./series.ts";

const WIDEST_LABEL = 24;
const NARROWEST_BAR = 8;
/** Eighths of a block. */
const PARTS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/**
 * ```
 *  kettle │██████████████▌ 120
 *  tent   │███ 24
 * ```
 * Bars begin at 0; where there are values below it, those go to the left of the line.
 */
export function barLines(points: readonly Point[], width: number, theme: Theme): string[] {
  const labels = points.map(({ label }) => fit(visible(label), WIDEST_LABEL).replaceAll("\x1b[0m", ""));
  const label = Math.max(0, ...labels.map(displayWidth));
  const texts = points.map(({ y }) => numberText(y));
  const room = Math.max(NARROWEST_BAR, width - label - 4 - Math.max(0, ...texts.map((text) => text.length)));
  const most = Math.max(0, ...points.map(({ y }) => y));
  const least = Math.min(0, ...points.map(({ y }) => y));
  const scale = most === least ? 0 : room / (most - least);
  const below = Math.round(-least * scale);
  return points.map(({ y }, i) => {
    const name = (labels[i] ?? "") + " ".repeat(label - displayWidth(labels[i] ?? ""));
    const left = y < 0 ? "█".repeat(Math.max(1, Math.round(-y * scale))).padStart(below) : " ".repeat(below);
    const right = y > 0 ? bar(y * scale) : "";
    return ` ${name} ${style(theme, "red", left)}│${style(theme, "cyan", right)} ${texts[i]}`;
  });
}

/** At least a sliver: what is not 0 can be seen. */
function bar(length: number): string {
  const eighths = Math.max(1, Math.round(length * 8));
  return "█".repeat(Math.floor(eighths / 8)) + PARTS[eighths % 8];
}

/** At most six significant digits, thousands separated. */
export function numberText(value: number): string {
  if (value !== 0 && (Math.abs(value) >= 1e15 || Math.abs(value) < 1e-4)) return value.toExponential(3);
  return value.toLocaleString("en-US", { maximumSignificantDigits: Math.abs(value) >= 1e6 ? 15 : 6 });
}
