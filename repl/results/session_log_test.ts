import assert from "node:assert/strict";
import { fieldOf } from "../../schema/field.ts";
import { INT, TEXT } from "../../schema/types.ts";
import type { KeptResult } from "../view/kept_result.ts";
import { SessionLog } from "./session_log.ts";

const AT = Date.UTC(2026, 0, 31, 10);

function kept(rows: KeptResult["rows"], complete = true): KeptResult {
  return {
    text: "",
    fields: [fieldOf("n", INT), fieldOf("w", TEXT)],
    rows,
    size: [...rows].length,
    complete,
    dropped: 0,
  };
}

/** A job that has read one partition from offset 17 up to `position.at`, and is through. */
function job(position: { at: number }, state: "finished" | "running" | "failed" = "finished") {
  const readings = () => [{
    table: "orders",
    reading: { ranges: [{ partition: 0, from: 17, to: position.at }], identity: "6Zk3" },
  }];
  const counted = { rowsIn: 0, rowsOut: 7, bytesIn: 0, badRows: 0, lostRows: 0, lateRows: 3 };
  const pipeline = { readings, isRestored: false } as never;
  const through = state === "finished";
  const ended = state !== "running";
  const done = ended ? Promise.resolve() : new Promise<void>(() => {});
  return { started: Promise.resolve(true as const), done, pipeline, counted, state, ended, through };
}

Deno.test("SessionLog writes a script whose comments say when, how many rows, their hash, and which offsets", async () => {
  const log = new SessionLog();
  const position = { at: 17 };
  const reading = job(position);
  log.follow(reading);
  await reading.started;
  position.at = 42;
  log.add("CREATE TABLE orders (n INT);", AT);
  log.add("SELECT n, w\nFROM orders;", AT + 1000, { job: reading, kept: kept([[1, "a"], [2, null]]) });
  const script = await log.script(AT + 5000);
  assert.match(
    script,
    new RegExp(`^-- 2026-01-31T10:00:05\\.000Z, a session of Sluice: .*

-- 2026-01-31T10:00:00\\.000Z
CREATE TABLE orders \\(n INT\\);

-- 2026-01-31T10:00:01\\.000Z, 2 rows, 3 late, sha256 [0-9a-f]{64}
-- orders: offsets 0:17-42, id 6Zk3
-- row \\["1","a"\\]
-- row \\["2",null\\]
SELECT n, w
FROM orders;
$`),
  );
});

Deno.test("SessionLog gives equal rows the same hash in any order, unless the query sorts, and a part of a result none", async () => {
  const hash = async (result: KeptResult, order?: readonly number[]) => {
    const log = new SessionLog();
    log.add("SELECT 1", AT, { kept: result, order });
    return /sha256 (\w+)/.exec(await log.script(AT))?.[1];
  };
  const rows = [[1, "a"], [2, "b"], [2, "c"]] as const;
  const known = await hash(kept(rows));
  assert.equal(known, await hash(kept(rows.toReversed())));
  assert.notEqual(known, await hash(kept(rows.slice(1))));
  const sorted = await hash(kept(rows), [0]);
  assert.equal(sorted, await hash(kept([[1, "a"], [2, "c"], [2, "b"]]), [0]), "equal ones come in any order");
  assert.notEqual(sorted, await hash(kept(rows.toReversed()), [0]));
  assert.equal(await hash(kept(rows, false)), undefined);
});

Deno.test("SessionLog says of a job that is not through why, counts no changes, and compares nothing of it", async () => {
  const log = new SessionLog();
  log.add("SELECT a", AT, { job: job({ at: 20 }, "running") });
  log.add("SELECT b", AT, { job: job({ at: 20 }, "failed"), kept: kept([[1, "a"]]) });
  log.add("SELECT c", AT, { job: { ...job({ at: 20 }), through: false }, changes: true });
  const script = await log.script(AT);
  assert.match(script, /Z, 7 rows, 3 late, running\n.*\nSELECT a/);
  assert.match(script, /Z, 1 row, 3 late, failed\n.*\nSELECT b/);
  assert.match(script, /Z, 3 late, stopped\n.*\nSELECT c/);
  assert.ok(!/sha256|-- row/.test(script));
});

Deno.test("SessionLog counts rows that were too many to be kept, and hashes none of them", async () => {
  const log = new SessionLog();
  log.add("SELECT a", AT, { job: job({ at: 20 }), kept: { ...kept([[1, "a"]], false), dropped: 5 } });
  assert.match(await log.script(AT), /Z, 6 rows, 3 late\n.*\nSELECT a/);
});

Deno.test("SessionLog never writes a secret", async () => {
  const log = new SessionLog();
  log.add("CREATE CONNECTION c WITH (connector = 'kafka', 'auth.password' = 'quince')", AT);
  const fields = [fieldOf("w", TEXT)];
  log.add("SELECT w FROM t", AT, { kept: { ...kept([["auth.password = 'quince'"]]), fields } });
  const script = await log.script(AT);
  assert.ok(!script.includes("quince"));
  assert.match(script, /'auth\.password' = '\*\*\*'/);
});

Deno.test("SessionLog lets go of jobs that are over, and of rows when others have come", async () => {
  const log = new SessionLog();
  let asked = 0;
  const rows = function* () {
    asked++;
    yield [1, "a"];
  };
  const over = job({ at: 42 });
  const pipeline = {
    isRestored: false,
    readings() {
      asked++;
      return [];
    },
  } as never;
  log.add("SELECT a", AT, { kept: { ...kept([]), rows: { [Symbol.iterator]: rows } } });
  log.add("INSERT INTO t SELECT a", AT, { job: { ...over, pipeline } });
  log.add("SELECT b", AT, { job: over, kept: kept([[1, "a"]]) });
  const scripts = [];
  for (let before = -1; asked > before && scripts.length < 100;) {
    before = asked;
    scripts.push(await log.script(AT));
  }
  assert.ok(scripts.length < 100, "they are asked again and again");
  assert.deepEqual(new Set(scripts).size, 1);
});
