/**
 * A million keys of state: how long sources stand still for a checkpoint of it, and how long a program that was killed takes
 * until it writes again. Beside that the longest time that the thread was kept, which is what a key in the shell waits.
 */
import { KafkaCluster } from "../../connectors/kafka/cluster.ts";
import { Fetcher } from "../../connectors/kafka/fetcher.ts";
import { listOffsets } from "../../connectors/kafka/offsets.ts";
import type { CheckpointRecord } from "../../engine/checkpoints/keeper.ts";
import { type Broker, brokers } from "./brokers.ts";
import { programArgs, temporaryDir } from "./program.ts";
import { BenchSession } from "./session.ts";
import { limitVerdict, percentile, type Verdict } from "./verdict.ts";

const KEYS = 1_000_000;
/** Each key has come when so many rows have been read. */
const ROWS_BEFORE = KEYS;
const RATE = 200_000;

type CommitMode = "at_least_once" | "exactly_once";

interface Shape {
  readonly name: string;
  readonly format: string;
  readonly select: string;
}

const WINDOWED: Shape = {
  name: "windowed",
  format: "json",
  select: `SELECT counter::BIGINT % ${KEYS} AS k, count(*), sum(counter::BIGINT) FROM ticks
    GROUP BY counter::BIGINT % ${KEYS}, tumble(INTERVAL '1 hour')`,
};
const UPDATING: Shape = {
  name: "updating",
  format: "debezium_json",
  select: `SELECT counter::BIGINT % ${KEYS} AS k, count(*) AS n, sum(counter::BIGINT) AS total FROM ticks
    GROUP BY counter::BIGINT % ${KEYS}`,
};

function scriptOf({ format, select }: Shape, mode: CommitMode, topic: string, { bootstrap }: Broker): string {
  return `SET pipeline_name = '${topic}';
    SET checkpoint_interval = INTERVAL '1 second';
    CREATE TABLE ticks WITH (connector = 'impulse', event_rate = ${RATE});
    CREATE TABLE totals (k BIGINT, n BIGINT, total BIGINT) WITH (connector = 'kafka', bootstrap_servers = '${bootstrap}', format = '${format}',
      topic = '${topic}', topic.create = 'true', type = 'sink', 'sink.commit_mode' = '${mode}');
    INSERT INTO totals ${select};`;
}

/** Checkpoints that were taken with all keys, the first ones after a restart among them; how long the thread was kept at most. */
async function checkpointsOf(broker: Broker, shape: Shape, mode: CommitMode, count: number) {
  await using dir = await temporaryDir();
  const script = scriptOf(shape, mode, `bench-${shape.name}-${mode}-${Date.now()}`, broker);
  const before = await followed(dir.path, script, count, ROWS_BEFORE);
  const after = await followed(dir.path, script, Math.ceil(count / 3), 0);
  return {
    checkpoints: [...before.checkpoints, ...after.checkpoints],
    longest: Math.max(before.longest, after.longest),
  };
}

/** `count` checkpoints, of those that begin when so many rows have been read. */
async function followed(dir: string, script: string, count: number, rows: number) {
  await using session = await BenchSession.open({ dir });
  const [job] = await session.run(script);
  if (job === undefined) throw new Error("The pipeline did not start");
  const ended = job.done.then(() => {
    throw new Error("The pipeline has ended");
  });
  ended.catch(() => {});
  const rest = async (milliseconds: number) => {
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, milliseconds))]);
  };
  await Promise.race([ended, job.started]);
  while (job.counted.rowsIn < rows) await rest(50);
  const first = rows === 0 ? 0 : (job.checkpoints[0]?.number ?? 0) + 2; // the next may have begun before
  const taken = () => job.checkpoints.filter(({ number }) => number >= first);
  let longest = 0;
  let last = performance.now();
  while (taken().length < count) {
    await rest(0);
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  }
  return { checkpoints: taken(), longest };
}

