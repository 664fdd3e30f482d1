/** Whole pipelines on brokers that are right about the cluster and answer everything else with bytes of their own. */
import assert from "node:assert/strict";
import { API } from "../connectors/kafka/protocol/api.ts";
import { encodeResponse } from "../connectors/kafka/protocol/frames.ts";
import { chance, type Hostile, hostile } from "../connectors/kafka/test_hostile.ts";
import { BatchWriter } from "../connectors/kafka/records/batch_writer.ts";
import { Session } from "../mod.ts";
import { ConnectorError, DataError } from "../schema/errors.ts";

/** An error that may be cured is tried again for ever: after this the person stops the job. */
const PATIENCE_MS = 400;

const RECORDS = recordsOf(5);

/** A batch at an offset. */
function recordsOf(offset: number): Uint8Array {
  const writer = new BatchWriter(0, 16);
  for (let n = 0; n < 4; n++) {
    writer.begin(1000 + n, undefined);
    writer.bytes.append(new TextEncoder().encode(`{"n":${n}}`));
    writer.end(undefined);
  }
  const batch = writer.seal({}).slice();
  new DataView(batch.buffer).setBigInt64(0, BigInt(offset));
  return batch;
}

/** One topic `t` of one partition, led by this broker. */
function metadata(version: number, port: number): Uint8Array {
  const partition = { errorCode: 0, partition: 0, leaderId: 1, leaderEpoch: 0, replicaNodes: [1], isrNodes: [1] };
  return encodeResponse(API.Metadata, version, 0, {
    brokers: [{ nodeId: 1, host: "127.0.0.1", port }],
    controllerId: 1,
    topics: [{ errorCode: 0, name: "t", partitions: [partition] }],
  }).subarray(8);
}

/** Its answers to requests other than `right` are biased bytes, or right ones of which a few bytes are not. */
function brokerOf(seed: number): Hostile {
  const next = chance(seed);
  const broker: Hostile = hostile({
    answer(apiKey, version) {
      const port = Number(broker.bootstrap.split(":")[1]);
      if (apiKey === API.Metadata.key) return metadata(version, port);
      const whole = right(apiKey, version);
      if (whole === undefined || next() < 0.1) {
        return Uint8Array.from(
          { length: Math.floor(next() * 200) },
          () => Math.floor(next() < 0.7 ? next() * 3 : next() * 256),
        );
      }
      if (next() < 0.7) return whole;
      const bytes = whole.slice();
      for (let changes = Math.floor(next() * 3); changes >= 0; changes--) {
        bytes[Math.floor(next() * bytes.length)] = Math.floor(next() * 256);
      }
      return bytes;
    },
  });
  return broker;
}

/** What an honest broker could say. */
function right(apiKey: number, version: number): Uint8Array | undefined {
  const name = "t";
  switch (apiKey) {
    case API.ListOffsets.key: {
      const partitions = [{ partition: 0, errorCode: 0, timestamp: -1, offset: 5 }];
      return encodeResponse(API.ListOffsets, version, 0, { topics: [{ name, partitions }] }).subarray(8);
    }
    case API.Fetch.key: {
      const partitions = [{
        partition: 0,
        errorCode: 0,
        highWatermark: 9,
        lastStableOffset: 9,
        abortedTransactions: null,
        records: RECORDS,
      }];
      return encodeResponse(API.Fetch, version, 0, { topics: [{ name, partitions }] }).subarray(8);
    }
    case API.Produce.key: {
      const partitions = [{ partition: 0, errorCode: 0, baseOffset: 5 }];
      return encodeResponse(API.Produce, version, 0, { topics: [{ name, partitions }] }).subarray(8);
    }
    case API.InitProducerId.key:
      return encodeResponse(API.InitProducerId, version, 0, { errorCode: 0, producerId: 7, producerEpoch: 0 }).subarray(
        8,
      );
    default:
      return undefined;
  }
}

/** Runs until it fails, or is stopped. */
async function outcome(seed: number, direction: "read" | "write"): Promise<"failed" | "tried again" | "ended"> {
  await using broker = brokerOf(seed);
  await using session = await Session.open({ memory: true });
  await session.execute(`
    CREATE TABLE t (n BIGINT) WITH (connector = 'kafka', bootstrap_servers = '${broker.bootstrap}', topic = 't', format = 'json', source.offset = 'earliest');
    CREATE TABLE ticks WITH (connector = 'impulse', event_rate = 1000);
    CREATE TABLE nowhere (n BIGINT) WITH (connector = 'blackhole')`);
  const job = direction === "read"
    ? await session.start`INSERT INTO nowhere SELECT n FROM t`
    : await session.start`INSERT INTO t SELECT counter::BIGINT FROM ticks`;
  const timer = setTimeout(() => void job.stop(true), PATIENCE_MS);
  try {
    await job.done;
    return job.error === undefined ? "ended" : "tried again";
  } catch (error) {
    assert.ok(error instanceof ConnectorError || error instanceof DataError, String(error));
    return "failed";
  } finally {
    clearTimeout(timer);
  }
}

for (const direction of ["read", "write"] as const) {
  Deno.test(`a pipeline that ${direction}s through a hostile broker ends in an error of ours, or can be stopped`, async () => {
    const counts = new Map<string, number>();
    for (let first = 1; first <= 40; first += 8) {
      const seeds = Array.from({ length: 8 }, (_, i) => first + i);
      const results = await Promise.all(seeds.map((seed) =>
        outcome(seed, direction).catch((cause) => {
          throw new Error(`seed ${seed}`, { cause });
        })
      ));
      for (const result of results) counts.set(result, (counts.get(result) ?? 0) + 1);
    }
    assert.ok((counts.get("failed") ?? 0) > 0, JSON.stringify([...counts]));
  });
}
