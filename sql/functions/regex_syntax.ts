/**
 * Regular expressions of SQL (RE2's syntax, as DataFusion's) to JavaScript's `v` syntax: no look-around, no
 * back-references. V8 backtracks, so unlike RE2 it does not promise linear time: `(a+)+b` can take exponential time on
 * a long text of `a`s. Its linear engine is behind a V8 flag.
 *
 * Classes are Unicode: `\w` matches é, `\d` every decimal digit, `\b` the border of such a word.
 */
import { EvaluationError } from "./function.ts";

const WORD = "\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\u{200C}\\u{200D}";
const BORDER = `(?:(?<=[${WORD}])(?![${WORD}])|(?<![${WORD}])(?=[${WORD}]))`;
const NO_BORDER = `(?:(?<=[${WORD}])(?=[${WORD}])|(?<![${WORD}])(?![${WORD}]))`;

const POSIX: Readonly<Record<string, string>> = {
  alnum: "0-9A-Za-z",
  alpha: "A-Za-z",
  ascii: "\\u{0}-\\u{7F}",
  blank: "\\t\\u{20}",
  cntrl: "\\u{0}-\\u{1F}\\u{7F}",
  digit: "0-9",
  graph: "\\u{21}-\\u{7E}",
  lower: "a-z",
  print: "\\u{20}-\\u{7E}",
  punct: "\\u{21}-\\u{2F}\\u{3A}-\\u{40}\\u{5B}-\\u{60}\\u{7B}-\\u{7E}",
  space: "\\t\\n\\v\\f\\r\\u{20}",
  upper: "A-Z",
  word: "0-9A-Za-z_",
  xdigit: "0-9A-Fa-f",
};

const CONTROL: Readonly<Record<string, string>> = { a: "\\u{7}", f: "\\f", n: "\\n", r: "\\r", t: "\\t", v: "\\v" };

/** RE2's and Rust's limit for `{n,m}`. */
const MOST_REPEATS = 1000;
/** Rust's limit of groups within groups, which also keeps the translator from recursing without end. */
const DEEPEST = 250;
/** Longer patterns are refused before anything is compiled. */
const MOST_CHARACTERS = 50_000;

/** Throws `EvaluationError` when the pattern is no regular expression; `flags` are of g i m s x. */
export function compileRegex(pattern: string, flags = ""): RegExp {
  const set = new Set(flags);
  for (const flag of set) {
    if (!"gimsx".includes(flag)) {
      throw new EvaluationError(`unknown regular expression flag '${flag}', known: g i m s x`);
    }
  }
  if (pattern.length > MOST_CHARACTERS) {
    throw new EvaluationError(`regular expression of ${pattern.length} characters, more than ${MOST_CHARACTERS}`);
  }
  const translator = new Translator(pattern, set.has("s"), set.has("m"), set.has("x"));
  const source = translator.translate();
  try {
    const regex = new RegExp(source, "v" + (set.has("g") ? "g" : "") + (set.has("i") ? "i" : ""));
    // V8 compiles at first use, for texts of one and of two bytes, and may find only then that it is too large.
    for (const text of ["", "\u0100"]) regex.test(text);
    regex.lastIndex = 0;
    return regex;
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^.*: /s, "") : String(error);
    throw badRegex(pattern, reason.toLowerCase());
  }
}

/** Shows the beginning of a long pattern. */
function badRegex(pattern: string, reason: string): EvaluationError {
  const shown = pattern.length > 200 ? `${pattern.slice(0, 200)}…` : pattern;
  return new EvaluationError(`bad regular expression '${shown}': ${reason}`);
}

/** What `(?…)` and the flags change; `i` is left to JavaScript. */
interface Modes {
  readonly dotAll: boolean;
  readonly multiline: boolean;
  readonly verbose: boolean;
}

class Translator {
  readonly #pattern: string;
  #position = 0;
  #depth = 0;
  #modes: Modes;

  constructor(pattern: string, dotAll: boolean, multiline: boolean, verbose: boolean) {
    this.#pattern = pattern;
    this.#modes = { dotAll, multiline, verbose };
  }

