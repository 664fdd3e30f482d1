/** The tables that a query at the cursor reads, found in its tokens: the statement is not finished, or it would not be typed. */
import { AFTER_FROM, JOIN_WORDS } from "../../sql/clause_words.ts";
import { isOf, nameValue, type Token } from "../../sql/token.ts";
import { AliasWord, AnyWord, Comma, HintEnd, HintStart, K, LeftParen, RightParen } from "../../sql/tokens.ts";
import type { Place } from "./place.ts";

/** One relation of a FROM. */
export interface ScopedRelation {
  /** Its alias, else the table's name; undefined: a subquery without one. */
  readonly name: string | undefined;
  /** As it stands behind FROM, without the alias: `orders`, `(SELECT …)`, `TUMBLE(…)`. */
  readonly source: string;
  /** Names given to its columns: `AS t (a, b)`. */
  readonly columns: readonly string[];
}

/** A query of WITH that can be read where the cursor stands. */
export interface CommonTable {
  readonly name: string;
  /** `name (a, b) AS (SELECT …)`. */
  readonly text: string;
}

/** An item of the select list that has a name of its own. */
export interface NamedItem {
  readonly name: string;
  /** It is a window: it has `start` and `end`. */
  readonly isWindow: boolean;
}

export interface Scope {
  readonly relations: readonly ScopedRelation[];
  readonly common: readonly CommonTable[];
  readonly items: readonly NamedItem[];
}

const WINDOWS = new Set(["tumble", "hop", "session"]);

/** What the innermost query around the cursor reads, wherever its FROM stands. */
export function scopeAt({ before, after, text }: Place): Scope {
  const tokens = [...before, ...after];
  const common = commonTables(tokens, before.length, text);
  const select = selectAround(before);
  if (select === undefined) return { relations: [], common, items: [] };
  const block = blockFrom(tokens, select);
  const from = block.findIndex((token, at) =>
    token.tokenType === K.from && !isDistinctFrom(block, at) && isOuter(block, at)
  );
  const list = from < 0 ? block : block.slice(0, from);
  const relations = from < 0 ? [] : relationsOf(block.slice(from + 1), text);
  return { relations, common, items: namedItems(list.slice(1)) };
}

/** Index of the SELECT whose clauses the end of `before` belongs to. */
function selectAround(before: readonly Token[]): number | undefined {
  let depth = 0;
  for (let at = before.length - 1; at >= 0; at--) {
    const type = before[at]?.tokenType;
    if (type === RightParen) depth++;
    else if (type === LeftParen) depth = Math.max(0, depth - 1);
    else if (type === K.select && depth === 0) return at;
  }
  return undefined;
}

/** The tokens of a query from its SELECT to the bracket that closes it, or the set operation behind it. */
function blockFrom(tokens: readonly Token[], select: number): readonly Token[] {
  let depth = 0;
  for (let at = select + 1; at < tokens.length; at++) {
    const type = tokens[at]?.tokenType;
    if (type === LeftParen) depth++;
    else if (type === RightParen && --depth < 0) return tokens.slice(select, at);
    else if (depth === 0 && (type === K.union || type === K.except || type === K.intersect)) {
      return tokens.slice(select, at);
    }
  }
  return tokens.slice(select);
}

function isOuter(tokens: readonly Token[], at: number): boolean {
  let depth = 0;
  for (let i = 0; i < at; i++) {
    const type = tokens[i]?.tokenType;
    if (type === LeftParen) depth++;
    else if (type === RightParen) depth--;
  }
  return depth === 0;
}

/** `IS DISTINCT FROM` is no FROM. */
function isDistinctFrom(tokens: readonly Token[], at: number): boolean {
  return tokens[at - 1]?.tokenType === K.distinct && tokens[at - 2]?.tokenType !== K.select;
}

/** The relations of a FROM; `tokens` begin behind it. */
function relationsOf(tokens: readonly Token[], text: string): ScopedRelation[] {
  const relations: ScopedRelation[] = [];
  for (let at = 0; at < tokens.length;) {
    const type = tokens[at]?.tokenType;
    if (type === undefined || AFTER_FROM.has(type)) break;
    const end = sourceEnd(tokens, at);
    const [first, last] = [tokens[at], tokens[end - 1]];
    const alias = aliasAt(tokens, end);
    if (first && last && end > at) {
      const name = alias.name ?? (end === at + 1 ? nameValue(first) : undefined);
      relations.push({ name, source: text.slice(first.startOffset, last.endOffset + 1), columns: alias.columns });
    }
    at = nextRelation(tokens, Math.max(alias.end, at + 1));
  }
  return relations;
}

