/** The statements of a session that succeeded, for `\save`: as a script whose comments say what came of each. */
import type { Job } from "../../engine/job.ts";
import { maskSecrets } from "../../sql/secrets.ts";
import { commentLines, type Cut, headLine, type SavedReading } from "../replay/format.ts";
import { hashOf, rowsOf, savedRows, settledRows } from "../replay/rows.ts";
import type { KeptResult } from "../view/kept_result.ts";

/** The parts of a job that tell where it stands. */
type Followed = Pick<Job, "pipeline" | "started" | "done" | "counted" | "state" | "ended" | "through">;

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
  /** When it was submitted, in milliseconds since the epoch. */
  readonly at: number;
}

interface Entry {
  readonly text: string;
  /** As it stands now. */
  comments(): Promise<readonly string[]>;
}

export class SessionLog {
  readonly #entries: Entry[] = [];
  /** Settles the newest entry with rows. */
  #settleNewest: () => void = () => {};
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
    const logged: Logged = { ...ran, at };
    const entry = {
      text: maskSecrets(text).trim().replace(/;$/, ""),
      comments: () => this.#comments(logged),
    };
    this.#entries.push(entry);
    const settle = () => void settled(entry, ran.job).catch(() => {}); // whoever asks for the script is told why
    if (ran.kept === undefined) return settle();
    this.#settleNewest(); // the newest rows are kept anyway, as the last result
    this.#settleNewest = settle;
  }

  /** `now` in milliseconds since the epoch. */
  async script(now: number): Promise<string> {
    const parts = await Promise.all(
      this.#entries.map(async (entry) => `${(await entry.comments()).join("\n")}\n${entry.text};`),
    );
    return [headLine(now), ...parts].map((part) => `${part}\n`).join("\n");
  }

  async #comments(logged: Logged): Promise<string[]> {
    const { at, job, kept, order = [], changes } = logged;
    const cut = this.#cutOf(logged);
    const rows = kept ? kept.size + kept.dropped : changes === true ? undefined : job?.counted.rowsOut;
    const readings = job === undefined ? [] : this.#readings(job);
    const run = { at, rows, late: job?.counted.lateRows, cut, readings };
    if (kept === undefined || kept.dropped > 0 || cut !== undefined) return commentLines(run);
    const settled = settledRows(rowsOf(kept), order);
    return commentLines({ ...run, hash: await hashOf(settled), kept: savedRows(settled) });
  }

  /** Why its rows are not all that there would be. */
  #cutOf({ job, kept, isCut }: Logged): Cut | undefined {
    if (job?.state === "failed") return "failed";
    if (job !== undefined && this.#starts.get(job)?.isRestored === true) return "resumed";
    if (job !== undefined && !job.ended && job.state !== "stopping") return "running";
    const isWhole = isCut !== true && job?.through !== false &&
      (kept === undefined || kept.complete || kept.dropped > 0);
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

/** When the job is over nothing changes any more: neither its state nor rows are held for what there is to say of them. */
async function settled(entry: Entry, job: Followed | undefined): Promise<void> {
  await job?.done.catch(() => {});
  const comments = await entry.comments();
  entry.comments = () => Promise.resolve(comments);
}
