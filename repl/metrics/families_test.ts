import assert from "node:assert/strict";
import { familiesOf } from "./families.ts";
import { AT, jobMetrics } from "./test_metrics.ts";

const PROCESS = { version: "1.2.3", residentMemory: 4e8, now: AT + 5000 };

/** Name and labels to value. */
function valuesOf(jobs: Parameters<typeof familiesOf>[0]): Map<string, number> {
  return new Map(
    familiesOf(jobs, PROCESS).flatMap(({ name, samples }) =>
      samples.map(({ labels, value }) => [`${name} ${Object.values(labels).join(" ")}`.trim(), value] as const)
    ),
  );
}

Deno.test("familiesOf gives each number of a job under its name", () => {
  const values = valuesOf([jobMetrics()]);
  const expected = {
    "sluice_build_info 1.2.3": 1,
    "process_resident_memory_bytes": 4e8,
    "sluice_job_info 1 p INSERT INTO a SELECT * FROM b": 1,
    "sluice_job_state 1 p running": 1,
    "sluice_job_state 1 p failed": 0,
    "sluice_rows_in_total 1 p": 1,
    "sluice_rows_out_total 1 p": 2,
    "sluice_bytes_in_total 1 p": 3,
    "sluice_bad_records_total 1 p": 4,
    "sluice_lost_records_total 1 p": 5,
    "sluice_late_rows_total 1 p": 6,
    "sluice_lag_records 1 p b 0": 7,
    "sluice_lag_seconds 1 p b 0": 8,
    "sluice_lag_records 1 p b 1": 9,
    "sluice_watermark_delay_seconds 1 p": 10.5,
    "sluice_state_bytes 1 p": 11,
    "sluice_restarts_total 1 p": 0,
    "sluice_reconnecting 1 p": 0,
    "sluice_checkpoint_number 1 p": 12,
    "sluice_checkpoint_age_seconds 1 p": 5,
    "sluice_checkpoint_duration_seconds 1 p": 0.13,
    "sluice_checkpoint_pause_seconds 1 p": 0.014,
    "sluice_checkpoint_size_bytes 1 p": 15,
    "sluice_checkpoint_failures_total 1 p": 16,
  };
  for (const [name, value] of Object.entries(expected)) assert.equal(values.get(name), value, name);
  assert.equal(values.has("sluice_lag_seconds 1 p b 1"), false, "what is not known is left out");
});

Deno.test("familiesOf leaves out what a job without checkpoints and watermark has not", () => {
  const values = valuesOf([jobMetrics({ checkpoints: undefined, watermarkDelay: undefined })]);
  const names = [...values.keys()];
  assert.deepEqual(names.filter((name) => /checkpoint|watermark/.test(name)), []);
});

Deno.test("familiesOf names counters _total, ends durations and sizes with their unit, and gives no series twice", () => {
  const families = familiesOf([jobMetrics(), jobMetrics({ job: 2 })], PROCESS);
  for (const { name, type, help, samples } of families) {
    assert.match(name, /^[a-z_]+$/);
    assert.equal(name.endsWith("_total"), type === "counter", name);
    assert.match(help, /\.$/);
    const series = samples.map(({ labels }) => JSON.stringify(labels));
    assert.equal(new Set(series).size, series.length, name);
  }
});

Deno.test("docs/operations.md lists every metric, and no other", async () => {
  const text = await Deno.readTextFile(new URL("../../docs/operations.md", import.meta.url));
  const listed = [...text.matchAll(/^\| `([a-z_]+)` \| (counter|gauge) \|/gm)].map(([, name, type]) =>
    `${name} ${type}`
  );
  const served = familiesOf([jobMetrics()], PROCESS).map(({ name, type }) => `${name} ${type}`);
  assert.deepEqual(listed.toSorted(), served.toSorted());
});
