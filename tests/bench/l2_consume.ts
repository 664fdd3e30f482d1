/**
 * L2: consuming and filtering a topic: CPU time per record of the consuming process, its main thread against kafkajs' (both in
 * this process), and with all threads against kcat's process, which does no more than copy the values to /dev/null.
 */
import { Kafka, logLevel } from "kafkajs";
import type { RowReceiver } from "../../engine/session.ts";
import { bench, type BenchOptions, type BenchTable, benchText, type Case } from "./bench.ts";
import { type Broker, brokers } from "./brokers.ts";
import { processMillis } from "./cpu.ts";
import { BenchSession } from "./session.ts";
import { BID_COLUMNS, fillTopic, kafkajsPasses, onBroker, textOf } from "./topics.ts";

export interface ConsumeOptions extends BenchOptions {
  readonly records?: number;
}

/** How many bids passed the filter, and the sum of their prices. */
class Filtered implements RowReceiver {
  rows = 0;
  prices = 0;

  receive({ length, columns: [, price] }: Parameters<RowReceiver["receive"]>[0]): void {
    if (price?.kind !== "int64") throw new Error("The price is not a BIGINT");
    for (let row = 0; row < length; row++) this.prices += price.halves[2 * row]!; // row < length
    this.rows += length;
  }

  get value(): string {
    return `${this.rows} rows, prices ${this.prices}`;
  }
}

/** Every pass is a job of its own that reads the whole topic: connections and generated code included. */
async function ours(broker: Broker, topic: string, records: number) {
  const session = await BenchSession.open();
  await session.run(
    ["true", "false"].map((crcs) =>
      `CREATE TABLE bids_${crcs} ${BID_COLUMNS} WITH (${
        onBroker(broker.bootstrap)
      }, topic = '${topic}', type = 'source',
      'source.offset' = 'earliest', 'source.until' = 'latest', client_configs = 'check.crcs=${crcs}');`
    ).join("\n"),
  );
  const pass = (name: string, crcs: boolean, clock?: () => number): Case => ({
    name,
    records,
    ...(clock && { clock }),
    async run() {
      const filtered = new Filtered();
      const select = `SELECT auction, price FROM bids_${crcs} WHERE mod(auction, 123) = 0`;
      for (const job of await session.run(select, filtered)) await job.done;
      return filtered.value;
    },
  });
  return { pass, [Symbol.asyncDispose]: () => session[Symbol.asyncDispose]() };
}

async function kafkajsCase(broker: Broker, topic: string, records: number): Promise<Case & { close(): Promise<void> }> {
  const kafka = new Kafka({ brokers: [broker.bootstrap], logLevel: logLevel.NOTHING });
  let rows = 0;
  let prices = 0;
  const { pass, close } = await kafkajsPasses(kafka, topic, records, ({ batch }) => {
    for (const { value } of batch.messages) {
      const bid = JSON.parse(textOf(value));
      if (bid.auction % 123 !== 0) continue;
      rows++;
      prices += bid.price;
    }
  });
  return {
    name: "kafkajs eachBatch, JSON.parse",
    records,
    close,
    async run() {
      rows = prices = 0;
      await pass();
      return `${rows} rows, prices ${prices}`;
    },
  };
}

/** The CPU time is the child process', by the shell's `times`; its result is the number of bytes, which has no equal here. */
function kcatCase(broker: Broker, topic: string, records: number, result: unknown): Case {
  let millis = 0;
  const consume = `kcat -q -C -b ${broker.bootstrap} -t ${topic} -p 0 -o beginning -e >/dev/null`;
  return {
    name: "kcat -C > /dev/null, no query",
    records,
    clock: () => millis,
    async run() {
      const { stdout, success } = await new Deno.Command("bash", { args: ["-c", `${consume} && times`] }).output();
      if (!success) throw new Error("kcat failed");
      const children = new TextDecoder().decode(stdout).trim().split("\n")[1] ?? "";
      for (const [, minutes, seconds] of children.matchAll(/(\d+)m([\d.]+)s/g)) {
        millis += Number(minutes) * 60_000 + Number(seconds) * 1000;
      }
      return result;
    },
  };
}

async function hasKcat(): Promise<boolean> {
  return await new Deno.Command("kcat", { args: ["-V"] }).output().then(({ success }) => success, () => false);
}

async function onOne(broker: Broker, options: ConsumeOptions): Promise<BenchTable[]> {
  const { records = 1_000_000 } = options;
  const topic = `bench-bids-${Date.now()}`;
  await fillTopic(broker.bootstrap, topic, records);
  await using sluice = await ours(broker, topic, records);
  const theirs = await kafkajsCase(broker, topic, records);
  const tables = [
    await bench(`consume and filter, ${broker.name}: against kafkajs`, [
      theirs,
      sluice.pass("sluice, CRC checked", true),
      sluice.pass("sluice, check.crcs=false", false),
    ], options),
  ];
  await theirs.close();
  if (!await hasKcat()) return tables;
  const own = sluice.pass("sluice, CRC checked, all threads", true, processMillis);
  const result = await own.run();
  const kcat = kcatCase(broker, topic, records, result);
  tables.push(await bench(`consume and filter, ${broker.name}: against kcat`, [kcat, own], options));
  return tables;
}

export async function l2Consume(options: ConsumeOptions = {}): Promise<BenchTable[]> {
  const tables: BenchTable[] = [];
  for (const broker of await brokers()) {
    await using _ = broker;
    tables.push(...await onOne(broker, options));
  }
  return tables;
}

if (import.meta.main) {
  // deno-lint-ignore no-console
  for (const table of await l2Consume()) console.log(benchText(table));
  Deno.exit(0); // kafkajs leaves timers behind
}
