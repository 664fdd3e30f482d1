/** A session on the embedded cluster whose queries are asked why they give nothing. */
import { localBootstrap } from "../connectors/embedded/local.ts";
import { KafkaCluster } from "../connectors/kafka/cluster.ts";
import { type ProcessEnvironment, processEnvironment } from "../engine/environment.ts";
import type { Job } from "../engine/job.ts";
import { type RowReceiver, Session } from "../engine/session.ts";
import { parseScript } from "../sql/parse.ts";
import { diagnose, type Diagnosis } from "../repl/why/diagnosis.ts";
import type { Finding } from "../repl/why/finding.ts";
import { openTestSession } from "./open_session.ts";

const PATIENCE_MS = 30_000;
const OFTEN_MS = 20;

export interface WorldOptions {
  /** Folder of jobs and their checkpoints; absent: in memory. */
  readonly dir?: string;
  /** Whether idle partitions are let go by themselves, as for a person. Default true. */
  readonly interactive?: boolean;
}

/** What is asked about: the job, and the diagnosis that names the cause. */
export interface Answer extends Finding {
  readonly diagnosis: Diagnosis;
}

export class WhyWorld implements AsyncDisposable {
  readonly session: Session;
  readonly #environment: ProcessEnvironment;

  private constructor(session: Session, environment: ProcessEnvironment) {
    this.session = session;
    this.#environment = environment;
  }

  static async open({ dir, interactive = true }: WorldOptions = {}): Promise<WhyWorld> {
    const environment = processEnvironment(dir, () => {});
    const session = await openTestSession({
      environment,
      interactive,
    });
    return new WhyWorld(session, environment);
  }

  /** The embedded cluster, for what SQL does not do. The caller disposes of it. */
  async cluster(): Promise<KafkaCluster> {
    return await KafkaCluster.connect({ bootstrap: [await localBootstrap(this.#environment)] });
  }

  /** Runs statements; of a SELECT or an INSERT without an end, the job is answered. INSERTs that end are waited for. */
  async run(text: string, receive: RowReceiver["receive"] = () => {}): Promise<Job> {
    let job: Job | undefined;
    const { statements, errors } = parseScript(text);
    for (const error of errors) throw error;
    for (const parsed of statements) {
      const outcome = await this.session.run(parsed);
      if (outcome.kind === "select") {
        job = this.session.select(outcome.select, parsed.text, { receive });
      }
      if (outcome.kind !== "insert") continue;
      job = await this.session.insert(outcome, parsed.text);
      if (outcome.bounded) await job.done;
    }
    return job!; // the last statement is one of those
  }

  /** A table over a topic of the embedded cluster, read from its beginning. */
  table(name: string, columns: string, more = ""): Promise<Job> {
    const offset = more.includes("source.offset") ? "" : ", 'source.offset' = 'earliest'";
    return this.run(
      `CREATE TABLE ${name} (${columns}) WITH (connection_profile = 'local', topic = '${name}', format = 'json'${offset}${
        more === "" ? "" : `, ${more}`
      })`,
    );
  }

  /** Asks until there is a finding of this cause. */
  async why(job: Job, cause: string): Promise<Answer> {
    let diagnosis: Diagnosis | undefined;
    const end = Date.now() + PATIENCE_MS;
    while (Date.now() < end) {
      diagnosis = diagnose(job, Date.now());
      const finding = diagnosis.findings.find((one) => one.cause === cause);
      if (finding !== undefined) return { ...finding, diagnosis };
      await new Promise((resolve) => setTimeout(resolve, OFTEN_MS));
    }
    throw new Error(`"${cause}" is not found: ${Deno.inspect(diagnosis, { depth: 5 })}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.session.close();
    await this.#environment.close();
  }
}
