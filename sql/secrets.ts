/** Where a text holds secrets: literals given to options whose name says so. Works on text that does not parse. */
import type { Span } from "../schema/errors.ts";
import { lex, nameValue, stringValue, type Token } from "./lexer.ts";
import { AnyWord, Dot, Equal, NumberToken, StringToken, UnterminatedString } from "./tokens.ts";
import { tokenMatcher } from "chevrotain";

export const MASK = "'***'";

const SECRET_KEY = /(?:^|[._-])(?:secret|password|passwd|passphrase|pwd|token|credentials?|api_?secret|private_?key)$/i;
const TEMPLATE = /^\s*\{\{\s*\w+\s*\}\}\s*$/;
const USER_INFO = /:\/\/[^\s/@:]+:[^\s@]+@/;

/** Whether the value of an option of this name must never be shown. */
export function isSecretKey(key: string): boolean {
  return SECRET_KEY.test(key);
}

/** The literals of `text` to hide, in order. `{{ NAME }}` templates are no secrets. */
export function secretSpans(text: string): Span[] {
  const tokens = lex(text);
  const spans: Span[] = [];
  tokens.forEach((token, at) => {
    if (!isLiteral(token)) return;
    if (token.tokenType === StringToken && TEMPLATE.test(stringValue(token.image))) return;
    if (isSecretKey(keyBefore(tokens, at)) || USER_INFO.test(token.image)) {
      spans.push({ start: token.startOffset, end: token.endOffset + 1 });
    }
  });
  return spans;
}

/** `text` with each secret as `'***'`. */
export function maskSecrets(text: string): string {
  let masked = "";
  let from = 0;
  for (const { start, end } of secretSpans(text)) {
    masked += text.slice(from, start) + MASK;
    from = end;
  }
  return masked + text.slice(from);
}

function isLiteral({ tokenType }: Token): boolean {
  return tokenType === StringToken || tokenType === UnterminatedString || tokenType === NumberToken;
}

/** `a.b =` or `'a.b' =` right before a literal; the `=` may be missing in broken text. */
function keyBefore(tokens: readonly Token[], literal: number): string {
  let at = literal - 1;
  if (tokens[at]?.tokenType === Equal) at--;
  const last = tokens[at];
  if (last === undefined) return "";
  if (last.tokenType === StringToken) return at === literal - 1 ? "" : stringValue(last.image);
  let key = "";
  for (let token: Token | undefined = last; token && tokenMatcher(token, AnyWord); token = tokens[at]) {
    key = nameValue(token) + key;
    if (tokens[at - 1]?.tokenType !== Dot) break;
    key = "." + key;
    at -= 2;
  }
  return key;
}
