/** Where reading begins and ends, and what other clients see of it. */
import assert from "node:assert/strict";
import { API } from "../../../connectors/kafka/protocol/api.ts";
import { ConnectorError } from "../../../schema/errors.ts";
import { eventually } from "../command.ts";
import { java, kcat, NEEDS_KCAT } from "../other_clients.ts";
import { connect, newTopic, writeTopic } from "../records.ts";
import { plainConnection, Shell, table } from "../sql.ts";

/** Of the record with offset 0; the others follow a second later each. */
const T0 = Date.UTC(2026, 0, 1);

/** Two partitions of ten records each. */
async function twoPartitions(): Promise<string> {
  const topic = await newTopic("offsets", { partitions: 2 });
  await writeTopic(
    topic,
    Array.from({ length: 20 }, (_, i) => ({
      value: `{"n":${i >> 1}}`,
      partition: i % 2,
      timestamp: T0 + (i >> 1) * 1000,
    })),
  );
  return topic;
}

const COLUMNS = "n INT, p INT METADATA FROM 'partition', o BIGINT METADATA FROM 'offset_id'";

/** `partition:offset` of the rows that a bounded SELECT gives. */
async function read(topic: string, options: Record<string, string>): Promise<string[]> {
  await using shell = await Shell.open();
  const rows = await shell.run(
    plainConnection() + table("t", topic, COLUMNS, { "source.until": "latest", ...options }) + "SELECT * FROM t",
  );
  for (const { n, o } of rows) assert.equal(Number(n), Number(o));
  return rows.map(({ p, o }) => `${p}:${o}`).sort();
}

const span = (partition: number, from: number, to = 10) =>
  Array.from({ length: to - from }, (_, i) => `${partition}:${from + i}`);

Deno.test("source.offset and source.until choose what is read", async (t) => {
  const topic = await twoPartitions();
  const iso = (i: number) => new Date(T0 + i * 1000).toISOString();
  const cases: [Record<string, string>, string[]][] = [
    [{ "source.offset": "earliest" }, [...span(0, 0), ...span(1, 0)]],
    [{ "source.offset": "latest" }, []],
    [{ "source.offset": iso(6) }, [...span(0, 6), ...span(1, 6)]],
    [{ "source.offset": String(T0 + 6001) }, [...span(0, 7), ...span(1, 7)]],
    [{ "source.offset": iso(60) }, []],
    [{ "source.offset": "0:7" }, span(0, 7)],
    [{ "source.offset": "0:7,*:earliest" }, [...span(0, 7), ...span(1, 0)]],
    [{ "source.offset": "1:latest,0:9" }, span(0, 9)],
    [{ "source.offset": "earliest", "source.until": "0:2,1:4" }, [...span(0, 0, 2), ...span(1, 0, 4)]],
    [{ "source.offset": iso(3), "source.until": iso(5) }, [...span(0, 3, 5), ...span(1, 3, 5)]],
  ];
  for (const [options, expected] of cases) {
    await t.step(JSON.stringify(options), async () => assert.deepEqual(await read(topic, options), expected));
  }
});

Deno.test("source.offset 'latest' reads what comes after the query was started", async () => {
  const topic = await twoPartitions();
  await using shell = await Shell.open();
  const rows: unknown[] = [];
  const [job] = await shell.start(
    plainConnection() + table("t", topic, COLUMNS, { "source.offset": "latest" }) + "SELECT n FROM t LIMIT 2",
    ({ n }) => rows.push(n),
  );
  await eventually("the query runs", () => job?.state !== "starting");
  assert.equal(job?.state, "running");
  await writeTopic(topic, [{ value: '{"n":100}', partition: 0 }, { value: '{"n":101}', partition: 1 }]);
  await job.done;
  assert.deepEqual(rows.sort(), [100, 101]);
});

Deno.test("An INSERT commits offsets that Java's kafka-consumer-groups shows, and goes on from them", async () => {
  const topic = await twoPartitions();
  const group = `${topic}-group`;
  const copy = async (offset: string, until: string) => {
    await using shell = await Shell.open();
    const options = { "source.group_id": group, "source.offset": offset, "source.until": until };
    const [job] = await shell.start(
      plainConnection() + table("t", topic, "n INT", options) +
        "CREATE TABLE b WITH (connector = 'blackhole'); INSERT INTO b SELECT * FROM t",
    );
    await job?.done;
    return job?.metrics.rowsOut;
  };
  const shown = async () => {
    const lines = (await java("groups", ["--describe", "--group", group, "--offsets"])).trim().split("\n");
    return lines.map((line) => line.split(/\s+/)).filter(([name]) => name === group)
      .map(([, topic, partition, offset, end, lag]) => [topic, partition, offset, end, lag].join(" ")).sort();
  };
  assert.equal(await copy("earliest", "0:4,1:7"), 11);
  assert.deepEqual(await shown(), [`${topic} 0 4 10 6`, `${topic} 1 7 10 3`]);
  assert.equal(await copy("group", "latest"), 9);
  assert.deepEqual(await shown(), [`${topic} 0 10 10 0`, `${topic} 1 10 10 0`]);
});

