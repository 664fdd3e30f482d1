/** Offsets of named time zones, from the runtime's own zone data. */

/** Zone names come out of data: keep what is remembered bounded. */
const REMEMBERED_ZONES = 1000;
const formatters = new Map<string, Intl.DateTimeFormat | undefined>();

/**
 * Seconds east of UTC of a local time (seconds, as if it were UTC) in a zone such as `Europe/Oslo`. `undefined`: no such
 * zone, or the local time is skipped there or comes twice.
 */
export function zoneOffset(zone: string, localSeconds: number): number | undefined {
  const formatter = formatterOf(zone);
  if (formatter === undefined) return undefined;
  const before = offsetAt(formatter, localSeconds - 86400);
  const after = offsetAt(formatter, localSeconds + 86400);
  const fitsBefore = offsetAt(formatter, localSeconds - before) === before;
  if (before === after) return fitsBefore ? before : undefined;
  const fitsAfter = offsetAt(formatter, localSeconds - after) === after;
  if (fitsBefore === fitsAfter) return undefined;
  return fitsBefore ? before : after;
}

function formatterOf(zone: string): Intl.DateTimeFormat | undefined {
  if (formatters.has(zone)) return formatters.get(zone);
  if (formatters.size >= REMEMBERED_ZONES) formatters.clear();
  const formatter = createFormatter(zone);
  formatters.set(zone, formatter);
  return formatter;
}

function createFormatter(zone: string): Intl.DateTimeFormat | undefined {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]*$/.test(zone)) return undefined;
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      calendar: "gregory",
      era: "short",
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch {
    return undefined;
  }
}

function offsetAt(formatter: Intl.DateTimeFormat, utcSeconds: number): number {
  const part = new Map(formatter.formatToParts(utcSeconds * 1000).map(({ type, value }) => [type, value]));
  const number = (type: Intl.DateTimeFormatPartTypes) => Number(part.get(type));
  const year = part.get("era") === "BC" ? 1 - number("year") : number("year");
  const local = new Date(0);
  local.setUTCFullYear(year, number("month") - 1, number("day"));
  local.setUTCHours(number("hour"), number("minute"), number("second"));
  return local.getTime() / 1000 - utcSeconds;
}
