/** DATE values: days since 1970-01-01. */
import { parseTimestamp } from "./timestamp.ts";

export { dateToText } from "./civil.ts";

/** `YYYY-MM-DD` or the text of a timestamp, whose UTC day counts; `undefined` for anything else. */
export function parseDate(text: string): number | undefined {
  const seconds = parseTimestamp(text, 0);
  return seconds === undefined ? undefined : Math.floor(Number(seconds) / 86400);
}
