/** Variance and standard deviation of a sample and of a population. */
import { DOUBLE } from "../../../schema/types.ts";
import { aggregate, type AggregateFunction } from "../aggregate.ts";
import { type MomentsResult, overMoments } from "./moments.ts";

function ofOne(
  name: string,
  doc: string,
  aliases: readonly string[],
  result: MomentsResult,
  examples: AggregateFunction["examples"],
): AggregateFunction {
  return aggregate(name, doc, {
    aliases,
    overloads: [{ args: [DOUBLE], returns: DOUBLE, build: () => overMoments(["yy"], result) }],
    examples,
  });
}

export const VARIANCE_FUNCTIONS: readonly AggregateFunction[] = [
  ofOne(
    "var",
    "Variance of a sample",
    ["var_samp", "var_sample"],
    ({ count, yy }) => `${count} > 1 ? ${yy} / (${count} - 1) : null`,
    [["var(x)", "(1), (2), (3), (NULL)", "1.0"], ["var(x)", "(1)", "NULL"]],
  ),
  ofOne(
    "var_pop",
    "Variance of a population",
    ["var_population"],
    ({ count, yy }) => `${count} > 0 ? ${yy} / ${count} : null`,
    [["var_pop(x)", "(1), (3)", "1.0"], ["var_pop(x)", "(1)", "0.0"]],
  ),
  ofOne(
    "stddev",
    "Standard deviation of a sample",
    ["stddev_samp"],
    ({ count, yy }) => `${count} > 1 ? Math.sqrt(${yy} / (${count} - 1)) : null`,
    [["stddev(x)", "(1), (2), (3)", "1.0"]],
  ),
  ofOne(
    "stddev_pop",
    "Standard deviation of a population",
    [],
    ({ count, yy }) => `${count} > 0 ? Math.sqrt(${yy} / ${count}) : null`,
    [["stddev_pop(x)", "(1), (3)", "1.0"]],
  ),
];
