/**
 * Case files that run: `cases/run/*.sql` (rows), `cases/error/*.sql` but for `syntax_*` (diagnostics of binding and of
 * running, with their carets) and `cases/plan/*.sql` (EXPLAIN). `UPDATE=1` rewrites expectations. Every case must give
 * the same whether records come one at a time, seven or a whole batch at a time.
 */
import assert from "node:assert/strict";
import { CONNECTORS } from "../connectors/mod.ts";
import type { TestStep } from "../connectors/connector.ts";
import type { InfoTable } from "../engine/info_table.ts";
import { runScript, type ScriptOutput } from "../engine/script.ts";
import { type RowReceiver, Session } from "../engine/session.ts";
import type { Batch } from "../schema/batch.ts";
import { BATCH_ROWS, columnFor, setValue } from "../schema/column.ts";
import { DataError, type SluiceError } from "../schema/errors.ts";
import type { Field } from "../schema/field.ts";
import type { RowEncoder } from "../schema/formats/format.ts";
import { json } from "../schema/formats/json.ts";
import { FORMATS } from "../schema/formats/mod.ts";
import { readOptions } from "../schema/options.ts";
import { renderDiagnostic } from "../sql/diagnostic_text.ts";
import { parseScript } from "../sql/parse.ts";
import { CASE_TIME, CaseWorld, encodedRows } from "./cases/case_connector.ts";
import { type CaseFile, inputsOf, parseCase, printCase, type Section } from "./cases/case_file.ts";

const CASES = new URL("./cases/", import.meta.url);
const BATCH_SIZES = [BATCH_ROWS, 7, 1];
const UPDATE = Deno.env.get("UPDATE") === "1";

/** What `{{ NAME }}` finds. */
const ENVIRONMENT: Readonly<Record<string, string>> = { CASE_SERVERS: "localhost:9" };

/** Rows that several readers of one table give come in an order that depends on batches. */
const SORTED = " sorted";

/** Sections that are compared only where the case has them. */
const OPTIONAL = new Set(["notice"]);

for (const kind of ["run", "error", "plan"]) {
  const folder = new URL(`${kind}/`, CASES);
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name)
    .filter((name) => name.endsWith(".sql") && !name.startsWith("syntax_")).sort();
  for (const name of names) {
    const url = new URL(name, folder);
    Deno.test(`${kind}/${name} gives what it says`, async () => {
      const file = parseCase(await Deno.readTextFile(url));
      const expected = UPDATE ? await updated(file, url) : file;
      for (const size of BATCH_SIZES) {
        const { rowsDiffer, sections } = await run(expected, size);
        const wanted = rowsDiffer ? withoutRows(expected) : expected;
        assert.equal(printCase(withSections(wanted, sections)), printCase(wanted), `${size} records at a time`);
      }
    });
  }
}

/** How far a run that fails comes depends on its batches: then only the failure is compared. */
function withoutRows(file: CaseFile): CaseFile {
  return { ...file, sections: file.sections.filter(({ title }) => !title.startsWith("output") && title !== "stdout") };
}

async function updated(file: CaseFile, url: URL): Promise<CaseFile> {
  const result = withSections(file, (await run(file, BATCH_ROWS)).sections);
  await Deno.writeTextFile(url, printCase(result));
  return result;
}

/** The case with the sections of a run in the place of the expected ones. */
function withSections(file: CaseFile, sections: readonly Section[]): CaseFile {
  const inputs = file.sections.filter(({ title }) => title.startsWith("input "));
  const asked = new Set(file.sections.map(({ title }) => title));
  const shown = sections.filter(({ title }) => asked.has(title) || !OPTIONAL.has(title))
    .map((one) => asked.has(one.title + SORTED) ? sorted(one) : one);
  return { ...file, sections: [...inputs, ...shown] };
}

function sorted({ title, body }: Section): Section {
  return { title: title + SORTED, body: body.split("\n").slice(0, -1).sort().map((line) => `${line}\n`).join("") };
}

interface Run {
  readonly sections: readonly Section[];
  /** The run failed on a row. */
  readonly rowsDiffer: boolean;
}

async function run(file: CaseFile, batchSize: number): Promise<Run> {
  const output = new CaseOutput();
  const world = new CaseWorld(inputsOf(file), batchSize);
  const closing: (() => Promise<void>)[] = [];
  const session = await Session.open({
    environment: {
      dir: undefined,
      env: (name) => ENVIRONMENT[name],
      now: () => CASE_TIME,
      stdout: (bytes) => void output.stdout.push(new TextDecoder().decode(bytes).trimEnd()),
      onClose: (close) => void closing.push(close),
    },
    connectors: [world.connector(), ...CONNECTORS],
    formats: FORMATS,
    catalogFile: undefined,
    saving: false,
    interactive: false,
  });
  await runScript(file.sql, parseScript(file.sql), session, output, { continueOnError: true, checkOnly: false });
  await session.close();
  for (const close of closing) await close();
  return { sections: output.sections(world.outputs), rowsDiffer: output.failedOnRow };
}

/** What a script's user gets to see, as sections of a case. */
class CaseOutput implements ScriptOutput {
  readonly stdout: string[] = [];
  failedOnRow = false;
  /** Of each SELECT, SHOW, DESCRIBE and TEST. */
  readonly #results: string[][] = [];
  readonly #plans: string[] = [];
  readonly #notices: string[] = [];
  readonly #errors: string[] = [];

  rows(fields: readonly Field[]): RowReceiver {
    const rows: string[] = [];
    this.#results.push(rows);
    const encoder = jsonOf(fields);
    return { receive: (batch) => void rows.push(...encodedRows(encoder, batch)) };
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
