/** Text functions that measure, search, cut, trim and pad. Positions and lengths count characters from 1. */
import { BOOLEAN, BYTEA, INT, TEXT } from "../../schema/types.ts";
import { countBefore, countBytes, countCharacters, isBmp, offsetOf, sliceCharacters } from "./characters.ts";
import { EvaluationError, INTEGER, type Overload, scalar, SCALAR_AS_TEXT, type ScalarFunction } from "./function.ts";
import { withNumbers } from "./number_arguments.ts";

function substring(text: string, start: number, length?: number): string {
  if (length === undefined) return sliceCharacters(text, Math.max(start - 1, 0), Infinity);
  if (length < 0) throw new EvaluationError(`negative length ${length} of a substring`);
  return sliceCharacters(text, Math.max(start - 1, 0), start - 1 + length);
}

function left(text: string, count: number): string {
  return sliceCharacters(text, 0, count < 0 ? countCharacters(text) + count : count);
}

function right(text: string, count: number): string {
  return sliceCharacters(text, count < 0 ? -count : Math.max(0, countCharacters(text) - count), Infinity);
}

function position(text: string, part: string): number {
  const offset = text.indexOf(part);
  return offset <= 0 || isBmp(text) ? offset + 1 : countBefore(text, offset) + 1;
}

function trimBlanks(text: string, atStart: boolean, atEnd: boolean): string {
  let [start, end] = [0, text.length];
  if (atStart) { while (start < end && text.charCodeAt(start) === 32) start++; }
  if (atEnd) { while (end > start && text.charCodeAt(end - 1) === 32) end--; }
  return text.slice(start, end);
}

function trimCharacters(text: string, characters: string, atStart: boolean, atEnd: boolean): string {
  const all = isBmp(text) ? text : Array.from(text);
  const set = new Set(characters);
  let [start, end] = [0, all.length];
  if (atStart) { while (start < end && set.has(all[start] ?? "")) start++; }
  if (atEnd) { while (end > start && set.has(all[end - 1] ?? "")) end--; }
  return typeof all === "string" ? all.slice(start, end) : all.slice(start, end).join("");
}

function trimmer(atStart: boolean, atEnd: boolean): Overload[] {
  return [
    { args: [TEXT], returns: TEXT, call: (text: string) => trimBlanks(text, atStart, atEnd) },
    {
      args: [TEXT, TEXT],
      returns: TEXT,
      call: (text: string, characters: string) => trimCharacters(text, characters, atStart, atEnd),
    },
  ];
}

/** The longest text that `repeat` and the pads make: V8 holds no string of 2^29 units. */
const LONGEST = 2 ** 28;

function padding(count: number, fill: string): string {
  const width = countCharacters(fill);
  if (count <= 0 || width === 0) return "";
  if (count > LONGEST) throw new EvaluationError(`padding of ${count} characters`);
  return sliceCharacters(fill.repeat(Math.ceil(count / width)), 0, count);
}

function padLeft(text: string, length: number, fill = " "): string {
  const width = countCharacters(text);
  return width >= length ? sliceCharacters(text, 0, length) : padding(length - width, fill) + text;
}

function padRight(text: string, length: number, fill = " "): string {
  const width = countCharacters(text);
  return width >= length ? sliceCharacters(text, 0, length) : text + padding(length - width, fill);
}

function repeat(text: string, count: number): string {
  if (count <= 0) return "";
  if (text.length * count > LONGEST) throw new EvaluationError(`text of ${text.length * count} characters`);
  return text.repeat(count);
}

function overlay(text: string, replacement: string, start: number, length = countCharacters(replacement)): string {
  const from = Math.max(start - 1, 0);
  const head = sliceCharacters(text, 0, from);
  return head + replacement + text.slice(offsetOf(text, Math.max(start - 1 + length, 0)));
}

const pad = (call: typeof padLeft): Overload => ({
  args: [TEXT, INTEGER, TEXT],
  optional: 1,
  returns: TEXT,
  build: withNumbers(call),
});

