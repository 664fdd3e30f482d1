/** Times from and to numbers and text: to_timestamp and its siblings, to_date, make_date, to_unixtime, to_char. */
import {
  BIGINT,
  DATE,
  DOUBLE,
  type SqlType,
  TEXT,
  TIME,
  TIMESTAMP,
  timestampType,
  typeName,
} from "../../schema/types.ts";
import { daysFromCivil, daysInMonth } from "../../schema/values/civil.ts";
import { NANOS_PER_DAY } from "../../schema/values/time.ts";
import {
  floorDivide,
  isTimestampInRange,
  nanosToTimestamp,
  parseTimestamp,
  split,
  splitUnits,
  type TimestampPrecision,
} from "../../schema/values/timestamp.ts";
import { castImplementation } from "../cast.ts";
import {
  type Argument,
  DATETIME,
  EvaluationError,
  type Implementation,
  INTEGER,
  type Overload,
  scalar,
  type ScalarFunction,
} from "./function.ts";
import { withNumbers } from "./number_arguments.ts";
import { DECIMAL } from "./parameters.ts";
import { timeFormatter } from "./strftime.ts";
import { timeParser } from "./strptime.ts";
import { epochSeconds } from "./temporal_parts.ts";

/** How many formats that come from data are kept compiled. */
const MOST_COMPILED = 100;

/** Compiles each format once. */
function remembering<T>(compile: (format: string) => T): (format: string) => T {
  const compiled = new Map<string, T>();
  return (format) => {
    let known = compiled.get(format);
    if (known === undefined) {
      if (compiled.size >= MOST_COMPILED) compiled.clear();
      known = compile(format);
      compiled.set(format, known);
    }
    return known;
  };
}

/** The cast that a function is another name for. */
function castBuild([arg]: readonly Argument[], returns: SqlType): Implementation {
  return (arg && castImplementation(arg.type, returns)?.implementation) ?? { js: () => "null" };
}

/** `f(text, format, …)`: nanoseconds by the first format that fits, turned into the result by `convert`. */
function formatOverload(returns: SqlType, convert: (nanos: bigint) => bigint | number | undefined): Overload {
  const build = (args: readonly Argument[]): Implementation => {
    const parserOf = remembering(timeParser);
    for (const { constant } of args.slice(1)) if (typeof constant === "string") parserOf(constant);
    const call = (text: string, ...formats: string[]) => {
      for (const format of formats) {
        const nanos = parserOf(format)(text);
        const value = nanos === undefined ? undefined : convert(nanos);
        if (value !== undefined) return value;
      }
      const tried = formats.map((format) => `'${format}'`).join(" or ");
      throw new EvaluationError(`cannot read '${text}' as ${typeName(returns)} by ${tried}`);
    };
    return { call };
  };
  return { args: [TEXT, TEXT], variadic: true, returns, build };
}

function timestampFormats(precision: TimestampPrecision): Overload {
  return formatOverload(timestampType(precision), (nanos) => {
    const units = nanosToTimestamp(nanos, precision);
    return isTimestampInRange(units, precision) ? units : undefined;
  });
}

/** Integers are units of the precision, also nanoseconds; texts and times are converted. */
function toTimestampFunction(name: string, unit: string, precision: TimestampPrecision, example: string) {
  const returns = timestampType(precision);
  return scalar(name, `A ${typeName(returns)} from a number of ${unit}, a text (with formats) or a time`, {
    overloads: [
      { args: [TEXT], returns, build: castBuild },
      timestampFormats(precision),
      {
        args: [INTEGER],
        returns,
        build: ([arg]) =>
          castBuild([{ type: arg?.type ?? BIGINT, nullable: true }], precision === 9 ? BIGINT : returns),
      },
      { args: [DATETIME], returns, build: castBuild },
    ],
    examples: [[`${name}(1500)`, example]],
  });
}

function formatting([time, format]: readonly Argument[]): Implementation {
  const formatterOf = remembering(timeFormatter);
  const fixed = typeof format?.constant === "string" ? timeFormatter(format.constant) : undefined;
  const type = time?.type ?? TIMESTAMP;
  if (type.kind === "date") {
    return { call: (days: number, format: string) => (fixed ?? formatterOf(format))(days, 0, 0) };
  }
  const precision = type.kind === "timestamp" ? type.precision : 9;
  const call = (units: bigint, format: string) => {
    const write = fixed ?? formatterOf(format);
    splitUnits(units, precision);
    const days = Math.floor(split.seconds / 86400);
    return write(days, split.seconds - days * 86400, split.nanos);
  };
  return { call };
}

