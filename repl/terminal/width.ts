/**
 * Text as a terminal shows it: grapheme clusters and the columns they take. Terminals disagree about emoji, so who
 * paints must not rely on the width of a cluster that {@link isUncertain} names, but place what follows by column.
 */

import { doubtfulWidth, doubtOf } from "./emoji_widths.ts";
import { pointWidth } from "./point_width.ts";

/** Latin-1 without controls and the soft hyphen. */
const PLAIN = /^[\x20-\x7e\xa0-\xac\xae-\xff]*$/;
/** Controls, zero-width and bidirectional characters: shown escaped, because they hide or reorder what is around them. */
const UNSEEN = /^[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+$/u;
const MARKS_ONLY = /^\p{M}+$/u;
const PICTOGRAPH = /\p{Extended_Pictographic}|\p{Regional_Indicator}/u;
/** A cluster is looked for this far back or ahead; a longer one is cut. */
const REACH = 256;

/** Made when the first text needs it, which no prompt does: it takes longer than the rest of the editor. */
let segmenter: Intl.Segmenter | undefined;

function segments(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: "grapheme" });
  return segmenter.segment(text);
}

/** True when every character is a cluster of its own and takes one column: printable Latin-1. */
export function isPlain(text: string): boolean {
  return PLAIN.test(text);
}

/** The grapheme clusters of `text`, as a reader sees its characters. */
export function* graphemes(text: string): Generator<string> {
  if (isPlain(text)) yield* text;
  else for (const { segment } of segments(text)) yield segment;
}

/** Columns that one cluster takes: 0, 1 or 2, or the length of its escaped form ({@link shown}). */
export function clusterWidth(cluster: string): number {
  const point = cluster.codePointAt(0) ?? 0;
  if (point >= 0x20 && point < 0x7f && cluster.length === 1) return 1;
  if (UNSEEN.test(cluster)) return shown(cluster).length;
  if (MARKS_ONLY.test(cluster)) return 0;
  const doubt = doubtOf(cluster);
  return doubt === undefined ? pointWidth(point) : doubtfulWidth(cluster, doubt);
}

/** The cluster as it may be written to a terminal: controls, zero-width and bidirectional characters as `\u{200b}`. */
export function shown(cluster: string): string {
  if (!UNSEEN.test(cluster)) return cluster;
  return Array.from(cluster, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`).join("");
}

/** A text of the outside world as it may be written to a terminal; see {@link shown}. */
export function visible(text: string): string {
  return isPlain(text) ? text : Array.from(graphemes(text), shown).join("");
}

/** A cluster whose width terminals disagree about, or may: anything beyond one code unit that shows a picture. */
export function isUncertain(cluster: string): boolean {
  return (cluster.length > 1 && PICTOGRAPH.test(cluster)) || doubtOf(cluster) !== undefined;
}

/** Columns of a text without line breaks and without escape sequences. */
export function displayWidth(text: string): number {
  if (isPlain(text)) return text.length;
  let width = 0;
  for (const cluster of graphemes(text)) width += clusterWidth(cluster);
  return width;
}

/** The offset where the cluster before `at` begins; 0 at the start. */
export function previousBoundary(text: string, at: number): number {
  if (at <= 1) return 0;
  if (isPlain(text.slice(at - 2, at))) return at - 1;
  const from = Math.max(0, at - REACH, text.lastIndexOf("\n", at - 2) + 1);
  let last = from;
  for (const { index } of segments(text.slice(from, at))) last = from + index;
  return last;
}

/** The offset where the cluster that begins at `at` ends; the length of the text at its end. */
export function nextBoundary(text: string, at: number): number {
  if (at >= text.length) return text.length;
  if (at + 1 < text.length && isPlain(text.slice(at, at + 2))) return at + 1;
  const first = segments(text.slice(at, at + REACH))[Symbol.iterator]().next();
  return first.done ? text.length : at + first.value.segment.length;
}

/** Escape sequences that take no columns: SGR and other CSI, and OSC with its text. */
// deno-lint-ignore no-control-regex -- escape sequences are what this is about
const SEQUENCE = /\x1b\[[0-9;:?]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)/g;

/** Columns of a line that may hold escape sequences. */
export function styledWidth(line: string): number {
  return displayWidth(line.includes("\x1b") ? line.replace(SEQUENCE, "") : line);
}

/** A styled line cut to `columns`; the cut is marked with `…` and styles are closed. Short lines come back as they are. */
export function fit(line: string, columns: number): string {
  if (styledWidth(line) <= columns) return line;
  if (columns <= 0) return "";
  let out = "";
  let width = 0;
  let at = 0;
  const take = (text: string): boolean => {
    for (const cluster of graphemes(text)) {
      const next = clusterWidth(cluster);
      if (width + next > columns - 1) return false;
      out += cluster;
      width += next;
    }
    return true;
  };
  for (const match of line.matchAll(SEQUENCE)) {
    if (!take(line.slice(at, match.index))) return out + "…\x1b[0m";
    out += match[0];
    at = match.index + match[0].length;
  }
  take(line.slice(at));
  return out + "…\x1b[0m";
}
