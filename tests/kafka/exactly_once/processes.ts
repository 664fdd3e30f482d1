/** Processes that are killed at every step, that are stopped and wake up, and that sleep through their transaction's timeout. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import {
  expectedRows,
  isPending,
  type Row,
  settledRows,
} from "../../../connectors/kafka/transactions/test_pipeline.ts";
import { eventually } from "../command.ts";
import { javaRecords } from "../other_clients.ts";
import { connect, newTopic, readTopic, writeTopic } from "../records.ts";
import { readTarget } from "../target.ts";
import type { ProgramOptions } from "./program.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const PROGRAM = fileURLToPath(new URL("./program.ts", import.meta.url));
const PARTITIONS = 2;
const TOTAL = 2_000;

/** Steps of the program at which it is killed: those of the start once, those of a checkpoint in its second. */
const STEPS: readonly string[] = [
  "after-OffsetFetch:1",
  "after-OffsetFetch:3",
  ...["before", "sent", "after"].map((when) => `${when}-InitProducerId:1`),
  ...["sent", "after"].map((when) => `${when}-AddPartitionsToTxn:2`),
  "written:2",
  "prepared:2",
  "snapshot-written:2",
  "snapshot:2",
  ...["AddOffsetsToTxn", "TxnOffsetCommit", "EndTxn"].flatMap((api) => [
    `before-${api}:3`,
    `sent-${api}:1`, // of the start's own marker
    `sent-${api}:3`,
    `after-${api}:1`,
    `after-${api}:3`,
  ]),
  "committed:2",
  "before-prune:2",
  "pruned:2",
];

interface Setup extends AsyncDisposable {
  readonly options: ProgramOptions;
  readonly folder: string;
}

async function setUp(name: string, more: Partial<ProgramOptions> = {}): Promise<Setup> {
  const folder = await Deno.makeTempDir({ prefix: "sluice-exactly-once-" });
  await Deno.mkdir(`${folder}/snapshots`);
  const topics = [
    await newTopic(`${name}-all`, { partitions: PARTITIONS }),
    await newTopic(`${name}-odd`, { partitions: PARTITIONS }),
  ] as const;
  const options = {
    bootstrap: readTarget().bootstrap,
    pipeline: topics[0],
    topics,
    total: TOTAL,
    perCheckpoint: 40,
    folder: `${folder}/snapshots`,
    host: "first",
    ...more,
  };
  return { options, folder, [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }) };
}

function start(options: ProgramOptions, crash = ""): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "-q", "--no-check", PROGRAM],
    cwd: ROOT,
    env: { PROGRAM: JSON.stringify(options), CRASH: crash },
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
}

async function finish(child: Deno.ChildProcess): Promise<{ code: number; signal: string | null; text: string }> {
  const { code, signal, stdout } = await child.output();
  return { code, signal, text: new TextDecoder().decode(stdout).trim() };
}

/** The rows of a topic as Java's consumer reads them under read_committed, up to a last record of each partition. */
async function rowsByJava(topic: string, count: number): Promise<Row[]> {
  await writeTopic(topic, Array.from({ length: PARTITIONS }, (_, partition) => ({ partition, value: "end" })));
  const records = await javaRecords(topic, count + PARTITIONS, "--isolation-level", "read_committed");
  const values = records.map(({ value }) => value ?? "");
  assert.equal(values.filter((value) => value === "end").length, PARTITIONS, "nothing is there but the rows");
  return values.filter((value) => value !== "end").map((value): Row => JSON.parse(value))
    .sort((one, other) => one.id - other.id);
}

Deno.test("A pipeline that is killed at every step loses and repeats nothing", async () => {
  await using setup = await setUp("killed");
  const { options } = setup;
  for (const step of STEPS) {
    const { signal, text } = await finish(start(options, step));
    assert.equal(signal, "SIGKILL", `${step}: ${text}`);
  }
  const { code, text } = await finish(start(options));
  assert.equal(code, 0, text);
  assert.match(text, /^resumed [1-9]\d*$/);
  const [all, odd] = expectedRows(TOTAL);
  const written = (await readTopic(options.topics[0])).length;
  assert.ok(written > TOTAL + 200, `${written} rows were written for ${TOTAL}: else the kills prove nothing`);
  assert.deepEqual(await rowsByJava(options.topics[0], all.length), all);
  assert.deepEqual(await rowsByJava(options.topics[1], odd.length), odd);
});

Deno.test("A process that is stopped, replaced and woken up ends, names the other's host and changes nothing", async () => {
  await using setup = await setUp("zombie");
  const { options, folder } = setup;
  const go = `${folder}/go`;
  const zombie = start({ ...options, waitFor: go, total: 400 });
  const ended = finish(zombie);
  await using cluster = await connect();
  // It holds a transaction open, with its snapshot written and its marker not yet.
  await eventually("checkpoint 2 waits", async () => await isPending(cluster, options.topics[0]));
  await eventually("and its snapshot is there", () => snapshots(options).some((name) => /^snap-2-[^.]*$/.test(name)));
  zombie.kill("SIGSTOP");
  const heir = await finish(start({ ...options, total: 400, host: "second" }));
  assert.deepEqual([heir.code, heir.text], [0, "resumed 1"]);
  await Deno.writeTextFile(go, "");
  zombie.kill("SIGCONT");
  const { code, text } = await ended;
  assert.equal(code, 3, text);
  assert.match(text, /was taken over by a newer instance on host second$/);
  const [all, odd] = expectedRows(400);
  assert.deepEqual(await settledRows(cluster, options.topics[0]), all);
  assert.deepEqual(await settledRows(cluster, options.topics[1]), odd);
});

Deno.test("Of processes that start at once one runs the pipeline, and the others end without a trace", async () => {
  await using setup = await setUp("race");
  const { options } = setup;
  const hosts = ["first", "second", "third"];
  const results = await Promise.all(hosts.map((host) => finish(start({ ...options, host }))));
  const texts = results.map(({ code, text }) => `${code}: ${text}`);
  assert.ok(results.every(({ code }) => code === 0 || code === 3), texts.join("\n"));
  assert.ok(results.some(({ code }) => code === 0), texts.join("\n"));
  await using cluster = await connect();
  const [all, odd] = expectedRows(TOTAL);
  assert.deepEqual(await settledRows(cluster, options.topics[0]), all);
  assert.deepEqual(await settledRows(cluster, options.topics[1]), odd);
});

Deno.test("A process that sleeps through its transaction's timeout starts again by itself", async () => {
  await using setup = await setUp("asleep", { total: 400, timeoutMs: 1_000 });
  const { options, folder } = setup;
  const go = `${folder}/go`;
  const ended = finish(start({ ...options, waitFor: go }));
  await using cluster = await connect();
  await eventually("checkpoint 2 waits", () => snapshots(options).some((name) => /^snap-2-[^.]*$/.test(name)));
  await eventually("the broker has ended its transaction", async () => !await isPending(cluster, options.topics[0]));
  await Deno.writeTextFile(go, "");
  const { code, text } = await ended;
  assert.equal(code, 0, text);
  assert.equal(text, "waiting\nresumed 0 1");
  const [all, odd] = expectedRows(400);
  assert.deepEqual(await settledRows(cluster, options.topics[0]), all);
  assert.deepEqual(await settledRows(cluster, options.topics[1]), odd);
});

function snapshots({ folder }: ProgramOptions): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name);
}
