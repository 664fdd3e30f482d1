import { BIGINT } from "../../../schema/types.ts";
import { aggregate, type AggregateFunction, withCount } from "../aggregate.ts";
import { ANY } from "../function.ts";

/** Counts in doubles, exact to 2^53: faster than bigints, and more than anybody counts. */
const COUNT = withCount({
  slots: [],
  add: () => {},
  retract: () => {},
  merge: () => {},
  unmerge: () => {},
  result: (_, count) => count,
  readsCount: true,
  isCount: true,
});

export const COUNT_FUNCTIONS: readonly AggregateFunction[] = [
  aggregate("count", "Number of rows, or of values that are not NULL", {
    overloads: [
      { args: [], returns: BIGINT, build: () => COUNT },
      { args: [ANY], variadic: true, returns: BIGINT, build: () => COUNT },
    ],
    nullable: false,
    examples: [["count(*)", "(1), (NULL)", "2"], ["count(x)", "(1), (NULL)", "1"], [
      "count(DISTINCT x)",
      "(1), (1)",
      "1",
    ]],
  }),
];
