/** Running a case file through the product. */
import { CONNECTORS } from "../../connectors/mod.ts";
import type { TestStep } from "../../connectors/connector.ts";
import type { InfoTable } from "../../engine/info_table.ts";
import type { Pipeline } from "../../engine/pipeline.ts";
import { runScript, type ScriptOutput } from "../../engine/script.ts";
import type { RowReceiver } from "../../engine/session.ts";
import type { Batch } from "../../schema/batch.ts";
import { columnFor, setValue } from "../../schema/column.ts";
import { DataError, type SluiceError } from "../../schema/errors.ts";
import type { Field } from "../../schema/field.ts";
import type { RowEncoder } from "../../schema/formats/format.ts";
import { json } from "../../schema/formats/json.ts";
import { readOptions } from "../../schema/options.ts";
import { renderDiagnostic } from "../../sql/diagnostic_text.ts";
import { parseScript } from "../../sql/parse.ts";
import { CASE_TIME, CaseWorld, encodedRows } from "./case_connector.ts";
import { CaseCheckpoints } from "./case_checkpoints.ts";
import { type CaseFile, inputsOf, type Section } from "./case_file.ts";
import { openTestSession } from "../open_session.ts";

/** What `{{ NAME }}` finds. */
const ENVIRONMENT: Readonly<Record<string, string>> = { CASE_SERVERS: "localhost:9" };

export interface CaseRun {
  readonly sections: readonly Section[];
  /** The run failed on a row. */
  readonly rowsDiffer: boolean;
  /** What the sources of the case delivered: chunks of records, and ends of partitions. */
  readonly events: number;
}

/** `batchSize`: records of one chunk at most. */
export async function runCase(file: CaseFile, batchSize: number): Promise<CaseRun> {
  const output = new CaseOutput();
  const world = new CaseWorld(inputsOf(file), batchSize);
  await runIn(world, file, output, () => {});
  return { sections: output.sections(world.outputs), rowsDiffer: output.failedOnRow, events: world.events };
}

class Killed extends Error {}

/** Of a run, about. */
const CHECKPOINTS = 3;

/**
 * The run is killed before the given event, and everything that its checkpoints did not keep is gone; a second run goes on. Of these
 * there are a few, each with what has changed since the one before.
 */
export async function killedRun(file: CaseFile, batchSize: number, event: number): Promise<CaseRun> {
  const [before, output] = [new CaseOutput(), new CaseOutput()];
  const world = new CaseWorld(inputsOf(file), batchSize);
  let current: Pipeline | undefined;
  let pipelines = 0;
  let checkpoints = new CaseCheckpoints();
  let rowsBefore = new Map<string, number>();
  let next = 1;
  world.beforeEvent = async () => {
    if (world.events < Math.min(event, next) || current === undefined) return;
    const isLast = world.events >= event;
    next = world.events + Math.ceil(event / CHECKPOINTS);
    await checkpoints.take(current);
    if (!isLast) return;
    before.closed = true;
    throw new Killed();
  };
  await runIn(world, file, before, (pipeline) => {
    current = pipeline;
    checkpoints = new CaseCheckpoints();
    rowsBefore = new Map(Array.from(world.outputs, ([name, rows]) => [name, rows.length]));
    pipelines++;
    before.next();
  }).catch((error) => {
    if (!(error instanceof Killed)) throw error;
  });
  const again = new CaseWorld(inputsOf(file), batchSize);
  let started = 0;
  await runIn(again, file, output, (pipeline) => {
    const { state } = checkpoints;
    if (++started === pipelines && state !== undefined) {
      pipeline.restore(state);
      for (const [name, rows] of world.outputs) again.rowsOf(name).push(...rows.slice(rowsBefore.get(name)));
      output.goOn(before);
    }
    output.next();
  });
  output.stdout.unshift(...before.stdout);
  return { sections: output.sections(again.outputs), rowsDiffer: output.failedOnRow, events: world.events };
}