/** Behind the table, the subquery or the window function that begins at `at`. */
function sourceEnd(tokens: readonly Token[], at: number): number {
  const first = tokens[at];
  if (first?.tokenType === LeftParen) return groupEnd(tokens, at);
  if (!first || !isOf(first, AnyWord)) return at;
  if (tokens[at + 1]?.tokenType === LeftParen) return groupEnd(tokens, at + 1);
  if (tokens[at + 1]?.tokenType !== HintStart) return at + 1;
  const hint = tokens.findIndex(({ tokenType }, index) => index > at && tokenType === HintEnd);
  return hint < 0 ? at + 1 : hint + 1;
}

interface Alias {
  readonly name: string | undefined;
  readonly columns: readonly string[];
  /** Index behind it. */
  readonly end: number;
}

function aliasAt(tokens: readonly Token[], at: number): Alias {
  const explicit = tokens[at]?.tokenType === K.as;
  const word = tokens[explicit ? at + 1 : at];
  if (!word || !isOf(word, explicit ? AnyWord : AliasWord)) return { name: undefined, columns: [], end: at };
  const end = explicit ? at + 2 : at + 1;
  if (tokens[end]?.tokenType !== LeftParen) return { name: nameValue(word), columns: [], end };
  const close = groupEnd(tokens, end);
  const columns = tokens.slice(end + 1, close).filter((token) => isOf(token, AnyWord)).map(nameValue);
  return { name: nameValue(word), columns, end: close };
}

/** Where the next relation begins, behind a comma or a JOIN; the end of the FROM where there is none. */
function nextRelation(tokens: readonly Token[], from: number): number {
  for (let at = from; at < tokens.length; at++) {
    const type = tokens[at]?.tokenType;
    if (type === undefined || AFTER_FROM.has(type)) break;
    if (type === LeftParen) at = groupEnd(tokens, at) - 1;
    else if (type === Comma || type === K.join) return at + 1;
    else if (JOIN_WORDS.has(type)) continue;
  }
  return tokens.length;
}

/** Index behind the bracket that closes the one at `at`. */
function groupEnd(tokens: readonly Token[], at: number): number {
  let depth = 0;
  for (let i = at; i < tokens.length; i++) {
    const type = tokens[i]?.tokenType;
    if (type === LeftParen) depth++;
    else if (type === RightParen && --depth === 0) return i + 1;
  }
  return tokens.length;
}

/** Finished queries of WITH before the cursor. */
function commonTables(tokens: readonly Token[], cursor: number, text: string): CommonTable[] {
  const found: CommonTable[] = [];
  for (let at = 0; at < cursor; at++) {
    const word = tokens[at + 1];
    const type = tokens[at]?.tokenType;
    if ((type !== K.with && type !== Comma) || !word || !isOf(word, AnyWord)) continue;
    const behindColumns = tokens[at + 2]?.tokenType === LeftParen ? groupEnd(tokens, at + 2) : at + 2;
    if (tokens[behindColumns]?.tokenType !== K.as || tokens[behindColumns + 1]?.tokenType !== LeftParen) continue;
    const end = groupEnd(tokens, behindColumns + 1);
    const last = tokens[end - 1];
    if (end > cursor || last?.tokenType !== RightParen) continue;
    found.push({ name: nameValue(word), text: text.slice(word.startOffset, last.endOffset + 1) });
  }
  return found;
}

/** `expression AS name` of a select list. */
function namedItems(list: readonly Token[]): NamedItem[] {
  const items: NamedItem[] = [];
  let first = list[0];
  for (let at = 0; at < list.length; at++) {
    const type = list[at]?.tokenType;
    if (type === LeftParen) at = groupEnd(list, at) - 1;
    else if (type === Comma) first = list[at + 1];
    else if (type === K.as) {
      const word = list[at + 1];
      if (word && isOf(word, AnyWord)) {
        items.push({ name: nameValue(word), isWindow: WINDOWS.has(first?.image.toLowerCase() ?? "") });
      }
    }
  }
  return items;
}
