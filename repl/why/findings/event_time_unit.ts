/** Event times that are a thousand times too small or too large. */
import type { ObservedWatermark } from "../../../engine/flow/observation.ts";
import type { Finding } from "../finding.ts";
import { eventTime } from "../words.ts";

const UNITS = ["seconds", "milliseconds", "microseconds", "nanoseconds"] as const;
const FIVE_YEARS_MS = 5 * 365 * 86_400_000;

/** The times would be near `now`, milliseconds since the epoch, if their numbers were read in another unit. */
export function misreadUnit({ newest, column }: ObservedWatermark, now: number): readonly Finding[] {
  if (newest === undefined) return [];
  const millis = Number(newest / 1_000_000n);
  if (isNear(millis, now)) return [];
  const steps = [1, 2, 3].find((steps) => isNear(millis * 1000 ** steps, now) || isNear(millis / 1000 ** steps, now));
  if (steps === undefined) return [];
  const tooSmall = millis < now;
  const [unit, readAs] = tooSmall ? [UNITS[0], UNITS[steps]] : [UNITS[steps], UNITS[0]];
  const call = `to_timestamp_${tooSmall ? "seconds" : UNITS[steps]?.replace("onds", "s").replace("secs", "s")}`;
  return [{
    cause: "event_time_unit",
    text: `The newest ${column} is ${eventTime(newest, now)}: it looks like ${unit} that are read as ${readAs}`,
    cure: `Declare the field as BIGINT, and the event time as a generated column over it with ${call}`,
  }];
}

function isNear(millis: number, now: number): boolean {
  return Math.abs(millis - now) < FIVE_YEARS_MS;
}
