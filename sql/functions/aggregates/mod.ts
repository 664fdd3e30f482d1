/** Every aggregate function, by family. */
import type { AggregateFunction } from "../aggregate.ts";
import { AVG_FUNCTIONS } from "./avg.ts";
import { BIT_AGGREGATES } from "./bits.ts";
import { BOOLEAN_AGGREGATES } from "./boolean.ts";
import { COLLECT_FUNCTIONS } from "./collect.ts";
import { COUNT_FUNCTIONS } from "./count.ts";
import { DISTINCT_FUNCTIONS } from "./distinct.ts";
import { EXTREME_FUNCTIONS } from "./extremes.ts";
import { MEDIAN_FUNCTIONS } from "./median.ts";
import { PERCENTILE_FUNCTIONS } from "./percentile.ts";
import { POSITIONAL_FUNCTIONS } from "./positional.ts";
import { REGRESSION_FUNCTIONS } from "./regression.ts";
import { SUM_FUNCTIONS } from "./sum.ts";
import { VARIANCE_FUNCTIONS } from "./variance.ts";

export const AGGREGATE_FUNCTIONS: readonly AggregateFunction[] = [
  ...COUNT_FUNCTIONS,
  ...SUM_FUNCTIONS,
  ...AVG_FUNCTIONS,
  ...EXTREME_FUNCTIONS,
  ...COLLECT_FUNCTIONS,
  ...POSITIONAL_FUNCTIONS,
  ...BOOLEAN_AGGREGATES,
  ...BIT_AGGREGATES,
  ...VARIANCE_FUNCTIONS,
  ...REGRESSION_FUNCTIONS,
  ...MEDIAN_FUNCTIONS,
  ...PERCENTILE_FUNCTIONS,
  ...DISTINCT_FUNCTIONS,
];

const BY_NAME: ReadonlyMap<string, AggregateFunction> = new Map(
  AGGREGATE_FUNCTIONS.flatMap((fn) => [fn.name, ...fn.aliases].map((name) => [name, fn] as const)),
);

/** By name or alias in lower case. */
export function findAggregate(name: string): AggregateFunction | undefined {
  return BY_NAME.get(name);
}
