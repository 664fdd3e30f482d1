/** The door for programs: rows in a loop, jobs to await or stop. */
import type { Connector, TestStep } from "../connectors/connector.ts";
import type { Batch } from "../schema/batch.ts";
import { SqlError } from "../schema/errors.ts";
import type { Field } from "../schema/field.ts";
import type { Format } from "../schema/formats/format.ts";
import type { Value } from "../schema/types.ts";
import type { FunctionNet } from "../schema/user_function.ts";
import type { ScalarFunction } from "../sql/functions/function.ts";
import { type ParsedStatement, parseScript, parseStatement } from "../sql/parse.ts";
import { starSecrets } from "../sql/secrets.ts";
import { type ProcessEnvironment, processEnvironment } from "./environment.ts";
import type { InfoTable } from "./info_table.ts";
import type { Job } from "./job.ts";
import { type Row, rowObjects } from "./row_objects.ts";
import { runScript } from "./script.ts";
import { Session as Statements } from "./session.ts";

/** What a program may bind into a statement. */
export type Bound = null | boolean | number | bigint | string | Date | Uint8Array | readonly Bound[];

export interface OpenOptions {
  /** Folder of the catalog and of the embedded cluster. Default `.sluice`. */
  readonly dir?: string;
  /** Nothing is read or saved; the embedded cluster keeps its data in memory. */
  readonly memory?: boolean;
  /** Connectors beside the built-in ones. */
  readonly connectors?: readonly Connector[];
  /** Functions beside the built-in ones. */
  readonly functions?: readonly ScalarFunction[];
  /** Hosts, `host` or `host:port`, that user functions may reach. Default: none. */
  readonly functionNet?: FunctionNet;
}

/** The parts that a program has linked in; handed over by `mod.ts`. */
export interface Parts {
  readonly connectors: readonly Connector[];
  readonly formats: readonly Format[];
  /** Takes the lines of `stdout` tables. */
  readonly stdout: (bytes: Uint8Array) => void;
}

/** Rows of a program that reads slower than they come are kept up to this many. */
const ROWS_AHEAD = 8192;

export class Library implements AsyncDisposable {
  readonly #statements: Statements;
  readonly #environment: ProcessEnvironment;

  constructor(statements: Statements, environment: ProcessEnvironment) {
    this.#statements = statements;
    this.#environment = environment;
  }

  static async open(options: OpenOptions, parts: Parts): Promise<Library> {
    const dir = options.memory ? undefined : options.dir ?? ".sluice";
    const environment = processEnvironment(dir, parts.stdout);
    const statements = await Statements.open({
      environment,
      connectors: [...parts.connectors, ...(options.connectors ?? [])],
      formats: parts.formats,
      functions: options.functions ?? [],
      functionNet: options.functionNet ?? [],
      catalogFile: dir === undefined ? undefined : `${dir}/catalog.sql`,
      saving: true,
      interactive: false,
    });
    return new Library(statements, environment);
  }

  /**
   * Runs a script: definitions, settings, bounded SELECTs and INSERTs. Resolves when its bounded parts are done, with
   * the rows of its SELECTs and SHOWs in order; INSERTs without an end go on as {@link jobs}.
   */
  execute(script: string): Promise<Row[]> {
    return this.#execute(script).catch((error) => Promise.reject(withoutSecrets(error)));
  }

