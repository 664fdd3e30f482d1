/**
 * What is killed: a script with four outputs in one transaction, or on two clusters, fed through topics while it runs. All that it must write follows
 * from the number of rows, and nothing of it can be lost, doubled or computed from a wrong state without showing.
 */
import { KafkaCluster } from "../../connectors/kafka/cluster.ts";
import { Producer } from "../../connectors/kafka/producer.ts";
import { createTopic } from "../../connectors/kafka/topics.ts";

const KEYS = 12;
/** Milliseconds of event time; a row is one. */
const WINDOW = 120;
const PARTITIONS = 3;
const HOUR_MS = 3_600_000;
/**
 * Event time of the first row, which is also its record's: lately. Apache Kafka forgets what a producer has sent when its records are a
 * day old, by their own time (producer.id.expiration.ms): then a batch that is sent again to a broker that was killed is there twice,
 * and it is the input of the test that is wrong.
 */
const BASE = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
/** Every so manieth row is joined, and every second of those finds a partner, which comes so many rows later. */
const JOINED = 8;
const PARTNER = 16;
const BEHIND = 48;
/** A multiple of this many rows fills partitions and windows evenly. */
export const UNIT = 240;

export const OUTPUTS = ["plain", "windows", "counts", "joined"] as const;
export type Output = (typeof OUTPUTS)[number];

/** Outputs that go to another cluster where there is one. */
const ELSEWHERE: ReadonlySet<string> = new Set<Output>(["windows", "joined"]);

export interface ScenarioOptions {
  /** Addresses for the script. */
  readonly bootstrap: string;
  /** Addresses of another cluster, for {@link ELSEWHERE}; default: there is none. */
  readonly elsewhere?: string;
  /** Topics and pipeline begin with it. */
  readonly name: string;
  /** Rows of input, a multiple of {@link UNIT}. */
  readonly rows: number;
  readonly replicationFactor?: number;
  /** Of the transactions. */
  readonly timeoutMs?: number;
  /** Between checkpoints; default 100. */
  readonly intervalMs?: number;
  /** Its snapshots, small as they are, are written as what has changed since the last one. */
  readonly inChains?: boolean;
}

/** Addresses of the cluster with a topic. `direct`: of the first one, for whoever is not the script. */
export function clusterOf(topic: string, { elsewhere }: ScenarioOptions, direct: string): string {
  return elsewhere !== undefined && ELSEWHERE.has(topic) ? elsewhere : direct;
}

export function scriptOf(scenario: ScenarioOptions): string {
  const { bootstrap, name, rows, timeoutMs, intervalMs = 100 } = scenario;
  const kafka = (topic: string) =>
    `connector = 'kafka', bootstrap_servers = '${clusterOf(topic, scenario, bootstrap)}', topic = '${name}-${topic}'`;
  const until = (count: number) => Array.from({ length: PARTITIONS }, (_, i) => `${i}:${count / PARTITIONS}`).join();
  const source = (topic: string, count: number) =>
    `${kafka(topic)}, format = 'json', type = 'source', source.offset = 'earliest',
    source.until = '${until(count)}'`;
  const sink = (topic: Output, format: string) =>
    `${kafka(topic)}, format = '${format}', type = 'sink', sink.commit_mode = 'exactly_once'${
      timeoutMs === undefined ? "" : `, client_configs = 'transaction.timeout.ms=${timeoutMs}'`
    }`;
  return `
SET pipeline_name = '${name}';
SET checkpoint_interval = INTERVAL '${intervalMs} milliseconds';
CREATE TABLE input (id BIGINT NOT NULL, k BIGINT NOT NULL, at TIMESTAMP NOT NULL, WATERMARK FOR at) WITH (${
    source("input", rows)
  });
CREATE TABLE partners (id BIGINT NOT NULL, v BIGINT NOT NULL) WITH (${source("partners", rows / PARTNER)});
CREATE TABLE plain (id BIGINT, k BIGINT) WITH (${sink("plain", "json")});
CREATE TABLE windows (k BIGINT, n BIGINT, least BIGINT, most BIGINT) WITH (${sink("windows", "json")});
CREATE TABLE counts (k BIGINT PRIMARY KEY, n BIGINT, total BIGINT) WITH (${
    sink("counts", "debezium_json")
  }, sink.key_field = 'k');
CREATE TABLE joined (id BIGINT, v BIGINT) WITH (${sink("joined", "debezium_json")}, sink.key_field = 'id');
INSERT INTO plain SELECT id, k FROM input;
INSERT INTO windows SELECT k, count(*), min(id), max(id) FROM input GROUP BY k, tumble(INTERVAL '${WINDOW} milliseconds');
INSERT INTO counts SELECT k, count(*), sum(id) FROM input GROUP BY k;
INSERT INTO joined SELECT i.id, p.v FROM (SELECT id FROM input WHERE id % ${JOINED} = 0) AS i LEFT JOIN partners AS p ON i.id = p.id;
`;
}

