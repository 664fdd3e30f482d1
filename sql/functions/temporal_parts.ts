/** Parts of times: extract, date_part, year … second. */
import { BIGINT, DOUBLE, INT, INTERVAL, type Interval, type SqlType, TEXT, TIME } from "../../schema/types.ts";
import { civilDay, civilFromDays, civilMonth, civilYear, dayOfWeek } from "../../schema/values/civil.ts";
import { intervalNanos } from "../../schema/values/interval.ts";
import { unitsPerSecond } from "../../schema/values/timestamp.ts";
import { callable } from "../evaluate.ts";
import { castImplementation } from "../cast.ts";
import { int64ToNumber } from "../casts/int64.ts";
import {
  type Argument,
  DATETIME,
  type Emitter,
  EvaluationError,
  type Implementation,
  type Overload,
  scalar,
  type ScalarFunction,
} from "./function.ts";
import { dayOfYear, isoWeek } from "./strftime.ts";

const SPELLINGS = {
  year: "year years y yr yrs",
  quarter: "quarter quarters qtr qtrs",
  month: "month months mon mons",
  week: "week weeks w",
  day: "day days d",
  dow: "dow dayofweek",
  doy: "doy dayofyear",
  hour: "hour hours h hr hrs",
  minute: "minute minutes m min mins",
  second: "second seconds s sec secs",
  millisecond: "millisecond milliseconds ms msec msecs",
  microsecond: "microsecond microseconds us usec usecs",
  epoch: "epoch",
} as const;

type Part = keyof typeof SPELLINGS;

const PART_OF: ReadonlyMap<string, Part> = new Map(
  (Object.keys(SPELLINGS) as Part[]).flatMap((part) => SPELLINGS[part].split(" ").map((word) => [word, part] as const)),
);

function partOf(constant: unknown): Part {
  if (typeof constant !== "string") throw new EvaluationError("the part to extract must be a literal such as 'hour'");
  const part = PART_OF.get(constant.toLowerCase());
  if (part === undefined) {
    throw new EvaluationError(`unknown part '${constant}' of a time, known: ${Object.keys(SPELLINGS).join(" ")}`);
  }
  return part;
}

/** Of days since the epoch. */
const DATE_PARTS: Readonly<Partial<Record<Part, (days: number) => number>>> = {
  year: (days) => civilYear(civilFromDays(days)),
  quarter: (days) => Math.ceil(civilMonth(civilFromDays(days)) / 3),
  month: (days) => civilMonth(civilFromDays(days)),
  week: isoWeek,
  day: (days) => civilDay(civilFromDays(days)),
  dow: dayOfWeek,
  doy: dayOfYear,
};

/** Units per second of a part, and after how many it starts anew. */
const CLOCK_PARTS = {
  hour: { perSecond: 1 / 3600, modulo: 24 },
  minute: { perSecond: 1 / 60, modulo: 60 },
  second: { perSecond: 1, modulo: 60 },
  millisecond: { perSecond: 1000, modulo: 60_000 },
  microsecond: { perSecond: 1_000_000, modulo: 60_000_000 },
} as const;

type ClockPart = keyof typeof CLOCK_PARTS;

function isClockPart(part: Part): part is ClockPart {
  return part in CLOCK_PARTS;
}

/** Code of a clock part out of units of the day, a double; `perSecond` units are a second. */
function clockCode(part: ClockPart, unitsOfDay: string, perSecond: number): string {
  const { perSecond: partsPerSecond, modulo } = CLOCK_PARTS[part];
  const whole = perSecond >= partsPerSecond
    ? `Math.floor(${unitsOfDay} / ${Math.round(perSecond / partsPerSecond)})`
    : `${unitsOfDay} * ${Math.round(partsPerSecond / perSecond)}`;
  return part === "hour" ? whole : `(${whole} % ${modulo})`;
}

function partImplementation(part: Part, type: SqlType): Implementation {
  switch (type.kind) {
    case "timestamp":
      return ofTimestamp(part, Number(unitsPerSecond(type.precision)));
    case "date":
      return ofDate(part);
    case "time":
      return ofTime(part);
    case "interval":
      return ofInterval(part);
    default:
      return { js: () => "null" };
  }
}

/** The day that a column's rows mostly share, and the part of it. */
function rememberingDay(compute: (days: number) => number): (days: number) => number {
  let known = NaN;
  let part = 0;
  return (days) => {
    if (days !== known) {
      part = compute(days);
      known = days;
    }
    return part;
  };
}

function ofTimestamp(part: Part, perSecond: number): Implementation {
  const perDay = perSecond * 86400;
  // Seconds and rest apart: nanoseconds since the epoch are no exact double.
  if (part === "epoch") {
    return {
      js: ([x = ""], emit) => {
        const seconds = int64ToNumber(`${x} / ${perSecond}n`, emit);
        return `(${seconds} + ${int64ToNumber(`${x} % ${perSecond}n`, emit)} / ${perSecond})`;
      },
    };
  }
  if (isClockPart(part)) {
    return {
      js: ([x = ""], emit) => {
        const rest = int64ToNumber(`${x} % ${perDay}n`, emit);
        return clockCode(part, emit.let(`${rest} < 0 ? ${rest} + ${perDay} : ${rest}`), perSecond);
      },
    };
  }
  const compute = DATE_PARTS[part];
  if (compute === undefined) throw unsupported(part, "TIMESTAMP");
  return {
    js: ([x = ""], emit) => {
      const day = int64ToNumber(`${x} / ${perDay}n`, emit);
      const floored = emit.let(`${x} % ${perDay}n < 0n ? ${day} - 1 : ${day}`);
      return `${emit.constant(rememberingDay(compute))}(${floored})`;
    },
  };
}

