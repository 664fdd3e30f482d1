/** Moments in options: `source.offset`, `source.until`, `start_time`. */

const ISO = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2}(?:\.\d{1,9})?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/i;

/**
 * Milliseconds since the epoch of ISO 8601 text (without zone it is UTC, digits beyond milliseconds are cut off) or of
 * a whole number, which is taken as it is; `undefined` if the text is neither.
 */
export function parseInstant(text: string): number | undefined {
  const trimmed = text.trim();
  if (/^\d{1,15}$/.test(trimmed)) return Number(trimmed);
  const match = ISO.exec(trimmed);
  if (!match) return undefined;
  const [, date = "", time = "00:00", seconds = ":00", zone = "Z"] = match;
  const midnight = Date.parse(`${date}T00:00:00Z`);
  // JavaScript carries the 31st of a short month over into the next one.
  if (Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== date) return undefined;
  const offset = /^z$/i.test(zone) ? "Z" : zone.replace(/^(...)(\d\d)$/, "$1:$2");
  const milliseconds = Date.parse(`${date}T${time}${seconds}${offset}`);
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}
