/** STOP, PAUSE, RESUME and RESTART JOB. */
import { SqlError } from "../schema/errors.ts";
import type * as ast from "../sql/ast.ts";
import type { Job } from "./job.ts";
import type { Snapshot } from "./state/snapshot.ts";

export type JobStatement = ast.StopJob | ast.PauseJob | ast.RestartJob;

/** Resolves to what was done, as a sentence. Throws a `SqlError` that points at the job's number when it cannot be done. */
export async function controlJob(statement: JobStatement, job: Job): Promise<string> {
  switch (statement.kind) {
    case "stopJob":
      await job.stop(statement.now || job.state === "stopping");
      return `Stopped job ${job.id}`;
    case "pauseJob":
      refuseEnded(job, statement);
      job.pause();
      return `Paused job ${job.id}`;
    case "resumeJob":
      refuseEnded(job, statement);
      if (!job.isPaused) throw refusal(job, statement, "is not paused");
      job.resume();
      return `Resumed job ${job.id}`;
    case "restartJob":
      return await restart(job, statement);
    default:
      return statement satisfies never;
  }
}

async function restart(job: Job, statement: ast.RestartJob): Promise<string> {
  refuseEnded(job, statement);
  if (!job.keepsCheckpoints) {
    throw refusal(
      job,
      statement,
      "keeps no checkpoints: it would begin afresh",
      "STOP JOB ends it. An INSERT whose pipeline has a name (SET pipeline_name) keeps checkpoints in --dir.",
    );
  }
  await job.restart(statement.checkpoint && await stateOf(job, statement.checkpoint));
  if (job.state === "failed") throw job.error;
  const from = statement.checkpoint === undefined ? "its last checkpoint" : `checkpoint ${statement.checkpoint.value}`;
  return job.ended ? `Job ${job.id} had come to its end` : `Restarted job ${job.id} from ${from}`;
}

async function stateOf(job: Job, { value, span }: ast.WholeNumber): Promise<Snapshot> {
  const state = await job.stateOf(value);
  if (state === "cannot") {
    throw new SqlError(
      `job ${job.id} writes exactly once: what it committed since checkpoint ${value} would be repeated`,
      {
        code: "job_state",
        span,
        hint: "RESTART JOB without FROM CHECKPOINT goes on from its last one.",
      },
    );
  }
  if (state !== undefined) return state;
  throw new SqlError(`checkpoint ${value} of job ${job.id} is not there`, {
    code: "not_found",
    span,
    hint: "The last three are kept; DESCRIBE JOB lists them.",
  });
}

function refuseEnded(job: Job, statement: JobStatement): void {
  if (job.ended) {
    const hint = job.keepsCheckpoints
      ? "Its INSERT goes on from its last checkpoint under the same pipeline_name; in the shell, so does \\jobs resume."
      : "Run its INSERT again.";
    throw refusal(job, statement, job.state === "failed" ? "has failed" : "has ended", hint);
  }
  if (job.state === "stopping") throw refusal(job, statement, "is being stopped");
}

function refusal(job: Job, { job: { span } }: JobStatement, reason: string, hint?: string): SqlError {
  return new SqlError(`job ${job.id} ${reason}`, { code: "job_state", span, hint });
}
