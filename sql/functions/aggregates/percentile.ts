/** approx_median, approx_percentile_cont and approx_percentile_cont_with_weight. */
import { SqlError } from "../../../schema/errors.ts";
import { DOUBLE, NULL_TYPE, type SqlType, type Value } from "../../../schema/types.ts";
import { decimalToDouble } from "../../../schema/values/decimal.ts";
import { aggregate, type AggregateFunction } from "../aggregate.ts";
import { type Argument, NUMBER } from "../function.ts";
import type { AnyNumber } from "./number_counts.ts";
import { percentileOf } from "./percentile_states.ts";

/** Integers and floats keep their type, DECIMAL becomes DOUBLE. */
function returnType([type = NULL_TYPE]: readonly SqlType[]): SqlType {
  return type.kind === "decimal" ? DOUBLE : type;
}

function numberReader(type: SqlType | undefined): (value: Value) => AnyNumber {
  if (type?.kind !== "decimal") return (value) => value as AnyNumber;
  const { scale } = type;
  return (value) => decimalToDouble(value as bigint, scale);
}

function quantileOf(name: string, arg: Argument | undefined, descending: boolean): number {
  const { constant } = arg ?? {};
  const given = typeof constant === "number" || typeof constant === "bigint"
    ? Number(numberReader(arg?.type)(constant))
    : NaN;
  if (given >= 0 && given <= 1) return descending ? 1 - given : given;
  throw new SqlError(`The percentile of ${name} must be a constant from 0 to 1`, { code: "aggregate" });
}

function plain(quantile: (args: readonly Argument[], descending: boolean) => number) {
  return (args: readonly Argument[], returns: SqlType, descending: boolean) =>
    percentileOf({
      quantile: quantile(args, descending),
      returns,
      value: numberReader(args[0]?.type),
      weight: undefined,
    });
}

const WITH_WEIGHT = "approx_percentile_cont_with_weight";

export const PERCENTILE_FUNCTIONS: readonly AggregateFunction[] = [
  aggregate("approx_median", "Approximate middle value", {
    overloads: [{ args: [NUMBER], returns: returnType, build: plain(() => 0.5) }],
    byArrival: true, // of more values than are kept
    examples: [["approx_median(x)", "(1), (7), (3)", "3"], ["approx_median(x)", "(1.0), (2.0)", "1.5"]],
  }),
  aggregate("approx_percentile_cont", "Approximate value at a share of the sorted values", {
    overloads: [{
      args: [NUMBER, NUMBER],
      returns: returnType,
      build: plain(([, share], descending) => quantileOf("approx_percentile_cont", share, descending)),
    }],
    byArrival: true, // of more values than are kept
    withinGroup: true,
    examples: [
      ["approx_percentile_cont(0.5) WITHIN GROUP (ORDER BY x)", "(1), (7), (3)", "3"],
      ["approx_percentile_cont(0.25) WITHIN GROUP (ORDER BY x)", "(1.0), (2.0), (NULL)", "1.25"],
      ["approx_percentile_cont(0.25) WITHIN GROUP (ORDER BY x DESC)", "(1.0), (2.0)", "1.75"],
    ],
  }),
  aggregate(WITH_WEIGHT, "Approximate value at a share of the weight of the sorted values", {
    overloads: [{
      args: [NUMBER, NUMBER, NUMBER],
      returns: returnType,
      build([value, weight, share], returns, descending) {
        const read = numberReader(weight?.type);
        return percentileOf({
          quantile: quantileOf(WITH_WEIGHT, share, descending),
          returns,
          value: numberReader(value?.type),
          weight: (given) => Number(read(given)),
        });
      },
    }],
    byArrival: true, // of more values than are kept
    withinGroup: true,
    examples: [[`${WITH_WEIGHT}(y, 0.5) WITHIN GROUP (ORDER BY x)`, "(1, 1), (2, 5), (3, 1)", "2"]],
  }),
];