async function pauses(broker: Broker, shape: Shape, mode: CommitMode, count: number): Promise<Verdict> {
  const { checkpoints, longest } = await checkpointsOf(broker, shape, mode, count);
  const sizes = checkpoints.map(({ bytes }) => bytes / 1e6).sort((a, b) => a - b);
  const megabytes = `${sizes[0]?.toFixed(1)} to ${sizes.at(-1)?.toFixed(1)}`;
  const took = percentile(checkpoints.map(({ milliseconds }: CheckpointRecord) => milliseconds), 0.5);
  const all = checkpoints.map(({ pauseMilliseconds }: CheckpointRecord) => pauseMilliseconds);
  return limitVerdict(
    `pause of a checkpoint, ${KEYS} keys, ${shape.name}, ${mode}`,
    `${checkpoints.length} of ${megabytes} MB in ${took.toFixed(0)} ms; thread kept ${longest.toFixed(0)} ms at most`,
    { value: percentile(all, 0.5), limit: 20, spread: { min: Math.min(...all), max: Math.max(...all) } },
  );
}

/** Milliseconds from starting a program, whose state is there, to the first record that it writes. */
async function restarts(broker: Broker, mode: CommitMode, rounds: number): Promise<Verdict> {
  await using dir = await temporaryDir();
  const topic = `bench-restart-${mode}-${Date.now()}`;
  const args = programArgs(dir.path, "--quiet", "-e", scriptOf(UPDATING, mode, topic, broker));
  const manifest = `${dir.path}/jobs/${topic}/MANIFEST`;
  await using cluster = await KafkaCluster.connect({ bootstrap: [broker.bootstrap] });
  const took: number[] = [];
  let wanted = Math.ceil(ROWS_BEFORE / RATE) + 3; // checkpoints until all keys are there
  for (let round = 0; round <= rounds; round++) {
    const start = round === 0 ? 0 : (await listOffsets(cluster, topic, [0], "latest")).get(0) ?? 0;
    const began = performance.now();
    const beganAt = Date.now();
    const program = new Deno.Command(Deno.execPath(), { args, stdin: "null" }).spawn();
    if (round > 0) {
      await using fetcher = new Fetcher(cluster, { topic, positions: new Map([[0, start]]) });
      // What the killed one has sent may still come.
      const isNew = (at: number) => at >= beganAt;
      for await (const event of fetcher.read()) {
        if (event.kind === "records" && event.records.timestamp.some(isNew)) break;
      }
      took.push(performance.now() - began);
    }
    while (checkpointIn(manifest) < wanted) await new Promise((resolve) => setTimeout(resolve, 20));
    wanted = checkpointIn(manifest) + 2;
    program.kill("SIGKILL");
    await program.status;
  }
  return limitVerdict(`restart to first output, ${KEYS} keys, ${mode}`, `${rounds} kills, a process each time`, {
    value: percentile(took, 0.5),
    limit: 2000,
    spread: { min: Math.min(...took), max: Math.max(...took) },
  });
}

function checkpointIn(manifest: string): number {
  try {
    return JSON.parse(Deno.readTextFileSync(manifest).split("\n")[0] ?? "").checkpoint;
  } catch {
    return 0; // it is not there yet
  }
}

export async function largeState({ quick = false } = {}): Promise<Verdict[]> {
  const [broker, ...others] = await brokers();
  for (const other of others) await other[Symbol.asyncDispose]();
  if (broker === undefined) return [];
  await using _ = broker;
  const verdicts: Verdict[] = [];
  for (const mode of ["at_least_once", "exactly_once"] as const) {
    for (const shape of [WINDOWED, UPDATING]) verdicts.push(await pauses(broker, shape, mode, quick ? 3 : 10));
    verdicts.push(await restarts(broker, mode, quick ? 2 : 5));
  }
  return verdicts;
}

if (import.meta.main) {
  // deno-lint-ignore no-console
  console.table(await largeState({ quick: Deno.args.includes("--quick") }));
  Deno.exit(0);
}
