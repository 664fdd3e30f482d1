/** L3: every row of a topic into another topic, parsed and written anew, against kafkajs both ways. */
import { Kafka, logLevel, Partitioners } from "kafkajs";
import { KafkaCluster } from "../../connectors/kafka/cluster.ts";
import { createTopic, deleteTopic } from "../../connectors/kafka/topics.ts";
import { bench, type BenchOptions, type BenchTable, benchText, type Case } from "./bench.ts";
import { type Broker, brokers } from "./brokers.ts";
import { BenchSession } from "./session.ts";
import { BID_COLUMNS, fillTopic, kafkajsPasses, onBroker, textOf, topicDigest } from "./topics.ts";

export interface CopyOptions extends BenchOptions {
  readonly records?: number;
}

/** Messages in one kafkajs `send`. */
const SEND = 1000;

async function oursCase(broker: Broker, input: string, output: string, records: number) {
  const session = await BenchSession.open();
  const on = onBroker(broker.bootstrap);
  await session.run(`CREATE TABLE bids ${BID_COLUMNS} WITH (${on}, topic = '${input}', type = 'source',
      'source.offset' = 'earliest', 'source.until' = 'latest');
    CREATE TABLE copy WITH (${on}, topic = '${output}', type = 'sink');`);
  return {
    name: "sluice INSERT INTO … SELECT",
    records,
    async run() {
      for (const job of await session.run("INSERT INTO copy SELECT * FROM bids")) await job.done;
    },
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}

async function kafkajsCase(broker: Broker, input: string, output: string, records: number) {
  const kafka = new Kafka({ brokers: [broker.bootstrap], logLevel: logLevel.NOTHING });
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  const { pass, close } = await kafkajsPasses(kafka, input, records, async ({ batch }) => {
    for (let from = 0; from < batch.messages.length; from += SEND) {
      const messages = batch.messages.slice(from, from + SEND).map(({ value }) => {
        const { auction, bidder, price, channel, url, dateTime, extra } = JSON.parse(textOf(value));
        const time = dateTime.slice(0, dateTime.endsWith(".000Z") ? -5 : -1); // the text that TIMESTAMP is written as
        return { value: JSON.stringify({ auction, bidder, price, channel, url, dateTime: time, extra }) };
      });
      await producer.send({ topic: output, acks: -1, messages });
    }
  });
  return {
    name: "kafkajs eachBatch, JSON.parse, JSON.stringify, send",
    records,
    run: pass,
    async [Symbol.asyncDispose]() {
      await close();
      await producer.disconnect();
    },
  };
}

/** Each pass writes a new topic, whose content is the result. */
function checked(contender: Case, broker: Broker, output: string): Case {
  return {
    ...contender,
    async prepare() {
      await using cluster = await KafkaCluster.connect({ bootstrap: [broker.bootstrap] });
      await deleteTopic(cluster, output);
      await createTopic(cluster, { topic: output, partitions: 1 });
    },
    run: () => contender.run(),
    result: () => topicDigest(broker.bootstrap, output, contender.records),
  };
}

async function onOne(broker: Broker, options: CopyOptions): Promise<BenchTable> {
  const { records = 200_000 } = options;
  const run = Date.now();
  const [input, one, other] = ["bids", "kafkajs", "sluice"].map((name) => `bench-${name}-${run}`) as [
    string,
    string,
    string,
  ];
  await fillTopic(broker.bootstrap, input, records);
  await using theirs = await kafkajsCase(broker, input, one, records);
  await using ours = await oursCase(broker, input, other, records);
  return await bench(`topic to topic, ${broker.name}`, [
    checked(theirs, broker, one),
    checked(ours, broker, other),
  ], options);
}

export async function l3Copy(options: CopyOptions = {}): Promise<BenchTable[]> {
  const tables: BenchTable[] = [];
  for (const broker of await brokers()) {
    await using _ = broker;
    tables.push(await onOne(broker, options));
  }
  return tables;
}

if (import.meta.main) {
  Deno.env.set("KAFKAJS_NO_PARTITIONER_WARNING", "1");
  // deno-lint-ignore no-console
  for (const table of await l3Copy()) console.log(benchText(table));
  Deno.exit(0); // kafkajs leaves timers behind
}
