/**
 * How large a statement may be, and the one sentence for each limit. Two look after each of them: whoever reads the
 * tokens, which ends a text that is far too large after its beginning, and whoever knows exactly, later.
 */
import type { TokenType } from "chevrotain";
import { type Span, SqlError } from "../schema/errors.ts";
import * as T from "./tokens.ts";
import { K } from "./tokens.ts";

/** Brackets in brackets; far more than anybody writes, and far less than the stack of the parser can hold. */
export const MAX_NESTING = 250;
/** Levels of a syntax tree, so that whoever walks it may recurse. Chains as `a OR b OR …` and UNION are deep too. */
export const MAX_DEPTH = 1000;
/** Every column takes memory for a batch. */
export const MAX_COLUMNS = 4096;

export function tooNested(span: Span, cause?: unknown): SqlError {
  return new SqlError("Statement is nested too deeply", {
    code: "syntax",
    span,
    hint: "Split it with views or WITH.",
    cause,
  });
}

export function tooDeep(span: Span): SqlError {
  return new SqlError(`Statement is too deep: more than ${MAX_DEPTH} levels of operators`, {
    code: "syntax",
    span,
    hint: "Use IN (…) for a long list of alternatives, or split the statement with views.",
  });
}

export function tooWide(span: Span): SqlError {
  return new SqlError(`Query is too wide: more than ${MAX_COLUMNS} columns`, {
    code: "too_many",
    span,
    hint: "Select fewer columns, or make one of many with struct(…) or an array.",
  });
}

/** The error that a token beyond a limit stands for. */
export function limitError(type: TokenType, span: Span): SqlError | undefined {
  if (type === T.TooNested) return tooNested(span);
  if (type === T.TooDeep) return tooDeep(span);
  return type === T.TooWide ? tooWide(span) : undefined;
}

// ---------------------------------------------------------------------------------------------------------------------
// Limits as tokens are read

/**
 * What makes a chain: operators of one line, in one bracket, with nothing between them that binds more loosely, form a
 * tree as deep as they are many. The loosest first; what binds more loosely ends a chain.
 */
const CHAINS: readonly (readonly TokenType[])[] = [
  [K.union, K.except],
  [K.intersect],
  // No chain, but the end of others.
  [T.Comma, K.select, K.values, K.from, K.where, K.group, K.having, K.order, K.limit, K.offset, K.case, K.when, K.then],
  [K.join],
  [K.on, K.using],
  [K.or],
  [K.and],
  [K.not],
  [K.is],
  [T.Comparison],
  [T.PatternOperator, K.between, K.in, K.like, K.ilike, K.similar],
  [T.OtherOperator],
  [T.Additive],
  [T.Multiplicative],
  // Signs before a value, which are tokens of the line before the last: `- - a`.
  [],
  [T.Dot, T.DoubleColon, T.LeftBracket],
];
const NO_CHAIN = CHAINS.length;
const ENDS = chainOf(T.Comma);
const AND = chainOf(K.and);
const ADDITIVE = chainOf(T.Additive);
const SIGN = chainOf(T.Multiplicative) + 1;

/** Index into {@link CHAINS} by `tokenTypeIdx`. */
const CHAIN_OF = chainsByType();

function chainOf(type: TokenType): number {
  return CHAINS.findIndex((types) => types.includes(type));
}

function chainsByType(): Uint8Array {
  const chains = new Uint8Array(1 + Math.max(...T.VOCABULARY.map(({ tokenTypeIdx = 0 }) => tokenTypeIdx)));
  chains.fill(NO_CHAIN);
  CHAINS.forEach((types, chain) => {
    for (const { tokenTypeIdx = 0, categoryMatches = [] } of types) {
      for (const index of [tokenTypeIdx, ...categoryMatches]) chains[index] = chain;
    }
  });
  return chains;
}

