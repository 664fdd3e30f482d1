/**
 * A script: definitions act at once, bounded SELECTs run where they stand, INSERTs and all other SELECTs start
 * together as one pipeline at the end (`sql.md` §14).
 */
import { counted } from "../schema/counted.ts";
import { type SluiceError, SqlError } from "../schema/errors.ts";
import type { Field } from "../schema/field.ts";
import { inScript, type ParsedScript, type ParsedStatement } from "../sql/parse.ts";
import { isBounded } from "../sql/plan.ts";
import { maskSecrets } from "../sql/secrets.ts";
import type { Target } from "./build.ts";
import type { InfoTable } from "./info_table.ts";
import type { Job } from "./job.ts";
import type { BoundSelect, PipelineBinding } from "./bind_statement.ts";
import { rowsTarget } from "./row_targets.ts";
import type { RowReceiver, Session } from "./session.ts";
import type { TestStep } from "../connectors/connector.ts";

/** What a script's user gets to see. */
export interface ScriptOutput {
  /**
   * Rows of a SELECT that ends by itself (`bounded`) or not; `number` is its statement's, counted from 1, when several run side by
   * side. Called before {@link started} of the pipeline that the SELECT is part of.
   */
  rows(fields: readonly Field[], number: number | undefined, bounded: boolean): RowReceiver;
  info(table: InfoTable): void;
  /** Steps of a TEST, as they happen; resolves to the one that failed. */
  test(steps: AsyncIterable<TestStep>): Promise<TestStep | undefined>;
  /** What was done, for people. */
  notice(text: string): void;
  /** A statement that was proposed and is carried out; it shows no secret. */
  proposed?(text: string): void;
  /** Only with `continueOnError`: the run goes on. */
  error(error: SluiceError): void;
  /** A pipeline was started; the caller may stop it. `bounded`: it ends by itself. `select`: it shows rows. */
  started(job: Job, bounded: boolean, select: boolean): void;
}

export interface ScriptOptions {
  readonly continueOnError: boolean;
  /** Parse, bind and plan, run nothing. */
  readonly checkOnly: boolean;
  /** A pipeline without an end goes on after the script is through; else the script waits for it. */
  readonly detach?: boolean;
}

interface Pending {
  readonly targets: Target[];
  readonly selects: { readonly select: BoundSelect; readonly number: number }[];
  readonly texts: string[];
}

/**
 * Runs a parsed script to its end. Throws the first error (with `continueOnError`: reports each and resolves to
 * `false`). A text with a syntax error runs nothing.
 */
export async function runScript(
  script: string,
  parsed: ParsedScript,
  session: Session,
  output: ScriptOutput,
  options: ScriptOptions,
): Promise<boolean> {
  const [first] = parsed.errors;
  if (first !== undefined && !options.continueOnError) throw first;
  for (const error of parsed.errors) output.error(error);
  const run = new ScriptRun(script, session, output, options);
  for (const [index, statement] of parsed.statements.entries()) await run.statement(statement, index + 1);
  await run.finish();
  return run.ok && parsed.errors.length === 0;
}

class ScriptRun {
  ok = true;
  readonly #script: string;
  readonly #session: Session;
  readonly #output: ScriptOutput;
  readonly #options: ScriptOptions;
  readonly #pending: Pending = { targets: [], selects: [], texts: [] };
  readonly #binding: PipelineBinding;

  constructor(script: string, session: Session, output: ScriptOutput, options: ScriptOptions) {
    this.#script = script;
    this.#session = session;
    this.#output = output;
    this.#options = options;
    this.#binding = session.pipeline();
  }

