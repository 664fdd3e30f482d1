/** Where a text holds secrets: literals given to options whose name says so. Works on text that does not parse. */
import type { Span } from "../schema/errors.ts";
import { lex } from "./lexer.ts";
import { nameValue, stringValue, type Token } from "./token.ts";
import {
  AnyWord,
  Comma,
  Dot,
  Equal,
  isReserved,
  LeftParen,
  NumberToken,
  StringToken,
  UnterminatedString,
} from "./tokens.ts";
import { tokenMatcher } from "chevrotain";

export const MASK = "'***'";

const SECRET_WORDS = "secret|password|passwd|passphrase|pwd|token|credentials?|api_?secret|private_?key";
const SECRET_KEY = new RegExp(`(?:^|[._-])(?:${SECRET_WORDS})$`, "i");
const TEMPLATE = /^\s*\{\{\s*\w+\s*\}\}\s*$/;
const COMMENT_MARKS = /--|\/\*|\*\//g;
const USER_INFO = /:\/\/[^\s/@:]+:[^\s@]+@/;

/**
 * What a text must contain to hold a secret: such a word, an escape that may stand for a part of one, `scheme://`, a
 * `=` whose key is lost, or a name with a slip in it and a `=` behind it. With `u`, as a name in lower case may have been spelt with a Kelvin sign.
 */
const SUSPICIOUS = new RegExp(`${SECRET_WORDS}|\\\\|://|[,(]\\s*(?:=|--|/\\*)|[a-z]\\W*=`, "iu");

/** Whether the value of an option of this name must never be shown: also where the name has a slip in it. */
export function isSecretKey(key: string): boolean {
  if (SECRET_KEY.test(key)) return true;
  const word = key.slice(Math.max(...[".", "_", "-"].map((mark) => key.lastIndexOf(mark))) + 1).toLowerCase();
  return LONG_WORDS.some((secret) => isSlip(word, secret));
}

/** Short ones are a letter away from too much else. */
const LONG_WORDS = ["secret", "password", "passphrase", "credential", "credentials"];

/** One letter too many, too few or wrong, or two that changed places. */
function isSlip(word: string, meant: string): boolean {
  if (Math.abs(word.length - meant.length) > 1) return false;
  let start = 0;
  while (start < word.length && word[start] === meant[start]) start++;
  let end = 0;
  while (end < Math.min(word.length, meant.length) - start && word.at(-1 - end) === meant.at(-1 - end)) end++;
  const [is, should] = [word.slice(start, word.length - end), meant.slice(start, meant.length - end)];
  return (is.length <= 1 && should.length <= 1) ||
    (is.length === 2 && should.length === 2 && is[0] === should[1] && is[1] === should[0]);
}

/** The literals of `text` to hide, in order; comments are passed over. `{{ NAME }}` templates are no secrets. */
export function secretSpans(text: string): Span[] {
  const spans: Span[] = [];
  if (!SUSPICIOUS.test(text)) return spans;
  const tokens = lex(text);
  tokens.forEach((token, at) => {
    if (!isLiteral(token)) return;
    if (token.tokenType === StringToken && TEMPLATE.test(stringValue(token.image))) return;
    if (followsSecretKey(tokens, at) || USER_INFO.test(token.image)) {
      spans.push({ start: token.startOffset, end: token.endOffset + 1 });
    }
  });
  return spans;
}

/** Those of {@link secretSpans}, and those of what stands in comments: a line that was commented out is shown too. */
function shownSpans(text: string): Span[] {
  const spans = secretSpans(text);
  if (!SUSPICIOUS.test(text)) return spans;
  lex(text, {
    onComment(start, end) {
      const inside = text.slice(start, end).replaceAll(COMMENT_MARKS, "  ");
      for (const span of secretSpans(inside)) spans.push({ start: start + span.start, end: start + span.end });
    },
  });
  return spans.sort((a, b) => a.start - b.start);
}

/** `text` with each secret as `'***'`, also in comments. */
export function maskSecrets(text: string): string {
  let masked = "";
  let from = 0;
  for (const { start, end } of shownSpans(text)) {
    masked += text.slice(from, start) + MASK;
    from = end;
  }
  return masked + text.slice(from);
}

/** `text` with each secret as asterisks of the same length, so that spans into it stay right. */
export function starSecrets(text: string): string {
  return shownSpans(text).reduce((all, { start, end }) => {
    return all.slice(0, start) + `'${"*".repeat(Math.max(0, end - start - 2))}'` + all.slice(end);
  }, text);
}

function isLiteral({ tokenType }: Token): boolean {
  return tokenType === StringToken || tokenType === UnterminatedString || tokenType === NumberToken;
}

/**
 * Whether the words before a literal name a secret. In broken text the key may have a stray word after it, the `=` may
 * be missing, and a value without any key may have lost a secret one.
 */
export function followsSecretKey(tokens: readonly Token[], literal: number): boolean {
  const before = tokens[literal - 2]?.tokenType;
  if (tokens[literal - 1]?.tokenType === Equal && (before === Comma || before === LeftParen)) return true;
  const stop = literal - 1 - MAX_STRAY_TOKENS;
  for (let at = literal - 1; at > stop && isKeyPart(tokens[at]); at--) {
    const token = tokens[at];
    if (token && isSecretKey(token.tokenType === StringToken ? stringValue(token.image) : nameValue(token))) {
      return true;
    }
  }
  return false;
}

const MAX_STRAY_TOKENS = 4;

function isKeyPart(token: Token | undefined): boolean {
  if (token === undefined) return false;
  if ([StringToken, Dot, Equal].includes(token.tokenType)) return true;
  return tokenMatcher(token, AnyWord) && !isReserved(token.image.toLowerCase());
}
