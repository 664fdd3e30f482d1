/**
 * From record produced to row printed, at 1,000 rows/s and with default settings: this process writes the records, each with
 * the time at which it was written, and reads the lines that the program prints to a pipe; program and broker are processes
 * of their own. What waits in this process is counted too.
 */
import { KafkaCluster } from "../../connectors/kafka/cluster.ts";
import { Producer } from "../../connectors/kafka/producer.ts";
import { createTopic } from "../../connectors/kafka/topics.ts";
import { brokers } from "./brokers.ts";
import { programArgs, temporaryDir } from "./program.ts";
import { limitVerdict, percentile, type Verdict } from "./verdict.ts";
import { onBroker } from "./topics.ts";

const RATE = 1000;
/** The program is running hot after that; rows before it are not counted. */
const WARM_UP_MS = 2000;

/** Milliseconds from produced to printed, one per row. */
async function latencies(bootstrap: string, rows: number): Promise<number[]> {
  const topic = `bench-latency-${Date.now()}`;
  await using cluster = await KafkaCluster.connect({ bootstrap: [bootstrap] });
  await createTopic(cluster, { topic, partitions: 1 });
  await using producer = await Producer.open(cluster, { topic });
  await using dir = await temporaryDir();
  const script = `CREATE TABLE events (sent DOUBLE NOT NULL, number BIGINT NOT NULL, text TEXT NOT NULL)
    WITH (${onBroker(bootstrap)}, topic = '${topic}', type = 'source', 'source.offset' = 'earliest');
    SELECT sent, number, text FROM events WHERE number >= 0`;
  const program = new Deno.Command(Deno.execPath(), {
    args: programArgs(dir.path, "--quiet", "-e", script),
    stdin: "null",
    stdout: "piped",
  }).spawn();
  const measured: number[] = [];
  const warmUp = RATE * WARM_UP_MS / 1000;
  const text = "x".repeat(100);
  let first = Infinity;
  const write = () => {
    const due = Math.min(
      warmUp + rows,
      sent + Math.max(1, Math.floor((performance.now() - first) * RATE / 1000) - sent),
    );
    for (; sent < due; sent++) {
      producer.begin(Date.now()).appendText(JSON.stringify({ sent: performance.now(), number: sent, text }));
      void producer.end();
    }
  };
  let sent = 0;
  let timer: ReturnType<typeof setInterval> | undefined;
  let rest = "";
  write(); // the first row tells when the program is ready
  for await (const chunk of program.stdout.pipeThrough(new TextDecoderStream())) {
    const now = performance.now();
    if (timer === undefined) {
      first = now;
      timer = setInterval(write, 1);
    }
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const row = JSON.parse(line);
      if (row.number >= warmUp) measured.push(now - row.sent);
    }
    if (measured.length >= rows) break;
  }
  clearInterval(timer);
  program.kill("SIGTERM");
  await program.status;
  return measured;
}

export async function latency({ quick = false } = {}): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const broker of await brokers()) {
    await using _ = broker;
    const measured = await latencies(broker.bootstrap, RATE * (quick ? 5 : 20));
    const spread = { min: Math.min(...measured), max: Math.max(...measured) };
    for (const [share, limit] of [[0.5, 5], [0.99, 20]] as const) {
      verdicts.push(limitVerdict(
        `produced to printed, p${share * 100}, ${broker.name}`,
        `${RATE} rows/s, ${measured.length} rows, default settings`,
        { value: percentile(measured, share), limit, spread },
      ));
    }
  }
  return verdicts;
}

if (import.meta.main) {
  // deno-lint-ignore no-console
  console.table(await latency({ quick: Deno.args.includes("--quick") }));
}
