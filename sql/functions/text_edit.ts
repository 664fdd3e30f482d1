/** Text functions that join, split, replace and convert. */
import { BIGINT, INT, TEXT } from "../../schema/types.ts";
import { isBmp } from "./characters.ts";
import { EvaluationError, INTEGER, scalar, SCALAR_AS_TEXT, type ScalarFunction } from "./function.ts";
import { withNumbers } from "./number_arguments.ts";

function concatWithSeparator(separator: string | null, ...parts: readonly (string | null)[]): string | null {
  return separator === null ? null : parts.filter((part) => part !== null).join(separator);
}

/** An empty `part` stands before, between and after the characters. */
function replaceText(text: string, part: string, by: string): string {
  if (part !== "") return text.replaceAll(part, () => by);
  return by + Array.from(text, (character) => character + by).join("");
}

/** The nth piece from 0, counted from the end when negative; undefined beyond. An empty delimiter splits nothing. */
function piece(text: string, delimiter: string, index: number): string | undefined {
  if (delimiter === "") return index === 0 || index === -1 ? text : undefined;
  if (index < 0) return text.split(delimiter).at(index);
  let start = 0;
  for (let left = index; left > 0; left--) {
    const found = text.indexOf(delimiter, start);
    if (found < 0) return undefined;
    start = found + delimiter.length;
  }
  const end = text.indexOf(delimiter, start);
  return end < 0 ? text.slice(start) : text.slice(start, end);
}

/** An empty delimiter stands before, between and behind the characters. */
function splitPart(text: string, delimiter: string, n: number): string {
  if (n === 0) throw new EvaluationError("piece 0 of a text: pieces count from 1, or from -1 at the end");
  if (delimiter === "") return ["", ...text, ""].at(n > 0 ? n - 1 : n) ?? "";
  return piece(text, delimiter, n > 0 ? n - 1 : n) ?? "";
}

function splitIndex(text: string, delimiter: string, index: number): string | null {
  return index < 0 ? null : piece(text, delimiter, index) ?? null;
}

function substringIndex(text: string, delimiter: string, count: number): string {
  if (delimiter === "" || count === 0) return "";
  const pieces = text.split(delimiter);
  return (count > 0 ? pieces.slice(0, count) : pieces.slice(count)).join(delimiter);
}

function reverse(text: string): string {
  if (!isBmp(text)) return Array.from(text).reverse().join("");
  let reversed = "";
  for (let i = text.length - 1; i >= 0; i--) reversed += text[i];
  return reversed;
}

function character(code: number): string {
  if (code === 0) throw new EvaluationError("null character");
  if (code < 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
    throw new EvaluationError(`${code} is no character`);
  }
  return String.fromCodePoint(code);
}

const WORD = /[\p{Alphabetic}\p{N}]+/gu;

function initialCapitals(text: string): string {
  return text.replace(WORD, (word) => {
    const first = String.fromCodePoint(word.codePointAt(0) ?? 0);
    return first.toUpperCase() + word.slice(first.length).toLowerCase();
  });
}

function translate(text: string, from: string, to: string): string {
  const replacements = Array.from(to);
  const map = new Map<string, string>();
  for (const [i, key] of Array.from(from).entries()) map.set(key, replacements[i] ?? "");
  let result = "";
  for (const one of text) result += map.get(one) ?? one;
  return result;
}

/** Of one character with another: about a second. */
const MOST_COMPARISONS = 100_000_000;

