import assert from "node:assert/strict";
import type { PipelineHealth } from "../../engine/health.ts";
import { ANSI_THEME, PLAIN_THEME } from "../editor/highlight.ts";
import { NOW, NOW_NANOS, observation, readThrough, rows } from "../why/test_observation.ts";
import { HealthLine, healthText, type Healthy, plainHealth } from "./health_line.ts";

function healthy(metrics: Partial<PipelineHealth>, more: Partial<Healthy> = {}): Healthy {
  const { health } = observation(rows(readThrough(0)), { health: metrics });
  return {
    state: "running",
    metrics: health,
    keepsCheckpoints: false,
    checkpoints: [],
    checkpointInterval: 1000,
    ...more,
  };
}

const BUSY: Partial<PipelineHealth> = {
  rowsIn: 12_400,
  rowsOut: 310,
  lag: { table: "orders", partition: 3, records: 1200, seconds: 0.4 },
  watermark: NOW_NANOS - 5_000_000_000n,
  newest: NOW_NANOS,
  lateRows: 3,
  stateSize: 4_100_000,
};

Deno.test("HealthLine says everything in a line, the most important first", () => {
  const line = new HealthLine();
  line.fields(healthy({}), NOW);
  const job = healthy(BUSY, { keepsCheckpoints: true, checkpoints: [{ at: NOW - 1000 }] });
  assert.equal(
    plainHealth(line.fields(job, NOW + 1000)),
    "12.4k/s in · 310/s out · lag 1.2k rec, 0.4 s (orders-3) · watermark 09:59:55, 5 s behind · late 3 · bad 0 · " +
      "state 4.1 MB · commit 2 s ago",
  );
  assert.equal(plainHealth(new HealthLine().fields(healthy({}), NOW)), "0/s in · 0/s out · bad 0");
});

Deno.test("HealthLine says first that the person has paused the job", () => {
  const said = plainHealth(new HealthLine().fields(healthy({}, { state: "paused" }), NOW));
  assert.equal(said, "paused by you · 0/s in · 0/s out · bad 0");
});

Deno.test("HealthLine's rates are those of the last look, however often it is asked", () => {
  const line = new HealthLine();
  const rate = (rowsIn: number, at: number) => line.fields(healthy({ rowsIn }), NOW + at)[0]?.text;
  assert.deepEqual([rate(0, 0), rate(50, 100), rate(500, 500), rate(900, 900), rate(1500, 1000)], [
    "0/s in",
    "0/s in",
    "1.0k/s in",
    "1.0k/s in",
    "2.0k/s in",
  ]);
});

Deno.test("HealthLine marks what somebody should do something about, and nothing else", () => {
  const marked = (job: Healthy, line = new HealthLine()) =>
    line.fields(job, NOW).filter(({ isBad }) => isBad).map(({ text }) => text);
  assert.deepEqual(marked(healthy(BUSY)), []);
  assert.deepEqual(marked(healthy({ ...BUSY, badRows: 2, lostRows: 1, lateRows: 1000 })), [
    "late 1,000",
    "bad 2",
    "lost 1",
  ]);
  const overdue = { keepsCheckpoints: true, checkpoints: [{ at: NOW - 9000 }] };
  assert.deepEqual(marked(healthy(BUSY, overdue)), ["commit 9 s ago"]);
  const lost = { since: NOW, error: "Cannot connect to b:9092" };
  assert.match(marked(healthy({ ...BUSY, reconnecting: lost })).join("|"), /^reconnecting since .*\|Cannot connect/);
});

Deno.test("HealthLine marks a lag that only grows", () => {
  const isMarked = (lags: readonly number[]) => {
    const line = new HealthLine();
    const fields = lags.map((records, i) =>
      line.fields(healthy({ lag: { table: "t", partition: 0, records, seconds: 1 } }), NOW + i * 500)
    );
    return fields.at(-1)?.some(({ text, isBad }) => isBad && text.startsWith("lag")) ?? false;
  };
  const growing = Array.from({ length: 20 }, (_, i) => 100 + i);
  assert.ok(isMarked(growing));
  assert.ok(!isMarked(growing.slice(1)), "not for long enough");
  assert.ok(!isMarked(growing.toReversed()), "it catches up");
  assert.ok(!isMarked(growing.with(10, 0)), "it was caught up in between");
});

Deno.test("healthText drops fields from the right, keeps what is said after them, and is red where something is bad", () => {
  const fields = [{ text: "1/s in", isBad: false }, { text: "bad 2", isBad: true }, {
    text: "state 1 kB",
    isBad: false,
  }];
  const text = (width: number, after?: string) => healthText(fields, width, PLAIN_THEME, after);
  assert.equal(text(80, "Ctrl-C stops"), "1/s in · bad 2 · state 1 kB · Ctrl-C stops");
  assert.equal(text(29), "1/s in · bad 2 · state 1 kB".slice(0, 29));
  assert.equal(text(26), "1/s in · bad 2");
  assert.equal(text(26, "Ctrl-C stops"), "1/s in · Ctrl-C stops");
  assert.equal(text(3), "1/s in", "one at least; the screen cuts it");
  assert.ok(healthText(fields, 80, ANSI_THEME).includes("\x1b[31mbad 2\x1b[39m"));
  assert.ok(!healthText(fields.slice(0, 1), 80, ANSI_THEME).includes("\x1b[31m"));
});
