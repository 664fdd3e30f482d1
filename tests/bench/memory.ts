/**
 * Memory of a query that streams: the program reads a topic that 20,000 records a second are written to, filters, and writes
 * into another topic. Its resident memory is sampled every second from /proc/PID/status; flat means that the median of the
 * last fifth is at most a tenth above the median of the second fifth (the first is warm-up).
 */
import { KafkaCluster } from "../../connectors/kafka/cluster.ts";
import { Producer } from "../../connectors/kafka/producer.ts";
import { createTopic } from "../../connectors/kafka/topics.ts";
import { bidRecords } from "./bids.ts";
import { brokers } from "./brokers.ts";
import { programArgs, temporaryDir } from "./program.ts";
import { BID_COLUMNS, onBroker } from "./topics.ts";
import { percentile, type Verdict } from "./verdict.ts";

const RATE = 20_000;
const TICK_MS = 20;
/** The broker forgets what was read: it is not to be what grows. */
const RETENTION = { "retention.bytes": String(64 << 20), "segment.bytes": String(16 << 20) };

/** Resident memory in MB, once a second. */
async function samples(
  bootstrap: string,
  seconds: number,
): Promise<{ readonly sizes: number[]; readonly rows: number }> {
  const run = Date.now();
  const [input, output] = [`bench-memory-in-${run}`, `bench-memory-out-${run}`];
  await using cluster = await KafkaCluster.connect({ bootstrap: [bootstrap] });
  for (const topic of [input, output]) await createTopic(cluster, { topic, partitions: 4, configs: RETENTION });
  await using producer = await Producer.open(cluster, { topic: input });
  await using dir = await temporaryDir();
  const on = onBroker(bootstrap);
  const script = `CREATE TABLE bids ${BID_COLUMNS}
      WITH (${on}, topic = '${input}', type = 'source', 'source.offset' = 'earliest');
    CREATE TABLE copy WITH (${on}, topic = '${output}', type = 'sink');
    INSERT INTO copy SELECT auction, upper(channel) AS channel, price * 2 AS twice, "dateTime" FROM bids WHERE price > 500`;
  const program = new Deno.Command(Deno.execPath(), {
    args: programArgs(dir.path, "--quiet", "-e", script),
    stdin: "null",
  })
    .spawn();
  const { data, count, valueStart, valueEnd } = bidRecords(100_000);
  const began = performance.now();
  const sizes: number[] = [];
  let rows = 0;
  while (sizes.length < seconds) {
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
    const passed = performance.now() - began;
    for (const due = Math.floor(passed * RATE / 1000); rows < due; rows++) {
      const i = rows % count;
      producer.begin(Date.now()).append(data, valueStart[i], valueEnd[i]);
      const wait = producer.end();
      if (wait) await wait;
    }
    if (passed > (sizes.length + 1) * 1000) sizes.push(await residentMegabytes(program.pid));
  }
  program.kill("SIGTERM");
  await program.status;
  return { sizes, rows };
}

async function residentMegabytes(pid: number): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}

export async function memory({ quick = false } = {}): Promise<Verdict[]> {
  const seconds = quick ? 30 : 600;
  const [broker, ...others] = await brokers();
  for (const other of others) await other[Symbol.asyncDispose]();
  if (broker === undefined) return [];
  await using _ = broker;
  const { sizes, rows } = await samples(broker.bootstrap, seconds);
  const fifth = sizes.length / 5;
  const early = percentile(sizes.slice(fifth, 2 * fifth), 0.5);
  const late = percentile(sizes.slice(4 * fifth), 0.5);
  return [{
    name: `memory over ${seconds} s, topic to topic at ${RATE} rows/s`,
    peer: `${rows} rows, RSS each second: last fifth against the second, which is ${early.toFixed(0)} MB`,
    target: "≤ 1.1x",
    median: `${(late / early).toFixed(2)}x`,
    min: `${Math.min(...sizes).toFixed(0)} MB`,
    max: `${Math.max(...sizes).toFixed(0)} MB`,
    ok: late <= early * 1.1,
  }];
}

if (import.meta.main) {
  // deno-lint-ignore no-console
  console.table(await memory({ quick: Deno.args.includes("--quick") }));
}
