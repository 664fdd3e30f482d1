/** The words of syntax errors: from the set of what could have stood there, with own words for common slips. */
import { distance } from "fastest-levenshtein";
import type { TokenType } from "chevrotain";
import { type ErrorDetails, type Span, SqlError } from "../schema/errors.ts";
import { type Expectation, expectedAfter, type ExpectedToken, SLOTS } from "./expected.ts";
import { firstOfRule } from "./grammar/first_sets.ts";
import { grammar } from "./grammar/grammar.ts";
import { isMissingVariable, parenthesis, type Token } from "./token.ts";
import { followsSecretKey } from "./secrets.ts";
import * as T from "./tokens.ts";
import { isReserved, K } from "./tokens.ts";
import { UNSUPPORTED } from "./unsupported.ts";

/**
 * The first error of a statement that the parser refused.
 *
 * @param tokens all tokens of the statement, with brackets marked
 * @param failed index of the token the parser failed at; -1 for the end
 * @param base offset of the statement in the text the tokens point into
 */
export function syntaxError(tokens: readonly Token[], failed: number, base: number): SqlError {
  const whole = expectedAfter(tokens);
  const at = !whole.complete ? whole.furthest : failed < 0 ? tokens.length : failed;
  const problem = problemAt(tokens, at, base);
  return firstWord(problem) ?? badToken(problem) ?? bracket(problem) ?? constraint(problem) ?? noName(problem) ??
    unexpected(problem);
}

/** `TEXT WITH (`: that WITH begins no time zone, so it is the WITH that is out of place. */
function problemAt(tokens: readonly Token[], at: number, base: number): Problem {
  const expectation = expectedAfter(tokens.slice(0, at));
  const misread = tokens[at - 1]?.tokenType === K.with && expectation.tokens.every(({ type }) => type === K.time);
  return misread ? problemAt(tokens, at - 1, base) : new Problem(tokens, at, base, expectation);
}

/** One place where a statement goes wrong. */
class Problem {
  readonly found: Token | undefined;
  readonly previous: Token | undefined;
  readonly next: Token | undefined;

  constructor(
    readonly tokens: readonly Token[],
    readonly at: number,
    readonly base: number,
    readonly expectation: Expectation,
  ) {
    this.found = tokens[at];
    this.previous = tokens[at - 1];
    this.next = tokens[at + 1];
  }

  spanOf(token: Token | undefined): Span {
    if (token) return { start: token.startOffset - this.base, end: token.endOffset + 1 - this.base };
    const end = this.tokens.at(-1)?.endOffset ?? this.base - 1;
    return { start: end + 1 - this.base, end: end + 2 - this.base };
  }

  error(message: string, details: ErrorDetails & { readonly token?: Token | undefined } = {}): SqlError {
    const { token = this.found, ...rest } = details;
    return new SqlError(message, {
      code: "syntax",
      span: this.spanOf(token),
      expected: labels(this.expectation.tokens),
      ...rest,
    });
  }

  /** A token as it is quoted in a message: never a secret. */
  shown(index: number): string {
    const token = this.tokens[index];
    if (token === undefined) return "";
    return token.tokenType === T.NumberToken && followsSecretKey(this.tokens, index) ? "***" : shown(token);
  }

  expects(...types: readonly TokenType[]): boolean {
    return this.expectation.tokens.some(({ type }) => types.includes(type));
  }
}

// ---------------------------------------------------------------------------------------------------------------------
// Common slips

function firstWord(problem: Problem): SqlError | undefined {
  const { found, at, next } = problem;
  if (at !== 0 || found === undefined || !/^\w+$/.test(found.image)) return undefined;
  const word = found.image.toUpperCase();
  const hint = UNSUPPORTED[word];
  if (hint !== undefined) return problem.error(`Unsupported statement: ${word}`, { hint });
  const near = nearest(found.image, problem.expectation);
  const guess = near ? `Did you mean ${near}?` : next && isReserved(next.image.toLowerCase()) ? undefined : HELP;
  return problem.error(`Unknown statement "${found.image}"`, { hint: guess });
}

