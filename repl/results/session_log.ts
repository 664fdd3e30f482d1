/** The statements of a session that succeeded, for `\save`: as a script whose comments say what came of each. */
import type { Job } from "../../engine/job.ts";
import { valueToText } from "../../schema/values/value_text.ts";
import { maskSecrets } from "../../sql/secrets.ts";
import type { KeptResult } from "../view/kept_result.ts";

/** The part of a job that tells where it stands. */
type Followed = Pick<Job, "pipeline" | "started" | "counted">;
type Progress = ReturnType<Job["pipeline"]["progress"]>;

interface Logged {
  readonly text: string;
  /** When it was submitted, in milliseconds since the epoch. */
  readonly at: number;
  readonly job: Followed | undefined;
  /** Rows that were kept of its result. */
  readonly kept: KeptResult | undefined;
}

export interface Ran {
  readonly job?: Followed | undefined;
  readonly kept?: KeptResult | undefined;
}

export class SessionLog {
  readonly #entries: Logged[] = [];
  readonly #starts = new WeakMap<Followed, Progress>();

  get size(): number {
    return this.#entries.length;
  }

  /** To be called when the job has been made: where its sources begin is noted when they are open. */
  follow(job: Followed): void {
    void job.started.then(() => void this.#starts.set(job, job.pipeline.progress()));
  }

  add(text: string, at: number, { job, kept }: Ran = {}): void {
    this.#entries.push({ text: maskSecrets(text).trim().replace(/;$/, ""), at, job, kept });
  }

  /** `now` in milliseconds since the epoch. `variables` are what the statements' `:name` stood for. */
  async script(now: number, variables: ReadonlyMap<string, string>): Promise<string> {
    const flags = [...variables].map(([name, value]) => ` --var ${name}=${JSON.stringify(value)}`).join("");
    const head =
      `-- ${new Date(now).toISOString()}, a session of Sluice: what succeeded, in its order, and what came of it.` +
      (flags === "" ? "" : `\n-- Its variables:${flags}`);
    const parts = await Promise.all(
      this.#entries.map(async (entry) => `${await this.#comments(entry)}\n${entry.text};`),
    );
    return [head, ...parts].map((part) => `${part}\n`).join("\n");
  }

  async #comments({ at, job, kept }: Logged): Promise<string> {
    const rows = kept?.size ?? job?.counted.rowsOut;
    const parts = [
      new Date(at).toISOString(),
      ...(rows === undefined ? [] : [`${rows} ${rows === 1 ? "row" : "rows"}`]),
      ...(kept?.complete === true ? [`sha256 ${await hashOf(kept)}`] : []),
    ];
    const offsets = job === undefined ? [] : offsetTexts(this.#starts.get(job) ?? [], job.pipeline.progress());
    return [parts.join(", "), ...offsets].map((text) => `-- ${text}`).join("\n");
  }
}

/** `orders: offsets 0:17-42, 1:0-3`: the first that was read, and the one behind the last. */
function offsetTexts(from: Progress, to: Progress): string[] {
  return to.map(({ table, partitions }, index) => {
    const starts = new Map(from[index]?.partitions.map(({ partition, position }) => [partition, position]));
    const ranges = partitions.toSorted((a, b) => a.partition - b.partition)
      .map(({ partition, position }) => `${partition}:${starts.get(partition) ?? "?"}-${position}`);
    return `${table.replace(/\s+/g, " ")}: offsets ${ranges.join(", ")}`;
  });
}

/** Of the rows in their order, each as a JSON array of texts and a line break. */
async function hashOf({ fields, rows }: KeptResult): Promise<string> {
  const lines: string[] = [];
  for (const row of rows) {
    lines.push(
      `${JSON.stringify(row.map((value, i) => value === null ? null : valueToText(value, fields[i]!.type)))}\n`,
    ); // one per field
  }
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(lines.join("")));
  return new Uint8Array(digest).toHex();
}
