import assert from "node:assert/strict";
import type { Connector, Source, SourceEvent } from "../../connectors/connector.ts";
import { tableOf } from "../../connectors/testing.ts";
import { ConnectorError } from "../../schema/errors.ts";
import { recordsOf } from "../../schema/formats/test_records.ts";
import { type SampleLimits, sampleTopic } from "./sample.ts";

const ENVIRONMENT = { dir: undefined, env: () => undefined, now: () => 0, stdout: () => {}, onClose: () => {} };

/** A connector whose topic has `partitions` and gives these events; then it waits to be stopped, unless all have ended. */
function scripted(partitions: number, events: readonly SourceEvent[]): Connector {
  const source: Source = {
    open: () => Promise.resolve(new Map(Array.from({ length: partitions }, (_, i) => [i, 0]))),
    async *read(signal) {
      yield* events;
      if (events.filter(({ kind }) => kind === "end").length >= partitions || signal.aborted) return;
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
    },
    progress: () => [],
    state: () => ({ kind: "connected" }),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  return { name: "case", doc: "", tableOptions: {}, formats: "required", metadata: {}, source: () => source };
}

function records(partition: number, ...values: readonly string[]): SourceEvent {
  return { kind: "records", records: { ...recordsOf(values), partition } };
}

async function sample(connector: Connector, limits: Partial<SampleLimits> = {}): Promise<string[]> {
  const resolved = { connector, connection: undefined, options: {}, table: tableOf("case") };
  const all = { records: 100, milliseconds: 60_000, bytes: 1000, ...limits };
  const { records } = await sampleTopic(resolved, "orders", { environment: ENVIRONMENT }, all);
  return records.map(({ partition, value }) => `${partition}:${new TextDecoder().decode(value ?? undefined)}`);
}

Deno.test("sampleTopic gives partition after partition, whatever the order of their answers", async () => {
  const end = (partition: number): SourceEvent => ({ kind: "end", partition });
  const events = [records(1, "a"), records(0, "b"), { kind: "idle" } as const, records(1, "c"), end(1), end(0)];
  assert.deepEqual(await sample(scripted(2, events)), ["0:b", "1:a", "1:c"]);
});

Deno.test("sampleTopic stops at its records, and at each partition's share of the bytes", async () => {
  assert.deepEqual(await sample(scripted(1, [records(0, "a", "b", "c")]), { records: 2 }), ["0:a", "0:b"]);
  const large = scripted(2, [records(0, "aaaa", "bbbb", "cccc"), records(1, "dddd", "eeee", "ffff")]);
  assert.deepEqual(await sample(large, { bytes: 10 }), ["0:aaaa", "0:bbbb", "1:dddd", "1:eeee"]);
});

Deno.test("sampleTopic takes what came in time, and says when nothing did", async () => {
  assert.deepEqual(await sample(scripted(2, [records(0, "a")]), { milliseconds: 1 }), ["0:a"]);
  await assert.rejects(
    sample(scripted(1, []), { milliseconds: 1 }),
    (error) =>
      error instanceof ConnectorError && error.message === 'No records of the topic "orders" came within 0.001 s',
  );
});
