import assert from "node:assert/strict";
import { found, NOW, readThrough, rows, scan, sink } from "../test_observation.ts";

Deno.test("jobFindings says what has become of the job", () => {
  const end = rows(scan([]));
  const first = (job: NonNullable<Parameters<typeof found>[1]>["job"]) => found(end, { job: { ...job } })[0];
  assert.deepEqual(first({ state: "paused", changedAt: NOW - 4000 }), {
    cause: "paused",
    text: "Paused by you 4 s ago",
    cure: "\\resume 1 goes on",
  });
  assert.equal(first({ id: 0, state: "paused" })?.cure, undefined, "a query has no number");
  const opening = first({ state: "starting", startedAt: NOW - 5000 });
  assert.equal(opening?.text, "orders is not open after 5 s: nobody has answered yet");
  assert.equal(opening?.cure, "TEST TABLE orders tells which step it is");
  assert.equal(first({ state: "starting", startedAt: NOW - 500 }), undefined);
  const error = { message: "The broker is gone", code: "unreachable" };
  assert.match(first({ state: "restarting", error })?.text ?? "", /^Starting again since .*: The broker is gone$/);
});

Deno.test("connectionFindings says since when, how often and why a cluster is not reached", () => {
  const connection = {
    kind: "reconnecting",
    since: NOW,
    error: "Cannot connect to b:1",
    tries: 3,
    hint: "Start it.",
  } as const;
  const [reading] = found(rows(readThrough(5, { connection })));
  assert.match(
    reading?.text ?? "",
    /^Reading orders is being tried again since .*, 3 failures: Cannot connect to b:1$/,
  );
  assert.equal(reading?.cure, "Start it");
  const [writing] = found(sink(readThrough(5), { connection }));
  assert.match(writing?.text ?? "", /^Writing out is being tried again/);
  const gone = { ...connection, error: 'the topic "orders" does not exist', code: "not_found" };
  assert.equal(found(rows(readThrough(5, { connection: gone })))[0]?.cause, "missing_topic");
});
