/** Sessions on the suite's cluster, as a script or a shell opens them. */
import { Job } from "../../engine/job.ts";
import { type Row, rowObjects } from "../../engine/row_objects.ts";
import { type RowReceiver, Session } from "../../engine/session.ts";
import type { Field } from "../../schema/field.ts";
import { parseScript } from "../../sql/parse.ts";
import { readTarget } from "./target.ts";
import { openTestSession } from "../open_session.ts";

export class Shell implements AsyncDisposable {
  readonly #session: Session;
  readonly #closing: (() => Promise<void>)[];

  private constructor(session: Session, closing: (() => Promise<void>)[]) {
    this.#session = session;
    this.#closing = closing;
  }

  static async open(): Promise<Shell> {
    const closing: (() => Promise<void>)[] = [];
    const session = await openTestSession({
      environment: {
        dir: undefined,
        env: () => undefined,
        now: () => Date.now(),
        stdout: () => {},
        onClose: (close) => void closing.push(close),
      },
      interactive: false,
    });
    return new Shell(session, closing);
  }

  /** Carries statements out and starts every SELECT and INSERT; `onRow` gets the rows. */
  async start(sql: string, onRow: (row: Row) => void = () => {}): Promise<Job[]> {
    const jobs: Job[] = [];
    const { statements, errors } = parseScript(sql);
    if (errors[0]) throw errors[0];
    for (const parsed of statements) {
      const outcome = await this.#session.run(parsed);
      if (outcome.kind === "select") {
        jobs.push(this.#session.select(outcome.select, parsed.text, toRows(outcome.select.fields, onRow)));
      } else if (outcome.kind === "insert") {
        jobs.push(this.#session.start(outcome.targets, parsed.text));
      }
    }
    return jobs;
  }

  /** Runs statements to their end; the rows of all SELECTs. */
  async run(sql: string): Promise<Row[]> {
    const rows: Row[] = [];
    for (const job of await this.start(sql, (row) => rows.push(row))) await job.done;
    return rows;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#session.close();
    for (const close of this.#closing) await close();
  }
}

function toRows(fields: readonly Field[], onRow: (row: Row) => void): RowReceiver {
  return {
    receive(batch) {
      for (const row of rowObjects(batch, fields)) onRow(row);
    },
  };
}

/** `CREATE CONNECTION name` to the suite's cluster in plaintext. */
export function plainConnection(name = "c"): string {
  return connection(name, { connector: "kafka", bootstrap_servers: readTarget().bootstrap });
}

/** `CREATE CONNECTION name` to the suite's cluster over TLS, with a login. */
export function secureConnection(mechanism = "SCRAM-SHA-512", name = "c"): string {
  return connection(name, secureOptions(mechanism));
}

export function secureOptions(mechanism: string) {
  const { bootstrap, ca, user, password } = readTarget().secure;
  return {
    "connector": "kafka",
    "bootstrap_servers": bootstrap,
    "auth.type": "sasl",
    "auth.mechanism": mechanism,
    "auth.username": user,
    "auth.password": password,
    "tls.ca": ca,
  };
}

export function connection(name: string, options: Record<string, string>): string {
  return `CREATE CONNECTION ${name} WITH (${optionList(options)});\n`;
}

/** A table of `columns` on a topic, by the connection `c`, in JSON unless the options say otherwise. */
export function table(name: string, topic: string, columns: string, options: Record<string, string> = {}): string {
  const all = { connection_profile: "c", topic, format: "json", ...options };
  return `CREATE TABLE ${name} (${columns}) WITH (${optionList(all)});\n`;
}

function optionList(options: Record<string, string>): string {
  return Object.entries(options).map(([key, value]) => `'${key}' = '${value.replaceAll("'", "''")}'`).join(", ");
}
