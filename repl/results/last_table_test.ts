import assert from "node:assert/strict";
import { processEnvironment } from "../../engine/environment.ts";
import { type BoundSelect, withoutRetractions } from "../../engine/bind_statement.ts";
import type { Session } from "../../engine/session.ts";
import { rowValues } from "../../engine/standing_rows.ts";
import { fieldOf } from "../../schema/field.ts";
import { arrayType, BIGINT, decimalType, INT, TEXT, TIMESTAMP, type Value } from "../../schema/types.ts";
import { parseScript } from "../../sql/parse.ts";
import { batchesOf } from "../view/info.ts";
import type { KeptResult } from "../view/kept_result.ts";
import { KeptRows } from "./kept_rows.ts";
import { lastTable } from "./last_table.ts";
import { openTestSession } from "../../tests/open_session.ts";

const FIELDS = [
  fieldOf("id", INT),
  fieldOf("name", TEXT),
  fieldOf("price", decimalType(10, 2)),
  fieldOf("at", TIMESTAMP),
  fieldOf("tags", arrayType(TEXT)),
];

function kept(rows: readonly (readonly Value[])[], fields = FIELDS, ended = true): KeptRows {
  const result = new KeptRows("SELECT *\nFROM t;", fields);
  for (const batch of batchesOf({ fields, rows })) result.append(batch);
  result.ended = ended;
  return result;
}

/** What queries over `_` give, and what was noticed on the way. */
async function ask(result: KeptResult | undefined, ...queries: string[]) {
  const environment = processEnvironment(undefined, () => {});
  await using session = await openTestSession({
    environment,
  });
  const notices: string[] = [];
  session.provide(lastTable(() => result, (text) => notices.push(text)));
  const rows: Value[][] = [];
  for (const statement of parseScript(`${queries.join(";")};`).statements) {
    const outcome = await session.run(statement);
    if (outcome.kind !== "select") continue;
    assert.ok(outcome.select.bounded);
    rows.push(...await rowsOf(session, withoutRetractions(outcome.select)));
  }
  return { rows, notices };
}

async function rowsOf(session: Session, select: BoundSelect): Promise<Value[][]> {
  const rows: Value[][] = [];
  const receive = (batch: Parameters<KeptRows["append"]>[0]) => {
    for (let row = 0; row < batch.length; row++) rows.push([...rowValues(batch, select.fields, row)]);
  };
  await session.select(select, "", { receive }).done;
  return rows;
}

const ROWS: Value[][] = [[1, "ann", 1050n, 0n, ["a"]], [2, null, 250n, 1_000_000_000n, null], [
  3,
  "cy",
  null,
  null,
  [],
]];

Deno.test("table _ gives the kept rows with all their types", async () => {
  const { rows, notices } = await ask(kept(ROWS), "SELECT * FROM _");
  assert.deepEqual(rows, ROWS);
  assert.deepEqual(notices, []);
});

Deno.test("table _ is filtered, sorted and joined like any other", async () => {
  assert.deepEqual((await ask(kept(ROWS), "SELECT name FROM _ WHERE id > 1 ORDER BY id DESC")).rows, [["cy"], [null]]);
  assert.deepEqual((await ask(kept(ROWS), "SELECT a.id FROM _ a JOIN _ b ON a.id = b.id + 1 ORDER BY 1")).rows, [[2], [
    3,
  ]]);
});

Deno.test("table _ holds many rows", async () => {
  const many = Array.from({ length: 25_000 }, (_, i) => [i]);
  const { rows } = await ask(kept(many, [fieldOf("n", INT)]), "SELECT count(*) AS n, sum(n) AS s FROM _");
  assert.deepEqual(rows, [[25_000n, 312_487_500n]]);
});

Deno.test("table _ says loudly when it is not the whole result", async () => {
  const { notices } = await ask(kept(ROWS, FIELDS, false), "SELECT id FROM _");
  assert.deepEqual(notices, [
    "_ has 3 rows, those that had come when the query was stopped. It is of: SELECT * FROM t",
  ]);
  const small = new KeptRows("SELECT 1", [fieldOf("n", BIGINT)], { rows: 1, bytes: 1e9 });
  for (const batch of batchesOf({ fields: small.fields, rows: [[1n]] })) small.append(batch);
  for (const batch of batchesOf({ fields: small.fields, rows: [[2n], [3n]] })) small.append(batch);
  small.ended = true;
  const partial = await ask(small, "SELECT n FROM _");
  assert.deepEqual(partial.rows, [[1n]]);
  assert.match(partial.notices[0] ?? "", /1 rows were kept, 2 were not/);
});

Deno.test("table _ is not there before there is a result, is not listed, and yields to a table of that name", async () => {
  await assert.rejects(ask(undefined, "SELECT * FROM _"), /_/);
  const { rows } = await ask(kept(ROWS), "CREATE VIEW _ AS SELECT 7 AS seven", "SELECT * FROM _");
  assert.deepEqual(rows, [[7n]]);
});

Deno.test("the connector of table _ is for nobody else", async () => {
  await assert.rejects(
    ask(kept(ROWS), "CREATE TABLE x (id INT) WITH (connector = 'last_result')"),
    /Only the table _ is the last result/,
  );
});