function makeDate(year: number, month: number, day: number): number {
  if (year < -9999 || year > 9999 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) {
    throw new EvaluationError(`no such date: ${year}-${month}-${day}`);
  }
  return daysFromCivil(year, month, day);
}

function textToUnixtime(text: string): bigint {
  const seconds = parseTimestamp(text, 0);
  if (seconds === undefined) throw new EvaluationError(`cannot cast '${text}' to TIMESTAMP`);
  return seconds;
}

export const CONVERT_FUNCTIONS: readonly ScalarFunction[] = [
  scalar("to_timestamp", "A TIMESTAMP from seconds, a text (with strftime formats) or a time", {
    overloads: [
      { args: [TEXT], returns: TIMESTAMP, build: castBuild },
      timestampFormats(9),
      { args: [INTEGER], returns: TIMESTAMP, build: castBuild },
      { args: [DOUBLE], returns: TIMESTAMP, build: castBuild },
      { args: [DECIMAL], returns: TIMESTAMP, build: castBuild },
      { args: [DATETIME], returns: TIMESTAMP, build: castBuild },
    ],
    examples: [
      ["to_timestamp(1500)", "1970-01-01T00:25:00"],
      ["to_timestamp(1.5)", "1970-01-01T00:00:01.500"],
      ["to_timestamp('2026-01-31 10:00:00')", "2026-01-31T10:00:00"],
      ["to_timestamp('31/01/2026 10-00', '%d/%m/%Y %H-%M')", "2026-01-31T10:00:00"],
    ],
  }),
  toTimestampFunction("to_timestamp_seconds", "seconds", 0, "1970-01-01T00:25:00"),
  toTimestampFunction("to_timestamp_millis", "milliseconds", 3, "1970-01-01T00:00:01.500"),
  toTimestampFunction("to_timestamp_micros", "microseconds", 6, "1970-01-01T00:00:00.001500"),
  toTimestampFunction("to_timestamp_nanos", "nanoseconds", 9, "1970-01-01T00:00:00.000001500"),
  scalar("from_unixtime", "A TIMESTAMP(0) from seconds since the epoch", {
    overloads: [{ args: [INTEGER], returns: timestampType(0), build: castBuild }],
    examples: [["from_unixtime(1500)", "1970-01-01T00:25:00"]],
  }),
  scalar("to_unixtime", "Seconds since the epoch of a time or text (with strftime formats)", {
    overloads: [
      { args: [TEXT], returns: BIGINT, call: textToUnixtime },
      formatOverload(BIGINT, (nanos) => floorDivide(nanos, 1_000_000_000n)),
      { args: [DATETIME], returns: BIGINT, build: ([arg]) => epochSeconds(arg?.type ?? TIMESTAMP) },
      { args: [INTEGER], returns: BIGINT, build: castBuild },
      { args: [DOUBLE], returns: BIGINT, build: castBuild },
    ],
    examples: [
      ["to_unixtime(TIMESTAMP '2026-01-31 10:00:00.9')", "1769853600"],
      ["to_unixtime('31/01/2026', '%d/%m/%Y')", "1769817600"],
    ],
  }),
  scalar("to_char", "A time as text by a strftime format", {
    aliases: ["date_format"],
    overloads: [
      { args: [DATETIME, TEXT], returns: TEXT, build: formatting },
      { args: [TIME, TEXT], returns: TEXT, build: formatting },
    ],
    examples: [
      ["to_char(TIMESTAMP '2026-01-31 10:00:00.5', '%Y-%m-%d %H:%M:%S%.3f')", "2026-01-31 10:00:00.500"],
      ["date_format(DATE '2026-01-31', '%a %-d %b %Y')", "Sat 31 Jan 2026"],
    ],
  }),
  scalar("to_date", "A DATE from a text (with strftime formats), days since the epoch or a time", {
    overloads: [
      { args: [TEXT], returns: DATE, build: castBuild },
      formatOverload(DATE, (nanos) => Number(floorDivide(nanos, NANOS_PER_DAY))),
      { args: [INTEGER], returns: DATE, build: castBuild },
      { args: [DATETIME], returns: DATE, build: castBuild },
    ],
    examples: [
      ["to_date('2026-01-31')", "2026-01-31"],
      ["to_date('31/01/2026', '%d/%m/%Y')", "2026-01-31"],
    ],
  }),
  scalar("make_date", "The date of a year, month and day", {
    overloads: [{ args: [INTEGER, INTEGER, INTEGER], returns: DATE, build: withNumbers(makeDate) }],
    examples: [["make_date(2026, 1, 31)", "2026-01-31"]],
  }),
];
