/** The product itself, opened for a benchmark: a session in memory, with connectors and formats of the benchmark's own. */
import type { Connector } from "../../connectors/connector.ts";
import { CONNECTORS } from "../../connectors/mod.ts";
import type { Job } from "../../engine/job.ts";
import { type RowReceiver, Session } from "../../engine/session.ts";
import type { Format } from "../../schema/formats/format.ts";
import { FORMATS } from "../../schema/formats/mod.ts";
import { parseScript } from "../../sql/parse.ts";

export interface BenchSessionOptions {
  /** Beside the product's. */
  readonly connectors?: readonly Connector[];
  /** Instead of the product's. */
  readonly formats?: readonly Format[];
  /** For the state of pipelines; absent: nothing is kept. */
  readonly dir?: string;
}

export class BenchSession implements AsyncDisposable {
  readonly #session: Session;
  readonly #closers: (() => Promise<void>)[];

  private constructor(session: Session, closers: (() => Promise<void>)[]) {
    this.#session = session;
    this.#closers = closers;
  }

  static async open({ connectors = [], formats = FORMATS, dir }: BenchSessionOptions = {}): Promise<BenchSession> {
    const closers: (() => Promise<void>)[] = [];
    const session = await Session.open({
      environment: {
        dir,
        env: (name) => Deno.env.get(name),
        now: () => Date.now(),
        stdout: () => {},
        onClose: (close) => void closers.push(close),
      },
      connectors: [...CONNECTORS, ...connectors],
      formats,
      catalogFile: undefined,
      saving: false,
      interactive: false,
    });
    return new BenchSession(session, closers);
  }

  /**
   * Carries out definitions, starts every INSERT and SELECT, and answers the jobs that were started. Rows of a SELECT go
   * to `receiver`.
   */
  async run(script: string, receiver: RowReceiver = { receive: () => {} }): Promise<Job[]> {
    const { statements, errors: [error] } = parseScript(script);
    if (error !== undefined) throw error;
    const jobs: Job[] = [];
    for (const statement of statements) {
      const outcome = await this.#session.run(statement);
      if (outcome.kind === "insert") jobs.push(this.#session.start(outcome.targets, statement.text));
      else if (outcome.kind === "select") jobs.push(this.#session.select(outcome.select, statement.text, receiver));
    }
    return jobs;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#session.close();
    for (const close of this.#closers) await close();
  }
}