/** Where a name follows, whatever the word. */
const BEFORE_NAMES: ReadonlySet<TokenType> = new Set([T.Dot, K.as]);
const LIST_ENDS: ReadonlySet<TokenType> = new Set([K.from, K.values, K.where, K.group, K.having, K.order, K.limit]);
const UNREADABLE: ReadonlySet<TokenType> = new Set([T.UnknownCharacter, T.InvalidNumber]);
/** So many tokens are read behind one that cannot be read: they decide which words the error gets. */
const CONTEXT = 1000;

/** Per open bracket: the length of each chain, and the BETWEENs that wait for their AND. */
const WIDTH = NO_CHAIN + 1;

/** Counts the tokens of a statement. Never refuses what is within the limits; what is beyond them may pass. */
export class LimitCounter {
  readonly #counts = new Int32Array((MAX_NESTING + 1) * WIDTH);
  /** Where the counts of the innermost bracket begin. */
  #from = 0;
  /** Columns of the select list that is open outside of brackets; 0: none is. */
  #columns = 0;
  #last: TokenType | undefined;
  #lastChain = NO_CHAIN;
  #context = Infinity;

  /** A statement begins. */
  reset(): void {
    this.#enter(0);
    this.#columns = 0;
    this.#last = undefined;
    this.#lastChain = NO_CHAIN;
    this.#context = Infinity;
  }

  /** The statement has an error, and what follows will not change it. */
  get done(): boolean {
    return this.#context < 0;
  }

  /** The next token; gives what it must be replaced by when it is beyond a limit. */
  take(type: TokenType): TokenType | undefined {
    const isName = this.#last !== undefined && BEFORE_NAMES.has(this.#last);
    const chain = isName ? NO_CHAIN : this.#chainOf(type);
    this.#last = type;
    this.#lastChain = chain;
    if (chain < NO_CHAIN && this.#extend(chain, type)) return T.TooDeep;
    if (chain === ENDS && this.#isTooWide(type)) return T.TooWide;
    if (UNREADABLE.has(type)) this.#context = Math.min(this.#context, CONTEXT);
    this.#context--;
    switch (type) {
      case T.LeftParen:
      case T.LeftBracket:
        if (this.#from + WIDTH === this.#counts.length) return T.TooNested;
        this.#enter(this.#from + WIDTH);
        break;
      case T.RightParen:
      case T.RightBracket:
        this.#from = Math.max(0, this.#from - WIDTH);
    }
    return undefined;
  }

  #chainOf(type: TokenType): number {
    if (type === T.Greater && this.#last === T.Greater) return NO_CHAIN; // `>>` is one operator
    const chain = CHAIN_OF[type.tokenTypeIdx ?? 0] ?? NO_CHAIN;
    return chain === ADDITIVE && this.#lastChain >= ADDITIVE && this.#lastChain <= SIGN ? SIGN : chain;
  }

  #enter(from: number): void {
    this.#from = from;
    this.#counts.fill(0, from, from + WIDTH);
  }

  /** True when the chain is too long. */
  #extend(chain: number, type: TokenType): boolean {
    const counts = this.#counts;
    const from = this.#from;
    const betweens = from + NO_CHAIN;
    if (type === K.and && counts[betweens]! > 0) {
      counts[betweens]!--;
      return false;
    }
    if (type === K.between) counts[betweens]!++;
    else if (chain <= AND) counts[betweens] = 0;
    for (let tighter = from + chain + 1; tighter < betweens; tighter++) counts[tighter] = 0;
    return ++counts[from + chain]! > MAX_DEPTH && chain !== ENDS;
  }

  #isTooWide(type: TokenType): boolean {
    if (this.#from > 0) return false;
    if (type === K.select) this.#columns = 1;
    else if (LIST_ENDS.has(type)) this.#columns = 0;
    else if (type === T.Comma && this.#columns > 0) this.#columns++;
    return this.#columns > MAX_COLUMNS;
  }
}