/** Insertions, deletions and replacements of characters that turn one text into the other. */
function levenshtein(a: string, b: string): number {
  if (a.length * b.length > MOST_COMPARISONS) {
    throw new EvaluationError(`texts of ${a.length} and ${b.length} characters are too long to compare`);
  }
  const [left, right] = [Array.from(a), Array.from(b)];
  let row = Array.from({ length: right.length + 1 }, (_, i) => i);
  for (const [i, x] of left.entries()) {
    const next = [i + 1];
    for (const [j, y] of right.entries()) {
      // Both rows have right.length + 1 places and j + 1 is within them.
      next.push(Math.min(next[j]! + 1, row[j + 1]! + 1, row[j]! + (x === y ? 0 : 1)));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

function findInSet(text: string, list: string): number {
  return text.includes(",") ? 0 : list.split(",").indexOf(text) + 1;
}

export const TEXT_EDIT_FUNCTIONS: readonly ScalarFunction[] = [
  scalar("concat", "All values joined as text, NULLs left out", {
    overloads: [{
      args: [SCALAR_AS_TEXT],
      variadic: true,
      returns: TEXT,
      js: (args) => `(${args.map((arg) => `(${arg} ?? "")`).join(" + ")})`,
    }],
    examples: [["concat('a', NULL, 1)", "a1"]],
    nulls: "pass",
    result: "not-null",
  }),
  scalar("concat_ws", "All values but the first joined as text with the first between them, NULLs left out", {
    overloads: [{ args: [TEXT, SCALAR_AS_TEXT], variadic: true, returns: TEXT, call: concatWithSeparator }],
    examples: [["concat_ws('-', 'a', NULL, 'b')", "a-b"], ["concat_ws(NULL, 'a', 'b')", "NULL"]],
    nulls: "pass",
  }),
  scalar("replace", "Text with every occurrence of a part replaced", {
    overloads: [{ args: [TEXT, TEXT, TEXT], returns: TEXT, call: replaceText }],
    examples: [["replace('banana', 'an', 'o')", "booa"]],
  }),
  scalar("split_part", "The nth piece of a text, from 1, counted from the end when negative", {
    overloads: [{ args: [TEXT, TEXT, INTEGER], returns: TEXT, build: withNumbers(splitPart) }],
    examples: [["split_part('a,b,c', ',', 2)", "b"], ["split_part('a,b,c', ',', -1)", "c"]],
  }),
  scalar("split_index", "The nth piece of a text, from 0, NULL beyond the last", {
    overloads: [{ args: [TEXT, TEXT, INTEGER], returns: TEXT, build: withNumbers(splitIndex) }],
    examples: [["split_index('a,b,c', ',', 0)", "a"], ["split_index('a,b,c', ',', 3)", "NULL"]],
    result: "nullable",
  }),
  scalar("substr_index", "Text before the nth occurrence of a delimiter, after it from the end when negative", {
    aliases: ["substring_index"],
    overloads: [{ args: [TEXT, TEXT, INTEGER], returns: TEXT, build: withNumbers(substringIndex) }],
    examples: [["substr_index('www.example.org', '.', 2)", "www.example"]],
  }),
  scalar("reverse", "Text with its characters in reverse order", {
    overloads: [{ args: [TEXT], returns: TEXT, call: reverse }],
    examples: [["reverse('Köln')", "nlöK"]],
  }),
  scalar("ascii", "Code point of the first character, 0 of an empty text", {
    overloads: [{ args: [TEXT], returns: INT, js: ([text]) => `(${text}.codePointAt(0) ?? 0)` }],
    examples: [["ascii('A')", "65"]],
  }),
  scalar("chr", "Character with a code point", {
    overloads: [{ args: [INTEGER], returns: TEXT, build: withNumbers(character) }],
    examples: [["chr(65)", "A"]],
  }),
  scalar("initcap", "Text with a capital at the start of each word", {
    overloads: [{ args: [TEXT], returns: TEXT, call: initialCapitals }],
    examples: [["initcap('hello wORLD')", "Hello World"]],
  }),
  scalar("translate", "Text with each character of a set replaced by the one at its place in another", {
    overloads: [{ args: [TEXT, TEXT, TEXT], returns: TEXT, call: translate }],
    examples: [["translate('12345', '143', 'ax')", "a2x5"]],
  }),
  scalar("levenshtein", "Edit distance of two texts", {
    overloads: [{ args: [TEXT, TEXT], returns: INT, call: levenshtein }],
    examples: [["levenshtein('kitten', 'sitting')", "3"]],
  }),
  scalar("to_hex", "Integer in hexadecimal digits, a negative one as 64 bits", {
    overloads: [{ args: [BIGINT], returns: TEXT, js: ([value]) => `BigInt.asUintN(64, ${value}).toString(16)` }],
    examples: [["to_hex(255)", "ff"], ["to_hex(-1)", "ffffffffffffffff"]],
  }),
  scalar("find_in_set", "Position of a text in a list separated by commas, 0 when it is absent", {
    overloads: [{ args: [TEXT, TEXT], returns: INT, call: findInSet }],
    examples: [["find_in_set('b', 'a,b,c')", "2"]],
  }),
];
