/**
 * Names of functions that are no scalar functions: the binder, completion and SHOW FUNCTIONS know them by this list.
 */

export interface LaterFunction {
  readonly kind: "aggregate";
  /** Lower case. */
  readonly name: string;
  /** One line. */
  readonly doc: string;
}

const AGGREGATES: Readonly<Record<string, string>> = {
  count: "Number of rows, or of values that are not NULL",
  sum: "Sum of the values",
  avg: "Mean of the values",
  mean: "Mean of the values",
  min: "Smallest value",
  max: "Greatest value",
  array_agg: "Array of the values",
  string_agg: "Texts joined with a separator",
  first_value: "First value",
  last_value: "Last value",
  nth_value: "The nth value",
  bool_and: "Whether all values are true",
  bool_or: "Whether some value is true",
  bit_and: "Bitwise AND of the values",
  bit_or: "Bitwise OR of the values",
  bit_xor: "Bitwise exclusive OR of the values",
  stddev: "Standard deviation of a sample",
  stddev_samp: "Standard deviation of a sample",
  stddev_pop: "Standard deviation of a population",
  var: "Variance of a sample",
  var_samp: "Variance of a sample",
  var_sample: "Variance of a sample",
  var_pop: "Variance of a population",
  var_population: "Variance of a population",
  median: "Middle value",
  corr: "Correlation of two columns",
  covar: "Covariance of a sample",
  covar_samp: "Covariance of a sample",
  covar_pop: "Covariance of a population",
  regr_slope: "Slope of the regression line",
  regr_intercept: "Intercept of the regression line",
  regr_count: "Number of pairs without NULL",
  regr_r2: "Squared correlation of the pairs",
  regr_avgx: "Mean of x over the pairs",
  regr_avgy: "Mean of y over the pairs",
  regr_sxx: "Sum of squares of x over the pairs",
  regr_syy: "Sum of squares of y over the pairs",
  regr_sxy: "Sum of products over the pairs",
  approx_distinct: "Approximate number of different values",
  approx_median: "Approximate middle value",
  approx_percentile_cont: "Approximate percentile",
  approx_percentile_cont_with_weight: "Approximate weighted percentile",
  grouping: "Whether a column is left out of the grouping set",
};

export const LATER_FUNCTIONS: readonly LaterFunction[] = [
  ...ofKind("aggregate", AGGREGATES),
];

function ofKind(kind: LaterFunction["kind"], docs: Readonly<Record<string, string>>): LaterFunction[] {
  return Object.entries(docs).map(([name, doc]) => ({ kind, name, doc }));
}

const BY_NAME: ReadonlyMap<string, LaterFunction> = new Map(LATER_FUNCTIONS.map((fn) => [fn.name, fn]));

/** `name` in lower case. */
export function findLaterFunction(name: string): LaterFunction | undefined {
  return BY_NAME.get(name);
}
