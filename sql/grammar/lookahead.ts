/**
 * One token of lookahead, and the gates where that is not enough. Chevrotain's own strategy computes all paths when
 * the parser is built, which takes longer than everything else at start; this one looks into a first set when the
 * choice comes up for the first time.
 */
import {
  Alternation,
  type ILookaheadStrategy,
  type IOrAlt,
  type IToken,
  LLkLookaheadStrategy,
  Option,
  Repetition,
  RepetitionMandatory,
  RepetitionMandatoryWithSeparator,
  RepetitionWithSeparator,
  type Rule,
} from "chevrotain";
import { InternalError } from "../../schema/errors.ts";
import { alternativesOf, type Branching, findProduction, firstOfSequence } from "./first_sets.ts";

interface Parser {
  LA(ahead: number): IToken;
}

type AlternationChoice = ReturnType<ILookaheadStrategy["buildLookaheadForAlternation"]>;
type OptionalChoice = ReturnType<ILookaheadStrategy["buildLookaheadForOptional"]>;

const KINDS = {
  Option,
  Repetition,
  RepetitionMandatory,
  RepetitionMandatoryWithSeparator,
  RepetitionWithSeparator,
} as const;

export class LazyLookahead implements ILookaheadStrategy {
  /** The grammar's own mistakes: left recursion, ambiguities without a gate. */
  validate(options: Parameters<ILookaheadStrategy["validate"]>[0]): ReturnType<ILookaheadStrategy["validate"]> {
    return new LLkLookaheadStrategy({ maxLookahead: 1 }).validate(options);
  }

  buildLookaheadForAlternation(options: { prodOccurrence: number; rule: Rule }): AlternationChoice {
    let byToken: Map<number, readonly number[]> | undefined;
    let otherwise: readonly number[] = [];
    return function (this: Parser, alternatives: readonly IOrAlt<unknown>[] = []): number | undefined {
      if (byToken === undefined) {
        const alternation = find(options.rule, Alternation, options.prodOccurrence);
        const sets = alternativesOf(alternation).map((alternative) => firstOfSequence(alternative.definition));
        const at = (token: number) =>
          sets.flatMap((set, index) => set.nullable || set.tokens.has(token) ? [index] : []);
        byToken = new Map(sets.flatMap((set) => [...set.tokens]).map((token) => [token, at(token)]));
        otherwise = sets.flatMap((set, index) => set.nullable ? [index] : []);
      }
      for (const index of byToken.get(this.LA(1).tokenTypeIdx) ?? otherwise) {
        if (alternatives[index]?.GATE?.call(this) !== false) return index;
      }
      return undefined;
    } as AlternationChoice;
  }

  buildLookaheadForOptional(
    options: { prodOccurrence: number; rule: Rule; prodType: keyof typeof KINDS },
  ): OptionalChoice {
    let tokens: ReadonlySet<number> | undefined;
    return function (this: Parser): boolean {
      tokens ??=
        firstOfSequence(find<Branching>(options.rule, KINDS[options.prodType], options.prodOccurrence).definition)
          .tokens;
      return tokens.has(this.LA(1).tokenTypeIdx);
    };
  }
}

function find<P extends Branching>(rule: Rule, kind: new (...args: never[]) => P, index: number): P {
  const production = findProduction(rule.definition, kind, index);
  if (production) return production;
  throw new InternalError(`Cannot find ${kind.name} ${index} of grammar rule ${rule.name}`);
}
