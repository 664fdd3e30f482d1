/** Moments in options: `source.offset`, `source.until`, `start_time`. */
import { parseTimestamp } from "../schema/values/timestamp.ts";

/**
 * Milliseconds since the epoch of ISO 8601 text (without zone it is UTC, digits beyond milliseconds are cut off) or of
 * a whole number, which is taken as it is; `undefined` if the text is neither.
 */
export function parseInstant(text: string): number | undefined {
  const trimmed = text.trim();
  if (/^\d{1,15}$/.test(trimmed)) return Number(trimmed);
  const milliseconds = parseTimestamp(trimmed, 3);
  return milliseconds === undefined ? undefined : Number(milliseconds);
}