const HELP = "A statement begins with a word such as SELECT, CREATE, INSERT, SHOW, DESCRIBE or SET.";

function badToken(problem: Problem): SqlError | undefined {
  const { found, next } = problem;
  switch (found?.tokenType) {
    case T.UnterminatedString:
      return found.image.startsWith("$$")
        ? problem.error('Text is not closed: "$$" is missing', opening(found, 2, problem))
        : problem.error("Text is not closed: a single quote is missing", opening(found, 1, problem));
    case T.UnterminatedName:
      return problem.error(
        `Quoted name is not closed: ${found.image.charAt(0)} is missing`,
        opening(found, 1, problem),
      );
    case T.UnterminatedComment:
      return problem.error("Comment is not closed: */ is missing", opening(found, 2, problem));
    case T.InvalidNumber:
      return problem.error(`Invalid number "${shown(found)}"`, {
        hint: "Put a blank after the number, or quote a name.",
      });
    case T.Caret:
      return problem.error('Operator "^" is not supported', {
        hint: "Use power(a, b) for powers, or # for bitwise exclusive or.",
      });
    case T.Colon:
      if (!isMissingVariable(found, next)) return undefined;
      return problem.error(`Variable :${next?.image} is not set`, { hint: `Pass it with --var ${next?.image}=value.` });
    default:
      return undefined;
  }
}

function opening(token: Token, length: number, problem: Problem): ErrorDetails {
  const { start } = problem.spanOf(token);
  return { span: { start, end: start + length } };
}

function bracket(problem: Problem): SqlError | undefined {
  const { found, tokens, at } = problem;
  const open = openBrackets(tokens.slice(0, at)).at(-1);
  if (found !== undefined && parenthesis(found) < 0 && !open) {
    return problem.error('Nothing is open that ")" could close', { hint: 'Remove it, or add the missing "(".' });
  }
  const clause = found === undefined || isReserved(found.image.toLowerCase());
  if (!open || open.closedBy !== undefined || !clause || !problem.expects(T.RightParen)) return undefined;
  const where = found ? `before ${found.image.toUpperCase()}` : "at the end";
  return problem.error("Parenthesis is never closed", { token: open, hint: `Add ")" ${where}.` });
}

function openBrackets(tokens: readonly Token[]): Token[] {
  const open: Token[] = [];
  for (const token of tokens) {
    const side = parenthesis(token);
    if (side > 0) open.push(token);
    else if (side < 0) open.pop();
  }
  return open;
}

const CONSTRAINT = /^(?:unique|check|foreign|constraint|references|default)$/i;

/** `UNIQUE (a)`, `CHECK (…)`, `CONSTRAINT c …`, `FOREIGN KEY (…)` in a table; the error may lie behind the word. */
function constraint(problem: Problem): SqlError | undefined {
  const { tokens, at, found } = problem;
  const open = openBrackets(tokens.slice(0, at)).at(0);
  if (tokens[0]?.tokenType !== K.create || tokens[1]?.tokenType !== K.table || !open) return undefined;
  const token = found && CONSTRAINT.test(found.image) ? found : tokens[elementStart(tokens, at)];
  if (!token || !CONSTRAINT.test(token.image)) return undefined;
  return problem.error(`Unsupported table constraint \`${token.image.toUpperCase()}\``, { token });
}

/** Index of the first token of the table element that `at` belongs to. */
function elementStart(tokens: readonly Token[], at: number): number {
  let start = at;
  let depth = 0;
  tokens.slice(0, at).forEach((token, index) => {
    depth += parenthesis(token);
    const begins = token.tokenType === T.Comma || parenthesis(token) > 0;
    if (depth === 1 && begins) start = index + 1;
  });
  return start;
}

const NAMES = [T.FreeWord, T.AliasWord];

