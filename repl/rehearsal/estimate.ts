/** From a few moments of an INSERT to a sentence about the rest of it. */
import { numberText } from "../../schema/counted.ts";
import type { Trial, TrialRows } from "./trial.ts";

const HOUR = 3_600;

/** Rows a second and bytes of `sink`, or its rows in full where there are no more. */
export function estimateText(sink: TrialRows, { rowsRead, milliseconds, through }: Omit<Trial, "sinks">): string {
  const seconds = (milliseconds / 1000).toFixed(1);
  const count = countText(sink.rows, rowsRead);
  if (through) {
    return sink.bytes === undefined ? `${count}, and no more` : `${count}, ${bytesText(sink.bytes)}, and no more`;
  }
  if (sink.rows === 0) return `${count} within ${seconds} s; it may still come`;
  const rate = sink.rows * 1000 / Math.max(1, milliseconds);
  const perRow = sink.bytes === undefined ? undefined : sink.bytes / sink.rows;
  const volume = perRow === undefined
    ? ""
    : `, ${bytesText(perRow)} each: ${bytesText(perRow * rate)}/s, ${bytesText(perRow * rate * HOUR)} an hour`;
  return `about ${rateText(rate)} rows/s${volume} (${count} in ${seconds} s)`;
}

/** `6 of 28 rows read`, `3 rows`. */
function countText(rows: number, read: number): string {
  const count = rows === 0 ? (read > 0 ? "none" : "no") : numberText(rows);
  return read > rows ? `${count} of ${numberText(read)} rows read` : `${count} ${rows === 1 ? "row" : "rows"}`;
}

function rateText(rate: number): string {
  if (rate < 10) return rate.toFixed(1);
  return numberText(Number(rate.toPrecision(2)));
}

const UNITS = ["kB", "MB", "GB", "TB"] as const;

/** In powers of 1000: `84 bytes`, `2.8 kB`. */
export function bytesText(bytes: number): string {
  if (bytes < 999.5) return `${Math.round(bytes)} bytes`;
  let value = bytes / 1000;
  let unit = 0;
  for (; value >= 999.5 && unit < UNITS.length - 1; unit++) value /= 1000;
  return `${value < 9.95 ? value.toFixed(1) : numberText(Math.round(value))} ${UNITS[unit]}`;
}
