/** Times as text by strftime formats, in chrono's dialect: `to_char`. */
import { civilDay, civilFromDays, civilMonth, civilYear, dayOfWeek, daysFromCivil } from "../../schema/values/civil.ts";
import { fractionText } from "../../schema/values/time.ts";
import { EvaluationError } from "./function.ts";

/** `%-d` is `{ spec: "d", pad: "-" }`, `%.3f` is `{ spec: ".3f" }`; anything else stands for itself. */
export type FormatToken =
  | { readonly literal: string }
  | { readonly spec: string; readonly pad: "-" | "_" | "0" | undefined };

export const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const;
/** Sunday first. */
export const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const;

const COMPOSITES: Readonly<Record<string, string>> = {
  D: "%m/%d/%y",
  x: "%m/%d/%y",
  F: "%Y-%m-%d",
  v: "%e-%b-%Y",
  R: "%H:%M",
  T: "%H:%M:%S",
  X: "%H:%M:%S",
  r: "%I:%M:%S %p",
  c: "%a %b %e %H:%M:%S %Y",
  "+": "%Y-%m-%dT%H:%M:%S%.f%:z",
  n: "\n",
  t: "\t",
  "%": "%%",
};

const SPEC = /%([-_0]?)(\.[369]?f|[369]f|[:#]?z|[A-Za-z%+])/y;

/** Throws `EvaluationError` for a `%` that begins no specifier; known ones are checked by who uses them. */
export function formatTokens(format: string): FormatToken[] {
  const tokens: FormatToken[] = [];
  let position = 0;
  while (position < format.length) {
    const percent = format.indexOf("%", position);
    const end = percent < 0 ? format.length : percent;
    if (end > position) tokens.push({ literal: format.slice(position, end) });
    if (percent < 0) break;
    SPEC.lastIndex = percent;
    const match = SPEC.exec(format);
    if (match === null) throw badFormat(format.slice(percent, percent + 2));
    const [text, pad, spec = ""] = match;
    const composite = COMPOSITES[spec];
    if (spec === "%") tokens.push({ literal: "%" });
    else if (composite === undefined) tokens.push({ spec, pad: pad === "" ? undefined : pad as "-" | "_" | "0" });
    else tokens.push(...formatTokens(composite));
    position = percent + text.length;
  }
  return tokens;
}

export function badFormat(spec: string): EvaluationError {
  return new EvaluationError(`unknown specifier '${spec}' in a time format`);
}

/** What a time is made of while it is written: days since the epoch, second of the day, nanosecond of the second. */
type Writer = (days: number, second: number, nanos: number) => string;

/** Writes a time by `format`. Zone specifiers give UTC. */
export function timeFormatter(format: string): Writer {
  const tokens = formatTokens(format);
  const writers = tokens.map((token): Writer => {
    if ("literal" in token) return () => token.literal;
    const number = NUMBERS[token.spec];
    if (number !== undefined) return numberWriter(number, token.pad);
    const writer = TEXTS[token.spec];
    if (writer === undefined) throw badFormat(`%${token.spec}`);
    return writer;
  });
  const write: Writer = (days, second, nanos) => {
    let text = "";
    for (const part of writers) text += part(days, second, nanos);
    return text;
  };
  const isOfDay = tokens.every((token) => "literal" in token || !OF_TIME.has(token.spec));
  return isOfDay ? rememberingDay(write) : write;
}

/** Specifiers that depend on more than the day. */
const OF_TIME: ReadonlySet<string> = new Set("H k I l M S f 3f 6f 9f .f .3f .6f .9f p P s".split(" "));

/** Writes the day that most rows share once. */
function rememberingDay(write: Writer): Writer {
  let known = NaN;
  let text = "";
  return (days) => {
    if (days !== known) {
      text = write(days, 0, 0);
      known = days;
    }
    return text;
  };
}

interface NumberSpec {
  readonly width: number;
  readonly fill: "0" | " ";
  readonly value: (days: number, second: number, nanos: number) => number;
}

function numberWriter({ width, fill, value }: NumberSpec, pad: "-" | "_" | "0" | undefined): Writer {
  const filler = pad === "_" ? " " : pad === "0" ? "0" : fill;
  return (days, second, nanos) => {
    const number = value(days, second, nanos);
    if (pad === "-") return String(number);
    const digits = String(Math.abs(number)).padStart(width, filler);
    return number < 0 ? `-${digits}` : digits;
  };
}

function year(days: number): number {
  return civilYear(civilFromDays(days));
}

/** From 1. */
export function dayOfYear(days: number): number {
  return days - daysFromCivil(year(days), 1, 1) + 1;
}

/** Year and week of ISO 8601: the week belongs to the year that its Thursday lies in. */
export function isoYear(days: number): number {
  return year(thursdayOf(days));
}

export function isoWeek(days: number): number {
  return Math.floor((dayOfYear(thursdayOf(days)) - 1) / 7) + 1;
}

function thursdayOf(days: number): number {
  return days - ((dayOfWeek(days) + 6) % 7) + 3;
}

function hour12(second: number): number {
  return (Math.floor(second / 3600) + 11) % 12 + 1;
}

const modulo100 = (number: number) => ((number % 100) + 100) % 100;
const hour = (_: number, second: number) => Math.floor(second / 3600);
const day = (days: number) => civilDay(civilFromDays(days));

const NUMBERS: Readonly<Record<string, NumberSpec>> = {
  Y: { width: 4, fill: "0", value: year },
  C: { width: 2, fill: "0", value: (days) => Math.floor(year(days) / 100) },
  y: { width: 2, fill: "0", value: (days) => modulo100(year(days)) },
  q: { width: 1, fill: "0", value: (days) => Math.ceil(civilMonth(civilFromDays(days)) / 3) },
  m: { width: 2, fill: "0", value: (days) => civilMonth(civilFromDays(days)) },
  d: { width: 2, fill: "0", value: day },
  e: { width: 2, fill: " ", value: day },
  w: { width: 1, fill: "0", value: dayOfWeek },
  u: { width: 1, fill: "0", value: (days) => (dayOfWeek(days) + 6) % 7 + 1 },
  U: { width: 2, fill: "0", value: (days) => Math.floor((dayOfYear(days) + 6 - dayOfWeek(days)) / 7) },
  W: { width: 2, fill: "0", value: (days) => Math.floor((dayOfYear(days) + 6 - (dayOfWeek(days) + 6) % 7) / 7) },
  G: { width: 4, fill: "0", value: isoYear },
  g: { width: 2, fill: "0", value: (days) => modulo100(isoYear(days)) },
  V: { width: 2, fill: "0", value: isoWeek },
  j: { width: 3, fill: "0", value: dayOfYear },
  H: { width: 2, fill: "0", value: hour },
  k: { width: 2, fill: " ", value: hour },
  I: { width: 2, fill: "0", value: (_, second) => hour12(second) },
  l: { width: 2, fill: " ", value: (_, second) => hour12(second) },
  M: { width: 2, fill: "0", value: (_, second) => Math.floor(second / 60) % 60 },
  S: { width: 2, fill: "0", value: (_, second) => second % 60 },
  f: { width: 9, fill: "0", value: (_days, _second, nanos) => nanos },
  "3f": { width: 3, fill: "0", value: (_days, _second, nanos) => Math.floor(nanos / 1_000_000) },
  "6f": { width: 6, fill: "0", value: (_days, _second, nanos) => Math.floor(nanos / 1000) },
  "9f": { width: 9, fill: "0", value: (_days, _second, nanos) => nanos },
  s: { width: 1, fill: "0", value: (days, second) => days * 86400 + second },
};

function fraction(digits: number): Writer {
  return (_days, _second, nanos) => "." + String(nanos).padStart(9, "0").slice(0, digits);
}

const TEXTS: Readonly<Record<string, Writer>> = {
  b: (days) => monthName(days).slice(0, 3),
  h: (days) => monthName(days).slice(0, 3),
  B: monthName,
  a: (days) => weekdayName(days).slice(0, 3),
  A: weekdayName,
  p: (_, second) => second < 43200 ? "AM" : "PM",
  P: (_, second) => second < 43200 ? "am" : "pm",
  ".f": (_days, _second, nanos) => fractionText(nanos),
  ".3f": fraction(3),
  ".6f": fraction(6),
  ".9f": fraction(9),
  z: () => "+0000",
  ":z": () => "+00:00",
  Z: () => "UTC",
};

function monthName(days: number): string {
  return MONTHS[civilMonth(civilFromDays(days)) - 1] ?? "";
}

function weekdayName(days: number): string {
  return WEEKDAYS[dayOfWeek(days)] ?? "";
}
