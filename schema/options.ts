/**
 * `WITH (…)` options: declared once, next to the component that has them. The declaration gives parsing, errors with
 * a caret, masking of secrets, completion and the tables of the manual.
 */
// Its ES module, by deno.json: CommonJS would set up Node.js first, which the prompt would wait for.
import { distance } from "fastest-levenshtein";
import { type Span, SqlError } from "./errors.ts";
import type { Interval } from "./types.ts";

/** One option as the user wrote it. */
export interface GivenOption {
  /** Text, number, TRUE/FALSE and words as text; a list as its elements. */
  readonly value: string | Interval | readonly string[];
  /** Of the value. */
  readonly span?: Span | undefined;
  readonly keySpan?: Span | undefined;
}

/** Options by key, in the order written. */
export type GivenOptions = ReadonlyMap<string, GivenOption>;

export interface Option<T> {
  readonly doc: string;
  /** Shown in the manual: `text`, `true, false`, `earliest, latest, …`. */
  readonly values: string;
  readonly required?: boolean;
  /** Never shown, logged or put into an error. */
  readonly secret?: boolean;
  /** The values that completion offers. */
  readonly choices?: readonly string[];
  /** For an option that was not given. */
  readonly fallback: T;
  /** Throws an `SqlError` without span when the value does not fit. */
  read(given: GivenOption, key: string): T;
}

export type OptionSpecs = Readonly<Record<string, Option<unknown>>>;
export type OptionsOf<S extends OptionSpecs> = { readonly [K in keyof S]: S[K] extends Option<infer T> ? T : never };

interface Details {
  readonly secret?: boolean;
  readonly values?: string;
}

export function textOption(doc: string, details?: Details): Option<string | undefined>;
export function textOption(doc: string, details: Details & { readonly required: true }): Option<string>;
export function textOption(
  doc: string,
  details: Details & { readonly required?: true } = {},
): Option<string | undefined> {
  return { doc, values: details.values ?? "text", ...details, fallback: undefined, read: textOf };
}

export function flagOption(doc: string, fallback: boolean): Option<boolean> {
  return {
    doc,
    values: "true, false",
    choices: ["true", "false"],
    fallback,
    read(given, key) {
      const text = textOf(given, key).toLowerCase();
      if (text === "true" || text === "yes") return true;
      if (text === "false" || text === "no") return false;
      throw new SqlError(`invalid value for '${key}': expected 'true' or 'false', got '${text}'`, {
        code: "bad_option",
      });
    },
  };
}

/** One of a few words, in any case. */
export function choiceOption<T extends string, F extends T | undefined>(
  doc: string,
  choices: readonly T[],
  fallback: F,
  message = (key: string, text: string) => `invalid value for ${key} '${text}'`,
): Option<T | F> {
  return {
    doc,
    values: choices.join(", "),
    choices,
    fallback,
    read(given, key) {
      const text = textOf(given, key).toLowerCase();
      const choice = choices.find((one) => one.toLowerCase() === text);
      if (choice !== undefined) return choice;
      throw new SqlError(message(key, text), { code: "bad_option", hint: `Use one of: ${choices.join(", ")}.` });
    },
  };
}

export function numberOption<F extends number | undefined>(
  doc: string,
  fallback: F,
  range: { readonly min?: number; readonly max?: number; readonly integer?: boolean } = {},
): Option<number | F> {
  return {
    doc,
    values: range.integer ? "whole number" : "number",
    fallback,
    read(given, key) {
      const text = textOf(given, key);
      const value = Number(text);
      const fits = text.trim() !== "" && Number.isFinite(value) && value >= (range.min ?? -Infinity) &&
        value <= (range.max ?? Infinity) && (!range.integer || Number.isInteger(value));
      if (fits) return value;
      const bounds = [
        range.min === undefined ? "" : ` from ${range.min}`,
        range.max === undefined ? "" : ` up to ${range.max}`,
      ].join("");
      throw new SqlError(
        `invalid value for '${key}': expected a ${range.integer ? "whole " : ""}number${bounds}, got '${text}'`,
        { code: "bad_option" },
      );
    },
  };
}

const DURATION_UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  millisecond: 1,
  milliseconds: 1,
  s: 1000,
  sec: 1000,
  secs: 1000,
  second: 1000,
  seconds: 1000,
  m: 60_000,
  min: 60_000,
  mins: 60_000,
  minute: 60_000,
  minutes: 60_000,
  h: 3_600_000,
  hour: 3_600_000,
  hours: 3_600_000,
  d: 86_400_000,
  day: 86_400_000,
  days: 86_400_000,
};

/** Milliseconds of `'5 seconds'`, `'500ms'`, `'1 hour 30 minutes'` or a bare number of seconds; undefined if it is none. */
export function parseDuration(text: string): number | undefined {
  const bare = /^\s*(\d+(?:\.\d+)?)\s*$/.exec(text);
  if (bare) return Number(bare[1]) * 1000;
  const parts = [...text.matchAll(/\s*(\d+(?:\.\d+)?)\s*([a-z]+)/giy)];
  if (parts.length === 0 || parts.map((part) => part[0]).join("").length !== text.trimEnd().length) return undefined;
  let total = 0;
  for (const [, amount, unit] of parts) {
    const word = String(unit).toLowerCase();
    const scale = Object.hasOwn(DURATION_UNITS, word) ? DURATION_UNITS[word] : undefined;
    if (scale === undefined) return undefined;
    total += Number(amount) * scale;
  }
  return total;
}

