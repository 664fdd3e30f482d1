/** Regular expression functions. A constant pattern is compiled once, others when they change. */
import { arrayType, BIGINT, BOOLEAN, TEXT } from "../../schema/types.ts";
import { sliceCharacters } from "./characters.ts";
import {
  type Argument,
  type Emitter,
  EvaluationError,
  type Implementation,
  INTEGER,
  scalar,
  type ScalarFunction,
} from "./function.ts";
import { asNumber } from "./number_arguments.ts";
import { compileRegex } from "./regex_syntax.ts";

/** How many compiled patterns a call whose patterns come from data keeps. */
const MOST_COMPILED = 500;

/** What a function looks for; `by flags`: all matches with the flag g. */
type Search = "first" | "all" | "by flags";

/** Compiles patterns, each once. */
function compiler(search: Search): (pattern: string, flags?: string) => RegExp {
  const compiled = new Map<string, RegExp>();
  return (pattern, flags = "") => {
    const key = `${flags}/${pattern}`;
    const known = compiled.get(key);
    if (known) return known;
    if (compiled.size >= MOST_COMPILED) compiled.clear();
    if (search === "first" && flags.includes("g")) throw new EvaluationError("the flag g has no meaning here");
    const regex = compileRegex(pattern, search === "all" ? flags + "g" : flags);
    compiled.set(key, regex);
    return regex;
  };
}

type RegexCode = (regex: string, text: string, rest: readonly string[], emit: Emitter) => string;

/**
 * The implementation of `f(text, pattern, …)`: `code` writes the call with the name of the compiled regular
 * expression. `flagsAt` is the position of the flags.
 */
function withRegex(args: readonly Argument[], flagsAt: number, search: Search, code: RegexCode): Implementation {
  const compile = compiler(search);
  const [pattern, flags] = [args[1]?.constant, args[flagsAt]?.constant];
  const isConstant = typeof pattern === "string" && (args[flagsAt] === undefined || typeof flags === "string");
  const regex = isConstant ? compile(pattern, typeof flags === "string" ? flags : "") : undefined;
  return {
    js: (names, emit) => {
      const [text = "", patternName, ...rest] = names;
      const name = regex
        ? emit.constant(regex)
        : emit.let(`${emit.constant(compile)}(${[patternName, names[flagsAt]].filter((one) => one).join(", ")})`);
      return code(name, text, rest, emit);
    },
  };
}

function firstMatch(regex: RegExp, text: string): (string | null)[] | null {
  const match = regex.exec(text);
  if (!match) return null;
  return match.length === 1 ? [match[0]] : match.slice(1).map((group) => group ?? null);
}

function extractGroup(regex: RegExp, text: string, group = 0): string | null {
  return regex.exec(text)?.[group] ?? null;
}

/** `regex` is global. As in RE2, an empty match right behind another one does not count. */
/** None in an empty text and of an empty pattern. `^` matches where the search starts. */
function countMatches(regex: RegExp, whole: string, start = 1): number {
  if (start < 1) throw new EvaluationError(`start ${start} of a search, positions count from 1`);
  if (whole === "" || regex.source === "(?:)") return 0;
  const text = start === 1 ? whole : sliceCharacters(whole, start - 1, Infinity);
  let count = 0;
  let lastEnd = -1;
  regex.lastIndex = 0;
  for (let match = regex.exec(text); match; match = regex.exec(text)) {
    const isEmpty = match[0] === "";
    if (!isEmpty || match.index !== lastEnd) count++;
    lastEnd = match.index + match[0].length;
    if (isEmpty) regex.lastIndex += (text.codePointAt(match.index) ?? 0) > 0xffff ? 2 : 1;
  }
  return count;
}

/** A text, or the number or name of a group. */
type ReplacementPart = string | { readonly group: number | string };

const REFERENCE = /\\(\d+)|\$(?:(\$)|\{([^}]*)\}|([0-9A-Za-z_]+))/g;

/** `\1`, `$1`, `$name`, `${name}`; `$$` is a dollar. As in DataFusion `$1a` is the group named `1a`. */
function parseReplacement(text: string): readonly ReplacementPart[] {
  const parts: ReplacementPart[] = [];
  let end = 0;
  for (const match of text.matchAll(REFERENCE)) {
    parts.push(text.slice(end, match.index));
    const name = match[1] ?? match[3] ?? match[4];
    parts.push(name === undefined ? "$" : { group: /^\d+$/.test(name) ? Number(name) : name });
    end = match.index + match[0].length;
  }
  parts.push(text.slice(end));
  return parts.filter((part) => part !== "");
}

