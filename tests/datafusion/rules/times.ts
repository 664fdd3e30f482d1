/** Dates, times and intervals. */
import {
  CHOICES,
  COMPARISONS,
  either,
  isDecimal,
  isFloat,
  isInstant,
  isInteger,
  isTimestamp,
  type Rule,
  rule,
  TO_TIMESTAMP,
} from "./rule.ts";
import { type Interval } from "../../../schema/types.ts";

export const TIME_RULES: readonly Rule[] = [
  rule(
    "difference of instants",
    "The difference is an INTERVAL, where DataFusion has a type of its own for durations",
    /-/,
    ({ types, isWhole, theirType, our, their }) => {
      if (!types.every(isInstant) || theirType?.kind !== "other" || !theirType.name.startsWith("duration")) {
        return false;
      }
      if (isWhole || our === undefined) return true;
      const scale =
        { "duration[s]": 1_000_000_000n, "duration[ms]": 1_000_000n, "duration[us]": 1_000n }[theirType.name];
      const gap = (our as Interval).nanos - BigInt(their as string) * (scale ?? 1n);
      return gap > -(scale ?? 1n) && gap < (scale ?? 1n);
    },
  ),
  rule(
    "instants floor",
    "A timestamp is made coarser by flooring, where DataFusion cuts toward 1970",
    either(TO_TIMESTAMP, /to_unixtime|date_trunc|datetrunc/),
    ({ types, args, our, their }) =>
      types.some((type, i) => isTimestamp(type) && Number(args[i]) < 0) && typeof our === "bigint" &&
      typeof their === "bigint" && their > our && their - our <= 1_000_000n,
  ),
  rule(
    "range of timestamps",
    "TIMESTAMP lies between 1677-09-21 and 2262-04-11, coarser ones between the years 0 and 9999",
    either(TO_TIMESTAMP, /date_bin|date_trunc|datetrunc|[-+]/),
    ({ our, ourError, theirType, their }) =>
      (isTimestamp(theirType) || theirType?.kind === "date") &&
      (/^cannot cast|overflow/.test(ourError ?? "") || our === null) && their !== undefined,
  ),
  rule(
    "constants beyond timestamps",
    "TIMESTAMP lies between 1677-09-21 and 2262-04-11, coarser ones between the years 0 and 9999",
    TO_TIMESTAMP,
    ({ types, args, isWhole, ourError }) =>
      isWhole && isInteger(types[0]) && Math.abs(Number(args[0])) > 1e11 && /^cannot cast/.test(ourError ?? ""),
  ),
  rule(
    "years before 1677 in formats",
    "The first format that fits is taken, where DataFusion looks for a date in nanoseconds",
    /to_timestamp_.*/,
    ({ args, our, theirError }) => args.length > 1 && typeof our === "bigint" && theirError !== undefined,
  ),
  rule(
    "the earliest timestamp",
    "It is a timestamp as any other",
    /[-+]|date_bin/,
    ({ our, theirError }) => typeof our === "bigint" && /out of range/.test(theirError ?? ""),
  ),
  rule(
    "seconds before 1970 in %s",
    "They are read as they are written",
    /to_timestamp.*|to_unixtime/,
    ({ args, our, theirError }) =>
      our !== undefined && args.slice(1).includes("%s") && String(args[0]).startsWith("-") && theirError !== undefined,
  ),
  rule(
    "years of four digits",
    "A date lies between the years 0 and 9999",
    /make_date|to_date|(?:try_)?cast DATE/,
    ({ args, our, ourError, their }) =>
      (our === null || ourError !== undefined) && typeof their === "number" &&
      (their > 2_932_896 || their < -719_528 || args.includes(null)),
  ),
  rule(
    "range of dates",
    "The start belongs to it whenever it lies before the stop, where DataFusion takes a step off the stop first",
    /range/,
    ({ types, our, their }) =>
      types[0]?.kind === "date" && Array.isArray(our) && Array.isArray(their) && our.length === their.length + 1,
  ),
  rule(
    "times of a DATE",
    "A DATE is formatted as its midnight",
    /to_char|date_format/,
    ({ types, theirError }) => types[0]?.kind === "date" && /Format error/.test(theirError ?? ""),
  ),
  rule(
    "BOOLEAN of text",
    "The words are those of the manual, where DataFusion takes every beginning of one",
    /(?:try_)?cast BOOLEAN|arrow_cast/,
    ({ args, their }) =>
      typeof args[0] === "string" && typeof their === "boolean" &&
      !/^\s*(?:t|true|y|yes|on|1|f|false|n|no|off|0)\s*$/i.test(args[0]),
  ),
  rule(
    "date_bin wraps",
    "DataFusion wraps around at the ends of timestamps in nanoseconds, also of coarser ones",
    /date_bin|date_trunc|datetrunc/,
    ({ our, their }) => typeof our === "bigint" && typeof their === "bigint" && our > 0n !== their > 0n,
  ),
  rule(
    "date_bin keeps the precision",
    "The result has the precision of the timestamp, and the origin may be any expression",
    /date_bin/,
    ({ types, ourType, theirType, theirError }) =>
      types.length === 3 && (/literal values for the origin/.test(theirError ?? "") ||
        (isTimestamp(ourType) && isTimestamp(theirType))),
  ),
  rule(
    "seconds of every integer",
    "An integer is cast to TIMESTAMP as seconds, where DataFusion takes nanoseconds for all but BIGINT in CAST",
    /(?:try_)?cast TIMESTAMP/,
    ({ types, our, their }) =>
      isInteger(types[0]) && typeof our === "bigint" && our === (their as bigint) * 1_000_000_000n,
  ),
  rule(
    "fractions of a second",
    "A number with a fraction becomes a timestamp with one",
    TO_TIMESTAMP,
    ({ types }) => isFloat(types[0]) || isDecimal(types[0]),
  ),
  rule(
    "finer precision",
    "Timestamps of two precisions, and a DATE with a timestamp, have the finer one in common, also to be compared",
    either(CHOICES, COMPARISONS),
    ({ types }) =>
      new Set(types.filter(isInstant).map((type) => type.kind === "timestamp" ? type.precision : "day")).size > 1,
  ),
  rule(
    "parts of an INTERVAL",
    "An INTERVAL has a quarter, its epoch, and the fraction of its seconds",
    /extract|date_part|datepart/,
    ({ types }) => types.at(-1)?.kind === "interval",
  ),
];