async function runIn(
  world: CaseWorld,
  file: CaseFile,
  output: CaseOutput,
  onPipeline: (pipeline: Pipeline) => void,
): Promise<void> {
  const closing: (() => Promise<void>)[] = [];
  const session = await openTestSession({
    environment: {
      dir: undefined,
      env: (name) => ENVIRONMENT[name],
      now: () => CASE_TIME,
      stdout: (bytes) => void output.stdout.push(new TextDecoder().decode(bytes).trimEnd()),
      onClose: (close) => void closing.push(close),
    },
    connectors: [world.connector(), ...CONNECTORS],
    interactive: false,
    onPipeline,
  });
  try {
    await runScript(file.sql, parseScript(file.sql), session, output, { continueOnError: true, checkOnly: false });
  } finally {
    await session.close();
    for (const close of closing) await close();
  }
}

/** What a script's user gets to see, as sections of a case. */
class CaseOutput implements ScriptOutput {
  readonly stdout: string[] = [];
  failedOnRow = false;
  /** The run was killed: nothing comes any more. */
  closed = false;
  /** Results of SELECTs whose pipeline has not started yet. */
  #started: number[] = [];
  /** Of each SELECT, SHOW, DESCRIBE and TEST. */
  readonly #results: string[][] = [];
  readonly #plans: string[] = [];
  readonly #notices: string[] = [];
  readonly #errors: string[] = [];

  rows(fields: readonly Field[]): RowReceiver {
    const rows: string[] = [];
    this.#started.push(this.#results.push(rows) - 1);
    const encoder = jsonOf(fields);
    return { receive: (batch) => void (this.closed || rows.push(...encodedRows(encoder, batch))) };
  }

  /** A pipeline starts that goes on where one of a run before ended: so do the results that it fills. */
  goOn(before: CaseOutput): void {
    for (const result of this.#started) this.#results[result]?.unshift(...before.#results[result] ?? []);
  }

  /** A pipeline starts. */
  next(): void {
    this.#started = [];
  }

  info(table: InfoTable): void {
    if (table.fields[0]?.name === "plan") this.#plans.push(String(table.rows[0]?.[0]));
    else this.#results.push(encodedRows(jsonOf(table.fields), batchOf(table)));
  }

  async test(steps: AsyncIterable<TestStep>): Promise<TestStep | undefined> {
    const lines: string[] = [];
    this.#results.push(lines);
    let failed: TestStep | undefined;
    for await (const step of steps) {
      lines.push(`${step.ok ? "ok" : "failed"}: ${step.text}`);
      if (!step.ok) failed = step;
    }
    return failed;
  }

  notice(text: string): void {
    this.#notices.push(text);
  }

  error(error: SluiceError): void {
    this.#errors.push(renderDiagnostic(error.diagnostic));
    this.failedOnRow ||= error instanceof DataError;
  }

  started(): void {}

  sections(sinks: ReadonlyMap<string, readonly string[]>): readonly Section[] {
    const rows = this.failedOnRow ? [] : [
      ...(this.#results.length > 0 ? [section("output", this.#results.flat())] : []),
      ...[...sinks].map(([name, lines]) => section(`output ${name}`, lines)),
      ...(this.stdout.length > 0 ? [section("stdout", this.stdout)] : []),
    ];
    const others = [
      section("notice", this.#notices),
      section("plan", this.#plans, "\n\n"),
      section("error", this.#errors, "\n\n"),
    ];
    return [...rows, ...others.filter(({ body }) => body !== "")];
  }
}

function section(title: string, parts: readonly string[], between = "\n"): Section {
  return { title, body: parts.length === 0 ? "" : `${parts.join(between)}\n` };
}

function jsonOf(fields: readonly Field[]): RowEncoder {
  return json.encoder(fields, readOptions(json.options, new Map(), new Set()));
}

function batchOf({ fields, rows }: InfoTable): Batch {
  const columns = fields.map((field) => columnFor(field, rows.length));
  rows.forEach((row, index) => columns.forEach((column, i) => setValue(column, index, row[i] ?? null)));
  return { length: rows.length, columns };
}
