import assert from "node:assert/strict";
import { notReady } from "./readiness.ts";
import { AT, jobMetrics } from "./test_metrics.ts";

const ready = (changes: Parameters<typeof jobMetrics>[0], now = AT) => notReady([jobMetrics(changes)], now);

Deno.test("notReady says nothing of jobs that run, are connected and take checkpoints", () => {
  assert.deepEqual(ready({}), []);
  assert.deepEqual(ready({}, AT + 29_999), []);
  assert.deepEqual(notReady([jobMetrics(), jobMetrics({ job: 2, state: "finished" })], AT), []);
  assert.deepEqual(ready({ checkpoints: undefined }, AT + 1e9), []);
});

Deno.test("notReady says which job does not run, and why", () => {
  assert.deepEqual(notReady([], AT), ["No job runs"]);
  assert.deepEqual(ready({ state: "finished" }), ["No job runs"]);
  assert.deepEqual(ready({ state: "starting" }), ["Job 1 (p) is starting"]);
  assert.deepEqual(ready({ state: "paused" }), ["Job 1 (p) is paused"]);
  const error = new Error("the broker is gone");
  assert.deepEqual(ready({ state: "restarting", error }), ["Job 1 (p) is being started again: the broker is gone"]);
  assert.deepEqual(ready({ state: "failed", error }), ["Job 1 (p) has failed: the broker is gone"]);
  const reconnecting = { since: AT, error: "no answer" };
  assert.deepEqual(ready({ reconnecting }), ["Job 1 (p) is reconnecting: no answer"]);
});

Deno.test("notReady counts three intervals since the last checkpoint, or since the start when there was none", () => {
  const late = ["Job 1 (p) has taken no checkpoint for 30.0 s; one is due every 10 s"];
  assert.deepEqual(ready({}, AT + 30_000), late);
  const checkpoints = { interval: 10_000, newest: undefined, failed: 0 };
  assert.deepEqual(ready({ checkpoints }, AT + 30_000), late);
  assert.deepEqual(ready({ checkpoints }, AT + 29_000), []);
});
