/** Every aggregate function, by family. */
import type { AggregateFunction } from "../aggregate.ts";
import { AVG_FUNCTIONS } from "./avg.ts";
import { COUNT_FUNCTIONS } from "./count.ts";
import { EXTREME_FUNCTIONS } from "./extremes.ts";
import { SUM_FUNCTIONS } from "./sum.ts";

export const AGGREGATE_FUNCTIONS: readonly AggregateFunction[] = [
  ...COUNT_FUNCTIONS,
  ...SUM_FUNCTIONS,
  ...AVG_FUNCTIONS,
  ...EXTREME_FUNCTIONS,
];

const BY_NAME: ReadonlyMap<string, AggregateFunction> = new Map(
  AGGREGATE_FUNCTIONS.flatMap((fn) => [fn.name, ...fn.aliases].map((name) => [name, fn] as const)),
);

/** By name or alias in lower case. */
export function findAggregate(name: string): AggregateFunction | undefined {
  return BY_NAME.get(name);
}
