/** LIKE, ILIKE, SIMILAR TO, `~ ~* !~ !~*`. A constant pattern is compiled once, others when they are first met. */
import { SqlError } from "../../schema/errors.ts";
import { BOOLEAN, type SqlType, TEXT } from "../../schema/types.ts";
import type { Argument, Implementation } from "../functions/function.ts";
import { compileRegex } from "../functions/regex_syntax.ts";
import { foldCase } from "./case_folding.ts";
import { badOperands, isText, propagating, type Resolved } from "./resolved.ts";

export type PatternOperator = "like" | "ilike" | "similar to" | "~" | "~*" | "!~" | "!~*";

type Matcher = (text: string) => boolean;

/** `escape` is one character: of LIKE and ILIKE. */
export function resolvePattern(op: PatternOperator, left: Argument, right: Argument, escape?: string): Resolved {
  if (!isTextOrNull(left.type) || !isTextOrNull(right.type)) {
    throw badOperands(op, [left.type, right.type], "Patterns match TEXT: cast with x::TEXT.");
  }
  const isLike = op === "like" || op === "ilike";
  if (escape !== undefined && !isLike) {
    throw new SqlError("ESCAPE belongs to LIKE and ILIKE", { code: "type" });
  }
  const compile = isLike
    ? (pattern: string) => likeMatcher(pattern, escape ?? "\\", op === "ilike")
    : (pattern: string) => regexMatcher(pattern, op);
  return propagating([TEXT, TEXT], BOOLEAN, matching(compile, right.constant));
}

function isTextOrNull(type: SqlType): boolean {
  return isText(type) || type.kind === "null";
}

/** How many compiled patterns are kept where patterns come from data. */
const MOST_COMPILED = 500;

function matching(compile: (pattern: string) => Matcher, constant: unknown): Implementation {
  if (typeof constant === "string") {
    const matcher = compile(constant);
    return { js: ([text], emit) => `${emit.constant(matcher)}(${text})` };
  }
  const compiled = new Map<string, Matcher>();
  const call = (text: string, pattern: string): boolean => {
    let matcher = compiled.get(pattern);
    if (matcher === undefined) {
      if (compiled.size >= MOST_COMPILED) compiled.clear();
      matcher = compile(pattern);
      compiled.set(pattern, matcher);
    }
    return matcher(text);
  };
  return { call };
}

function regexMatcher(pattern: string, op: Exclude<PatternOperator, "like" | "ilike">): Matcher {
  const regex = compileRegex(pattern, op === "~*" || op === "!~*" ? "i" : "");
  return op === "!~" || op === "!~*" ? (text) => !regex.test(text) : (text) => regex.test(text);
}

/** A character that stands for itself, `%` or `_`. */
type LikeToken = { readonly literal: string } | "%" | "_";

function likeTokens(pattern: string, escape: string): LikeToken[] {
  const tokens: LikeToken[] = [];
  const characters = [...pattern];
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i] ?? "";
    const next = characters[i + 1];
    if (character === escape && next !== undefined) {
      tokens.push({ literal: next });
      i++;
    } else if (character === "%" || character === "_") tokens.push(character);
    else tokens.push({ literal: character });
  }
  return tokens;
}

export function likeMatcher(pattern: string, escape: string, ignoreCase: boolean): Matcher {
  const tokens = likeTokens(pattern, escape);
  return ignoreCase ? ignoringCase(tokens) : caseMatcher(tokens);
}

function caseMatcher(tokens: readonly LikeToken[]): Matcher {
  if (tokens.includes("_")) return wildcardMatcher(tokens);
  const pieces = [""];
  for (const token of tokens) {
    if (token === "%") pieces.push("");
    else if (token !== "_") pieces[pieces.length - 1] += token.literal;
  }
  return piecesMatcher(pieces);
}

/** Both sides are compared after {@link foldCase}, which keeps their number of characters. */
function ignoringCase(tokens: readonly LikeToken[]): Matcher {
  const matches = caseMatcher(
    tokens.map((token) => typeof token === "string" ? token : { literal: foldCase(token.literal) }),
  );
  return (text) => matches(foldCase(text));
}

/** In time text × pattern: on a mismatch only the last `%` takes one character more. */
function wildcardMatcher(tokens: readonly LikeToken[]): Matcher {
  const wanted = tokens.map((token) => typeof token === "string" ? token : token.literal);
  const kinds = tokens.map((token) => typeof token === "string" ? token : "literal");
  return (text) => {
    let position = 0;
    let index = 0;
    let retryIndex = -1;
    let retryPosition = 0;
    while (position < text.length || index < kinds.length) {
      const kind = kinds[index];
      if (kind === "%") {
        retryIndex = ++index;
        retryPosition = position;
        continue;
      }
      const matches = position < text.length &&
        (kind === "_" || (kind === "literal" && text.startsWith(wanted[index] ?? "", position)));
      if (matches) {
        position += characterLength(text, position);
        index++;
      } else {
        if (retryIndex < 0 || retryPosition >= text.length) return false;
        retryPosition += characterLength(text, retryPosition);
        position = retryPosition;
        index = retryIndex;
      }
    }
    return true;
  };
}

/** In UTF-16 units. */
function characterLength(text: string, position: number): number {
  return (text.codePointAt(position) ?? 0) > 0xffff ? 2 : 1;
}

/** Whether a text is the pieces in their order with anything between them. */
function piecesMatcher(pieces: readonly string[]): Matcher {
  const first = pieces[0] ?? "";
  if (pieces.length === 1) return (text) => text === first;
  const last = pieces.at(-1) ?? "";
  const middle = pieces.slice(1, -1).filter((piece) => piece !== "");
  if (middle.length === 0) {
    if (last === "") return (text) => text.startsWith(first);
    if (first === "") return (text) => text.endsWith(last);
  }
  const [only] = middle;
  if (first === "" && last === "" && middle.length === 1 && only !== undefined) return (text) => text.includes(only);
  const shortest = pieces.reduce((length, piece) => length + piece.length, 0);
  return (text) => {
    if (text.length < shortest || !text.startsWith(first) || !text.endsWith(last)) return false;
    let from = first.length;
    for (const piece of middle) {
      const at = text.indexOf(piece, from);
      if (at < 0) return false;
      from = at + piece.length;
    }
    return from <= text.length - last.length;
  };
}
