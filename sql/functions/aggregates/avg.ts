import { BIGINT, decimalType, DOUBLE, type SqlType } from "../../../schema/types.ts";
import { fitsPrecision, MAX_PRECISION, powerOfTen } from "../../../schema/values/decimal.ts";
import { overflow } from "../../operators/resolved.ts";
import { type Accumulator, aggregate, type AggregateFunction, withCount } from "../aggregate.ts";
import { INTEGER } from "../function.ts";
import { DECIMAL, isBigint } from "../parameters.ts";
import { exactFloatSum, wideSum } from "./exact_sum.ts";
import { carriedSum, floatSum } from "./int64_sum.ts";

const EXACT_AVERAGE = exactFloatSum((sum, count) => sum / count);

/** Sums of integers up to 32 bits are exact in a double, so what was added can be taken out again. */
function numberAverage(type: SqlType): Accumulator {
  const sum = floatSum(isBigint(type));
  const exact = type.kind === "integer" && !isBigint(type);
  return withCount({
    ...sum,
    ...(exact && {
      retract: ([total], [value], emit) => emit.line(`${total} -= ${value};`),
      unmerge: ([total], [other], emit) => emit.line(`${total} -= ${other};`),
    }),
    result: ([total], count) => `${total} / ${count}`,
    readsCount: true,
    isCount: false,
  }, EXACT_AVERAGE);
}

/** Digits after the last are cut off. */
function decimalAverage(type: SqlType): Accumulator {
  const [precision, scale] = type.kind === "decimal" ? [type.precision, type.scale] : [MAX_PRECISION, 0];
  const result = averageType([type]);
  const factor = powerOfTen((result.kind === "decimal" ? result.scale : scale) - scale);
  if (precision > 18) {
    return wideSum((sum, count) => {
      const average = sum * factor / BigInt(count);
      return fitsPrecision(average, MAX_PRECISION) ? average : overflow();
    });
  }
  const sum = carriedSum();
  return withCount({
    ...sum,
    result: (state, count) => `${sum.total(state)} * ${factor}n / BigInt(${count})`,
    readsCount: true,
    isCount: false,
  });
}

function averageType([type]: readonly SqlType[]): SqlType {
  if (type?.kind !== "decimal") return BIGINT;
  return decimalType(Math.min(MAX_PRECISION, type.precision + 4), Math.min(MAX_PRECISION, type.scale + 4));
}

export const AVG_FUNCTIONS: readonly AggregateFunction[] = [
  aggregate("avg", "Arithmetic mean of the values that are not NULL", {
    aliases: ["mean"],
    overloads: [
      { args: [INTEGER], returns: DOUBLE, build: ([arg]) => numberAverage(arg?.type ?? BIGINT) },
      { args: [DECIMAL], returns: averageType, build: ([arg]) => decimalAverage(arg?.type ?? BIGINT) },
      { args: [DOUBLE], returns: DOUBLE, build: () => numberAverage(DOUBLE) },
    ],
    examples: [
      ["avg(x)", "(1), (2), (NULL)", "1.5"],
      ["avg(x)", "(DECIMAL '0.10'), (DECIMAL '0.20'), (DECIMAL '0.20')", "0.166666"],
    ],
  }),
];