  translate(): string {
    const source = this.#alternatives();
    if (this.#position < this.#pattern.length) this.#fail("unmatched )");
    return source;
  }

  /** Up to `)` or the end; inline flags hold that far. */
  #alternatives(): string {
    const outer = this.#modes;
    let source = "";
    const opened: string[] = [];
    const close = () => ")".repeat(opened.length);
    let atom: string | undefined;
    const push = (next: string | undefined) => {
      source += atom ?? "";
      atom = next;
    };
    while (this.#position < this.#pattern.length && this.#peek() !== ")") {
      const character = this.#next();
      if (character === "|") {
        push(undefined);
        // `a(?i)b|c` is `a(?i:b)|(?i:c)`.
        source += close() + "|" + opened.join("");
      } else if (this.#modes.verbose && /[ \t\n\r\v\f]/.test(character)) {
        continue;
      } else if (this.#modes.verbose && character === "#") {
        while (this.#position < this.#pattern.length && this.#next() !== "\n");
      } else if (character === "(" && this.#inlineFlags()) {
        const inline = this.#openFlags;
        push(undefined);
        if (inline !== "") {
          opened.push(`(?${inline}:`);
          source += opened.at(-1);
        }
      } else {
        const quantifier = this.#quantifier(character);
        if (quantifier === undefined) push(this.#atom(character));
        else if (atom === undefined) this.#fail(`nothing to repeat before ${quantifier}`);
        else atom = `(?:${atom})${quantifier}`;
      }
    }
    push(undefined);
    this.#modes = outer;
    return source + close();
  }

  #openFlags = "";

  /** Reads `?flags)` behind a parenthesis and turns the modes; leaves the place as it is when it is a group. */
  #inlineFlags(): boolean {
    const match = /^\?([a-zA-Z]*)(?:-([a-zA-Z]+))?\)/.exec(this.#rest());
    if (!match || match[0] === "?)") return false;
    this.#position += match[0].length;
    this.#openFlags = this.#turn(match[1] ?? "", match[2] ?? "");
    return true;
  }

  /** Applies `s`, `m`, `x`; returns what JavaScript has to know of `i`: `i`, `-i` or nothing. */
  #turn(on: string, off: string): string {
    for (const flag of on + off) {
      if (!"imsxuU".includes(flag)) this.#fail(`unknown flag '${flag}'`);
      if (flag === "U") this.#fail("the flag U (swap greed) is not supported");
    }
    const mode = (flag: string, now: boolean) => off.includes(flag) ? false : on.includes(flag) || now;
    this.#modes = {
      dotAll: mode("s", this.#modes.dotAll),
      multiline: mode("m", this.#modes.multiline),
      verbose: mode("x", this.#modes.verbose),
    };
    return off.includes("i") ? "-i" : on.includes("i") ? "i" : "";
  }

  #atom(character: string): string {
    switch (character) {
      case "(":
        return this.#group();
      case "[":
        return this.#charClass();
      case "\\":
        return this.#escape(false);
      case ".":
        return this.#modes.dotAll ? "[^]" : "[^\\n]";
      case "^":
        return this.#modes.multiline ? "(?:^|(?<=\\n))" : "^";
      case "$":
        return this.#modes.multiline ? "(?:$|(?=\\n))" : "$";
      default:
        return literal(character);
    }
  }

  #group(): string {
    const rest = this.#rest();
    if (/^\?(?:[=!]|<[=!])/.test(rest)) this.#fail("look-around is not supported");
    const outer = this.#modes;
    let open = "(";
    const named = /^\?P?<([A-Za-z_][A-Za-z0-9_]*)>/.exec(rest);
    const flagged = /^\?([a-zA-Z]*)(?:-([a-zA-Z]+))?:/.exec(rest);
    if (named) {
      open = `(?<${named[1]}>`;
      this.#position += named[0].length;
    } else if (flagged) {
      this.#position += flagged[0].length;
      open = `(?${this.#turn(flagged[1] ?? "", flagged[2] ?? "")}:`;
    } else if (rest.startsWith("?")) this.#fail(`unknown group (${rest.slice(0, 3)}`);
    if (++this.#depth > DEEPEST) this.#fail(`more than ${DEEPEST} groups within each other`);
    const body = this.#alternatives();
    this.#depth--;
    if (this.#position >= this.#pattern.length) this.#fail("missing )");
    this.#position++;
    this.#modes = outer;
    return `${open}${body})`;
  }

  /** `*`, `+`, `?`, `{n}`, `{n,}`, `{n,m}`, each also lazy; undefined: `character` is no quantifier. */
  #quantifier(character: string): string | undefined {
    let quantifier: string | undefined;
    if (character === "*" || character === "+" || character === "?") quantifier = character;
    else if (character === "{") {
      const match = /^(\d+)(?:,(\d*))?\}/.exec(this.#rest());
      if (!match) return undefined;
      if (Math.max(Number(match[1]), Number(match[2] ?? 0)) > MOST_REPEATS) {
        this.#fail(`more than ${MOST_REPEATS} repetitions`);
      }
      this.#position += match[0].length;
      quantifier = "{" + match[0];
    }
    if (quantifier !== undefined && this.#peek() === "?") {
      this.#position++;
      quantifier += "?";
    }
    return quantifier;
  }

  /** Behind a backslash. In a class: without brackets of its own where JavaScript needs none. */
  #escape(inClass: boolean): string {
    if (this.#position >= this.#pattern.length) this.#fail("\\ at the end");
    const character = this.#next();
    if (/[0-9k]/.test(character) && !(character === "0")) this.#fail("back-references are not supported");
    const control = CONTROL[character];
    if (control !== undefined) return control;
    switch (character) {
      case "d":
        return "\\p{Nd}";
      case "D":
        return "\\P{Nd}";
      case "s":
        return "\\p{White_Space}";
      case "S":
        return "\\P{White_Space}";
      case "w":
        return `[${WORD}]`;
      case "W":
        return `[^${WORD}]`;
      case "p":
      case "P":
        return this.#property(character);
      case "x":
      case "u":
      case "U":
        return this.#codePoint(character);
      case "0":
        return "\\u{0}";
    }
    if (!inClass) {
      if (character === "b") return BORDER;
      if (character === "B") return NO_BORDER;
      if (character === "A") return "^";
      if (character === "z") return "$";
    }
    if (/[A-Za-z]/.test(character)) this.#fail(`unknown escape \\${character}`);
    return literal(character);
  }

  #property(sign: string): string {
    const match = /^(?:\{(\^?)([^}]+)\}|([A-Z]))/.exec(this.#rest());
    if (!match) this.#fail(`no property after \\${sign}`);
    this.#position += match[0].length;
    const negative = (sign === "P") !== (match[1] === "^");
    const name = (match[2] ?? match[3] ?? "").trim();
    const known = [name, `Script=${name}`].find((candidate) => isProperty(candidate));
    if (known === undefined) this.#fail(`unknown Unicode property '${name}'`);
    return `\\${negative ? "P" : "p"}{${known}}`;
  }

