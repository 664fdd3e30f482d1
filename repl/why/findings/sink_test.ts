import assert from "node:assert/strict";
import { found, NOW, readThrough, rows, sink } from "../test_observation.ts";

const newest = { number: 7, at: NOW - 4000, milliseconds: 1, pauseMilliseconds: 0, bytes: 1 };

Deno.test("uncommittedFindings says when rows of an exactly-once sink will count", () => {
  const committed = (checkpoints: { interval: number; newest: typeof newest | undefined; failed: number }) =>
    found(sink(readThrough(5), { exactlyOnce: true }), { job: { checkpoints } }).find(({ cause }) =>
      cause === "uncommitted"
    );
  const due = committed({ interval: 10_000, newest, failed: 0 });
  assert.match(
    due?.text ?? "",
    /^5 rows were written to out; those since the checkpoint of .* are not committed yet: the next checkpoint is in about 6 s$/,
  );
  assert.match(committed({ interval: 1000, newest, failed: 0 })?.text ?? "", /the next checkpoint is due since 3 s$/);
  assert.match(
    committed({ interval: 90_000, newest: undefined, failed: 0 })?.text ?? "",
    /none of them is committed yet: the next checkpoint is in about 30 s$/,
  );
  assert.equal(found(sink(readThrough(5)), {}).find(({ cause }) => cause === "uncommitted"), undefined);
});

Deno.test("slowSinkFindings says how long reading has waited", () => {
  const [slow] = found(sink(readThrough(5000, { blocked: 40_000 }), { written: 1000 }));
  assert.equal(
    slow?.text,
    "out takes rows slower than they come: reading has waited for it 40 s of 60 s; 4,000 rows are not acknowledged",
  );
  const causes = found(sink(readThrough(5, { blocked: 20_000 }))).map(({ cause }) => cause);
  assert.ok(!causes.includes("slow_sink"), "less than half of the time");
  assert.notEqual(found(rows(readThrough(5, { blocked: 50_000 })))[0]?.cause, "slow_sink");
});
