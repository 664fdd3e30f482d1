import assert from "node:assert/strict";
import { readOptions } from "../../schema/options.ts";
import type { Environment } from "../connector.ts";
import { KAFKA_TABLE } from "./options.ts";
import { KafkaTransactions } from "./sink_transactions.ts";

const environment: Environment = {
  dir: undefined,
  env: () => undefined,
  now: () => 0,
  stdout: () => {},
  onClose: () => {},
};

function transactions(checkpointInterval: number, ...timeouts: readonly number[]): KafkaTransactions {
  const sinks = timeouts.map((timeout) => {
    const given = { topic: "t", ...(timeout > 0 && { client_configs: `transaction.timeout.ms=${timeout}` }) };
    const pairs = Object.entries(given).map(([key, value]) => [key, { value }] as const);
    return readOptions(KAFKA_TABLE, new Map(pairs), new Set());
  });
  return new KafkaTransactions({
    sinks,
    connection: undefined,
    environment,
    pipeline: "p",
    fingerprint: () => "",
    checkpointInterval,
    timeoutMs: 60_000,
  });
}

Deno.test("KafkaTransactions last as long as the longest transaction.timeout.ms of their sinks, else as asked for", () => {
  assert.equal(transactions(10_000, 0).timeoutMs, 60_000);
  assert.equal(transactions(1_000, 2_000, 0, 3_000).timeoutMs, 3_000);
});

Deno.test("KafkaTransactions refuse a transaction.timeout.ms that ends them before their checkpoint", () => {
  assert.throws(() => transactions(10_000, 2_000, 10_000), {
    message: "transaction.timeout.ms 10000 is not longer than checkpoint_interval, 10000 ms",
  });
});