  #codePoint(kind: string): string {
    const digits = kind === "x" ? 2 : kind === "u" ? 4 : 8;
    const match = new RegExp(`^(?:\\{([0-9A-Fa-f]{1,6})\\}|([0-9A-Fa-f]{${digits}}))`).exec(this.#rest());
    const code = Number.parseInt(match?.[1] ?? match?.[2] ?? "", 16);
    if (!match || code > 0x10ffff) this.#fail(`no code point after \\${kind}`);
    this.#position += match[0].length;
    return `\\u{${code.toString(16)}}`;
  }

  /** Behind `[`. Nested classes and the operators `&&` and `--` are JavaScript's too, but want brackets around ranges. */
  #charClass(): string {
    const negated = this.#peek() === "^";
    if (negated) this.#position++;
    let operands = "";
    let items = "";
    for (let first = true;; first = false) {
      if (this.#position >= this.#pattern.length) this.#fail("missing ]");
      const operator = this.#rest().slice(0, 2);
      if (!first && (operator === "&&" || operator === "--")) {
        this.#position += 2;
        operands += `[${items}]${operator}`;
        items = "";
        continue;
      }
      const character = this.#next();
      if (character === "]" && !first) break;
      items += character === "[" ? this.#posixClass() ?? this.#charClass() : this.#classItem(character);
    }
    return `[${negated ? "^" : ""}${operands === "" ? items : `${operands}[${items}]`}]`;
  }

  /** Behind the second bracket of `[[:alpha:]]`. */
  #posixClass(): string | undefined {
    const match = /^:(\^?)([a-z]+):\]/.exec(this.#rest());
    if (!match) return undefined;
    const members = POSIX[match[2] ?? ""];
    if (members === undefined) this.#fail(`unknown class [:${match[2]}:]`);
    this.#position += match[0].length;
    return `[${match[1]}${members}]`;
  }

  #classItem(character: string): string {
    const start = character === "\\" ? this.#escape(true) : literal(character);
    const isRange = this.#peek() === "-" && !/^-(?:\]|-)/.test(this.#rest());
    if (!isRange) return start;
    this.#position++;
    if (this.#position >= this.#pattern.length) this.#fail("missing ]");
    const last = this.#next();
    const end = last === "\\" ? this.#escape(true) : literal(last);
    if (isSet(start) || isSet(end)) this.#fail("a class cannot bound a range");
    return `${start}-${end}`;
  }

  #peek(): string | undefined {
    return this.#pattern[this.#position];
  }

  #rest(): string {
    return this.#pattern.slice(this.#position, this.#position + 80);
  }

  #next(): string {
    const character = String.fromCodePoint(this.#pattern.codePointAt(this.#position) ?? 0);
    this.#position += character.length;
    return character;
  }

  #fail(reason: string): never {
    throw badRegex(this.#pattern, reason);
  }
}

function isSet(source: string): boolean {
  return source.startsWith("[") || /^\\[pP]/.test(source);
}

function isProperty(name: string): boolean {
  if (!/^[A-Za-z_=]+$/.test(name)) return false;
  try {
    new RegExp(`\\p{${name}}`, "v");
    return true;
  } catch {
    return false;
  }
}

function literal(character: string): string {
  return /^[A-Za-z0-9]$/.test(character) ? character : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
