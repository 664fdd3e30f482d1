/**
 * Token classes and the few other styles of the shell → ANSI. Sixteen colours only, so that they follow the palette
 * of the person's terminal; the default foreground is never named.
 */

/** What the lexer says a piece of text is. `plain` and whatever no token covers have no colour. */
export type TokenClass =
  | "keyword"
  | "string"
  | "number"
  | "comment"
  | "error"
  | "meta"
  | "name"
  | "plain"
  /** What the editor marks: a mistake, a bracket with its partner and one without. */
  | "mistake"
  | "partner"
  | "orphan";

/** `start` inclusive, `end` exclusive, in UTF-16 code units. A list is sorted and does not overlap; gaps are plain. */
export interface Token {
  readonly start: number;
  readonly end: number;
  readonly class: TokenClass;
}

/** Never throws, whatever the text; called once for each change of it. */
export type Highlight = (text: string) => readonly Token[];

/** Styles of everything that is not the user's SQL. */
export type StyleName =
  | "dim"
  | "bold"
  | "underline"
  | "inverse"
  | "red"
  | "green"
  | "yellow"
  | "blue"
  | "magenta"
  | "cyan";

type Codes = readonly [open: string, close: string];

/** How each style is switched on and off; empty strings where there is no colour. */
export interface Theme {
  readonly tokens: Readonly<Partial<Record<TokenClass, Codes>>>;
  readonly styles: Readonly<Partial<Record<StyleName, Codes>>>;
}

export const ANSI_THEME: Theme = {
  tokens: {
    keyword: ["\x1b[1;34m", "\x1b[22;39m"],
    string: ["\x1b[32m", "\x1b[39m"],
    number: ["\x1b[36m", "\x1b[39m"],
    comment: ["\x1b[90m", "\x1b[39m"],
    error: ["\x1b[4;31m", "\x1b[24;39m"],
    meta: ["\x1b[35m", "\x1b[39m"],
    mistake: ["\x1b[4;31m", "\x1b[24;39m"],
    partner: ["\x1b[1m", "\x1b[22m"],
    orphan: ["\x1b[31m", "\x1b[39m"],
  },
  styles: {
    dim: ["\x1b[2m", "\x1b[22m"],
    bold: ["\x1b[1m", "\x1b[22m"],
    underline: ["\x1b[4m", "\x1b[24m"],
    inverse: ["\x1b[7m", "\x1b[27m"],
    red: ["\x1b[31m", "\x1b[39m"],
    green: ["\x1b[32m", "\x1b[39m"],
    yellow: ["\x1b[33m", "\x1b[39m"],
    blue: ["\x1b[34m", "\x1b[39m"],
    magenta: ["\x1b[35m", "\x1b[39m"],
    cyan: ["\x1b[36m", "\x1b[39m"],
  },
};

/** For terminals that can draw a wavy line. */
export const CURLY_THEME: Theme = {
  ...ANSI_THEME,
  tokens: { ...ANSI_THEME.tokens, mistake: ["\x1b[4:3;31m", "\x1b[4:0;39m"] },
};

/** For `NO_COLOR`, `--no-color` and `TERM=dumb`. */
export const PLAIN_THEME: Theme = { tokens: {}, styles: {} };

const NO_CODES: Codes = ["", ""];

/** `text` in a style; the style is closed at the end. */
export function style(theme: Theme, name: StyleName, text: string): string {
  const [open, close] = theme.styles[name] ?? NO_CODES;
  return open + text + close;
}

/** `text` as the token class shows it; the colour is closed at the end. */
export function paintToken(theme: Theme, name: TokenClass, text: string): string {
  const [open, close] = theme.tokens[name] ?? NO_CODES;
  return open + text + close;
}

/** A piece of text within one token or within none. */
export interface Run {
  readonly start: number;
  readonly end: number;
  readonly class: TokenClass;
}

/** Cuts `start`…`end` of a text at its tokens; a token that crosses an edge is cut there. */
export function* runs(tokens: readonly Token[], start: number, end: number): Generator<Run> {
  let at = start;
  for (let i = firstEndingAfter(tokens, start); i < tokens.length && at < end; i++) {
    const token = tokens[i];
    if (!token || token.start >= end) break;
    if (token.start > at) yield { start: at, end: token.start, class: "plain" };
    const from = Math.max(at, token.start);
    const to = Math.min(end, token.end);
    if (to > from) yield { start: from, end: to, class: token.class };
    at = Math.max(at, to);
  }
  if (at < end) yield { start: at, end, class: "plain" };
}

/** A whole text in colour, line by line: colours are closed at each line's end and opened again on the next. */
export function highlightLines(text: string, tokens: readonly Token[], theme: Theme): string[] {
  const lines: string[] = [];
  let start = 0;
  for (const line of text.split("\n")) {
    let painted = "";
    for (const run of runs(tokens, start, start + line.length)) {
      painted += paintToken(theme, run.class, text.slice(run.start, run.end));
    }
    lines.push(painted);
    start += line.length + 1;
  }
  return lines;
}

/** Index of the first token that ends behind an offset. */
export function firstEndingAfter(tokens: readonly Token[], offset: number): number {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tokens[middle]?.end ?? Infinity) > offset) high = middle;
    else low = middle + 1;
  }
  return low;
}