export const TEXT_FUNCTIONS: readonly ScalarFunction[] = [
  scalar("length", "Number of characters, of a BYTEA number of bytes", {
    aliases: ["char_length", "character_length"],
    overloads: [
      { args: [SCALAR_AS_TEXT], returns: INT, call: countCharacters },
      { args: [BYTEA], returns: INT, js: ([bytes]) => `${bytes}.length` },
    ],
    examples: [["length('Köln')", "4"], ["length(12)", "2"]],
  }),
  scalar("octet_length", "Number of bytes in UTF-8", {
    overloads: [
      { args: [SCALAR_AS_TEXT], returns: INT, call: countBytes },
      { args: [BYTEA], returns: INT, js: ([bytes]) => `${bytes}.length` },
    ],
    examples: [["octet_length('Köln')", "5"]],
  }),
  scalar("bit_length", "Number of bits in UTF-8", {
    overloads: [
      { args: [SCALAR_AS_TEXT], returns: INT, call: (text: string) => countBytes(text) * 8 },
      { args: [BYTEA], returns: INT, js: ([bytes]) => `(${bytes}.length * 8)` },
    ],
    examples: [["bit_length('abc')", "24"]],
  }),
  scalar("lower", "Text in lower case", {
    overloads: [{ args: [TEXT], returns: TEXT, js: ([text]) => `${text}.toLowerCase()` }],
    examples: [["lower('KÖLN')", "köln"]],
  }),
  scalar("upper", "Text in upper case", {
    overloads: [{ args: [TEXT], returns: TEXT, js: ([text]) => `${text}.toUpperCase()` }],
    examples: [["upper('Köln')", "KÖLN"]],
  }),
  scalar("btrim", "Text without the given characters, blanks by default, at both ends", {
    aliases: ["trim"],
    overloads: trimmer(true, true),
    examples: [["trim('  a ')", "a"], ["btrim('xyaxy', 'xy')", "a"]],
  }),
  scalar("ltrim", "Text without the given characters, blanks by default, at its start", {
    overloads: trimmer(true, false),
    examples: [["ltrim('xyaxy', 'xy')", "axy"]],
  }),
  scalar("rtrim", "Text without the given characters, blanks by default, at its end", {
    overloads: trimmer(false, true),
    examples: [["rtrim('xyaxy', 'xy')", "xya"]],
  }),
  scalar("substr", "Part of a text from a position on, of at most the given length", {
    aliases: ["substring"],
    overloads: [{ args: [TEXT, INTEGER, INTEGER], optional: 1, returns: TEXT, build: withNumbers(substring) }],
    examples: [["substr('hello', 2)", "ello"], ["substr('hello', 0, 3)", "he"]],
  }),
  scalar("left", "First characters of a text; all but the last when negative", {
    overloads: [{ args: [TEXT, INTEGER], returns: TEXT, build: withNumbers(left) }],
    examples: [["left('hello', 2)", "he"], ["left('hello', -2)", "hel"]],
  }),
  scalar("right", "Last characters of a text; all but the first when negative", {
    overloads: [{ args: [TEXT, INTEGER], returns: TEXT, build: withNumbers(right) }],
    examples: [["right('hello', 2)", "lo"], ["right('hello', -2)", "llo"]],
  }),
  scalar("strpos", "Position of a part in a text, 0 when it is absent", {
    aliases: ["position", "instr"],
    overloads: [{ args: [TEXT, TEXT], returns: INT, call: position }],
    examples: [["strpos('hello', 'l')", "3"], ["instr('hello', 'z')", "0"]],
  }),
  scalar("starts_with", "Whether a text begins with another", {
    overloads: [{ args: [TEXT, TEXT], returns: BOOLEAN, js: ([text, part]) => `${text}.startsWith(${part})` }],
    examples: [["starts_with('hello', 'he')", "true"]],
  }),
  scalar("ends_with", "Whether a text ends with another", {
    overloads: [{ args: [TEXT, TEXT], returns: BOOLEAN, js: ([text, part]) => `${text}.endsWith(${part})` }],
    examples: [["ends_with('hello', 'lo')", "true"]],
  }),
  scalar("contains", "Whether a text holds another", {
    overloads: [{ args: [TEXT, TEXT], returns: BOOLEAN, js: ([text, part]) => `${text}.includes(${part})` }],
    examples: [["contains('hello', 'ell')", "true"]],
  }),
  scalar("lpad", "Text filled up to a length at its start, cut when it is longer", {
    overloads: [pad(padLeft)],
    examples: [["lpad('7', 3, '0')", "007"], ["lpad('hello', 2)", "he"]],
  }),
  scalar("rpad", "Text filled up to a length at its end, cut when it is longer", {
    overloads: [pad(padRight)],
    examples: [["rpad('hi', 5, 'xy')", "hixyx"]],
  }),
  scalar("repeat", "Text several times in a row", {
    overloads: [{ args: [TEXT, INTEGER], returns: TEXT, build: withNumbers(repeat) }],
    examples: [["repeat('ab', 3)", "ababab"]],
  }),
  scalar("overlay", "Text with a part, from a position on, replaced by another text", {
    overloads: [{
      args: [TEXT, TEXT, INTEGER, INTEGER],
      optional: 1,
      returns: TEXT,
      build: withNumbers(overlay),
    }],
    examples: [["overlay('Txxxxas', 'hom', 2, 4)", "Thomas"]],
  }),
];
