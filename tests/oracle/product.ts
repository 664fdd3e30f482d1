/** The product for the oracles: a session in memory, whose queries run to their end. */
import { CONNECTORS } from "../../connectors/mod.ts";
import type { Connector } from "../../connectors/connector.ts";
import type { Pipeline } from "../../engine/pipeline.ts";
import type { Session } from "../../engine/session.ts";
import { parseScript, parseStatement } from "../../sql/parse.ts";
import { Settled } from "./settled.ts";
import { openTestSession, STILL } from "../open_session.ts";

export interface ProductOptions {
  /** The wall clock, in milliseconds. */
  readonly now: () => number;
  /** Beside the product's. */
  readonly connectors?: readonly Connector[];
  /** Called with every pipeline before it runs. */
  readonly onPipeline?: (pipeline: Pipeline) => void;
}

export interface QueryOptions {
  readonly before?: Settled | undefined;
  readonly changes?: boolean;
}

export class Product implements AsyncDisposable {
  readonly #session: Session;
  #settled: Settled | undefined;

  private constructor(session: Session) {
    this.#session = session;
  }

  static async open({ now, connectors = [], onPipeline }: ProductOptions): Promise<Product> {
    const session = await openTestSession({
      environment: { ...STILL, now },
      connectors: [...CONNECTORS, ...connectors],
      interactive: false,
      ...(onPipeline && { onPipeline }),
    });
    return new Product(session);
  }

  /** Definitions and settings. */
  async define(script: string): Promise<void> {
    const { statements, errors: [error] } = parseScript(script);
    if (error !== undefined) throw error;
    for (const statement of statements) {
      const { kind } = await this.#session.run(statement);
      if (kind !== "done") throw new Error(`Only definitions and settings belong here: ${statement.text}`);
    }
  }

  /**
   * Runs a bounded SELECT to its end. `before`: the rows that stood where it goes on. `changes`: an updating one gives all
   * its changes instead of the rows that are left.
   */
  async query(sql: string, { before, changes = false }: QueryOptions = {}): Promise<Settled> {
    const outcome = await this.#session.run(parseStatement(sql));
    if (outcome.kind !== "select") throw new Error(`Not a SELECT: ${sql}`);
    const { select } = outcome;
    const settled = before ?? new Settled(select.fields);
    this.#settled = settled;
    const shape = changes && select.shape === "final" ? "changes" : select.shape;
    await this.#session.select({ ...select, shape }, sql, settled).done;
    return settled;
  }

  /** Rows of the query that runs or was the last. */
  get settled(): Settled | undefined {
    return this.#settled;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#session.close();
  }
}