/** The function that replaces by one template; the last template parsed is kept. */
function replacer(): (regex: RegExp, text: string, template: string) => string {
  let known: string | undefined;
  let parts: readonly ReplacementPart[] = [];
  return (regex, text, template) => {
    if (template !== known) [known, parts] = [template, parseReplacement(template)];
    let lastEnd = -1;
    return text.replace(regex, (match: string, ...rest: unknown[]) => {
      const named = typeof rest.at(-1) === "object" ? rest.pop() as Record<string, string | undefined> : undefined;
      const offset = rest.at(-2) as number;
      if (match === "" && offset === lastEnd) return "";
      lastEnd = offset + match.length;
      const groups = [match, ...rest.slice(0, -2)] as (string | undefined)[];
      return parts.map((part) =>
        typeof part === "string"
          ? part
          : (typeof part.group === "number" ? groups[part.group] : named?.[part.group]) ?? ""
      ).join("");
    });
  };
}

export const REGEX_FUNCTIONS: readonly ScalarFunction[] = [
  scalar("regexp_like", "Whether a regular expression matches somewhere in a text", {
    overloads: [{
      args: [TEXT, TEXT, TEXT],
      optional: 1,
      returns: BOOLEAN,
      build: (args) => {
        return withRegex(args, 2, "first", (regex, text) => `${regex}.test(${text})`);
      },
    }],
    examples: [["regexp_like('Köln', '^k', 'i')", "true"], ["regexp_like('abc', '^b')", "false"]],
  }),
  scalar("regexp_match", "Groups of the first match, or the match when there are none; NULL without a match", {
    overloads: [{
      args: [TEXT, TEXT, TEXT],
      optional: 1,
      returns: arrayType(TEXT),
      build: (args) => {
        return withRegex(args, 2, "first", (regex, text, _, emit) => `${emit.constant(firstMatch)}(${regex}, ${text})`);
      },
    }],
    examples: [["regexp_match('foobarbeque', '(bar)(beque)')", '["bar","beque"]'], ["regexp_match('a', 'b')", "NULL"]],
    result: "nullable",
  }),
  scalar("regexp_replace", "Text with the first match replaced, with the flag g all; \\1, $1, ${name} are groups", {
    overloads: [{
      args: [TEXT, TEXT, TEXT, TEXT],
      optional: 1,
      returns: TEXT,
      build: (args) => {
        const replace = replacer();
        return withRegex(
          args,
          3,
          "by flags",
          (regex, text, [by], emit) => `${emit.constant(replace)}(${regex}, ${text}, ${by})`,
        );
      },
    }],
    examples: [
      ["regexp_replace('foobar', 'o(.)', 'x')", "fxbar"],
      ["regexp_replace('a-b-c', '-', '+', 'g')", "a+b+c"],
      ["regexp_replace('ann smith', '(\\w+) (\\w+)', '$2 $1')", "smith ann"],
    ],
  }),
  scalar("regexp_count", "Number of matches, from a position on when one is given", {
    overloads: [{
      args: [TEXT, TEXT, INTEGER, TEXT],
      optional: 2,
      returns: BIGINT,
      build: (args) =>
        withRegex(args, 3, "all", (regex, text, [start], emit) => {
          const from = start === undefined ? "" : `, ${asNumber(start, args[2])}`;
          return `BigInt(${emit.constant(countMatches)}(${regex}, ${text}${from}))`;
        }),
    }],
    examples: [["regexp_count('abcABC', 'b', 1, 'i')", "2"], ["regexp_count('abcabc', 'b', 3)", "1"]],
  }),
  scalar("regexp_extract", "The match of a regular expression, or one of its groups; NULL without a match", {
    overloads: [{
      args: [TEXT, TEXT, INTEGER],
      optional: 1,
      returns: TEXT,
      build: (args) =>
        withRegex(args, 3, "first", (regex, text, [group], emit) => {
          const number = group === undefined ? "" : `, ${asNumber(group, args[2])}`;
          return `${emit.constant(extractGroup)}(${regex}, ${text}${number})`;
        }),
    }],
    examples: [["regexp_extract('order-17', '[a-z]+-(\\d+)', 1)", "17"], ["regexp_extract('a', 'b')", "NULL"]],
    result: "nullable",
  }),
];
