/** The statements of a session that succeeded, for `\save`: as a script whose comments say what came of each. */
import type { Job } from "../../engine/job.ts";
import { maskSecrets } from "../../sql/secrets.ts";
import { commentLines, type Cut, headLine, type SavedReading } from "../replay/format.ts";
import { hashOf, rowsOf, savedRows, settledRows } from "../replay/rows.ts";
import type { KeptResult } from "../view/kept_result.ts";

/** The parts of a job that tell where it stands. */
type Followed = Pick<Job, "pipeline" | "started" | "counted" | "state" | "ended" | "through">;

/** What may be told later of a statement that ran. */
export interface Ran {
  readonly job?: Followed | undefined;
  /** Rows that were kept of its result. */
  readonly kept?: KeptResult | undefined;
  /** Columns that the query sorts by, the first one first; absent: rows may come in any order. */
  readonly order?: readonly number[] | undefined;
  /** The rows that the job counts are changes of a relation that updates: how many there are says nothing. */
  readonly changes?: boolean | undefined;
  /** `--limit` has ended the query, and not its text. */
  readonly isCut?: boolean | undefined;
}

interface Logged extends Ran {
  readonly text: string;
  /** When it was submitted, in milliseconds since the epoch. */
  readonly at: number;
}

export class SessionLog {
  readonly #entries: Logged[] = [];
  /** What its sources had read when they were open: where they began. */
  readonly #starts = new WeakMap<
    Followed,
    { readonly readings: readonly SavedReading[]; readonly isRestored: boolean }
  >();

  get size(): number {
    return this.#entries.length;
  }

  /** To be called when the job has been made: where its sources begin is noted when they are open. */
  follow(job: Followed): void {
    void job.started.then(() => {
      const { pipeline } = job;
      this.#starts.set(job, { readings: pipeline.readings(), isRestored: pipeline.isRestored });
    });
  }

  /** `text` with the values of its variables. */
  add(text: string, at: number, ran: Ran = {}): void {
    this.#entries.push({ ...ran, text: maskSecrets(text).trim().replace(/;$/, ""), at });
  }

  /** `now` in milliseconds since the epoch. */
  async script(now: number): Promise<string> {
    const parts = await Promise.all(
      this.#entries.map(async (entry) => `${(await this.#comments(entry)).join("\n")}\n${entry.text};`),
    );
    return [headLine(now), ...parts].map((part) => `${part}\n`).join("\n");
  }

  async #comments(entry: Logged): Promise<string[]> {
    const { at, job, kept, order = [], changes } = entry;
    const cut = this.#cutOf(entry);
    const rows = kept?.size ?? (changes === true ? undefined : job?.counted.rowsOut);
    const readings = job === undefined ? [] : this.#readings(job);
    const run = { at, rows, late: job?.counted.lateRows, cut, readings };
    if (kept === undefined || cut !== undefined) return commentLines(run);
    const settled = settledRows(rowsOf(kept), order);
    return commentLines({ ...run, hash: await hashOf(settled), kept: savedRows(settled) });
  }

  /** Why its rows are not all that there would be. */
  #cutOf({ job, kept, isCut }: Logged): Cut | undefined {
    if (job?.state === "failed") return "failed";
    if (job !== undefined && this.#starts.get(job)?.isRestored === true) return "resumed";
    if (job !== undefined && !job.ended && job.state !== "stopping") return "running";
    const isWhole = isCut !== true && job?.through !== false && kept?.complete !== false;
    return isWhole ? undefined : "stopped";
  }

  /** From where the job began, restarts included, up to where it stands. */
  #readings(job: Followed): readonly SavedReading[] {
    const starts = this.#starts.get(job)?.readings ?? [];
    return job.pipeline.readings().map(({ table, reading }, index) => {
      const began = new Map(starts[index]?.reading.ranges.map(({ partition, from }) => [partition, from]));
      const ranges = reading.ranges.map((range) => ({ ...range, from: began.get(range.partition) ?? range.from }));
      return { table, reading: { ...reading, ranges } };
    });
  }
}
