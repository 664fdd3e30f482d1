/** Text to tokens: the lexical rules of the dialect (design notes, sql.md §1), by hand, in one linear pass. */
import type { TokenType } from "chevrotain";
import {
  DIGIT_9,
  DOLLAR,
  IMAGES,
  MINUS,
  OPENS,
  POINT,
  QUOTE,
  SIGN_ALWAYS,
  SIGN_BEFORE_WORD,
  SLASH,
  SPACE,
  STAR,
  WORD_PART,
} from "./ascii.ts";
import type { LimitCounter } from "./limits.ts";
import { Token } from "./token.ts";
import {
  BytesToken,
  FREE,
  HintEnd,
  HintStart,
  InvalidNumber,
  isReserved,
  K,
  KEYWORD_TOKENS,
  NO_ALIAS,
  NumberToken,
  ParameterToken,
  QuotedName,
  RESERVED,
  Semicolon,
  SIGNS,
  StringToken,
  UnknownCharacter,
  UnterminatedComment,
  UnterminatedName,
  UnterminatedString,
  Word,
} from "./tokens.ts";

export { RESERVED };

/** Every keyword in lower case, for completion and highlighting. */
export const KEYWORDS: readonly string[] = [...RESERVED, ...NO_ALIAS, ...FREE];

export interface LexOptions {
  /** Values of `:name` (a literal) and `:"name"` (a name); replaced as whole tokens. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Called with the range of each comment. */
  readonly onComment?: (start: number, end: number) => void;
  /** Who parses needs no more of a statement than this counter lets through: the rest, up to its `;`, is left out. */
  readonly limits?: LimitCounter;
}

