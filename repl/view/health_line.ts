/** How a live query or job is doing, as one line: `12.4k/s in · lag 1.2k rec, 0.4 s (orders-3) · watermark 10:00:41, 5.0 s behind`. */
import type { CheckpointRecord } from "../../engine/checkpoints/keeper.ts";
import type { PipelineHealth, WorstLag } from "../../engine/health.ts";
import type { JobState } from "../../engine/job.ts";
import { style, type Theme } from "../editor/highlight.ts";
import { displayWidth, visible } from "../terminal/width.ts";
import { amount, bytes, clock, count, duration, eventTime } from "../why/words.ts";

/** What is looked at of a job. */
export interface Healthy {
  readonly state: JobState;
  readonly metrics: PipelineHealth;
  readonly keepsCheckpoints: boolean;
  /** The newest first. */
  readonly checkpoints: readonly Pick<CheckpointRecord, "at">[];
  /** Milliseconds. */
  readonly checkpointInterval: number;
}

export interface HealthField {
  readonly text: string;
  /** Somebody should do something about it. */
  readonly isBad: boolean;
}

const SEPARATOR = " · ";
/** Between two looks at the counters, in milliseconds: rates of less would jump. */
const LOOK_MS = 500;
/** A lag that has grown for so many looks is bad. */
const LAG_LOOKS = 20;
/** A commit is overdue after so many intervals. */
const OVERDUE = 3;

interface Look {
  readonly at: number;
  readonly rowsIn: number;
  readonly rowsOut: number;
  /** Records of the worst partition. */
  readonly lag: number;
}

/** Follows one job; to be asked a few times a second. */
export class HealthLine {
  readonly #looks: Look[] = [];
  #rates = { in: 0, out: 0 };

  /** The most important first. `now` in milliseconds since the epoch. */
  fields(job: Healthy, now: number): readonly HealthField[] {
    const health = job.metrics;
    this.#look(health, now);
    const { reconnecting, lag, badRows, lostRows, stateSize } = health;
    if (reconnecting !== undefined) {
      return [bad(`reconnecting since ${clock(reconnecting.since)}`), bad(reconnecting.error)];
    }
    return [
      ...(job.state === "paused" ? [fine("paused by you")] : []),
      fine(`${amount(this.#rates.in)}/s in`),
      fine(`${amount(this.#rates.out)}/s out`),
      ...(lag === undefined ? [] : [{ text: lagText(lag), isBad: this.#lagGrows() }]),
      ...watermarkFields(health, now),
      { text: `bad ${count(badRows)}`, isBad: badRows > 0 },
      ...(lostRows > 0 ? [bad(`lost ${count(lostRows)}`)] : []),
      ...(stateSize > 0 ? [fine(`state ${bytes(stateSize)}`)] : []),
      ...commitFields(job, now),
    ];
  }

  #look({ rowsIn, rowsOut, lag }: PipelineHealth, now: number): void {
    const last = this.#looks.at(-1);
    if (last !== undefined && now - last.at < LOOK_MS) return;
    this.#looks.push({ at: now, rowsIn, rowsOut, lag: lag?.records ?? 0 });
    if (this.#looks.length > LAG_LOOKS) this.#looks.shift();
    if (last === undefined) return;
    const perSecond = (after: number, before: number) => Math.max(0, after - before) * 1000 / (now - last.at);
    this.#rates = { in: perSecond(rowsIn, last.rowsIn), out: perSecond(rowsOut, last.rowsOut) };
  }

  /** From look to look, it is never caught up with. */
  #lagGrows(): boolean {
    const lags = this.#looks.map(({ lag }) => lag);
    return lags.length === LAG_LOOKS && lags.every((lag, i) => lag > 0 && lag >= (lags[i - 1] ?? 0)) &&
      (lags.at(-1) ?? 0) > (lags[0] ?? 0);
  }
}

/**
 * Fields that have room in `width` columns, those at the right left out first; `after` is said in any case. Dim, and red where
 * something is bad.
 */
export function healthText(fields: readonly HealthField[], width: number, theme: Theme, after = ""): string {
  const shown: string[] = [];
  let room = width - (after === "" ? 0 : displayWidth(after) + SEPARATOR.length);
  for (const { text, isBad } of fields) {
    const plain = visible(text);
    room -= displayWidth(plain) + (shown.length === 0 ? 0 : SEPARATOR.length);
    if (room < 0 && shown.length > 0) break;
    shown.push(style(theme, isBad ? "red" : "dim", plain));
  }
  if (after !== "") shown.push(style(theme, "dim", after));
  return shown.join(style(theme, "dim", SEPARATOR));
}

/** The same without colours, whole. */
export function plainHealth(fields: readonly HealthField[]): string {
  return fields.map(({ text }) => visible(text)).join(SEPARATOR);
}

function fine(text: string): HealthField {
  return { text, isBad: false };
}

function bad(text: string): HealthField {
  return { text, isBad: true };
}

function lagText({ records, seconds, table, partition }: WorstLag): string {
  if (records === 0) return "lag 0";
  const time = seconds === undefined ? "" : `, ${duration(seconds * 1000)}`;
  return `lag ${amount(records)} rec${time} (${table}-${partition})`;
}

function watermarkFields({ watermark, newest, lateRows, rowsIn }: PipelineHealth, now: number): HealthField[] {
  if (watermark === undefined) return lateRows > 0 ? [lateField(lateRows, rowsIn)] : [];
  const behind = newest === undefined ? "" : `, ${duration(Number((newest - watermark) / 1_000_000n))} behind`;
  const seconds = eventTime(watermark, now).replace(/\.\d+$/, "");
  return [fine(`watermark ${seconds}${behind}`), lateField(lateRows, rowsIn)];
}

/** A few late rows are the price of a short delay; one in a hundred is not. */
function lateField(late: number, rowsIn: number): HealthField {
  return { text: `late ${count(late)}`, isBad: late * 100 > rowsIn };
}

function commitFields({ keepsCheckpoints, checkpoints, checkpointInterval }: Healthy, now: number): HealthField[] {
  const [newest] = checkpoints;
  if (!keepsCheckpoints || newest === undefined) return [];
  const age = now - newest.at;
  return [{ text: `commit ${duration(age)} ago`, isBad: age > OVERDUE * checkpointInterval + LOOK_MS }];
}