/** Milliseconds, from `INTERVAL '…'` or text such as `'5 seconds'`. */
export function durationOption<F extends number | undefined>(doc: string, fallback: F): Option<number | F> {
  return {
    doc,
    values: "interval",
    fallback,
    read(given, key) {
      const { value } = given;
      if (typeof value === "object" && !("length" in value)) {
        if (value.months !== 0) throw new SqlError("months are not supported in this interval", { code: "bad_option" });
        return value.days * 86_400_000 + Number(value.nanos / 1_000_000n);
      }
      const duration = parseDuration(textOf(given, key));
      if (duration !== undefined) return duration;
      throw new SqlError(`invalid value for '${key}': expected an interval such as '5 seconds', got '${value}'`, {
        code: "bad_option",
      });
    },
  };
}

/** Text that `parse` turns into a value or refuses by throwing an `SqlError`. */
export function parsedOption<T, F>(
  doc: string,
  values: string,
  fallback: F,
  parse: (text: string, key: string) => T,
  choices?: readonly string[],
): Option<T | F> {
  return { doc, values, fallback, ...(choices && { choices }), read: (given, key) => parse(textOf(given, key), key) };
}

function textOf(given: GivenOption, key: string): string {
  if (typeof given.value === "string") return given.value;
  throw new SqlError(`invalid value for '${key}': expected a text`, { code: "bad_option" });
}

/**
 * Reads the options of `specs` out of `given`. `left`, when handed in, is the set of keys that nobody has read yet:
 * keys read here are taken out of it, and the caller ends with {@link refuseUnknown}.
 */
export function readOptions<S extends OptionSpecs>(
  specs: S,
  given: GivenOptions,
  left: Set<string>,
  at?: Span,
): OptionsOf<S> {
  const result: Record<string, unknown> = {};
  for (const [key, spec] of Object.entries(specs)) {
    const option = given.get(key);
    left.delete(key);
    if (option === undefined) {
      if (spec.required) {
        throw misspelt(key, given, left) ??
          new SqlError(`required option '${key}' not set`, { code: "missing_option", span: at });
      }
      result[key] = spec.fallback;
      continue;
    }
    try {
      result[key] = spec.read(option, key);
    } catch (error) {
      if (!(error instanceof SqlError) || error.diagnostic.span) throw error;
      throw new SqlError(error.message, { ...error.diagnostic, span: option.span });
    }
  }
  return result as OptionsOf<S>;
}

/** A required option is missing, and one is there that looks like it. */
function misspelt(key: string, given: GivenOptions, left: ReadonlySet<string>): SqlError | undefined {
  const typo = [...left].find((word) => distance(word, key) <= Math.max(1, Math.floor(key.length / 4)));
  if (typo === undefined) return undefined;
  return new SqlError(`unknown options provided in WITH clause: '${typo}'`, {
    code: "unknown_option",
    span: given.get(typo)?.keySpan,
    hint: `Did you mean '${key}'?`,
  });
}

/** Refuses the keys that no component knows. `known` are all keys that could have stood here. */
export function refuseUnknown(left: ReadonlySet<string>, given: GivenOptions, known: Iterable<string>): void {
  if (left.size === 0) return;
  const unknown = [...left].sort();
  const first = unknown[0]!; // left is not empty
  const near = nearest(first, known);
  throw new SqlError(`unknown options provided in WITH clause: ${unknown.map((key) => `'${key}'`).join(", ")}`, {
    code: "unknown_option",
    span: given.get(first)?.keySpan,
    hint: near.length > 0 ? `Did you mean '${near[0]}'?` : undefined,
  });
}

/** Beyond it nobody has misspelt a name. */
const LONGEST_NAME = 200;

/** Up to three of `names` that a person may have meant by `word`, nearest first. */
export function nearest(word: string, names: Iterable<string>): string[] {
  if (word.length > LONGEST_NAME) return [];
  const lower = word.toLowerCase();
  return [...new Set(names)]
    .map((name) => {
      const away = distance(lower, name.toLowerCase());
      return { name, away: away === 2 && sortedLetters(lower) === sortedLetters(name) ? 1 : away }; // two changed places
    })
    .filter(({ name, away }) =>
      away <= Math.max(1, Math.floor(word.length / 3)) ||
      (word.length >= 3 && (name.toLowerCase().includes(lower) || lower.includes(name.toLowerCase())) &&
        name.length >= 3)
    )
    .sort((a, b) => a.away - b.away || (a.name < b.name ? -1 : 1))
    .slice(0, 3)
    .map(({ name }) => name);
}

function sortedLetters(word: string): string {
  return [...word.toLowerCase()].sort().join("");
}

/** Replaces each `{{ NAME }}` by the environment's value; `option` is named when one is missing. */
export function resolveTemplates(text: string, option: string, env: (name: string) => string | undefined): string {
  return text.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) => {
    const value = env(name);
    if (value !== undefined) return value;
    throw new SqlError(`Environment variable ${name} not found`, {
      code: "missing_env",
      notes: [`It is used by the option '${option}'.`],
      hint: `Set it before you start: export ${name}=…`,
    });
  });
}
