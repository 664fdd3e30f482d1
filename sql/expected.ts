/**
 * What may follow the beginning of a statement: one memoised walk over the grammar's own data, with first sets to
 * leave early. It knows no gates, so it may allow a little more than the parser, never less. It feeds completion and
 * the words of syntax errors.
 */
import {
  Alternation,
  EOF,
  type IProduction,
  type IToken,
  NonTerminal,
  Option,
  Repetition,
  RepetitionMandatory,
  RepetitionMandatoryWithSeparator,
  RepetitionWithSeparator,
  type Rule,
  Terminal,
  tokenMatcher,
  type TokenType,
} from "chevrotain";
import { alternativesOf, firstOfRule } from "./grammar/first_sets.ts";
import { type Grammar, grammar } from "./grammar/grammar.ts";
import { lex, type LexOptions } from "./lexer.ts";
import { splitTokens } from "./split.ts";

/** Grammar rules that stand for a kind of thing, and what to call it. Completion offers names by these kinds. */
export const SLOTS = {
  source: "a table or a query",
  tableName: "a table name",
  connectionName: "a connection name",
  functionName: "a function name",
  viewName: "a view name",
  columnName: "a column name",
  fieldName: "a field name",
  newName: "a name",
  newAnyName: "a name",
  newAlias: "an alias",
  windowFunctionName: "a window function",
  typeName: "a type",
  optionKey: "an option name",
  optionValue: "an option value",
  settingName: "a setting name",
  topicName: "a topic name in quotes",
  metadataKey: "a metadata key in quotes",
  functionBody: "the code between $$ and $$",
  jobNumber: "JOB and its number",
  wholeNumber: "a whole number",
  text: "a text in quotes",
  interval: "an interval",
  expression: "an expression",
  operation: "an expression",
  query: "a query",
  tableElement: "a column definition",
  selectItem: "an expression",
  columnConstraint: "a column constraint",
} as const;

export type Slot = keyof typeof SLOTS;

export interface ExpectedToken {
  readonly type: TokenType;
  /** The word in upper case if only this keyword may stand here; undefined for names, literals and signs. */
  readonly keyword: string | undefined;
  /** Keywords that always follow this one here, in upper case: `["BY"]` after GROUP. */
  readonly then: readonly string[];
  /** From the outermost to the innermost slot that begins here: for names the last one says of what. */
  readonly slots: readonly Slot[];
  /** The innermost slot that was open before: `optionValue` while its list goes on. */
  readonly within: Slot | undefined;
}

export interface Expectation {
  /** In the order of the grammar: what is nearest comes first. */
  readonly tokens: readonly ExpectedToken[];
  /** The statement could end here. */
  readonly complete: boolean;
  /** Index of the first token that cannot stand where it stands; the number of tokens if all can. */
  readonly furthest: number;
}

/** What may come after `text`, which ends where the cursor is: of its last statement only. */
export function expected(text: string, options?: LexOptions): Expectation {
  const last = splitTokens(text, lex(text, options)).at(-1);
  return expectedAfter(last === undefined || last.terminated ? [] : last.tokens);
}

export function expectedAfter(tokens: readonly IToken[], from: Grammar = grammar()): Expectation {
  const { statement } = from.rules;
  return new Walk(tokens).run(statement as Rule); // the grammar has this rule
}

const NONE: ReadonlySet<number> = new Set();

class Walk {
  readonly #tokens: readonly IToken[];
  readonly #ends = new Map<Rule, Map<number, ReadonlySet<number>>>();
  readonly #seen = new Set<string>();
  readonly #expected: ExpectedToken[] = [];
  #furthest = 0;
  /** Slots open around the place of the walk, each with the token it began at. */
  readonly #slots: { readonly slot: Slot; readonly at: number }[] = [];

  constructor(tokens: readonly IToken[]) {
    this.#tokens = tokens;
  }

  run(statement: Rule): Expectation {
    const ends = this.#endsOfStatement(statement);
    const complete = ends.has(this.#tokens.length);
    this.#furthest = Math.max(this.#furthest, ...ends);
    return { tokens: this.#expected, complete, furthest: complete ? this.#tokens.length : this.#furthest };
  }

  /** Nesting that overflows the stack counts as unfinished, so that an editor never fails over a text. */
  #endsOfStatement(statement: Rule): ReadonlySet<number> {
    try {
      return this.#rule(statement, 0);
    } catch (error) {
      if (error instanceof RangeError) return NONE;
      throw error;
    }
  }

  #terminal(type: TokenType, at: number, sequence: readonly IProduction[] = [], next = 0): ReadonlySet<number> {
    if (at > this.#furthest) this.#furthest = at;
    const token = this.#tokens[at];
    if (token === undefined) {
      this.#expect(type, at, sequence, next);
      return NONE;
    }
    return tokenMatcher(token, type) ? new Set([at + 1]) : NONE;
  }

  #expect(type: TokenType, at: number, sequence: readonly IProduction[], next: number): void {
    const { slots, within } = this.#context(at);
    const keyword = keywordOf(type);
    const then = keyword === undefined ? [] : keywordsFrom(sequence, next);
    if (this.#first(`${type.name} ${then.join(" ")} ${slots.join(" ")} ${within}`)) {
      this.#expected.push({ type, keyword, then, slots, within });
    }
  }