/** A word that is no name here: reserved, or not an alias without AS. */
function noName(problem: Problem): SqlError | undefined {
  const { found, next } = problem;
  if (found === undefined || !/^\w+$/.test(found.image) || !problem.expects(...NAMES)) return undefined;
  const word = found.image.toLowerCase();
  if (!isReserved(word)) {
    const isKeyword = (T.NO_ALIAS as readonly string[]).includes(word);
    if (!isKeyword || problem.expects(T.FreeWord)) return undefined;
    return problem.error(`"${found.image}" cannot be an alias without AS`, { hint: `Write AS ${found.image}.` });
  }
  const inExpression = problem.expects(T.NumberToken);
  if (inExpression && next !== undefined && !followsName(next)) return undefined;
  if (inExpression && next === undefined && CLAUSES.includes(found.tokenType)) return undefined;
  return problem.error(`"${found.image}" is a reserved word`, { hint: `Quote it to use it as a name: "${word}".` });
}

const AFTER_NAME = [T.Comma, T.Dot, T.LeftParen, T.RightParen, T.Equal, K.from, K.as, K.is, K.in];

function followsName(next: Token): boolean {
  const { tokenType } = next;
  return AFTER_NAME.includes(tokenType) ||
    [T.Comparison, T.Additive, T.Multiplicative].some((category) => tokenType.CATEGORIES?.includes(category));
}

// ---------------------------------------------------------------------------------------------------------------------
// Everything else

function unexpected(problem: Problem): SqlError {
  const { found, previous, expectation, at } = problem;
  const wanted = labels(expectation.tokens);
  const what = wanted.length > 0 ? alternatives(wanted.slice(0, 5)) : "the end of the statement";
  const after = previous ? ` after "${problem.shown(at - 1)}"` : "";
  const but = found ? `found "${problem.shown(at)}"` : "found the end of the statement";
  return problem.error(`Expected ${what}${after}, ${but}`, { hint: cure(problem) });
}

function cure(problem: Problem): string | undefined {
  const { found, previous, expectation, tokens, at } = problem;
  if (found === undefined) return undefined;
  if (previous?.tokenType === T.Comma && (found.tokenType === T.RightParen || isReserved(found.image.toLowerCase()))) {
    return `Remove the comma before ${found.image.toUpperCase()}.`;
  }
  const near = nearest(found.image, expectation);
  if (near) return `Did you mean ${near}?`;
  if (previous?.tokenType === T.Word) {
    const meant = nearest(previous.image, expectedAfter(tokens.slice(0, at - 1)));
    if (meant) return `Did you mean ${meant} instead of "${previous.image}"?`;
  }
  if (!problem.expects(T.Comma) || !startsItem(found)) return undefined;
  if (problem.expects(K.from)) return "Separate columns with a comma.";
  return problem.expects(T.RightParen) ? "Separate the items with a comma." : undefined;
}