  async #execute(script: string): Promise<Row[]> {
    const rows: Row[] = [];
    const parsed = parseScript(script);
    const info = (table: InfoTable) => rows.push(...infoRows(table));
    await runScript(script, parsed, this.#statements, {
      rows: (fields) => ({ receive: (batch) => void rows.push(...rowObjects(batch, fields)) }),
      info,
      async test(steps) {
        let failed: TestStep | undefined;
        for await (const step of steps) {
          rows.push({ step: step.text, ok: step.ok });
          if (!step.ok) failed = step;
        }
        return failed;
      },
      notice: () => {},
      error: () => {},
      started(job, bounded, select) {
        if (bounded || !select) return;
        void job.stop();
        throw new SqlError("execute takes bounded SELECTs only", { hint: "session.query`…` gives rows as they come." });
      },
    }, { continueOnError: false, checkOnly: false, detach: true });
    return rows;
  }

  /**
   * The rows of a SELECT, as they come; leaving the loop stops the query. Values are bound, never spliced into the text.
   * Of a SELECT whose rows may be retracted: the rows that are left, when it has ended; where it has no end, every change
   * as a row with a first member `_op` (`+I`, `-D`, `-U` or `+U`). `SET result_mode` chooses otherwise. Throws `SqlError` when the loop begins.
   */
  query<R extends Row = Row>(text: TemplateStringsArray, ...values: readonly Bound[]): AsyncIterable<R> {
    const statement = placeholders(text);
    const parameters = values.map(toValue);
    return { [Symbol.asyncIterator]: () => this.#rows(statement, parameters) as AsyncIterator<R> };
  }

  async #bound(text: string, parameters: readonly Value[]) {
    try {
      const parsed = parseStatement(text);
      return { parsed, outcome: await this.#statements.run(parsed, this.#statements.pipeline(parameters)) };
    } catch (error) {
      throw withoutSecrets(error);
    }
  }

  async *#rows(text: string, parameters: readonly Value[]): AsyncGenerator<Row> {
    const { parsed, outcome } = await this.#bound(text, parameters);
    if (outcome.kind === "info") {
      yield* infoRows(outcome.table);
      return;
    }
    if (outcome.kind !== "select") throw withoutSecrets(notRows(parsed));
    const queue = new RowQueue(outcome.select.fields);
    const job = this.#statements.select(outcome.select, text, queue);
    job.done.then(() => queue.close(), (error) => queue.close(error));
    try {
      yield* queue.rows();
    } finally {
      queue.drop();
      await job.stop();
    }
  }

  /** Starts an INSERT (or a statement set); its `done`, `stop()`, `metrics` and `id` are the program's. */
  async start(text: TemplateStringsArray, ...values: readonly Bound[]): Promise<Job> {
    const { parsed, outcome } = await this.#bound(placeholders(text), values.map(toValue));
    if (outcome.kind !== "insert") {
      throw withoutSecrets(
        new SqlError("start takes an INSERT", { source: parsed.text, hint: "session.query`…` gives rows." }),
      );
    }
    return this.#statements.start(outcome.targets, parsed.text);
  }

  /** Every INSERT that was started, ended ones too. */
  get jobs(): readonly Job[] {
    return this.#statements.jobs;
  }

  /** Stops all jobs: what they have read is written and acknowledged. */
  async close(): Promise<void> {
    await this.#statements.close();
    await this.#environment.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

function notRows(parsed: ParsedStatement): SqlError {
  return new SqlError("query takes a SELECT", {
    source: parsed.text,
    hint: "session.execute(…) runs definitions, session.start`…` an INSERT.",
  });
}

/** A program may log its errors: the text that they point into shows no secret. */
function withoutSecrets(error: unknown): unknown {
  if (!(error instanceof SqlError) || error.diagnostic.source === undefined) return error;
  const source = starSecrets(error.diagnostic.source);
  return new SqlError(error.message, { ...error.diagnostic, source, cause: error.cause });
}

function placeholders(text: TemplateStringsArray): string {
  return text.reduce((all, part, i) => `${all}$${i}${part}`);
}

function toValue(bound: Bound): Value {
  if (bound instanceof Date) return bound.toISOString();
  return Array.isArray(bound) ? bound.map(toValue) : bound as Value;
}

function infoRows({ fields, rows }: InfoTable): Row[] {
  return rows.map((row) => Object.fromEntries(fields.map((field, i) => [field.name, row[i] ?? null])));
}

/** Rows between a query and the loop that reads them. */
class RowQueue {
  readonly #fields: readonly Field[];
  #waiting: Row[] = [];
  #wake: (() => void) | undefined;
  /** Sources that wait until rows have been taken: there may be several. */
  #room: (() => void)[] = [];
  #closed = false;
  #error: unknown;

  constructor(fields: readonly Field[]) {
    this.#fields = fields;
  }

  receive(batch: Batch): void | Promise<void> {
    if (this.#closed) return;
    for (const row of rowObjects(batch, this.#fields)) this.#waiting.push(row);
    this.#wake?.();
    if (this.#waiting.length < ROWS_AHEAD) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#room.push(resolve);
    return promise;
  }

  close(error?: unknown): void {
    this.#closed = true;
    this.#error = error;
    this.#wake?.();
  }

  /** Nobody reads any more. */
  drop(): void {
    this.#closed = true;
    this.#waiting = [];
    this.#letGo();
  }

  #letGo(): void {
    for (const resolve of this.#room.splice(0)) resolve();
  }

  async *rows(): AsyncGenerator<Row> {
    for (;;) {
      const rows = this.#waiting;
      this.#waiting = [];
      this.#letGo();
      yield* rows;
      if (this.#waiting.length > 0) continue;
      if (this.#closed) break;
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await promise;
    }
    if (this.#error !== undefined) throw this.#error;
  }
}
