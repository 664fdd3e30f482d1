/** TIME values: nanoseconds of the day. */
import { twoDigits } from "./civil.ts";

export const NANOS_PER_DAY = 86_400_000_000_000n;

/** `HH:MM[:SS[.f…]]` (one digit of hour is enough, digits after the ninth are cut); `undefined` for anything else. */
export function parseTime(text: string): bigint | undefined {
  const match = /^(\d\d?):(\d\d)(?::(\d\d)(?:\.\d+)?)?$/.exec(text);
  if (match === null) return undefined;
  const hour = Number(match[1]);
  const minute = Number(match[2]);
  const second = Number(match[3] ?? 0);
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const dot = text.indexOf(".");
  const nanos = dot < 0 ? 0 : fractionNanos(text, dot + 1, fractionEnd(text, dot + 1));
  return BigInt(hour * 3600 + minute * 60 + second) * 1_000_000_000n + BigInt(nanos);
}

/** `10:00:00`, with a fraction of 3, 6 or 9 digits where it is not zero. */
export function timeToText(nanosOfDay: bigint): string {
  const seconds = nanosOfDay / 1_000_000_000n;
  return clockText(Number(seconds), Number(nanosOfDay - seconds * 1_000_000_000n));
}

/** The same of seconds of the day and nanoseconds of the second. */
export function clockText(secondOfDay: number, nanos: number): string {
  const hour = Math.floor(secondOfDay / 3600);
  const minute = Math.floor(secondOfDay / 60) % 60;
  const clock = `${twoDigits(hour)}:${twoDigits(minute)}:${twoDigits(secondOfDay % 60)}`;
  return nanos === 0 ? clock : clock + fractionText(nanos);
}

/** Empty, or a dot and as many of 3, 6 or 9 digits as are needed. */
export function fractionText(nanos: number): string {
  if (nanos === 0) return "";
  // A leading one keeps the zeros.
  if (nanos % 1_000_000 === 0) return `.${String(1000 + nanos / 1_000_000).slice(1)}`;
  if (nanos % 1000 === 0) return `.${String(1_000_000 + nanos / 1000).slice(1)}`;
  return `.${String(1_000_000_000 + nanos).slice(1)}`;
}

/** The index after the digits that start at `start`. */
export function fractionEnd(text: string, start: number): number {
  let end = start;
  while (isDigit(text.charCodeAt(end))) end++;
  return end;
}

/** Nanoseconds of the fraction digits `[start, end)`; digits after the ninth are cut. */
export function fractionNanos(text: string, start: number, end: number): number {
  let nanos = 0;
  for (let i = 0; i < 9; i++) nanos = nanos * 10 + (start + i < end ? text.charCodeAt(start + i) - 48 : 0);
  return nanos;
}

/** Of a UTF-16 unit. */
export function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57;
}
