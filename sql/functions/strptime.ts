/** Text as times by strftime formats, in chrono's dialect: `to_timestamp('31/01/2026', '%d/%m/%Y')`. */
import { dayOfWeek, daysFromCivil, daysInMonth, isLeapYear } from "../../schema/values/civil.ts";
import { badFormat, formatTokens, MONTHS, WEEKDAYS } from "./strftime.ts";

/** What a text said; absent fields are undefined. */
interface Fields {
  year?: number;
  month?: number;
  day?: number;
  dayOfYear?: number;
  isoYear?: number;
  isoWeek?: number;
  /** 1 = Monday. */
  weekday?: number;
  hour?: number;
  hour12?: number;
  afternoon?: boolean;
  minute?: number;
  second?: number;
  nanos?: number;
  /** Seconds east of UTC. */
  offset?: number;
  epoch?: number;
}

type NumberField = Exclude<keyof Fields, "afternoon">;

/** Reads from a position on and gives the position behind; negative: the text does not fit. */
type Reader = (text: string, position: number, fields: Fields) => number;

const NONE = -1;

/** A function that gives nanoseconds since the epoch, or `undefined` for what does not fit `format` as a whole. */
export function timeParser(format: string): (text: string) => bigint | undefined {
  const readers = formatTokens(format).map((token) => {
    if ("literal" in token) return literalReader(token.literal);
    const reader = READERS[token.spec];
    if (reader === undefined) throw badFormat(`%${token.spec}`);
    return reader;
  });
  return (text) => {
    const fields: Fields = {};
    let position = 0;
    for (const read of readers) {
      position = read(text, position, fields);
      if (position < 0) return undefined;
    }
    return position === text.length ? resolve(fields) : undefined;
  };
}

/** Blanks stand for any number of blanks. */
function literalReader(literal: string): Reader {
  const parts = literal.split(/(\s+)/).filter((part) => part !== "");
  return (text, start) => {
    let position = start;
    for (const part of parts) {
      if (/^\s/.test(part)) position = skipBlanks(text, position);
      else if (text.startsWith(part, position)) position += part.length;
      else return NONE;
    }
    return position;
  };
}

function skipBlanks(text: string, start: number): number {
  let position = start;
  while (/\s/.test(text.charAt(position))) position++;
  return position;
}

/** One to `most` digits after blanks, with a sign where `signed`. */
function number(field: NumberField, most: number, signed = false): Reader {
  const pattern = new RegExp(`\\s*(${signed ? "[+-]?" : ""}[0-9]{1,${most}})`, "y");
  return (text, position, fields) => {
    pattern.lastIndex = position;
    const match = pattern.exec(text);
    if (match === null) return NONE;
    fields[field] = Number(match[1]);
    return pattern.lastIndex;
  };
}

/** The long or the three-letter name, in any case. */
function name(names: readonly string[], store: (fields: Fields, index: number) => void): Reader {
  return (text, position, fields) => {
    const rest = text.slice(position, position + 10).toLowerCase();
    const index = names.findIndex((one) => rest.startsWith(one.slice(0, 3).toLowerCase()));
    const long = names[index]?.toLowerCase();
    if (long === undefined) return NONE;
    store(fields, index);
    return position + (rest.startsWith(long) ? long.length : 3);
  };
}

const month = name(MONTHS, (fields, index) => {
  fields.month = index + 1;
});
const weekday = name(WEEKDAYS, (fields, index) => {
  fields.weekday = index === 0 ? 7 : index;
});

const halfOfDay: Reader = (text, position, fields) => {
  const word = text.slice(position, position + 2).toLowerCase();
  if (word !== "am" && word !== "pm") return NONE;
  fields.afternoon = word === "pm";
  return position + 2;
};

/** A fraction of seconds of exactly `digits` digits; 0: any number. With the point where `pointed`, then it may be missing. */
function fraction(digits: number, pointed: boolean): Reader {
  const pattern = new RegExp(`${pointed ? "\\." : ""}([0-9]${digits === 0 ? "+" : `{${digits}}`})`, "y");
  return (text, position, fields) => {
    pattern.lastIndex = position;
    const match = pattern.exec(text);
    if (match === null) return pointed && text.charAt(position) !== "." ? position : NONE;
    fields.nanos = Number((match[1] ?? "").slice(0, 9).padEnd(9, "0"));
    return pattern.lastIndex;
  };
}

