/** Covariance, correlation and the least-squares line of two columns: `regr_slope(y, x)`. */
import { BIGINT_UNSIGNED, DOUBLE } from "../../../schema/types.ts";
import { aggregate, type AggregateFunction } from "../aggregate.ts";
import { type Moment, type MomentsResult, overMoments } from "./moments.ts";

function ofTwo(
  name: string,
  doc: string,
  moments: readonly Moment[],
  result: MomentsResult,
  examples: AggregateFunction["examples"],
  aliases: readonly string[] = [],
): AggregateFunction {
  return aggregate(name, doc, {
    aliases,
    overloads: [{ args: [DOUBLE, DOUBLE], returns: DOUBLE, build: () => overMoments(moments, result) }],
    examples,
  });
}

/** What is `null` for no pairs. */
const unlessEmpty = (moment: Moment): MomentsResult => (of) => `${of.count} > 0 ? ${of[moment]} : null`;

/** 0 for a column without variance, as DataFusion has it. */
function correlation(xy: number, yy: number, xx: number): number {
  if (yy === 0 || xx === 0) return 0;
  const product = yy * xx; // its root is exact where the columns are equal, but it may leave the range of doubles
  const inRange = product > 1e-280 && product < 1e300;
  const value = xy / (inRange ? Math.sqrt(product) : Math.sqrt(yy) * Math.sqrt(xx));
  return value > 1 ? 1 : value < -1 ? -1 : value;
}

const LINE = "(1, 2), (2, 4), (3, 6), (4, NULL)";

export const REGRESSION_FUNCTIONS: readonly AggregateFunction[] = [
  ofTwo(
    "covar",
    "Covariance of a sample",
    ["xy"],
    ({ count, xy }) => `${count} > 1 ? ${xy} / (${count} - 1) : null`,
    [["covar(y, x)", LINE, "2.0"]],
    ["covar_samp"],
  ),
  ofTwo(
    "covar_pop",
    "Covariance of a population",
    ["xy"],
    ({ count, xy }) => `${count} > 0 ? ${xy} / ${count} : null`,
    [["covar_pop(y, x)", "(1, 1), (3, 3)", "1.0"]],
  ),
  ofTwo(
    "corr",
    "Correlation of two columns, from -1 to 1",
    ["xy", "yy", "xx"],
    ({ count, xy, yy, xx }, emit) => `${count} > 1 ? ${emit.constant(correlation)}(${xy}, ${yy}, ${xx}) : null`,
    [["corr(y, x)", LINE, "1.0"], ["corr(y, x)", "(1, 1)", "NULL"]],
  ),
  ofTwo(
    "regr_slope",
    "Slope of the line through the pairs (y, x)",
    ["xy", "xx"],
    ({ count, xy, xx }) => `${count} > 1 && ${xx} !== 0 ? ${xy} / ${xx} : null`,
    [["regr_slope(y, x)", LINE, "2.0"]],
  ),
  ofTwo(
    "regr_intercept",
    "Where the line through the pairs (y, x) meets x = 0",
    ["xy", "xx"],
    ({ count, meanY, meanX, xy, xx }) => `${count} > 1 && ${xx} !== 0 ? ${meanY} - ${xy} / ${xx} * ${meanX} : null`,
    [["regr_intercept(y, x)", LINE, "0.0"]],
  ),
  aggregate("regr_count", "Number of pairs without NULL", {
    overloads: [{
      args: [DOUBLE, DOUBLE],
      returns: BIGINT_UNSIGNED,
      build: () => overMoments(["count"], ({ count }) => `BigInt(${count})`),
    }],
    nullable: false,
    examples: [["regr_count(y, x)", LINE, "3"]],
  }),
  ofTwo(
    "regr_r2",
    "Squared correlation of the pairs",
    ["xy", "yy", "xx"],
    ({ count, xy, yy, xx }) =>
      `${count} > 1 && ${xx} !== 0 && ${yy} !== 0 ? Math.min(1, ${xy} / ${xx} * (${xy} / ${yy})) : null`,
    [["regr_r2(y, x)", LINE, "1.0"]],
  ),
  ofTwo("regr_avgx", "Mean of x over the pairs (y, x)", ["meanX"], unlessEmpty("meanX"), [
    ["regr_avgx(y, x)", LINE, "2.0"],
  ]),
  ofTwo("regr_avgy", "Mean of y over the pairs (y, x)", ["meanY"], unlessEmpty("meanY"), [
    ["regr_avgy(y, x)", LINE, "4.0"],
  ]),
  ofTwo("regr_sxx", "Sum of squared distances of x over the pairs (y, x)", ["xx"], unlessEmpty("xx"), [
    ["regr_sxx(y, x)", LINE, "2.0"],
  ]),
  ofTwo("regr_syy", "Sum of squared distances of y over the pairs (y, x)", ["yy"], unlessEmpty("yy"), [
    ["regr_syy(y, x)", LINE, "8.0"],
  ]),
  ofTwo("regr_sxy", "Sum of products of distances over the pairs (y, x)", ["xy"], unlessEmpty("xy"), [
    ["regr_sxy(y, x)", LINE, "4.0"],
  ]),
];
