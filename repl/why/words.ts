/** Numbers, times and durations as people say them. */
import { counted, numberText } from "../../schema/counted.ts";

/** `41,207` */
export function count(value: number): string {
  return numberText(Math.round(value));
}

/** `950`, `1.2k`, `3.4M` */
export function amount(value: number): string {
  if (value < 999.5) return String(Math.round(value));
  return value < 999_950 ? `${(value / 1000).toFixed(1)}k` : `${(value / 1_000_000).toFixed(1)}M`;
}

/** `950 B`, `1.2 kB`, `4.1 MB` */
export function bytes(value: number): string {
  if (value < 1000) return `${Math.round(value)} B`;
  if (value < 999_950) return `${(value / 1000).toFixed(1)} kB`;
  return value < 999_950_000 ? `${(value / 1_000_000).toFixed(1)} MB` : `${(value / 1_000_000_000).toFixed(1)} GB`;
}

/** `The only record`, `All 41,207 records`: to begin a sentence with. */
export function everyOne(value: number, what: string): string {
  return value === 1 ? `The only ${what}` : `All ${counted(value, what)}`;
}

/** `0.4 s`, `40 s`, `14 min`, `3 h`, `12 days`; of milliseconds. */
export function duration(millis: number): string {
  const seconds = Math.abs(millis) / 1000;
  if (seconds < 10) return `${seconds.toFixed(1).replace(/\.0$/, "")} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`;
  return seconds < 63_072_000 ? `${Math.round(seconds / 86_400)} days` : `${Math.round(seconds / 31_557_600)} years`;
}

/** Of work, in milliseconds: `12 ms`, `1.2 s`. */
export function workTime(millis: number): string {
  return millis < 999.5 ? `${Math.round(millis)} ms` : duration(millis);
}

/** Of milliseconds since the epoch, in the time zone of the person: `10:01:07`. */
export function clock(millis: number): string {
  return new Date(millis).toLocaleTimeString("en-GB");
}

const DAY = 86_400_000;

/** Event time, nanoseconds since the epoch, in UTC: the day is left out where it is that of `now` (milliseconds). */
export function eventTime(nanos: bigint, now: number): string {
  const millis = Number(nanos / 1_000_000n);
  if (!Number.isFinite(millis) || Math.abs(millis) > 8.64e15) return `${nanos} ns`;
  const text = new Date(millis).toISOString();
  const [day = "", time = ""] = text.split("T");
  const short = time.replace(/\.000Z$|Z$/, "");
  return Math.floor(millis / DAY) === Math.floor(now / DAY) ? short : `${day} ${short}`;
}

/** `3`, `3 and 7`, `3, 7 and 9`; more than five are cut: `0, 1, 2, 3, 4 and 11 more`. */
export function listed(words: readonly (string | number)[]): string {
  const shown = words.length > 6 ? [...words.slice(0, 5), `${words.length - 5} more`] : words;
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}
