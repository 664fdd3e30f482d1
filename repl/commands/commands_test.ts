import assert from "node:assert/strict";
import { ageText, jobTable } from "./job_table.ts";
import { offsetLines } from "./jobs.ts";
import { pathOf, wordsOf } from "./command.ts";
import { COMMANDS } from "./mod.ts";
import { durationOf } from "./watch.ts";
import { wrapped } from "./connections.ts";

Deno.test("COMMANDS have names of their own, and a line of help each", () => {
  const names = COMMANDS.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
  assert.deepEqual(names.filter((name, i) => names.indexOf(name) !== i), []);
  for (const { name, doc } of COMMANDS) assert.ok(/^\\\S+$/.test(name) && doc.length > 3 && doc.length < 100, name);
});

Deno.test("wordsOf splits at blanks outside quotes, pathOf takes quotes away", () => {
  assert.deepEqual(wordsOf(`orders  'two words' "x y" 3`), ["orders", "two words", "x y", "3"]);
  assert.deepEqual(wordsOf(""), []);
  assert.equal(pathOf("'my file.sql'"), "my file.sql");
  assert.equal(pathOf("plain.sql"), "plain.sql");
});

Deno.test("durationOf reads what a person writes for a time, and refuses the rest", () => {
  assert.deepEqual(["500ms", "2s", "1m", "3", "1.5s"].map(durationOf), [500, 2000, 60_000, 3000, 1500]);
  for (const text of ["soon", "0s", "10ms", "-1s", "5h"]) {
    assert.throws(() => durationOf(text), /Cannot read the duration/);
  }
});

Deno.test("ageText is short whatever the age", () => {
  const minute = 60_000;
  assert.deepEqual(
    [0, 41_000, 12 * minute, 185 * minute, 52 * 60 * minute].map(ageText),
    ["0 s", "41 s", "12 min", "3 h 5 min", "2 d 4 h"],
  );
});

Deno.test("wrapped breaks behind commas and never within a word", () => {
  assert.deepEqual(wrapped("Produce 11, Fetch 12, ListOffsets 7", 22), ["Produce 11, Fetch 12,", "ListOffsets 7"]);
  assert.deepEqual(wrapped("averylongword", 4), ["averylongword"]);
  assert.deepEqual(wrapped("", 4), [""]);
});

Deno.test("offsetLines names each table with its partitions in order", () => {
  const at = (partition: number, position: number) => ({ partition, position, end: undefined, timestamp: undefined });
  const pipeline = {
    progress: () => [
      { table: "orders", partitions: [at(1, 7), at(0, 12)] },
      { table: "one", partitions: [at(0, 3)] },
      { table: "none", partitions: [] },
    ],
  };
  assert.deepEqual(offsetLines({ pipeline: pipeline as never }), [
    "orders was read up to the offsets 0:12, 1:7",
    "one was read up to offset 0:3",
  ]);
});

Deno.test("jobTable says how fast, how far behind, since when, and what went wrong", () => {
  const metrics = { lag: { partition: 0, records: 5, seconds: 1 }, reconnecting: undefined } as never;
  const job = {
    id: 3,
    state: "running",
    text: "INSERT\n  INTO t SELECT 1",
    metrics,
    checkpoints: [{ number: 4, at: 9_000, milliseconds: 1, pauseMilliseconds: 1, bytes: 1 }],
    keepsCheckpoints: true,
    startedAt: 0,
    error: new Error("lost"),
  } as const;
  const { rows } = jobTable([job, { ...job, id: 4, checkpoints: [], keepsCheckpoints: false }], () => 12.4, 10_000);
  assert.deepEqual(rows[0], [3n, "running", "INSERT INTO t SELECT 1", 12n, 5n, "4, 1 s ago", "10 s", "lost"]);
  assert.equal(rows[1]?.[5], "none are kept");
});
