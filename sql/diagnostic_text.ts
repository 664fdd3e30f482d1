/** A diagnostic as plain text: message, source line, caret, hint. Colours and pages are the terminal's. */
import { unicodeWidth } from "@std/cli/unicode-width";
import type { Diagnostic, Span } from "../schema/errors.ts";
import { MASK, secretSpans } from "./secrets.ts";

/** Control characters, and those that change the direction of text: they must not reach a terminal. */
const UNPRINTABLE = /\p{Cc}|\p{Bidi_Control}/gu;

/** Columns of the quoted line that are shown at most. */
const LINE_WIDTH = 100;

/**
 * ```
 * Error: Expected "," or FROM after "b", found "c"
 *   1 | SELECT a b c FROM t
 *     |            ^
 * Hint: Separate columns with a comma.
 * ```
 * Secrets in the quoted line are `'***'`. No line break at the end.
 */
export function renderDiagnostic({ message, source, span, notes = [], hint }: Diagnostic): string {
  return [
    `Error: ${message}`,
    ...(source !== undefined && span ? quoteLine(source, span) : []),
    ...notes.map((note) => `Note: ${note}`),
    ...(hint === undefined ? [] : [`Hint: ${hint}`]),
  ].join("\n");
}

function quoteLine(source: string, span: Span): string[] {
  const start = Math.min(span.start, source.length);
  const lineStart = source.lastIndexOf("\n", start - 1) + 1;
  const newline = source.indexOf("\n", lineStart);
  const lineEnd = newline < 0 ? source.length : newline;
  const secrets = secretSpans(source);
  const before = display(source, lineStart, start, secrets);
  const marked = display(source, start, Math.min(Math.max(span.end, start), lineEnd), secrets);
  const after = display(source, Math.max(start, Math.min(span.end, lineEnd)), lineEnd, secrets);
  const number = String(source.slice(0, lineStart).split("\n").length);
  const cut = cutAround(before, marked, after.trimEnd());
  const gutter = " ".repeat(number.length);
  const carets = "^".repeat(Math.max(1, unicodeWidth(cut.marked)));
  return [
    `  ${number} | ${cut.before}${cut.marked}${cut.after}`,
    `  ${gutter} | ${" ".repeat(unicodeWidth(cut.before))}${carets}`,
  ];
}

/** A piece of a line as it can be printed: secrets hidden, tabs as blanks, control characters as dots. */
function display(source: string, from: number, to: number, secrets: readonly Span[]): string {
  let text = "";
  let at = from;
  for (const { start, end } of secrets) {
    if (end <= from || start >= to) continue;
    text += source.slice(at, Math.max(at, start));
    if (start >= from || from === 0 || source[from - 1] === "\n") text += MASK; // once, where it begins on this line
    at = Math.max(at, Math.min(end, to));
  }
  return (text + source.slice(at, to)).replaceAll("\t", "  ").replaceAll(UNPRINTABLE, "·");
}

/** Keeps the marked piece in sight and drops what is far from it. */
function cutAround(before: string, marked: string, after: string): { before: string; marked: string; after: string } {
  if (before.length + marked.length + after.length <= LINE_WIDTH) return { before, marked, after };
  const kept = marked.length > LINE_WIDTH / 2 ? `${marked.slice(0, LINE_WIDTH / 2)}…` : marked;
  const room = LINE_WIDTH - kept.length;
  const left = Math.min(before.length, Math.max(Math.floor(room / 2), room - after.length));
  const right = Math.min(after.length, room - left);
  return {
    before: left < before.length ? `…${before.slice(before.length - left + 1)}` : before,
    marked: kept,
    after: right < after.length && kept === marked
      ? `${after.slice(0, Math.max(0, right - 1))}…`
      : kept === marked
      ? after
      : "",
  };
}