  async statement(parsed: ParsedStatement, number: number): Promise<void> {
    try {
      await this.#carryOut(parsed, number);
    } catch (error) {
      const placed = error instanceof SqlError && error.diagnostic.source === parsed.text
        ? inScript(error, parsed.span, this.#script)
        : error;
      this.#failed(placed);
    }
  }

  #failed(error: unknown): void {
    const isReported = error instanceof TestFailed; // its steps have said it
    if (!this.#options.continueOnError || !(isReported || isSluiceError(error))) throw error;
    this.ok = false;
    if (!isReported) this.#output.error(error);
  }

  async #carryOut(parsed: ParsedStatement, number: number): Promise<void> {
    const outcome = await this.#session.run(parsed, this.#binding, (proposed) => {
      this.#output.proposed?.(maskSecrets(proposed));
      return Promise.resolve({ kind: "yes" });
    });
    switch (outcome.kind) {
      case "done":
        this.#output.notice(outcome.message);
        for (const notice of outcome.notices) this.#output.notice(notice);
        return;
      case "info":
        if (!this.#options.checkOnly) this.#output.info(outcome.table);
        return;
      case "test":
        if (this.#options.checkOnly) return;
        return await this.#test(outcome.steps);
      case "insert":
        this.#pending.targets.push(...outcome.targets);
        this.#pending.texts.push(parsed.text);
        return;
      case "select":
        if (this.#options.checkOnly) return;
        if (outcome.select.bounded && !outcome.select.readsMemory) {
          return await this.#runSelect(outcome.select, parsed.text);
        }
        this.#pending.selects.push({ select: outcome.select, number });
        this.#pending.texts.push(parsed.text);
        return;
      default:
        outcome satisfies never;
    }
  }

  async #test(steps: AsyncIterable<TestStep>): Promise<void> {
    const failed = await this.#output.test(steps);
    if (failed !== undefined) throw new TestFailed(failed.text, { cause: failed.error });
  }

  async #runSelect(select: BoundSelect, text: string): Promise<void> {
    const job = this.#session.select(select, text, this.#output.rows(select.fields, undefined, true));
    this.#output.started(job, true, true);
    await job.done;
    this.#tellBad(job);
  }

  /** No record is left out silently. */
  #tellBad(job: Job): void {
    const { badRows, lostRows, lateRows } = job.metrics;
    if (badRows > 0) this.#output.notice(`${counted(badRows, "record")} could not be decoded (bad_data)`);
    if (lostRows > 0) {
      this.#output.notice(`${counted(lostRows, "record")} did not exist any more (source.out_of_range)`);
    }
    if (lateRows > 0) this.#output.notice(`${counted(lateRows, "row")} came too late for a window`);
  }

  /** Starts the pipeline of everything that waits for the end, and waits for its end. */
  async finish(): Promise<void> {
    const { targets, selects, texts } = this.#pending;
    if (this.#options.checkOnly || targets.length + selects.length === 0) return;
    const receivers: RowReceiver[] = [];
    const all = [...targets];
    for (const { select, number } of selects) {
      const receiver = this.#output.rows(select.fields, selects.length > 1 ? number : undefined, select.bounded);
      receivers.push(receiver);
      all.push(rowsTarget(select, receiver));
    }
    try {
      const job = this.#session.start(all, texts.join(";\n"), {
        receive: () => {},
        onIdle: () => receivers.forEach((receiver) => receiver.onIdle?.()),
      });
      const bounded = all.every((target) => isBounded(target.plan));
      this.#output.started(job, bounded, selects.length > 0);
      if (this.#options.detach && !bounded) {
        await job.started;
        if (job.ended) await job.done; // one that cannot start is an error of the script
        return;
      }
      await job.done;
      this.#tellBad(job);
      const { rowsOut } = job.metrics;
      if (targets.length > 0) this.#output.notice(`${rowsOut} ${rowsOut === 1 ? "row" : "rows"} written`);
    } catch (error) {
      this.#failed(error);
    }
  }
}

/** TEST CONNECTION or TEST TABLE found something wrong; its steps have said what. */
export class TestFailed extends Error {
  override readonly name = "TestFailed";
}

function isSluiceError(error: unknown): error is SluiceError {
  return error instanceof Error && "diagnostic" in error;
}
