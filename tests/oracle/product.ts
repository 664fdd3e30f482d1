/** The product for the oracles: a session in memory, whose queries run to their end. */
import { CONNECTORS } from "../../connectors/mod.ts";
import type { Connector } from "../../connectors/connector.ts";
import { Session } from "../../engine/session.ts";
import { FORMATS } from "../../schema/formats/mod.ts";
import { parseScript, parseStatement } from "../../sql/parse.ts";
import { Settled } from "./settled.ts";

export class Product implements AsyncDisposable {
  readonly #session: Session;

  private constructor(session: Session) {
    this.#session = session;
  }

  /** `now` is the wall clock in milliseconds; `connectors` stand beside the product's. */
  static async open(now: () => number, connectors: readonly Connector[] = []): Promise<Product> {
    const nothing = () => {};
    const session = await Session.open({
      environment: { dir: undefined, env: () => undefined, now, stdout: nothing, onClose: nothing },
      connectors: [...CONNECTORS, ...connectors],
      formats: FORMATS,
      catalogFile: undefined,
      saving: false,
      interactive: false,
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

  /** Runs a bounded SELECT to its end. */
  async query(sql: string): Promise<Settled> {
    const outcome = await this.#session.run(parseStatement(sql));
    if (outcome.kind !== "select") throw new Error(`Not a SELECT: ${sql}`);
    const settled = new Settled(outcome.select.fields);
    await this.#session.select(outcome.select, sql, settled).done;
    return settled;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#session.close();
  }
}