Deno.test("source.offset 'group' goes on where Java's console consumer has stopped", async () => {
  const topic = await newTopic("group");
  await writeTopic(topic, Array.from({ length: 10 }, (_, n) => ({ value: `{"n":${n}}` })));
  const group = `${topic}-group`;
  const read = await java("console-consumer", [
    ...["--topic", topic, "--group", group, "--from-beginning", "--max-messages", "6", "--timeout-ms", "20000"],
  ]);
  assert.equal(read.trim().split("\n").length, 6);
  await using shell = await Shell.open();
  const options = { "source.group_id": group, "source.offset": "group", "source.until": "latest" };
  const rows = await shell.run(plainConnection() + table("t", topic, "n INT", options) + "SELECT n FROM t");
  assert.deepEqual(rows, [6, 7, 8, 9].map((n) => ({ n })));
});

Deno.test("An offset that no longer exists is an error that names the range, unless it may be skipped", async () => {
  const topic = await twoPartitions();
  {
    await using cluster = await connect();
    const { partitions } = await cluster.topic(topic);
    const { topics } = await cluster.request(API.DeleteRecords, {
      topics: [{ name: topic, partitions: [{ partition: 0, offset: 6 }] }],
      timeoutMs: 10_000,
    }, { node: partitions[0]?.leader ?? -1 });
    assert.equal(topics[0]?.partitions[0]?.errorCode, 0);
  }
  await assert.rejects(read(topic, { "source.offset": "0:2" }), (error) => {
    assert(error instanceof ConnectorError);
    assert.equal(error.diagnostic.code, "out_of_range");
    assert.match(error.message, /partition 0 .* from offset 2: it has the offsets 6 to 10/);
    assert.match(error.diagnostic.hint ?? "", /source\.out_of_range/);
    return true;
  });
  assert.deepEqual(await read(topic, { "source.offset": "0:2", "source.out_of_range": "earliest" }), span(0, 6));
  assert.deepEqual(await read(topic, { "source.offset": "earliest" }), [...span(0, 6), ...span(1, 0)]);
});

Deno.test({
  name: "A table shows partition, offset, topic, time, key and headers as kcat wrote them (needs kcat)",
  ...NEEDS_KCAT,
  async fn() {
    const topic = await newTopic("metadata", { partitions: 2 });
    await kcat(["-P", "-t", topic, "-p", "1", "-K", "|", "-H", "a=1", "-H", "b=ü"], 'k1|{"n":1}\nk2|{"n":2}');
    const seen = JSON.parse((await kcat(["-C", "-e", "-q", "-J", "-t", topic, "-o", "1", "-p", "1"])).trim());
    await using shell = await Shell.open();
    const columns = `n INT, partition INT METADATA, offset_id BIGINT METADATA, topic TEXT METADATA,
      ts TIMESTAMP(3) METADATA FROM 'timestamp', key TEXT METADATA, headers JSON METADATA`;
    const options = { "source.offset": "earliest", "source.until": "latest" };
    const [, row] = await shell.run(plainConnection() + table("t", topic, columns, options) + "SELECT * FROM t");
    const { ts, ...others } = row ?? {};
    assert.deepEqual(others, { n: 2, partition: 1, offset_id: 1n, topic, key: "k2", headers: { a: "1", b: "ü" } });
    assert.equal(Date.parse(`${String(ts).replace(" ", "T")}Z`), seen.ts);
  },
});

Deno.test({
  name: "INSERT copies rows from topic to topic, and kcat reads them back (needs kcat)",
  ...NEEDS_KCAT,
  async fn() {
    const from = await newTopic("from", { partitions: 3 });
    const to = await newTopic("to", { partitions: 4 });
    const rows = Array.from(
      { length: 5_000 },
      (_, id) => ({ id, name: `näme ${id}`, price: id / 4, ok: id % 3 === 0 }),
    );
    await kcat(["-P", "-t", from, "-z", "lz4"], rows.map((row) => JSON.stringify(row)).join("\n"));
    await using shell = await Shell.open();
    await shell.run([
      plainConnection(),
      table("f", from, "id BIGINT, name TEXT, price DOUBLE, ok BOOLEAN", {
        "source.offset": "earliest",
        "source.until": "latest",
      }),
      table("t", to, "id BIGINT, label TEXT, double_price DOUBLE", {
        "sink.key_field": "id",
        "client_configs": "compression.type=zstd",
      }),
      "INSERT INTO t SELECT id, upper(name), price * 2 FROM f WHERE ok",
    ].join("\n"));
    const lines = (await kcat(["-C", "-e", "-q", "-t", to, "-o", "beginning", "-f", "%k %s\n"])).trim().split("\n");
    const expected = rows.filter(({ ok }) => ok).map(({ id, name, price }) =>
      `${id} ${JSON.stringify({ id, label: name.toUpperCase(), double_price: price * 2 })}`
    );
    const normal = (line: string) => {
      const [, key, json] = /^(\S+) (.*)$/.exec(line) ?? [];
      return `${key} ${JSON.stringify(JSON.parse(json ?? ""))}`;
    };
    assert.deepEqual(lines.map(normal).sort(), expected.sort());
  },
});
