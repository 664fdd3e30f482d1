/** What flows during the soak, and the pipelines that work on it: all that they must write follows from the number of rows. */
import { KafkaCluster } from "../../connectors/kafka/cluster.ts";
import { Producer } from "../../connectors/kafka/producer.ts";
import { createTopic } from "../../connectors/kafka/topics.ts";

export interface Load {
  readonly bootstrap: string;
  readonly rowsPerSecond: number;
  /** Of event time, which goes as fast as the clock while the load keeps its pace. */
  readonly seconds: number;
}

export const KEYS = 1_000;
export const PARTITIONS = 3;
const HOUR_MS = 3_600_000;
/** Event time of the first row, which is also its record's: lately, or brokers forget what the load's producer has sent when they are killed. */
const BASE = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
const REPLICAS = 3;
/** Rows between two looks at the clock. */
const BURST = 500;

export const PIPELINES = ["windowed", "updating"] as const;
export type PipelineName = (typeof PIPELINES)[number];

/** `key`, `n` rows with it in the window that begins `second` seconds after the first, `total` of their ids. */
export const QUERIES: Readonly<Record<PipelineName, string>> = {
  windowed: `CREATE TABLE output (k BIGINT, second TIMESTAMP, n BIGINT, total BIGINT) WITH (SINK, format = 'json');
INSERT INTO output SELECT k, w.start, n, total FROM
  (SELECT k, tumble(INTERVAL '1 second') AS w, count(*) AS n, sum(id) AS total FROM input GROUP BY k, w);`,
  updating: `CREATE TABLE output (k BIGINT PRIMARY KEY, n BIGINT, total BIGINT)
  WITH (SINK, format = 'debezium_json', sink.key_field = 'k');
INSERT INTO output SELECT k, count(*), sum(id) FROM input GROUP BY k;`,
};

export function scriptOf(name: PipelineName, load: Load): string {
  const kafka = `connector = 'kafka', bootstrap_servers = '${load.bootstrap}'`;
  const until = Array.from({ length: PARTITIONS }, (_, i) => `${i}:${rowsOf(load) / PARTITIONS}`).join();
  const sink = `${kafka}, topic = '${name}', type = 'sink', sink.commit_mode = 'exactly_once'`;
  return `SET pipeline_name = '${name}';
CREATE TABLE input (id BIGINT NOT NULL, k BIGINT NOT NULL, at TIMESTAMP NOT NULL, WATERMARK FOR at AS at - INTERVAL '1 second')
  WITH (${kafka}, topic = 'input', format = 'json', type = 'source', source.offset = 'earliest', source.until = '${until}');
${QUERIES[name].replace("SINK", sink)}
`;
}

/** A multiple of what fills windows, keys and partitions evenly. */
export function rowsOf({ rowsPerSecond, seconds }: Load): number {
  return rowsPerSecond * seconds;
}

export async function createTopics({ bootstrap }: Load): Promise<void> {
  await using cluster = await KafkaCluster.connect({ bootstrap: bootstrap.split(",") });
  for (const topic of ["input", ...PIPELINES]) {
    await createTopic(cluster, { topic, partitions: PARTITIONS, replicationFactor: REPLICAS });
  }
}

export interface Feeding {
  /** Rows written so far. */
  readonly count: number;
  /** Resolves when all rows are acknowledged. */
  readonly done: Promise<void>;
}

/** Writes the rows at their pace, and what a fault has delayed as fast as it can. */
export function startFeeding(load: Load): Feeding {
  let count = 0;
  const done = (async () => {
    await using cluster = await KafkaCluster.connect({ bootstrap: load.bootstrap.split(",") });
    await using input = await Producer.open(cluster, { topic: "input", compression: "lz4" });
    let [written, text] = [NaN, ""]; // one text for all rows of a millisecond
    const began = performance.now();
    for (const rows = rowsOf(load); count < rows;) {
      const due = Math.min(rows, Math.floor((performance.now() - began) * load.rowsPerSecond / 1000));
      const end = Math.min(due, count + BURST);
      for (; count < end; count++) {
        const at = BASE + Math.floor(count * 1000 / load.rowsPerSecond);
        if (at !== written) text = new Date(written = at).toISOString();
        input.begin(at, null, count % PARTITIONS)
          .appendText(`{"id":${count},"k":${count % KEYS},"at":"${text}"}`);
        const wait = input.end();
        if (wait !== undefined) await wait;
      }
      if (count >= due) await new Promise((resolve) => setTimeout(resolve, 5)); // the pace of the load
    }
    await input.flush();
  })();
  done.catch(() => {}); // whoever waits is told
  return {
    get count() {
      return count;
    },
    done,
  };
}

/** Rows with a key, and the sum of their ids, among ids of `[from, to)`; both multiples of {@link KEYS}. */
export function expectedOf(key: number, from: number, to: number): { readonly n: number; readonly total: number } {
  const n = (to - from) / KEYS;
  return { n, total: n * (from + key) + KEYS * n * (n - 1) / 2 };
}

/** Seconds since the first row of a TIMESTAMP as text. */
export function secondOf(timestamp: string): number {
  return (Date.parse(`${timestamp}Z`) - BASE) / 1000;
}
