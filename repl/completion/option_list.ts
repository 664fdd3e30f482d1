/** The `WITH (…)` around the cursor: what it belongs to, and what is given in it already. */
import { isOf, nameValue, stringValue, type Token } from "../../sql/token.ts";
import { AnyWord, Comma, Dot, Equal, HintStart, K, LeftParen, StringToken } from "../../sql/tokens.ts";
import { openBrackets, type Place } from "./place.ts";

export interface OptionPlace {
  readonly owner: "connection" | "table" | "hint" | "function";
  /** Of a hint: the table that it is given to. */
  readonly table: string | undefined;
  /** Keys and values as texts; those behind the cursor too. */
  readonly given: ReadonlyMap<string, string>;
  /** The key whose value is being typed; undefined: a key is. */
  readonly key: string | undefined;
  /** What was typed of a key before its last dot, with the dot, and where it begins. */
  readonly path: string;
  readonly from: number;
}

/** Undefined when the cursor is in no list of options. */
export function optionPlaceAt(place: Place): OptionPlace | undefined {
  const { before, after } = place;
  const open = openBrackets(before).find((at) => opensOptions(before, at));
  if (open === undefined) return undefined;
  const inside = before.slice(open + 1);
  const current = inside.slice(inside.findLastIndex(({ tokenType }) => tokenType === Comma) + 1);
  const equal = current.findIndex(({ tokenType }) => tokenType === Equal);
  const first = equal < 0 ? current[0] : undefined;
  return {
    ...ownerOf(before, open),
    given: new Map([...pairs(inside), ...pairs(after)]),
    key: equal < 0 ? undefined : keyText(current.slice(0, equal)),
    path: equal < 0 ? current.map(({ image }) => image).join("") : "",
    from: first?.startOffset ?? place.from,
  };
}

/** What the `WITH (…)` gives that begins among `tokens`. */
export function optionsIn(tokens: readonly Token[]): ReadonlyMap<string, string> {
  const open = tokens.findIndex((token, at) => token.tokenType === LeftParen && tokens[at - 1]?.tokenType === K.with);
  return open < 0 ? new Map() : new Map(pairs(tokens.slice(open + 1)));
}

function opensOptions(tokens: readonly Token[], at: number): boolean {
  const type = tokens[at - 1]?.tokenType;
  return type === K.with && tokens[0]?.tokenType === K.create ||
    type === K.options && tokens[at - 2]?.tokenType === HintStart;
}

function ownerOf(tokens: readonly Token[], open: number): Pick<OptionPlace, "owner" | "table"> {
  if (tokens[open - 1]?.tokenType === K.options) {
    const table = tokens[open - 3];
    return { owner: "hint", table: table && nameValue(table) };
  }
  const kinds = tokens.slice(0, 4).map(({ tokenType }) => tokenType);
  const owner = kinds.includes(K.connection) ? "connection" : kinds.includes(K.function) ? "function" : "table";
  return { owner, table: undefined };
}

/** `key = value, …`, as far as they are whole. */
function* pairs(tokens: readonly Token[]): Generator<readonly [key: string, value: string]> {
  let from = 0;
  for (let at = 0; at <= tokens.length; at++) {
    if (at < tokens.length && tokens[at]?.tokenType !== Comma) continue;
    const entry = tokens.slice(from, at);
    const equal = entry.findIndex(({ tokenType }) => tokenType === Equal);
    const value = entry[equal + 1];
    if (equal > 0 && value) yield [keyText(entry.slice(0, equal)), valueText(value)];
    from = at + 1;
  }
}

function keyText(tokens: readonly Token[]): string {
  return tokens.filter((token) => token.tokenType !== Dot).map(valueText).join(".");
}

function valueText(token: Token): string {
  if (token.tokenType === StringToken) return stringValue(token.image);
  return isOf(token, AnyWord) ? nameValue(token) : token.image;
}