function startsItem(token: Token): boolean {
  return token.tokenType === T.StringToken || token.tokenType === T.NumberToken ||
    (/^[\w"`]/.test(token.image) && !isReserved(token.image.toLowerCase()));
}

/** Never the content of a text: it may be long, and it may be a secret. */
function shown(token: Token): string {
  if (token.tokenType === T.StringToken || token.tokenType === T.UnterminatedString) return "'…'";
  return token.image.length > 40 ? `${token.image.slice(0, 39)}…` : token.image;
}

/** The expected keyword that a misspelt word most likely means. */
function nearest(word: string, { tokens }: Expectation): string | undefined {
  if (word.length < 3 || isReserved(word.toLowerCase())) return undefined;
  const limit = word.length < 5 ? 1 : 2;
  let best: { readonly label: string; readonly far: number } | undefined;
  for (const { type } of tokens) {
    const label = type.LABEL ?? type.name;
    if (!type.name.startsWith("KW_")) continue;
    const far = transposed(word.toUpperCase(), label) ? 1 : distance(word.toUpperCase(), label);
    if (far <= limit && (best === undefined || far < best.far)) best = { label, far };
  }
  return best?.label;
}

/** Two neighbours swapped: `FORM` for `FROM`. */
function transposed(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  const at = [...a].findIndex((char, index) => char !== b[index]);
  return at >= 0 && a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2) === b.slice(at + 2);
}

const OPERATOR_WORDS = [K.and, K.or, K.not, K.is, K.in, K.between, K.like, K.ilike, K.similar];
const OPERATORS = [T.Comparison, T.PatternOperator, T.OtherOperator, T.Additive, T.Multiplicative, T.Greater];
const JOINS = [K.cross, K.natural, K.inner, K.left, K.right, K.full, K.join];
/** Said only when nothing else could follow. */
const MINOR = [T.Dot, T.LeftBracket, T.DoubleColon, K.filter, K.over, K.within, K.ignore, K.respect, T.HintStart];
/** Clauses in the order of a query; where FROM may still come the others are not worth a word. */
const LATER_CLAUSES = [K.where, K.group, K.having, K.order, K.limit, K.offset, K.union, K.except, K.intersect];
const RARE = [K.distinct, K.as, K.if, T.LeftParen, T.AliasWord, K.union, K.except, K.intersect, K.offset, K.having];
const CLAUSES = [K.from, ...LATER_CLAUSES];
const LONG_LABELS = new Map([[K.group, "GROUP BY"], [K.order, "ORDER BY"], [K.primary, "PRIMARY KEY"]]);

/** What may follow a type's name as a part of it: said only when nothing else could follow. */
const TYPE_TAIL = [K.precision, K.varying, K.unsigned, K.with, K.without, T.LeftParen, T.LeftBracket];

/** What could stand there, grouped and in words, the likeliest first. */
function labels(tokens: readonly ExpectedToken[]): string[] {
  const has = (type: TokenType) => tokens.some((token) => token.type === type);
  const afterValue = has(T.Comparison) || has(T.Additive) && has(T.Multiplicative);
  const hidden = [...(has(K.from) ? LATER_CLAUSES : []), ...(afterValue ? [...MINOR, T.LeftParen] : MINOR)];
  const visible = tokens.filter((token) => token.slots.length > 0 || !hidden.includes(token.type) && !endsType(token));
  const ranked = (visible.length > 0 ? visible : tokens).toSorted((a, b) => rank(a) - rank(b));
  const words = { operators: has(T.Comparison), arithmetic: afterValue, value: has(K.case) };
  return [...new Set(ranked.map((token) => label(token, words)))];
}

function endsType({ type, within }: ExpectedToken): boolean {
  return within === "typeName" && TYPE_TAIL.includes(type);
}

function rank({ type, slots: [outermost] }: ExpectedToken): number {
  if (outermost === "newAlias") return 2;
  if (outermost) return 0;
  return RARE.includes(type) ? 2 : 1;
}

interface Context {
  /** A value stands before: any operator may follow. */
  readonly operators: boolean;
  /** At least those of arithmetic may. */
  readonly arithmetic: boolean;
  /** A value may follow. */
  readonly value: boolean;
}

function label({ type, slots: [outermost] }: ExpectedToken, words: Context): string {
  if (words.value && (type === K.not || firstOfValue().has(type.tokenTypeIdx ?? 0))) return "an expression";
  if (outermost) return SLOTS[outermost];
  if (
    OPERATORS.includes(type) && (words.arithmetic || type !== T.Greater) ||
    words.operators && OPERATOR_WORDS.includes(type)
  ) return "an operator";
  if (JOINS.includes(type)) return "JOIN";
  return LONG_LABELS.get(type) ?? type.LABEL ?? type.name;
}

function firstOfValue(): ReadonlySet<number> {
  const { value } = grammar().rules;
  return value ? firstOfRule(value).tokens : new Set();
}

/** `a`, `a or b`, `a, b or c` */
function alternatives(items: readonly string[]): string {
  const last = items.at(-1) ?? "";
  return items.length < 2 ? last : `${items.slice(0, -1).join(", ")} or ${last}`;
}
