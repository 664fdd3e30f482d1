/**
 * Random changes through random queries: however they are shown (final rows, a changelog, Debezium's messages) and
 * however they come in batches, they lead to the rows that the query gives over what is left in the end.
 */
import assert from "node:assert/strict";
import { CONNECTORS } from "../connectors/mod.ts";
import { runScript } from "../engine/script.ts";
import { json } from "../schema/formats/json.ts";
import { readOptions } from "../schema/options.ts";
import { parseScript } from "../sql/parse.ts";
import { CaseWorld, encodedRows } from "./cases/case_connector.ts";
import type { CaseRecord } from "./cases/case_file.ts";
import { openTestSession } from "./open_session.ts";

interface Row {
  readonly id: number;
  readonly name: string | null;
  readonly n: number;
}

interface Query {
  readonly sql: string;
  readonly columns: string;
  /** The same over the rows that are left. */
  over(rows: readonly Row[]): unknown[];
}

const QUERIES: readonly Query[] = [
  { sql: "SELECT * FROM t", columns: "id INT, name TEXT, n INT", over: (rows) => [...rows] },
  {
    sql: "SELECT n + 1 AS m, id FROM t WHERE n > 4 AND name IS NOT NULL",
    columns: "m INT, id INT",
    over: (rows) => rows.filter(({ n, name }) => n > 4 && name !== null).map(({ id, n }) => ({ m: n + 1, id })),
  },
  {
    sql: "SELECT name FROM (SELECT * FROM t WHERE n > 2) WHERE n < 8",
    columns: "name TEXT",
    over: (rows) => rows.filter(({ n }) => n > 2 && n < 8).map(({ name }) => ({ name })),
  },
  {
    sql: "SELECT id, name FROM t WHERE n > 5 UNION ALL SELECT n, 'n' FROM t",
    columns: "id INT, name TEXT",
    over: (rows) => [
      ...rows.filter(({ n }) => n > 5).map(({ id, name }) => ({ id, name })),
      ...rows.map(({ n }) => ({ id: n, name: "n" })),
    ],
  },
];

for (let seed = 1; seed <= 8; seed++) {
  Deno.test(`changes lead to the rows that are left (seed ${seed})`, async () => {
    const random = randomOf(seed);
    const { records, rows } = randomChanges(random, 10 + Math.floor(random() * 150));
    for (const query of QUERIES) {
      for (const size of [1024, 5, 1]) {
        const expected = sorted(query.over(rows));
        const { final, changelog, messages } = await results(query, records, size);
        const what = `${query.sql}, ${size} records at a time`;
        assert.deepEqual(sorted(final), expected, what);
        assert.deepEqual(sorted(replayed(changelog)), expected, `changelog of ${what}`);
        assert.deepEqual(sorted(applied(messages)), expected, `messages of ${what}`);
      }
    }
  });
}

/** Of a bounded query: its final rows, its changelog and what a Debezium sink gets. */
async function results({ sql, columns }: Query, records: readonly CaseRecord[], size: number) {
  const world = new CaseWorld(new Map([["t", [records]]]), size);
  const session = await openTestSession({
    connectors: [world.connector(), ...CONNECTORS],
    interactive: false,
  });
  const debezium = "WITH (connector = 'case', format = 'debezium_json')";
  const script = `CREATE TABLE t (id INT PRIMARY KEY, name TEXT, n INT NOT NULL) ${debezium};
    CREATE TABLE out (${columns}) ${debezium};
    ${sql}; SET result_mode = 'changelog'; ${sql}; INSERT INTO out ${sql};`;
  const selects: string[][] = [];
  await runScript(script, parseScript(script), session, {
    rows(fields) {
      const rows: string[] = [];
      selects.push(rows);
      const encoder = json.encoder(fields, readOptions(json.options, new Map(), new Set()));
      return { receive: (batch) => void rows.push(...encodedRows(encoder, batch)) };
    },
    info: () => {},
    test: () => Promise.resolve(undefined),
    notice: () => {},
    error: (error) => assert.fail(error),
    started: () => {},
  }, { continueOnError: false, checkOnly: false });
  await session.close();
  const [final = [], changelog = []] = selects.map((lines) => lines.map((line) => JSON.parse(line)));
  return { final, changelog, messages: (world.outputs.get("out") ?? []).map((line) => JSON.parse(line)) };
}

type Change = Readonly<Record<string, unknown>> & { readonly _op: string };

/** The rows that are left of a changelog; a −U is followed by its +U. */
function replayed(changes: readonly Change[]): unknown[] {
  const rows = new Bag();
  changes.forEach(({ _op, ...row }, i) => {
    if (_op === "-U") assert.equal(changes[i + 1]?._op, "+U");
    if (_op === "+U") assert.equal(changes[i - 1]?._op, "-U");
    if (_op.startsWith("+")) rows.add(row);
    else rows.remove(row);
  });
  return rows.rows;
}

interface Message {
  readonly before: unknown;
  readonly after: unknown;
  readonly op: string;
}

function applied(messages: readonly Message[]): unknown[] {
  const rows = new Bag();
  for (const { before, after, op } of messages) {
    assert.equal(op, before === null ? "c" : after === null ? "d" : "u");
    assert.notDeepEqual(before, after);
    if (before !== null) rows.remove(before);
    if (after !== null) rows.add(after);
  }
  return rows.rows;
}

/** Rows, some of them equal; only one that is there can be removed. */
class Bag {
  readonly rows: unknown[] = [];

  add(row: unknown): void {
    this.rows.push(row);
  }

  remove(row: unknown): void {
    const text = JSON.stringify(row);
    const at = this.rows.findIndex((one) => JSON.stringify(one) === text);
    assert.ok(at >= 0, `${text} is removed and was not there`);
    this.rows.splice(at, 1);
  }
}

function randomChanges(random: () => number, count: number): { records: CaseRecord[]; rows: Row[] } {
  const rows = new Map<number, Row>();
  const records: CaseRecord[] = [];
  const below = (limit: number) => Math.floor(random() * limit);
  const rowOf = (id: number): Row => ({ id, name: random() < 0.2 ? null : `n${below(3)}`, n: below(10) });
  for (let i = 0; i < count; i++) {
    const id = below(12);
    const before = rows.get(id) ?? null;
    const moved = random() < 0.1 && !rows.has(id + 100) ? id + 100 : id;
    const after = before !== null && random() < 0.3 ? null : rowOf(before === null ? id : moved);
    if (before !== null) rows.delete(before.id);
    if (after !== null) rows.set(after.id, after);
    const op = before === null ? "c" : after === null ? "d" : "u";
    records.push({ key: null, value: new TextEncoder().encode(JSON.stringify({ before, after, op })) });
  }
  return { records, rows: [...rows.values()] };
}

/** Numbers from 0 up to 1, the same for the same seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function sorted(rows: readonly unknown[]): string[] {
  return rows.map((row) => JSON.stringify(row)).sort();
}
