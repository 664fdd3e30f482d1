/** Which tokens a piece of the grammar can begin with; computed when first asked for, and kept. */
import {
  Alternation,
  type Alternative,
  type IProduction,
  NonTerminal,
  Option,
  Repetition,
  RepetitionMandatory,
  RepetitionMandatoryWithSeparator,
  RepetitionWithSeparator,
  type Rule,
  Terminal,
  type TokenType,
} from "chevrotain";

export interface FirstSet {
  /** Indexes (`tokenTypeIdx`) of concrete token types: categories are resolved. */
  readonly tokens: ReadonlySet<number>;
  /** The piece may be empty. */
  readonly nullable: boolean;
}

const ofProduction = new WeakMap<object, FirstSet>();

/** First set of productions that follow each other. */
export function firstOfSequence(sequence: readonly IProduction[]): FirstSet {
  const known = ofProduction.get(sequence);
  if (known) return known;
  const tokens = new Set<number>();
  let nullable = true;
  for (const production of sequence) {
    const first = firstOf(production);
    for (const token of first.tokens) tokens.add(token);
    nullable = first.nullable;
    if (!nullable) break;
  }
  const result = { tokens, nullable };
  ofProduction.set(sequence, result);
  return result;
}

export function firstOfRule(rule: Rule): FirstSet {
  return firstOfSequence(rule.definition);
}

function firstOf(production: IProduction): FirstSet {
  if (production instanceof Terminal) return { tokens: new Set(concrete(production.terminalType)), nullable: false };
  if (production instanceof NonTerminal) return firstOfRule(production.referencedRule);
  const inner = production as Alternation; // what is left has a definition
  const known = ofProduction.get(production);
  if (known) return known;
  const result = production instanceof Alternation ? firstOfAny(production) : {
    tokens: firstOfSequence(inner.definition).tokens,
    nullable: isOptional(production) || firstOfSequence(inner.definition).nullable,
  };
  ofProduction.set(production, result);
  return result;
}

function firstOfAny(alternation: Alternation): FirstSet {
  const tokens = new Set<number>();
  let nullable = false;
  for (const { definition } of alternativesOf(alternation)) {
    const first = firstOfSequence(definition);
    for (const token of first.tokens) tokens.add(token);
    nullable ||= first.nullable;
  }
  return { tokens, nullable };
}

export function alternativesOf(alternation: Alternation): readonly Alternative[] {
  return alternation.definition as Alternative[]; // the recorder puts nothing else there
}

function isOptional(production: IProduction): boolean {
  return production instanceof Option || production instanceof Repetition ||
    production instanceof RepetitionWithSeparator;
}

/** The token type itself, and those of its category. */
export function concrete(type: TokenType): readonly number[] {
  return [type.tokenTypeIdx ?? 0, ...(type.categoryMatches ?? [])];
}

export type Branching =
  | Alternation
  | Option
  | Repetition
  | RepetitionMandatory
  | RepetitionWithSeparator
  | RepetitionMandatoryWithSeparator;

/** The production of `kind` numbered `index` within a rule, as `OPTION2` names it. */
export function findProduction<P extends Branching>(
  sequence: readonly IProduction[],
  kind: new (...args: never[]) => P,
  index: number,
): P | undefined {
  for (const production of sequence) {
    if (production instanceof kind && production.idx === index) return production;
    if (production instanceof Terminal || production instanceof NonTerminal) continue;
    const found = findProduction((production as Alternation).definition, kind, index); // all others have a definition
    if (found) return found;
  }
  return undefined;
}