function ofDate(part: Part): Implementation {
  if (part === "epoch") return { js: ([x]) => `(${x} * 86400)` };
  if (isClockPart(part)) return { js: () => "0" };
  const compute = DATE_PARTS[part];
  if (compute === undefined) throw unsupported(part, "DATE");
  return { call: compute };
}

function ofTime(part: Part): Implementation {
  if (part === "epoch") return { js: ([x = ""], emit) => `(${int64ToNumber(x, emit)} / 1000000000)` };
  if (!isClockPart(part)) throw unsupported(part, "TIME");
  return { js: ([x = ""], emit) => clockCode(part, int64ToNumber(x, emit), 1_000_000_000) };
}

function ofInterval(part: Part): Implementation {
  if (part === "epoch") return { call: (x: Interval) => Number(intervalNanos(x)) / 1_000_000_000 };
  if (isClockPart(part)) {
    const { perSecond, modulo } = CLOCK_PARTS[part];
    const nanosPerPart = BigInt(Math.round(1_000_000_000 / perSecond));
    // Hours go on beyond 24: an interval has no day that they belong to.
    const call = (x: Interval) => Number(x.nanos / nanosPerPart) % (part === "hour" ? Infinity : modulo) + 0;
    return { call };
  }
  const parts: Partial<Record<Part, (x: Interval) => number>> = {
    year: (x) => Math.trunc(x.months / 12) + 0,
    quarter: (x) => Math.trunc((x.months % 12) / 3) + 1,
    month: (x) => x.months % 12 + 0,
    week: (x) => Math.trunc(x.days / 7) + 0,
    day: (x) => x.days,
  };
  const call = parts[part];
  if (call === undefined) throw unsupported(part, "INTERVAL");
  return { call };
}

function unsupported(part: Part, type: string): EvaluationError {
  return new EvaluationError(`${type} has no part '${part}'`);
}

/** The part's name stands first in the call; the code sees the time alone. */
function behindName(implementation: Implementation): Implementation {
  const { js, call } = implementation;
  if (js !== undefined) return { js: ([, x = ""]: readonly string[], emit: Emitter) => js([x], emit) };
  return { call: (_name: unknown, x: unknown) => call?.(x) };
}

const PART_OVERLOADS: readonly Overload[] = [DATETIME, TIME, INTERVAL].map((type) => ({
  args: [TEXT, type],
  returns: (_types: readonly SqlType[], args: readonly Argument[]) =>
    String(args[0]?.constant).toLowerCase() === "epoch" ? DOUBLE : INT,
  build: (args: readonly Argument[]) =>
    behindName(partImplementation(partOf(args[0]?.constant), args[1]?.type ?? { kind: "null" })),
}));

function partFunction(part: Part, types: readonly Overload["args"][number][], example: string): ScalarFunction {
  return scalar(part, `The ${part} of a time`, {
    overloads: types.map((type) => ({
      args: [type],
      returns: INT,
      build: ([arg]: readonly Argument[]) => partImplementation(part, arg?.type ?? { kind: "null" }),
    })),
    examples: [[`${part}(TIMESTAMP '2026-01-31 10:11:12')`, example]],
  });
}

/** Seconds since the epoch, floor, of every type that `to_unixtime` takes. */
export function epochSeconds(type: SqlType): Implementation {
  if (type.kind === "timestamp") {
    const perSecond = unitsPerSecond(type.precision);
    return {
      js: ([x = ""], emit) => {
        const seconds = emit.let(`${x} / ${perSecond}n`);
        return `(${x} % ${perSecond}n < 0n ? ${seconds} - 1n : ${seconds})`;
      },
    };
  }
  if (type.kind === "date") return { js: ([x]) => `BigInt(${x} * 86400)` };
  const cast = castImplementation(type, BIGINT);
  return cast === undefined ? { js: () => "null" } : { call: callable(cast.implementation, 1) };
}

export const PART_FUNCTIONS: readonly ScalarFunction[] = [
  scalar("date_part", "A part of a time: year quarter month week day dow doy hour … microsecond, epoch", {
    aliases: ["datepart", "extract"],
    overloads: PART_OVERLOADS,
    examples: [
      ["date_part('hour', TIMESTAMP '2026-01-31 10:11:12')", "10"],
      ["extract(millisecond FROM TIMESTAMP '2026-01-31 10:11:12.5')", "12500"],
      ["extract(epoch FROM TIMESTAMP '2026-01-31 10:11:12.5')", "1769854272.5"],
      ["extract(dow FROM DATE '2026-02-01')", "0"],
      ["extract(week FROM DATE '2027-01-01')", "53"],
      ["extract(hour FROM INTERVAL '26 hours')", "26"],
    ],
  }),
  partFunction("year", [DATETIME], "2026"),
  partFunction("month", [DATETIME], "1"),
  partFunction("day", [DATETIME], "31"),
  partFunction("hour", [DATETIME, TIME], "10"),
  partFunction("minute", [DATETIME, TIME], "11"),
  partFunction("second", [DATETIME, TIME], "12"),
];
