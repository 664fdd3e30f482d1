/** How a live query is doing, as one line below its rows. */
import type { PipelineHealth } from "../../engine/health.ts";

/** Follows a pipeline's health and says it in a line: `1.2k rows/s · 45,120 rows · lag 0`. */
export class StatusLine {
  #before: { readonly at: number; readonly rows: number } | undefined;
  #rate = 0;

  /** `now` in milliseconds of any clock. */
  line(health: PipelineHealth, now: number): string {
    const rows = health.rowsIn;
    if (this.#before === undefined) this.#before = { at: now, rows };
    else if (now - this.#before.at >= 500) {
      this.#rate = (rows - this.#before.rows) * 1000 / (now - this.#before.at);
      this.#before = { at: now, rows };
    }
    if (health.reconnecting !== undefined) {
      return `reconnecting since ${
        new Date(health.reconnecting.since).toLocaleTimeString("en-GB")
      } · ${health.reconnecting.error}`;
    }
    const parts = [`${amount(this.#rate)} rows/s`, `${rows.toLocaleString("en-US")} rows read`];
    if (health.rowsOut !== rows) parts.push(`${health.rowsOut.toLocaleString("en-US")} out`);
    if (health.lag !== undefined) parts.push(lagText(health.lag));
    if (health.watermark !== undefined) parts.push(`watermark ${clock(health.watermark)}`);
    if (health.lateRows > 0) parts.push(`late ${health.lateRows.toLocaleString("en-US")}`);
    if (health.badRows > 0) parts.push(`bad ${health.badRows.toLocaleString("en-US")}`);
    if (health.lostRows > 0) parts.push(`lost ${health.lostRows.toLocaleString("en-US")}`);
    return parts.join(" · ");
  }
}

function lagText({ records, seconds, partition }: NonNullable<PipelineHealth["lag"]>): string {
  if (records === 0) return "lag 0";
  const time = seconds === undefined ? "" : `, ${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  return `lag ${amount(records)} rec${time} (partition ${partition})`;
}

/** `950`, `1.2k`, `3.4M`. */
export function amount(value: number): string {
  if (value < 1000) return String(Math.round(value));
  return value < 1_000_000 ? `${(value / 1000).toFixed(1)}k` : `${(value / 1_000_000).toFixed(1)}M`;
}

function clock(nanos: bigint): string {
  const text = new Date(Number(nanos / 1_000_000n)).toISOString();
  return text.slice(11, 19);
}
