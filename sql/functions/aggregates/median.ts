/** median: exact, so it keeps how often each value occurs. */
import { NULL_TYPE, type SqlType, type Value } from "../../../schema/types.ts";
import { aggregate, type AggregateFunction, type GroupState, type ObjectAccumulator } from "../aggregate.ts";
import { NUMBER } from "../function.ts";
import { type AnyNumber, NumberCounts } from "./number_counts.ts";
import { continuousQuantile } from "./quantile.ts";

class Middle implements GroupState {
  readonly #type: SqlType;
  readonly #counts: NumberCounts;

  constructor(type: SqlType, counts: NumberCounts) {
    this.#type = type;
    this.#counts = counts;
  }

  add(args: readonly Value[]): void {
    this.#counts.add(args[0] as AnyNumber);
  }

  remove(args: readonly Value[]): void {
    this.#counts.remove(args[0] as AnyNumber);
  }

  merge(other: Middle): void {
    this.#counts.merge(other.#counts);
  }

  result(): Value {
    return this.#counts.size === 0 ? null : continuousQuantile(this.#counts.points(), 0.5, this.#type);
  }

  save(): Value {
    return this.#counts.save();
  }
}

function middleOf(type: SqlType): ObjectAccumulator {
  return {
    kind: "objects",
    create: () => new Middle(type, new NumberCounts()),
    restore: (saved) => new Middle(type, NumberCounts.restore(saved)),
  };
}

export const MEDIAN_FUNCTIONS: readonly AggregateFunction[] = [
  aggregate("median", "Middle value, or the mean of the two in the middle, cut to the values' type", {
    overloads: [{
      args: [NUMBER],
      returns: ([type = NULL_TYPE]) => type,
      build: (_, returns) => middleOf(returns),
    }],
    examples: [
      ["median(x)", "(1), (7), (3)", "3"],
      ["median(x)", "(1), (2)", "1"],
      ["median(x)", "(1.0), (2.0), (NULL)", "1.5"],
    ],
  }),
];
