import assert from "node:assert/strict";
import { ConnectorError } from "../../schema/errors.ts";
import { readOptions } from "../../schema/options.ts";
import type { Table } from "../../schema/table.ts";
import { FakeCluster } from "./fake_cluster.ts";
import { KAFKA_TABLE } from "./options.ts";
import { ERROR } from "./protocol/error_codes.ts";
import { KafkaSink } from "./sink.ts";

const TABLE: Table = {
  name: "big",
  connector: "kafka",
  connection: undefined,
  direction: "sink",
  columns: [],
  primaryKey: [],
  eventTime: undefined,
  options: new Map(),
  sql: "",
};

Deno.test("KafkaSink tells a failure once when several rows of a batch asked to wait", async () => {
  await using fake = new FakeCluster();
  fake.create("big", [1]);
  fake.fault = (_broker, api) => api === "Produce" ? { error: ERROR.TOPIC_AUTHORIZATION_FAILED } : undefined;
  const megabytes = new Uint8Array(9 << 20);
  await using sink = new KafkaSink({
    table: TABLE,
    options: readOptions(KAFKA_TABLE, new Map([["topic", { value: "big" }]]), new Set()),
    connection: { name: undefined, connector: "kafka", values: { bootstrap_servers: fake.bootstrap } },
    environment: { dir: undefined, env: () => undefined, now: () => 0, stdout: () => {}, onClose: () => {} },
    fields: [],
    value: {
      bind: () => {},
      encode(_row, out) {
        out.append(megabytes, 0, megabytes.length);
        return true;
      },
    },
    key: undefined,
    timestamp: undefined,
    pipeline: "test",
  });
  await sink.open(new AbortController().signal);
  await assert.rejects(async () => await sink.write({ length: 4, columns: [] }), ConnectorError); // 16 MB are kept
  await assert.rejects(sink.flush(), ConnectorError);
});
