/**
 * What exactly once costs: topic to topic with a checkpoint each second, rows in Kafka transactions against rows at least
 * once. Both keep their checkpoints on disk. Wall time tells what a slower pipeline would lose, CPU time what is computed.
 */
import { KafkaCluster } from "../../connectors/kafka/cluster.ts";
import { listOffsets } from "../../connectors/kafka/offsets.ts";
import { createTopic, deleteTopic } from "../../connectors/kafka/topics.ts";
import { bench, type BenchOptions, type BenchTable, benchText, type Case } from "./bench.ts";
import { type Broker, brokers } from "./brokers.ts";
import { threadMillis } from "./cpu.ts";
import { temporaryDir } from "./program.ts";
import { BenchSession } from "./session.ts";
import { BID_COLUMNS, fillTopic, onBroker, topicDigest } from "./topics.ts";

export interface ExactlyOnceOptions extends BenchOptions {
  readonly records?: number;
}

type CommitMode = "at_least_once" | "exactly_once";

interface Copy extends Case, AsyncDisposable {
  /** Of each pass. */
  readonly checkpoints: number[];
}

async function copyCase(broker: Broker, dir: string, mode: CommitMode, input: string, records: number): Promise<Copy> {
  const output = `${input}-${mode}`;
  const session = await BenchSession.open({ dir });
  const on = onBroker(broker.bootstrap);
  await session.run(`SET pipeline_name = '${mode}';
    SET checkpoint_interval = INTERVAL '1 second';
    CREATE TABLE bids ${BID_COLUMNS} WITH (${on}, topic = '${input}', type = 'source',
      'source.offset' = 'earliest', 'source.until' = 'latest');
    CREATE TABLE copy WITH (${on}, topic = '${output}', type = 'sink', 'sink.commit_mode' = '${mode}');`);
  const checkpoints: number[] = [];
  return {
    name: mode,
    records,
    checkpoints,
    async prepare() {
      await using cluster = await KafkaCluster.connect({ bootstrap: [broker.bootstrap] });
      await deleteTopic(cluster, output);
      await createTopic(cluster, { topic: output, partitions: 1 });
    },
    async run() {
      const [job] = await session.run("INSERT INTO copy SELECT * FROM bids");
      await job?.done;
      checkpoints.push(job?.checkpoints.length ?? 0);
    },
    result: () => contentOf(broker.bootstrap, output),
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}

/** Markers of transactions take offsets, too. */
async function contentOf(bootstrap: string, topic: string): Promise<string> {
  await using cluster = await KafkaCluster.connect({ bootstrap: [bootstrap] });
  const ends = await listOffsets(cluster, topic, [0], "latest");
  return await topicDigest(bootstrap, topic, ends.get(0) ?? 0);
}

async function onOne(broker: Broker, options: ExactlyOnceOptions): Promise<BenchTable[]> {
  const { records = 2_000_000 } = options;
  const input = `bench-exactly-${Date.now()}`;
  await fillTopic(broker.bootstrap, input, records);
  await using dir = await temporaryDir();
  await using base = await copyCase(broker, dir.path, "at_least_once", input, records);
  await using exact = await copyCase(broker, dir.path, "exactly_once", input, records);
  const tables: BenchTable[] = [];
  for (const [unit, clock] of [["wall time", () => performance.now()], ["CPU", threadMillis]] as const) {
    const cases = [base, exact].map((one) => ({ ...one, clock }));
    const table = await bench("exactly once", cases, options);
    const taken = [base, exact].map(({ checkpoints }) => Math.min(...checkpoints.splice(0))).join(" and ");
    tables.push({ ...table, title: `exactly once, ${unit}, ${taken} checkpoints at least, ${broker.name}` });
  }
  return tables;
}

export async function exactlyOnce(options: ExactlyOnceOptions = {}): Promise<BenchTable[]> {
  const tables: BenchTable[] = [];
  for (const broker of await brokers()) {
    await using _ = broker;
    tables.push(...await onOne(broker, options));
  }
  return tables;
}

if (import.meta.main) {
  const quick = Deno.args.includes("--quick");
  // deno-lint-ignore no-console
  for (const table of await exactlyOnce(quick ? { rounds: 3, warmups: 1 } : {})) console.log(benchText(table));
  Deno.exit(0); // kafkajs leaves timers behind
}
