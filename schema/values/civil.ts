/** The proleptic Gregorian calendar over days since 1970-01-01. */

/** Days since the epoch of a civil date; the day may lie outside the month and then counts on. */
export function daysFromCivil(year: number, month: number, day: number): number {
  // http://howardhinnant.github.io/date_algorithms.html: years start in March, so that the leap day is the last one.
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146097 + dayOfEra - 719468;
}

/** Year, month and day of a date in one number, without an object per row: see {@link civilYear} and its siblings. */
export function civilFromDays(days: number): number {
  const shifted = days + 719468;
  const era = Math.floor(shifted / 146097);
  const dayOfEra = shifted - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0)) * 512 + month * 32 + day;
}

export function civilYear(civil: number): number {
  return Math.floor(civil / 512);
}

export function civilMonth(civil: number): number {
  return (civil >> 5) & 15;
}

export function civilDay(civil: number): number {
  return civil & 31;
}

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

export function daysInMonth(year: number, month: number): number {
  return month === 2 ? (isLeapYear(year) ? 29 : 28) : 30 + ((month + (month >> 3)) & 1);
}

/** 0 = Sunday. */
export function dayOfWeek(days: number): number {
  return (((days + 4) % 7) + 7) % 7;
}

/** The date `months` later, its day clipped to the month's length: 01-31 plus one month is 02-28 or 02-29. */
export function addMonths(days: number, months: number): number {
  const civil = civilFromDays(days);
  const total = civilYear(civil) * 12 + civilMonth(civil) - 1 + months;
  const year = Math.floor(total / 12);
  const month = total - year * 12 + 1;
  return daysFromCivil(year, month, Math.min(civilDay(civil), daysInMonth(year, month)));
}

/** `2026-01-31`; years beyond four digits carry a sign. */
export function dateToText(days: number): string {
  const civil = civilFromDays(days);
  const year = civilYear(civil);
  return `${yearText(year)}-${twoDigits(civilMonth(civil))}-${twoDigits(civilDay(civil))}`;
}

export function yearText(year: number): string {
  if (year >= 0 && year <= 9999) return String(year).padStart(4, "0");
  return (year < 0 ? "-" : "+") + String(Math.abs(year)).padStart(4, "0");
}

const TWO_DIGITS: readonly string[] = Array.from({ length: 100 }, (_, n) => String(n).padStart(2, "0"));

/** Of a number from 0 to 99. */
export function twoDigits(n: number): string {
  return TWO_DIGITS[n] ?? String(n);
}
