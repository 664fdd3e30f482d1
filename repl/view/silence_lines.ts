/** Why a query of a script has shown nothing, for who cannot ask. */
import type { Job } from "../../engine/job.ts";
import type { Session } from "../../engine/session.ts";
import { silenceReason } from "./silence.ts";

/** None: nothing is known. */
export function silenceLines(job: Job, { definitions, world }: Session): readonly string[] {
  const tables = job.pipeline.progress().map(({ table, partitions }) => {
    const offset = definitions.table(table)?.options.get("source.offset")?.value;
    return { table, partitions, fromLatest: offset === undefined || String(offset).toLowerCase() === "latest" };
  });
  const { rowsIn, rowsOut } = job.counted;
  const reason = silenceReason({ tables, rowsIn, rowsOut, now: world.environment.now() });
  return reason === undefined ? [] : [`Why: ${reason}`];
}