  #context(at: number): { readonly slots: readonly Slot[]; readonly within: Slot | undefined } {
    const slots = this.#slots.filter((slot) => slot.at === at).map(({ slot }) => slot);
    return { slots, within: this.#slots.findLast((slot) => slot.at < at)?.slot };
  }

  #first(key: string): boolean {
    const { size } = this.#seen;
    return this.#seen.add(key).size > size;
  }

  /** Where the rule may end that begins at `at`. */
  #rule(rule: Rule, at: number): ReadonlySet<number> {
    const end = at === this.#tokens.length;
    let ends = this.#ends.get(rule);
    if (ends === undefined) this.#ends.set(rule, ends = new Map());
    const known = ends.get(at);
    if (known && !end) return known;
    if (end) { // the slots around matter as well
      const { slots, within } = this.#context(at);
      if (!this.#first(`rule ${rule.name} ${slots.join(" ")} ${within}`) && known) return known;
    } else {
      const first = firstOfRule(rule);
      if (at > this.#furthest) this.#furthest = at;
      if (!first.nullable && !first.tokens.has(this.#tokens[at]?.tokenTypeIdx ?? -1)) return NONE;
    }
    const slot = rule.name in SLOTS ? rule.name as Slot : undefined;
    if (slot) this.#slots.push({ slot, at });
    const result = this.#sequence(rule.definition, at);
    if (slot) this.#slots.pop();
    ends.set(at, result);
    return result;
  }

  #sequence(productions: readonly IProduction[], at: number): ReadonlySet<number> {
    let places: ReadonlySet<number> = new Set([at]);
    for (const [index, production] of productions.entries()) {
      if (places.size === 1) {
        const [only = at] = places;
        places = this.#production(production, only, productions, index + 1);
      } else {
        const next = new Set<number>();
        for (const place of places) {
          for (const end of this.#production(production, place, productions, index + 1)) next.add(end);
        }
        places = next;
      }
      if (places.size === 0) break;
    }
    return places;
  }

  /** `sequence` from `next` on is what follows the production. */
  #production(
    production: IProduction,
    at: number,
    sequence: readonly IProduction[],
    next: number,
  ): ReadonlySet<number> {
    if (production instanceof Terminal) return this.#terminal(production.terminalType, at, sequence, next);
    if (production instanceof NonTerminal) return this.#rule(production.referencedRule, at);
    if (production instanceof Alternation) {
      const ends = new Set<number>();
      for (const { definition } of alternativesOf(production)) {
        for (const end of this.#sequence(definition, at)) ends.add(end);
      }
      return ends;
    }
    if (production instanceof Option) return new Set([...this.#sequence(production.definition, at), at]);
    if (production instanceof Repetition) return this.#repeat(production.definition, undefined, new Set([at]));
    if (production instanceof RepetitionWithSeparator) {
      const first = this.#sequence(production.definition, at);
      return new Set([...this.#repeat(production.definition, production.separator, first), at]);
    }
    if (production instanceof RepetitionMandatory) {
      return this.#repeat(production.definition, undefined, this.#sequence(production.definition, at));
    }
    if (production instanceof RepetitionMandatoryWithSeparator) {
      return this.#repeat(production.definition, production.separator, this.#sequence(production.definition, at));
    }
    return NONE;
  }

  #repeat(
    body: readonly IProduction[],
    separator: TokenType | undefined,
    from: ReadonlySet<number>,
  ): ReadonlySet<number> {
    const ends = new Set(from);
    for (const place of ends) { // a Set gives what is added while it is walked
      const starts = separator ? this.#terminal(separator, place) : [place];
      for (const start of starts) for (const end of this.#sequence(body, start)) ends.add(end);
    }
    return ends;
  }
}

/** The word in upper case; undefined for names, literals and signs. */
function keywordOf(type: TokenType): string | undefined {
  return type.name.startsWith("KW_") ? type.LABEL : undefined;
}

/** The keywords that stand in a sequence from `next` on, up to anything else. */
function keywordsFrom(sequence: readonly IProduction[], next: number): string[] {
  const words: string[] = [];
  for (let at = next; at < sequence.length; at++) {
    const production = sequence[at];
    const word = production instanceof Terminal ? keywordOf(production.terminalType) : undefined;
    if (word === undefined) break;
    words.push(word);
  }
  return words;
}

/** Whether nothing but the end of the statement may follow. */
export function isOver(expectation: Expectation): boolean {
  return expectation.complete && expectation.tokens.every(({ type }) => type === EOF);
}