const WORD = /[\p{L}_][\p{L}\p{N}\p{M}_$]*/uy;
const NUMBER = /(?:\d(?:_?\d)*(?:\.(?:\d(?:_?\d)*)?)?|\.\d(?:_?\d)*)(?:[eE][+-]?\d(?:_?\d)*)?/y;
const HINT = /\/\*\+\s*options\s*\(/iy;
const BLANK = /\s+/y;
const NUMBER_VALUE = /^-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

function end(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : -1;
}

/** `text` with the values of its variables, so that it means the same whatever they are later. */
export function withVariables(text: string, variables: Readonly<Record<string, string>>): string {
  let written = "";
  let from = 0;
  for (const { image, startOffset, endOffset } of lex(text, { variables })) {
    if (text[startOffset] !== ":" || image.startsWith(":")) continue;
    written += text.slice(from, startOffset);
    written += (/[\p{L}\p{N}_'"]$/u.test(written) ? " " : "") + image; // `SELECT:n` are two words
    from = endOffset + 1;
  }
  return written + text.slice(from);
}

/** All tokens of `text` but blanks and comments. Never throws: what cannot be read becomes a token that says so. */
export function lex(text: string, options: LexOptions = {}): Token[] {
  return new Scanner(text, options).run();
}

class Scanner {
  readonly #tokens: Token[] = [];
  #at = 0;
  #inHint = false;
  /** The rest of the statement is left out. */
  #skipping = false;

  constructor(readonly text: string, readonly options: LexOptions) {}

  run(): Token[] {
    const { limits } = this.options;
    limits?.reset();
    while (this.#at < this.text.length) {
      if (!(this.#skipping && this.#skip()) && !this.#plain()) this.#next();
    }
    return this.#tokens;
  }

  #push(type: TokenType, end: number, image = this.text.slice(this.#at, end)): void {
    const { limits } = this.options;
    let pushed = type;
    if (limits !== undefined) {
      if (type === Semicolon) this.#begin(limits);
      if (!this.#skipping) pushed = limits.take(type) ?? type;
    }
    if (!this.#skipping) this.#tokens.push(new Token(pushed, image, this.#at, end - 1));
    if (pushed !== type || limits?.done) this.#skipping = true;
    this.#at = end;
  }

  #begin(limits: LimitCounter): void {
    limits.reset();
    if (this.#skipping) this.#inHint = false;
    this.#skipping = false;
  }

  /** To where a text, a quoted name, a comment or the end of the statement begins; false where one does. */
  #skip(): boolean {
    const { text } = this;
    const from = this.#at;
    let at = from;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code < 128 && OPENS[code] === 1 && this.#opens(code, at)) break;
    }
    this.#at = at;
    return at > from;
  }

  #opens(code: number, at: number): boolean {
    const next = this.text.charCodeAt(at + 1);
    if (code === MINUS) return next === MINUS;
    if (code === SLASH) return next === STAR;
    if (WORD_PART[code] === 0) return true;
    return WORD_PART[this.text.charCodeAt(at - 1)] !== 1 && (code === DOLLAR || next === QUOTE);
  }

  /** What most of a text is made of, in few steps: blanks, words, whole numbers, brackets and commas in ASCII. */
  #plain(): boolean {
    const { text } = this;
    const at = this.#at;
    const code = text.charCodeAt(at);
    if (code === SPACE) {
      this.#at = at + 1;
      return true;
    }
    if (code >= 128) return false;
    const after = text.charCodeAt(at + 1);
    const isBeforeWord = after === SPACE || after > DIGIT_9 && WORD_PART[after] === 1;
    const sign = isBeforeWord ? SIGN_BEFORE_WORD[code] : SIGN_ALWAYS[code];
    if (sign !== undefined) {
      this.#push(sign, at + 1, IMAGES[code]);
      return true;
    }
    if (WORD_PART[code] === 0 || code === DOLLAR) return false;
    let stop = at + 1;
    while (WORD_PART[text.charCodeAt(stop)] === 1) stop++;
    const next = text.charCodeAt(stop);
    if (next >= 128) return false;
    if (code > DIGIT_9) {
      if (next === QUOTE && stop === at + 1) return false;
      this.#word(stop);
      return true;
    }
    for (let digit = at + 1; digit < stop; digit++) if (text.charCodeAt(digit) > DIGIT_9) return false;
    if (next === POINT) return false;
    this.#push(NumberToken, stop);
    return true;
  }

  #next(): void {
    const { text } = this;
    const at = this.#at;
    const char = text[at] ?? "";
    if (char <= " ") {
      const blank = end(BLANK, text, at);
      return blank < 0 ? this.#push(UnknownCharacter, at + 1) : void (this.#at = blank);
    }
    const two = text.slice(at, at + 2);
    if (two === "--") return this.#lineComment();
    if (two === "/*") return this.#blockComment();
    if (two === "*/" && this.#inHint) {
      this.#inHint = false;
      return this.#push(HintEnd, at + 2);
    }
    if (char === "'") return this.#quoted("'", at + 1, StringToken, UnterminatedString);
    if (char === '"' || char === "`") return this.#quoted(char, at + 1, QuotedName, UnterminatedName);
    if (two === "$$") return this.#dollarString();
    if (char === "$") return this.#parameter();
    if (isDigit(char) || (char === "." && isDigit(text[at + 1] ?? "") && !this.#afterName())) return this.#number();
    if (text[at + 1] === "'") {
      if (char === "E" || char === "e") return this.#escapeString();
      if (char === "X" || char === "x") return this.#quoted("'", at + 2, BytesToken, UnterminatedString);
    }
    const word = end(WORD, text, at);
    if (word > 0) return this.#word(word);
    if (char === ":" && two !== "::" && this.#variable()) return;
    this.#sign(char);
  }

  #lineComment(): void {
    const newline = this.text.indexOf("\n", this.#at);
    const stop = newline < 0 ? this.text.length : newline;
    this.options.onComment?.(this.#at, stop);
    this.#at = stop;
  }

  #blockComment(): void {
    if (!this.#inHint && end(HINT, this.text, this.#at) > 0) {
      this.#inHint = true;
      return this.#push(HintStart, this.#at + 3);
    }
    let depth = 0;
    for (let at = this.#at; at < this.text.length; at++) {
      const two = this.text.slice(at, at + 2);
      if (two === "/*") depth++;
      else if (two === "*/") depth--;
      else continue;
      at++;
      if (depth > 0) continue;
      this.options.onComment?.(this.#at, at + 1);
      this.#at = at + 1;
      return;
    }
    this.#push(UnterminatedComment, this.text.length);
  }

  /** From `from` to the next lone `quote`; a doubled one is part of the content. */
  #quoted(quote: string, from: number, type: TokenType, unterminated: TokenType): void {
    for (let at = from;;) {
      const close = this.text.indexOf(quote, at);
      if (close < 0) return this.#push(unterminated, this.text.length);
      if (this.text[close + 1] !== quote) return this.#push(type, close + 1);
      at = close + 2;
    }
  }

  #escapeString(): void {
    const { text } = this;
    for (let at = this.#at + 2; at < text.length; at++) {
      if (text[at] === "\\") at++;
      else if (text[at] === "'") {
        if (text[at + 1] !== "'") return this.#push(StringToken, at + 1);
        at++;
      }
    }
    this.#push(UnterminatedString, text.length);
  }

  #dollarString(): void {
    const close = this.text.indexOf("$$", this.#at + 2);
    if (close < 0) this.#push(UnterminatedString, this.text.length);
    else this.#push(StringToken, close + 2);
  }

  #parameter(): void {
    let at = this.#at + 1;
    while (isDigit(this.text[at] ?? "")) at++;
    this.#push(at > this.#at + 1 ? ParameterToken : UnknownCharacter, at);
  }

  /** `a.1` is no number after a name: the dot belongs to the name. */
  #afterName(): boolean {
    const last = this.#tokens.at(-1);
    return last !== undefined && last.endOffset === this.#at - 1 &&
      (last.tokenType === Word || last.tokenType === QuotedName);
  }

  #number(): void {
    const stop = end(NUMBER, this.text, this.#at);
    const junk = end(WORD, this.text, stop);
    if (junk > 0) this.#push(InvalidNumber, junk);
    else this.#push(NumberToken, stop);
  }

  #word(stop: number): void {
    const image = this.text.slice(this.#at, stop);
    const type = KEYWORD_TOKENS.get(image.toLowerCase()) ?? Word;
    if ((type === K.left || type === K.right) && this.#opensCall(stop)) return this.#push(Word, stop, image);
    this.#push(type, stop, image);
  }

  /** `left(` and `right(` are functions. */
  #opensCall(at: number): boolean {
    const blank = end(BLANK, this.text, at);
    return this.text[blank < 0 ? at : blank] === "(";
  }

  /** `:name`, `:"name"`: only when such a variable is given, as `:` also stands in slices. */
  #variable(): boolean {
    const { text, options: { variables } } = this;
    const at = this.#at + 1;
    if (variables === undefined) return false;
    const quoted = text[at] === '"';
    const stop = quoted ? text.indexOf('"', at + 1) + 1 : end(WORD, text, at);
    if (stop <= at) return false;
    const name = quoted ? text.slice(at + 1, stop - 1) : text.slice(at, stop);
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (value === undefined) return false;
    if (quoted) this.#push(QuotedName, stop, `"${value.replaceAll('"', '""')}"`);
    else if (NUMBER_VALUE.test(value) && !value.startsWith("-")) this.#push(NumberToken, stop, value);
    else this.#push(StringToken, stop, `'${value.replaceAll("'", "''")}'`);
    return true;
  }

  #sign(char: string): void {
    for (let length = 3; length > 0; length--) {
      const image = this.text.slice(this.#at, this.#at + length);
      const type = SIGNS.get(image);
      if (type !== undefined && image.length === length) return this.#push(type, this.#at + length, image);
    }
    const blank = end(BLANK, this.text, this.#at);
    if (blank > 0) this.#at = blank;
    else this.#push(UnknownCharacter, this.#at + (char >= "\ud800" && char <= "\udbff" ? 2 : 1));
  }
}

function isDigit(char: string): boolean {
  return char >= "0" && char <= "9" && char.length === 1;
}

/** Free words that read as something else where an expression stands. */
const NAMES_TO_QUOTE: ReadonlySet<string> = new Set([
  "array",
  "end",
  "current_date",
  "current_time",
  "current_timestamp",
]);

/** `name` as it must be written to be read as that name everywhere a free word may stand: quoted only when needed. */
export function quoteIdentifier(name: string): string {
  const plain = end(WORD, name, 0) === name.length && name === name.toLowerCase() && !isReserved(name) &&
    !NAMES_TO_QUOTE.has(name);
  return plain ? name : `"${name.replaceAll('"', '""')}"`;
}
