/**
 * Random queries over random streams, against SQLite over the rows in which the streams end. Messages come in random order,
 * portions and turns; operators are made to hand on what they hold back, and the pipeline is killed and goes on from a
 * checkpoint, at random moments.
 *
 * `ORACLE_SEEDS=1000-1999` runs other seeds than those of every day. A query that fails is printed as small as it still
 * fails, with its rows.
 */
import assert from "node:assert/strict";
import type { Pipeline } from "../../engine/pipeline.ts";
import { Snapshot } from "../../engine/state/snapshot.ts";
import { SluiceError } from "../../schema/errors.ts";
import { Choices, smallest } from "./choices.ts";
import { Product } from "./product.ts";
import { randomQuery, TABLE_COLUMNS, TABLES } from "./random_query.ts";
import { COLUMN_TYPES, messagesOf, type RandomTable, randomTable } from "./random_table.ts";
import type { Settled } from "./settled.ts";
import { Sqlite } from "./sqlite.ts";
import { Streams } from "./streams.ts";

const [FIRST = 0, LAST = FIRST] = (Deno.env.get("ORACLE_SEEDS") ?? "0-399").split("-").map(Number);
const BLOCK = 100;
const NOW = Date.UTC(2026, 0, 1);

interface Trial {
  readonly sql: string;
  readonly tables: readonly RandomTable[];
  /** Of the order of messages and of everything that happens on the way. */
  readonly seed: number;
}

for (let from = FIRST; from <= LAST; from += BLOCK) {
  const to = Math.min(LAST, from + BLOCK - 1);
  Deno.test(`random queries over streams settle to what SQLite answers, seeds ${from} to ${to}`, async () => {
    for (let seed = from; seed <= to; seed++) {
      const choices = Choices.random(seed);
      const trial = { sql: randomQuery(choices), tables: TABLES.map((name) => randomTable(choices, name)), seed };
      const failure = await failureOf(trial);
      if (failure !== undefined) assert.fail(await report(trial, choices.made, failure));
    }
  });
}

interface Failure {
  /** The same for the same fault, so that it is not taken for another one while the query gets smaller. */
  readonly kind: string;
  readonly text: string;
}

async function failureOf(trial: Trial): Promise<Failure | undefined> {
  try {
    const settled = await streamed(trial);
    const [found, expected] = [settled.lines(), fromSqlite(trial, settled)];
    if (found.join("\n") === expected.join("\n")) return undefined;
    return { kind: "rows", text: `Sluice:\n${found.join("\n")}\nSQLite:\n${expected.join("\n")}` };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const words = error.message.replace(/\d+|'[^']*'/g, "").split("\n")[0]!.split(" ").slice(0, 5).join(" ");
    const hint = error instanceof SluiceError ? "" : `\n${error.stack}`;
    return { kind: `${error.name} ${words}`, text: `${error.name}: ${error.message}${hint}` };
  }
}

class Killed extends Error {
  readonly snapshot: Uint8Array;

  constructor(snapshot: Uint8Array) {
    super("Killed");
    this.snapshot = snapshot;
  }
}

async function streamed(trial: Trial): Promise<Settled> {
  const choices = Choices.random(trial.seed);
  const messages = new Map(trial.tables.map((table) => [table.name, messagesOf(choices, table)]));
  let killed: { readonly snapshot: Uint8Array; readonly before: Settled | undefined } | undefined;
  let lives = choices.below(3);
  while (true) {
    let pipeline: Pipeline | undefined;
    const streams = new Streams(messages, choices, async () => {
      if (pipeline === undefined || !choices.chance(25)) return;
      const snapshot = await pipeline.checkpoint();
      if (lives > 0 && choices.chance(30)) throw new Killed(snapshot.encode());
    });
    await using product = await Product.open({
      now: () => NOW,
      connectors: [streams.connector()],
      onPipeline: (built) => {
        if (killed !== undefined) built.restore(Snapshot.decode(killed.snapshot));
        pipeline = built;
      },
    });
    await product.define(trial.tables.map(definitionOf).join("\n"));
    try {
      return await product.query(trial.sql, { before: killed?.before, changes: trial.seed % 4 > 0 });
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      lives--;
      killed = { snapshot: error.snapshot, before: product.settled };
    }
  }
}

function definitionOf({ name, updating }: RandomTable): string {
  const columns = TABLE_COLUMNS.map((column) => `${column.name} ${COLUMN_TYPES[column.kind].ours}`);
  columns[0] += updating ? " PRIMARY KEY" : " NOT NULL";
  const format = updating ? "debezium_json" : "json";
  return `CREATE TABLE ${name} (${columns.join(", ")}) WITH (connector = 'stream', format = '${format}');`;
}

function fromSqlite({ sql, tables }: Trial, { fields }: Settled): string[] {
  using oracle = new Sqlite();
  oracle.execute("PRAGMA case_sensitive_like = ON");
  const columns = TABLE_COLUMNS.map(({ name, kind }) => `${name} ${COLUMN_TYPES[kind].sqlite}`);
  for (const table of tables) oracle.table(table.name, columns, table.rows);
  return oracle.lines(sql, fields);
}

/** Makes the query smaller, then the tables. */
async function report(trial: Trial, made: readonly number[], failure: Failure): Promise<string> {
  const fails = async (smaller: Trial) => (await failureOf(smaller))?.kind === failure.kind;
  const queryOf = (choices: readonly number[]) => randomQuery(Choices.of(choices));
  const choices = await smallest(
    made.slice(0, 200),
    (list) => fails({ ...trial, sql: queryOf(list) }),
    (choice) => choice === 0 ? [] : [0, Math.floor(choice / 2), choice - 1],
  );
  let least: Trial = { ...trial, sql: queryOf(choices) };
  if (!await fails(least)) least = trial;
  for (const [i, table] of least.tables.entries()) {
    const withRows = (rows: RandomTable["rows"]) => ({ ...least, tables: least.tables.with(i, { ...table, rows }) });
    const rows = await smallest(table.rows, (list) => fails(withRows(list)));
    least = withRows(rows);
  }
  return `seed ${trial.seed}\n${await described(least)}`;
}

async function described(trial: Trial): Promise<string> {
  const choices = Choices.random(trial.seed);
  const inputs = trial.tables.map((table) =>
    `---- input ${table.name}\n${messagesOf(choices, table).map((line) => `${line}\n`).join("")}`
  );
  const definitions = trial.tables.map(definitionOf);
  return [...definitions, `${trial.sql};`, ...inputs, (await failureOf(trial))?.text].join("\n");
}
