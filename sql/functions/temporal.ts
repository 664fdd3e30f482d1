/** The date and time family (`sql.md` §12). `row_time()` belongs to the binder. */
import { DATE, TIME, TIMESTAMP } from "../../schema/types.ts";
import { NANOS_PER_DAY } from "../../schema/values/time.ts";
import { floorDivide } from "../../schema/values/timestamp.ts";
import { clock } from "./clock.ts";
import { scalar, type ScalarFunction } from "./function.ts";
import { BIN_FUNCTIONS } from "./temporal_bins.ts";
import { CONVERT_FUNCTIONS } from "./temporal_convert.ts";
import { PART_FUNCTIONS } from "./temporal_parts.ts";

function currentDate(): number {
  return Number(floorDivide(clock.nowNanos(), NANOS_PER_DAY));
}

function currentTime(): bigint {
  const now = clock.nowNanos();
  return now - floorDivide(now, NANOS_PER_DAY) * NANOS_PER_DAY;
}

export const TEMPORAL_FUNCTIONS: readonly ScalarFunction[] = [
  scalar("now", "The current time, one for all rows of a batch", {
    aliases: ["current_timestamp"],
    overloads: [{ args: [], returns: TIMESTAMP, call: () => clock.nowNanos() }],
    examples: [["now() = current_timestamp", "true"]],
    volatile: true,
  }),
  scalar("proctime", "The current time; a column that is it may be the DESCRIPTOR of windows that close by the clock", {
    overloads: [{ args: [], returns: TIMESTAMP, call: () => clock.nowNanos() }],
    examples: [["proctime() = now()", "true"]],
    volatile: true,
  }),
  scalar("current_date", "The current day", {
    aliases: ["today"],
    overloads: [{ args: [], returns: DATE, call: currentDate }],
    examples: [["today() = current_date", "true"]],
    volatile: true,
  }),
  scalar("current_time", "The current time of the day", {
    overloads: [{ args: [], returns: TIME, call: currentTime }],
    examples: [["current_time >= TIME '00:00'", "true"]],
    volatile: true,
  }),
  ...PART_FUNCTIONS,
  ...BIN_FUNCTIONS,
  ...CONVERT_FUNCTIONS,
];