const OFFSET = /\s*(?:([Zz])|([+-])(\d\d):?(\d\d)?)/y;

const offset: Reader = (text, position, fields) => {
  OFFSET.lastIndex = position;
  const match = OFFSET.exec(text);
  if (match === null) return NONE;
  const [, utc, sign, hours = "0", minutes = "0"] = match;
  fields.offset = utc === undefined ? (sign === "-" ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60) : 0;
  return OFFSET.lastIndex;
};

/** Read over, as in chrono: names of zones are not unique. */
const zoneName: Reader = (text, position) => {
  let end = position;
  while (end < text.length && !/\s/.test(text.charAt(end))) end++;
  return end;
};

const twoDigitYear: Reader = (text, position, fields) => {
  const end = number("year", 2)(text, position, fields);
  if (end >= 0) fields.year = (fields.year ?? 0) + ((fields.year ?? 0) < 70 ? 2000 : 1900);
  return end;
};

const READERS: Readonly<Record<string, Reader>> = {
  Y: number("year", 4, true),
  y: twoDigitYear,
  m: number("month", 2),
  b: month,
  h: month,
  B: month,
  d: number("day", 2),
  e: number("day", 2),
  j: number("dayOfYear", 3),
  G: number("isoYear", 4, true),
  V: number("isoWeek", 2),
  u: number("weekday", 1),
  a: weekday,
  A: weekday,
  H: number("hour", 2),
  k: number("hour", 2),
  I: number("hour12", 2),
  l: number("hour12", 2),
  p: halfOfDay,
  P: halfOfDay,
  M: number("minute", 2),
  S: number("second", 2),
  f: number("nanos", 9),
  ".f": fraction(0, true),
  ".3f": fraction(3, true),
  ".6f": fraction(6, true),
  ".9f": fraction(9, true),
  "3f": fraction(3, false),
  "6f": fraction(6, false),
  "9f": fraction(9, false),
  z: offset,
  ":z": offset,
  "#z": offset,
  Z: zoneName,
  s: number("epoch", 12, true),
};

function resolve(fields: Fields): bigint | undefined {
  const nanos = BigInt(fields.nanos ?? 0);
  if (fields.epoch !== undefined) return BigInt(fields.epoch) * 1_000_000_000n + nanos;
  const days = daysOf(fields);
  const hour = hourOf(fields);
  const { minute = 0, second = 0, offset = 0 } = fields;
  if (days === undefined || hour === undefined || minute > 59 || second > 59) return undefined;
  return BigInt(days * 86400 + hour * 3600 + minute * 60 + second - offset) * 1_000_000_000n + nanos;
}

function daysOf(fields: Fields): number | undefined {
  const days = dateOf(fields);
  if (days === undefined || fields.weekday === undefined) return days;
  return dayOfWeek(days) === fields.weekday % 7 ? days : undefined;
}

function dateOf(fields: Fields): number | undefined {
  const { year, month, day, dayOfYear, isoYear, isoWeek, weekday } = fields;
  if (year !== undefined && month !== undefined && day !== undefined) {
    if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
    return daysFromCivil(year, month, day);
  }
  if (year !== undefined && dayOfYear !== undefined) {
    if (dayOfYear < 1 || dayOfYear > (isLeapYear(year) ? 366 : 365)) return undefined;
    return daysFromCivil(year, 1, 1) + dayOfYear - 1;
  }
  if (isoYear !== undefined && isoWeek !== undefined && weekday !== undefined) {
    // The fourth of January is always in week 1.
    const fourth = daysFromCivil(isoYear, 1, 4);
    return fourth - (dayOfWeek(fourth) + 6) % 7 + (isoWeek - 1) * 7 + weekday - 1;
  }
  return undefined;
}

function hourOf(fields: Fields): number | undefined {
  const { hour, hour12, afternoon } = fields;
  if (hour12 === undefined) return (hour ?? 0) <= 23 ? hour ?? 0 : undefined;
  if (hour12 < 1 || hour12 > 12 || afternoon === undefined) return undefined;
  return hour12 % 12 + (afternoon ? 12 : 0);
}