/** What must be in the topics in the end. */
export interface Expected {
  /** Numbers below it, each once. */
  readonly rows: number;
  /** Lines of JSON, each once. */
  readonly windows: ReadonlySet<string>;
  /** Key → line of JSON. */
  readonly counts: ReadonlyMap<number, string>;
  readonly joined: ReadonlyMap<number, string>;
}

export function expectedOf(rows: number): Expected {
  const windows = new Set<string>();
  const sums = new Map<number, { k: number; n: number; total: number }>();
  const joined = new Map<number, string>();
  for (let id = 0; id < rows; id++) {
    const k = id % KEYS;
    const sum = sums.get(k) ?? { k, n: 0, total: 0 };
    sums.set(k, { k, n: sum.n + 1, total: sum.total + id });
    if (id % JOINED === 0) joined.set(id, JSON.stringify({ id, v: id % PARTNER === 0 ? 10 * id : null }));
    if (id % WINDOW < KEYS) {
      windows.add(JSON.stringify({ k, n: WINDOW / KEYS, least: id, most: id + WINDOW - KEYS }));
    }
  }
  return { rows, windows, counts: new Map([...sums].map(([k, sum]) => [k, JSON.stringify(sum)])), joined };
}

export async function createTopics(scenario: ScenarioOptions, bootstrap: string): Promise<void> {
  const { name, replicationFactor = 1 } = scenario;
  for (const topic of ["input", "partners", ...OUTPUTS]) {
    const at = clusterOf(topic, scenario, bootstrap);
    await using cluster = await KafkaCluster.connect({ bootstrap: at.split(",") });
    const factor = at === bootstrap ? replicationFactor : 1;
    await createTopic(cluster, { topic: `${name}-${topic}`, partitions: PARTITIONS, replicationFactor: factor });
  }
}

export interface Feeding extends AsyncDisposable {
  /** Rows written so far. */
  readonly count: number;
  /** Writes the rest at once; resolves when all is acknowledged. */
  finish(): Promise<void>;
}

const PACE_MS = 10;

/** Writes the input at `perSecond` rows; the last {@link UNIT} rows only when it is told to finish. */
export function startFeeding({ name, rows }: ScenarioOptions, bootstrap: string, perSecond: number): Feeding {
  const stop = Promise.withResolvers<void>();
  const givenUp = Promise.withResolvers<never>();
  givenUp.promise.catch(() => {}); // told where it is awaited
  let count = 0;
  let stopped = false;
  const feeding = (async () => {
    await using cluster = await KafkaCluster.connect({ bootstrap: bootstrap.split(",") });
    await using input = await Producer.open(cluster, { topic: `${name}-input` });
    await using partners = await Producer.open(cluster, { topic: `${name}-partners` });
    const partner = async (id: number) => {
      partners.begin(BASE + id, null, (id / PARTNER) % PARTITIONS).appendText(`{"id":${id},"v":${10 * id}}`);
      await partners.end();
    };
    const write = async (until: number) => {
      for (; count < until; count++) {
        const at = new Date(BASE + count).toISOString();
        input.begin(BASE + count, null, count % PARTITIONS)
          .appendText(`{"id":${count},"k":${count % KEYS},"at":"${at}"}`);
        await input.end();
        if (count >= BEHIND && (count - BEHIND) % PARTNER === 0) await partner(count - BEHIND);
      }
    };
    const began = performance.now();
    while (!stopped) {
      await write(Math.min(rows - UNIT, Math.floor((performance.now() - began) * perSecond / 1000)));
      await Promise.race([new Promise((resolve) => setTimeout(resolve, PACE_MS)), stop.promise]); // the pace of the load
    }
    const rest = async () => {
      await write(rows);
      for (let id = rows - BEHIND; id < rows; id++) if (id % PARTNER === 0) await partner(id);
      await Promise.all([input.flush(), partners.flush()]);
    };
    await Promise.race([rest(), givenUp.promise]);
  })();
  feeding.catch(() => {}); // told by finish()
  const finish = () => {
    stopped = true;
    stop.resolve();
    return feeding;
  };
  return {
    get count() {
      return count;
    },
    finish,
    // A test that fails does not wait for a cluster that may be gone.
    async [Symbol.asyncDispose]() {
      givenUp.reject(new Error("Nobody waits for the feeding any more"));
      await finish().catch(() => {});
    },
  };
}
