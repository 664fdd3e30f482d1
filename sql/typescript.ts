/**
 * The words of TypeScript, as far as colours, completion and the imports of a module need them: light, linear, and
 * without a parser. What a regular expression is and where a template goes on is told as editors do.
 */

/** `sign` is everything that is none of the others. */
export type ScriptKind = "keyword" | "word" | "string" | "number" | "comment" | "sign";

/** `start` inclusive, `end` exclusive, in UTF-16 code units. */
export interface ScriptToken {
  readonly kind: ScriptKind;
  readonly start: number;
  readonly end: number;
}

const KEYWORDS: ReadonlySet<string> = new Set(
  ("any as async await bigint boolean break case catch class const continue declare default delete do else enum export " +
    "extends false finally for from function if import in instanceof interface is keyof let never new null number of " +
    "readonly return satisfies static string super switch symbol this throw true try type typeof undefined unknown var " +
    "void while yield").split(" "),
);
/** Behind these a `/` begins a regular expression, as behind a sign. */
const BEFORE_PATTERN: ReadonlySet<string> = new Set(
  "return typeof case in of delete void throw await yield".split(" "),
);

const BLANK = /\s+/y;
const COMMENT = /\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)/y;
const WORD = /[\p{ID_Start}$_][\p{ID_Continue}$]*/uy;
const NUMBER = /(?:0[xXbBoO][\da-fA-F_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?)n?/y;
const QUOTED = /"(?:[^"\\\n]+|\\[^])*"?|'(?:[^'\\\n]+|\\[^])*'?/y;
/** From a template's begin, or from the `}` of an expression in it, to its end or to the next `${`. */
const TEMPLATE = /[`}](?:[^`\\$]+|\\[^]|\$(?!\{))*(?:`|\$\{)?/y;
/** Bounded, so that a text full of beginnings is read in linear time: nobody writes longer ones. */
const PATTERN = /\/(?![*/])(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.){0,500}\]){1,500}\/[a-z]*/y;

/** All tokens of `text` in order, comments included; blanks lie between them. Never throws. */
export function scriptTokens(text: string): ScriptToken[] {
  return [...scan(text)];
}

function* scan(text: string): Generator<ScriptToken> {
  /** Open braces; true for those of an expression in a template. */
  const braces: boolean[] = [];
  let last: ScriptToken | undefined;
  for (let at = 0; at < text.length;) {
    const blank = endOf(BLANK, text, at);
    if (blank > at) {
      at = blank;
      continue;
    }
    const token = tokenAt(text, at, last, braces.at(-1) === true);
    yield token;
    if (token.kind !== "comment") last = token;
    keepBraces(braces, text, token);
    at = token.end;
  }
}

function tokenAt(text: string, start: number, last: ScriptToken | undefined, inTemplate: boolean): ScriptToken {
  const found = (kind: ScriptKind, end: number): ScriptToken => ({ kind, start, end });
  const char = text.charAt(start);
  if (char === "`" || (char === "}" && inTemplate)) return found("string", endOf(TEMPLATE, text, start));
  if (char === '"' || char === "'") return found("string", endOf(QUOTED, text, start));
  const comment = endOf(COMMENT, text, start);
  if (comment > start) return found("comment", comment);
  const number = endOf(NUMBER, text, start);
  if (number > start) return found("number", number);
  const word = endOf(WORD, text, start);
  if (word > start) {
    const isMember = last !== undefined && text.slice(last.start, last.end) === ".";
    return found(!isMember && KEYWORDS.has(text.slice(start, word)) ? "keyword" : "word", word);
  }
  const pattern = char === "/" && beginsOperand(text, last) ? endOf(PATTERN, text, start) : start;
  return pattern > start ? found("string", pattern) : found("sign", start + 1);
}

/** A `/` behind this token divides nothing. */
function beginsOperand(text: string, last: ScriptToken | undefined): boolean {
  if (last === undefined) return true;
  const image = text.slice(last.start, last.end);
  if (last.kind === "sign") return !")]}".includes(image);
  return last.kind === "keyword" && BEFORE_PATTERN.has(image);
}

function keepBraces(braces: boolean[], text: string, { kind, start, end }: ScriptToken): void {
  const first = text.charAt(start);
  if (kind === "sign" && first === "{") braces.push(false);
  else if (kind === "sign" && first === "}") braces.pop();
  else if (kind === "string" && (first === "`" || first === "}")) {
    const goesOn = text.slice(Math.max(start + 1, end - 2), end) === "${";
    if (first === "`" && goesOn) braces.push(true);
    else if (first === "}" && !goesOn) braces.pop();
  }
}

function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}
