import { BIGINT, BIGINT_UNSIGNED, decimalType, DOUBLE, type SqlType, type Value } from "../../../schema/types.ts";
import { fitsPrecision, MAX_PRECISION } from "../../../schema/values/decimal.ts";
import { overflow } from "../../operators/resolved.ts";
import {
  type Accumulator,
  aggregate,
  type AggregateFunction,
  type CountedAccumulator,
  withCount,
} from "../aggregate.ts";
import { INTEGER } from "../function.ts";
import { DECIMAL, isBigint } from "../parameters.ts";
import { exactFloatSum, wideSum } from "./exact_sum.ts";
import { carriedSum, checkedSum, floatSum } from "./int64_sum.ts";

const EXACT_SUM = exactFloatSum((sum) => sum);

/** `bits` of BIGINT UNSIGNED hold one bit more than a slot does. */
function integerSum(type: SqlType): Accumulator {
  if (type.kind === "integer" && type.unsigned && type.bits === 64) return wideSum(unsigned);
  return summed(checkedSum(!isBigint(type)));
}

function unsigned(sum: bigint): Value {
  return sum <= 2n ** 64n - 1n ? sum : overflow();
}

function decimalSum(type: SqlType): Accumulator {
  const precision = type.kind === "decimal" ? type.precision : MAX_PRECISION;
  if (precision > 18) return wideSum((sum) => fitsPrecision(sum, MAX_PRECISION) ? sum : overflow());
  return summed(precision <= 9 ? checkedSum(false) : carriedSum()); // nobody has the rows to overflow with 9 digits
}

function summed(sum: ReturnType<typeof checkedSum>): Accumulator {
  const counted: CountedAccumulator = { ...sum, result: sum.total, readsCount: false, isCount: false };
  return withCount(counted);
}

function sumOfFloats(): Accumulator {
  const sum = floatSum(false);
  return withCount({ ...sum, result: ([total = ""]) => total, readsCount: false, isCount: false }, EXACT_SUM);
}

function typeOfInteger([type]: readonly SqlType[]): SqlType {
  return type?.kind === "integer" && type.unsigned ? BIGINT_UNSIGNED : BIGINT;
}

function typeOfDecimal([type]: readonly SqlType[]): SqlType {
  return type?.kind === "decimal" ? decimalType(Math.min(MAX_PRECISION, type.precision + 10), type.scale) : BIGINT;
}

export const SUM_FUNCTIONS: readonly AggregateFunction[] = [
  aggregate("sum", "Sum of the values that are not NULL", {
    overloads: [
      { args: [INTEGER], returns: typeOfInteger, build: ([arg]) => integerSum(arg?.type ?? BIGINT) },
      { args: [DECIMAL], returns: typeOfDecimal, build: ([arg]) => decimalSum(arg?.type ?? BIGINT) },
      { args: [DOUBLE], returns: DOUBLE, build: sumOfFloats },
    ],
    examples: [
      ["sum(x)", "(1), (2), (NULL)", "3"],
      ["sum(x)", "(1.5), (2.25)", "3.75"],
      ["sum(x)", "(DECIMAL '0.10'), (DECIMAL '0.20')", "0.30"],
      ["sum(DISTINCT x)", "(1), (1), (2)", "3"],
    ],
  }),
];
