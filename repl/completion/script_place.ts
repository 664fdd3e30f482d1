/** Where the cursor stands in the code of a CREATE FUNCTION: the word that is being typed, and the function around it. */
import { SluiceError } from "../../schema/errors.ts";
import type { UserFunction } from "../../schema/user_function.ts";
import { bindUserFunction } from "../../sql/bind/user_function.ts";
import { lex } from "../../sql/lexer.ts";
import { parseStatement } from "../../sql/parse.ts";
import { splitTokens } from "../../sql/split.ts";
import { K, UnterminatedString } from "../../sql/tokens.ts";
import { type ScriptToken, scriptTokens } from "../../sql/typescript.ts";

export interface ScriptPlace {
  readonly fn: UserFunction;
  /** Where the word begins that ends at the cursor. */
  readonly from: number;
  readonly typed: string;
  /** What stands before the word: `["row", "tags", "[]"]` for `row.tags[0].`; undefined: what nobody can tell the type of. */
  readonly path: readonly string[] | undefined;
}

/** Undefined outside of such code, in its texts and comments, and where the statement before it cannot be read. */
export function scriptPlaceAt(text: string, cursor: number): ScriptPlace | undefined {
  const head = lex(text.slice(0, cursor));
  const body = head.at(-1);
  if (body === undefined || body.tokenType !== UnterminatedString || !body.image.startsWith("$$")) return undefined;
  const before = splitTokens(text, head.slice(0, -1)).at(-1);
  const first = before?.tokens[0];
  if (before === undefined || before.terminated || first?.tokenType !== K.create) return undefined;
  const code = body.startOffset + "$$".length;
  const tokens = scriptTokens(text.slice(code, cursor));
  const last = tokens.at(-1);
  const touches = last !== undefined && code + last.end === cursor;
  if (touches && isClosedTo(last, text.slice(code, cursor))) return undefined;
  const fn = functionOf(text.slice(first.startOffset, body.startOffset));
  if (fn === undefined) return undefined;
  const isWord = touches && (last.kind === "word" || last.kind === "keyword");
  const from = isWord ? code + last.start : cursor;
  const images = tokens.slice(0, isWord ? -1 : undefined).filter(({ kind }) => kind !== "comment")
    .map(({ start, end }) => text.slice(code + start, code + end));
  return { fn, from, typed: text.slice(from, cursor), path: pathOf(images) };
}

/** Inside a comment, a text or a number. */
function isClosedTo({ kind, start, end }: ScriptToken, code: string): boolean {
  if (kind === "number") return true;
  const image = code.slice(start, end);
  return kind === "comment" ? !image.endsWith("*/") : kind === "string" && !image.endsWith("${");
}

/** The function as far as it is declared before its code. */
function functionOf(head: string): UserFunction | undefined {
  const text = `${head}$$ $$`;
  try {
    const { statement } = parseStatement(text);
    return statement.kind === "createFunction" ? bindUserFunction(statement, text) : undefined;
  } catch (error) {
    if (error instanceof SluiceError) return undefined;
    throw error;
  }
}

/** Empty where no dot stands before the word; an index is `[]`, whatever it is. */
function pathOf(images: readonly string[]): readonly string[] | undefined {
  const path: string[] = [];
  let at = images.length - 1;
  while (images[at] === "." && images[at - 1] !== ".") { // two of them spread what follows
    at -= images[at - 1] === "?" ? 2 : 1;
    for (; images[at] === "]"; path.unshift("[]")) {
      at = openingOf(images, at) - 1;
      if (images[at] === "." && images[at - 1] === "?") at -= 2;
    }
    const word = images[at] ?? "";
    if (!/^[\p{ID_Start}$_]/u.test(word)) return undefined;
    path.unshift(word);
    at--;
  }
  return path;
}

function openingOf(images: readonly string[], close: number): number {
  let depth = 0;
  for (let at = close; at >= 0; at--) {
    if (images[at] === "]") depth++;
    else if (images[at] === "[" && --depth === 0) return at;
  }
  return 0;
}
