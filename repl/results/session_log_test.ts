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

/** A job that has read one partition up to `position.at`. */
function job(position: { at: number }, rowsOut = 0) {
  const progress = () => [{
    table: "orders",
    partitions: [{ partition: 0, position: position.at, end: undefined, timestamp: undefined }],
  }];
  const counted = { rowsIn: 0, rowsOut, bytesIn: 0, badRows: 0, lostRows: 0, lateRows: 0 };
  return { started: Promise.resolve(true as const), pipeline: { progress } as never, counted };
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
  const script = await log.script(AT + 5000, new Map([["who", "ann\nlee"]]));
  assert.match(
    script,
    new RegExp(`^-- 2026-01-31T10:00:05\\.000Z, a session of Sluice: .*
-- Its variables: --var who="ann\\\\nlee"

-- 2026-01-31T10:00:00\\.000Z
CREATE TABLE orders \\(n INT\\);

-- 2026-01-31T10:00:01\\.000Z, 2 rows, sha256 [0-9a-f]{64}
-- orders: offsets 0:17-42
SELECT n, w
FROM orders;
$`),
  );
});

Deno.test("SessionLog gives equal rows the same hash, others another one, and a part of a result none", async () => {
  const hash = async (result: KeptResult) => {
    const log = new SessionLog();
    log.add("SELECT 1", AT, { kept: result });
    return /sha256 (\w+)/.exec(await log.script(AT, new Map()))?.[1];
  };
  const rows = [[1, "a"], [2, "b"]] as const;
  assert.equal(await hash(kept(rows)), await hash(kept(rows.map((row) => [...row]))));
  assert.notEqual(await hash(kept(rows)), await hash(kept(rows.toReversed())));
  assert.equal(await hash(kept(rows, false)), undefined);
});

Deno.test("SessionLog never writes a secret", async () => {
  const log = new SessionLog();
  log.add("CREATE CONNECTION c WITH (connector = 'kafka', 'auth.password' = 'quince')", AT);
  const script = await log.script(AT, new Map());
  assert.ok(!script.includes("quince"));
  assert.match(script, /'auth\.password' = '\*\*\*'/);
});
