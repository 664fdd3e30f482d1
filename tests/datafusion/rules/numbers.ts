/** Numbers. */
import {
  CHOICES,
  COMPARISONS,
  double,
  either,
  isClose,
  isDecimal,
  isFloat,
  isInteger,
  isTimestamp,
  isUnsigned,
  leaves,
  OPERATORS,
  ROUNDING,
  type Rule,
  rule,
} from "./rule.ts";

export const NUMBER_RULES: readonly Rule[] = [
  rule(
    "overflow",
    "DataFusion wraps at the end of an integer type; Sluice fails",
    /[-+*/]|-x|abs|factorial|power|pow|gcd|lcm|chr/,
    ({ ourError, their, isWhole, theirType }) =>
      /^overflow\b|is no character/.test(ourError ?? "") &&
      (their !== undefined || (isWhole && theirType !== undefined)),
  ),
  rule(
    "in between",
    "DECIMALs and timestamps are computed and compared exactly when the result fits, where DataFusion overflows on its way",
    either(OPERATORS, COMPARISONS, CHOICES),
    ({ types, our, theirError }) =>
      types.some((type) => isDecimal(type) || isUnsigned(type) || isTimestamp(type)) && our !== undefined &&
      /Overflow happened on|Overflowing on|too large to store|too small to store/.test(theirError ?? ""),
  ),
  rule(
    "negative zero",
    "-0.0 equals 0.0",
    either(COMPARISONS, /nullif|greatest|least|array_.*|arrays_overlap|= ANY|@>|<@|trunc/),
    ({ args }) => leaves(args).some((value) => Object.is(value, -0)),
  ),
  rule(
    "negative NaN",
    "NaN is one value, above every number",
    either(COMPARISONS, /nullif|greatest|least|array_.*|arrays_overlap|= ANY|@>|<@/),
    ({ args }) => leaves(args).some((value) => Number.isNaN(value)),
  ),
  rule(
    "unsigned and DECIMAL",
    "An unsigned integer counts as a DECIMAL without fraction, as a signed one does",
    OPERATORS,
    ({ types, theirType }) => types.some(isUnsigned) && types.some(isDecimal) && isUnsigned(theirType),
  ),
  rule(
    "DECIMAL with DOUBLE",
    "A DECIMAL, or BIGINT UNSIGNED, with a DOUBLE is a DOUBLE, where DataFusion takes a DECIMAL of some precision for both",
    either(COMPARISONS, CHOICES),
    ({ types }) => types.some((type) => isDecimal(type) || isUnsigned(type)) && types.some(isFloat),
  ),
  rule(
    "nvl as coalesce",
    "nvl has the common type of both, where DataFusion finds DOUBLE for different DECIMALs, and TEXT for what it does not know",
    /nvl|ifnull/,
    ({ types, theirType }) =>
      (types.some(isDecimal) && isFloat(theirType)) || theirType?.kind === "text" ||
      (types.some(isUnsigned) && isFloat(theirType)),
  ),
  rule(
    "DECIMAL stays DECIMAL",
    "Rounding a DECIMAL gives a DECIMAL, where DataFusion gives a DOUBLE",
    /ceil|floor|round|trunc/,
    ({ types, isWhole, ourType, theirType, our, their, ourError }) =>
      isDecimal(types[0]) && isFloat(theirType) && isDecimal(ourType) &&
      (isWhole || /overflow/.test(ourError ?? "") || isClose(double(our, ourType), double(their, theirType), 1e-9)),
  ),
  rule(
    "trunc cuts",
    "trunc(2.789, 1) is 2.7, where DataFusion rounds, and has NaN for more digits than a float has",
    /trunc/,
    ({ types, args, our, their, ourType, theirType }) =>
      types.length === 2 && our !== undefined && their !== undefined &&
      (Math.abs(double(our, ourType) - double(their, theirType)) <= 10 ** -Number(args[1]) * 1.001 ||
        Number(args[1]) > 15),
  ),
  rule(
    "DOUBLE of integers",
    "Functions of integers give DOUBLE, where DataFusion gives REAL for some",
    /trunc|log|atan2|nanvl/,
    ({ types, ourType, theirType, nodes }) =>
      types.length > 0 && ourType?.kind === "float" && ourType.bits === 64 && theirType?.kind === "float" &&
      types.every((type, i) =>
        nodes[i] === "NULL" || isInteger(type) || (isFloat(type) && (type as { bits: number }).bits === 32)
      ),
  ),
  rule(
    "REAL stays REAL",
    "Rounding a REAL gives a REAL, where DataFusion gives a DOUBLE unless the digits are a BIGINT",
    /round|trunc/,
    ({ types, ourType, theirType }) =>
      types.length === 2 && isFloat(types[0]) && isFloat(ourType) && isFloat(theirType),
  ),
  rule(
    "power of BIGINT UNSIGNED",
    "power of integers is BIGINT, whatever their width",
    /power|pow/,
    ({ types, theirType }) => types.every(isInteger) && isFloat(theirType),
  ),
  rule(
    "power of nothing",
    "DataFusion takes power(x, 0) for 1 and log(x, 1) for 0 before x is known, and has exponents of 32 bits",
    /power|pow|log/,
    ({ args, their, theirError }) =>
      Number(args[1]) === 1
        ? Number(their) === 0
        : Number(args[1]) === 0
        ? Number(their) === 1
        : /negative exponents/.test(theirError ?? "") && Number(args[1]) > 0,
  ),
  rule(
    "last bits of a float",
    "Libraries of functions differ in the last bits of a float",
    /s?inh?|cosh?|tanh?|asinh?|acosh?|atanh?|atan2|exp|ln|log|log2|log10|cbrt|power|pow|cot|sinh|round|extract|date_part|datepart|degrees|radians|array_distance/,
    ({ ourType, our, their }) =>
      isFloat(ourType) && our !== undefined && their !== undefined &&
      isClose(Number(our), Number(their), (ourType as { bits: number }).bits === 32 ? 3e-7 : ROUNDING),
  ),
  rule(
    "DOUBLE to DECIMAL",
    "A float is converted by its exact value, where DataFusion multiplies it by a power of ten first",
    /(?:try_)?cast DECIMAL.*|arrow_cast/,
    ({ types, ourType, our, their }) =>
      isFloat(types[0]) && our !== undefined && their !== undefined &&
      isClose(double(our, ourType), double(their, ourType), 1e-15),
  ),
];
