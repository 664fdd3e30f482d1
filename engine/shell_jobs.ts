/** Which jobs of the shell are remembered, and when they are forgotten. */
import { SqlError } from "../schema/errors.ts";
import type * as ast from "../sql/ast.ts";
import { parseStatement } from "../sql/parse.ts";
import { inputsOf, type LogicalPlan } from "../sql/plan.ts";
import { printStatement } from "../sql/print.ts";
import { maskSecrets } from "../sql/secrets.ts";
import { writesExactlyOnce } from "./checkpoints/keeper_of.ts";
import type { Definitions } from "./definitions.ts";
import type { Job } from "./job.ts";
import { changedDefinitions, checksumsOf, type RememberedJob, type RememberedJobs } from "./remembered_jobs.ts";
import type { BoundInsert } from "./bind_statement.ts";
import type { Settings } from "./settings.ts";
import { usedDefinitions } from "./used_definitions.ts";

/** A job's note; `again`: it ran before. */
export interface Noted {
  readonly note: RememberedJob;
  readonly again: boolean;
}

export class ShellJobs {
  readonly remembered: RememberedJobs;
  readonly #definitions: Definitions;
  readonly #settings: Settings;
  readonly #now: () => number;
  readonly #notes = new Map<Job, RememberedJob>();
  readonly #following = new Set<Promise<void>>();

  constructor(remembered: RememberedJobs, definitions: Definitions, settings: Settings, now: () => number) {
    this.remembered = remembered;
    this.#definitions = definitions;
    this.#settings = settings;
    this.#now = now;
  }

  /**
   * The note of an INSERT that is about to begin, with a name for its pipeline; undefined: it needs none, or a pipeline of the given
   * name runs already.
   */
  async noteOf({ statement, targets }: BoundInsert): Promise<Noted | undefined> {
    const sinks = targets.flatMap((target) => target.kind === "sink" ? [target.table] : []);
    const [first] = sinks;
    if (first === undefined) return undefined;
    if (!targets.some(({ plan }) => readsTables(plan)) && !sinks.some(writesExactlyOnce)) return undefined;
    const { values: settings } = this.#settings;
    const given = settings.pipeline_name;
    const known = given === undefined ? "nothing" : await this.remembered.known(given);
    if (known === "running") return undefined;
    const text = printStatement(statement); // variables are values in it
    const startedAt = this.#now();
    const note: RememberedJob = {
      pipeline: given ?? await this.remembered.freshName(first.table.name, startedAt),
      named: given !== undefined,
      statement: maskSecrets(text),
      masked: maskSecrets(text) !== text,
      settings,
      startedAt,
      definitions: checksumsOf(usedDefinitions(statement, this.#definitions)),
    };
    await this.remembered.remember(note);
    return { note, again: known === "left" };
  }

  /** Forgets the job when it has done all there was to do, or could not even begin what had not run before. */
  follow(job: Job, { note, again }: Noted): void {
    this.#notes.set(job, note);
    const followed = job.done.catch(() => {}).then(async () => {
      if (job.through || (!job.hasRun && !again)) await this.forget(job);
    }).catch(() => {}).finally(() => this.#following.delete(followed)); // it is offered once more, which does no harm
    this.#following.add(followed);
  }

  /** For good; to be called when it has ended. */
  async forget(job: Job): Promise<void> {
    const note = this.#notes.get(job);
    this.#notes.delete(job);
    if (note !== undefined) await this.remembered.forget(note);
  }

  /** Resolves when what there was to forget is forgotten. */
  async settled(): Promise<void> {
    await Promise.all(this.#following);
  }
}

/** The statement of a job that was left. */
export function leftStatement(
  { statement: saved, masked, pipeline }: RememberedJob,
): { readonly statement: ast.Insert | ast.StatementSet; readonly text: string } {
  if (masked) {
    throw new SqlError(`The statement of ${pipeline} holds a secret, and secrets are not saved`, {
      code: "job_state",
      hint: `SET pipeline_name = '${pipeline}' and type the statement again: it goes on from its last checkpoint.`,
    });
  }
  const { statement, text } = parseStatement(saved);
  if (statement.kind === "insert" || statement.kind === "statementSet") return { statement, text };
  throw new SqlError(`The statement of ${pipeline} is not an INSERT`, { code: "job_state" });
}

/** Another table of the same name may have other rows at the same offsets: nobody goes on there unasked. */
export function refuseChanged(job: RememberedJob, now: ReadonlyMap<string, string>): void {
  const { gone, changed } = changedDefinitions(job, now);
  if (gone.length + changed.length === 0) return;
  const say = (names: readonly string[], what: string) =>
    names.length === 0 ? [] : [`${names.join(", ")} ${names.length === 1 ? "was" : "were"} ${what}`];
  const why = [...say(gone, "dropped"), ...say(changed, "changed")].join("; ");
  throw new SqlError(`Cannot go on with ${job.pipeline}: ${why} since it ran`, {
    code: "job_state",
    hint: `If its checkpoint still fits, SET pipeline_name = '${job.pipeline}' and run the INSERT again. ` +
      "\\jobs forget drops it.",
  });
}

function readsTables(plan: LogicalPlan): boolean {
  return plan.kind === "scan" || plan.kind === "memory" || inputsOf(plan).some(readsTables);
}
