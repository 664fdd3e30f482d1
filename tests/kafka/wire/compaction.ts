/** Compacted topics, whose batches have gaps and may be empty (B8). The embedded cluster does not compact. */
import assert from "node:assert/strict";
import { eventually } from "../command.ts";
import { kcatRecords, NEEDS_KCAT } from "../other_clients.ts";
import { batchesOf, newTopic, readTopic, type TestRecord, writeTopic } from "../records.ts";
import { readTarget } from "../target.ts";

const COMPACTED = {
  "cleanup.policy": "compact",
  "segment.ms": "100",
  "min.cleanable.dirty.ratio": "0.001",
  "min.compaction.lag.ms": "0",
  "delete.retention.ms": "0",
};

const latest = (records: readonly TestRecord[]) => Object.fromEntries(records.map(({ key, value }) => [key, value]));

if (readTarget().kind === "kafka") {
  Deno.test({
    name: "Fetcher reads a compacted topic through its gaps and empty batches, from any offset (needs kcat)",
    ...NEEDS_KCAT,
    async fn() {
      const topic = await newTopic("compacted", { configs: COMPACTED });
      const keys = Array.from({ length: 50 }, (_, i) => `key ${i}`);
      // Each producer's last batch stays, empty, as long as the broker remembers the producer.
      for (let round = 0; round < 6; round++) {
        await writeTopic(
          topic,
          keys.filter((_, i) => round < 5 || i % 2 === 0).map((key) => ({ key, value: `${round}` })),
        );
      }
      const tail = async () => await writeTopic(topic, [{ key: "tail", value: "new segment" }]);
      await tail();
      await eventually("there are empty batches and batches with gaps", async () => {
        await tail(); // a new record rolls the segment, so that what lies before it can be compacted
        const batches = (await batchesOf(topic)).filter(({ control }) => !control);
        return batches.filter(({ count }) => count === 0).length >= 4 &&
          batches.some(({ count }) => count > 0 && count < 50);
      });
      const all = await readTopic(topic);
      const end = (all.at(-1)?.offset ?? 0) + 1;
      assert(all.length < 200, `${all.length} records are left`);
      const { tail: _, ...seen } = latest(all);
      assert.deepEqual(seen, Object.fromEntries(keys.map((key, i) => [key, i % 2 === 0 ? "5" : "4"])));
      // What is compacted in the meantime has later values.
      const independent = await kcatRecords(topic);
      assert.deepEqual(latest(await readTopic(topic)), latest(independent));
      for (let from = 0; from < end; from += 7) {
        const rest = await readTopic(topic, { positions: new Map([[0, from]]), partitionMaxBytes: 100 });
        assert(rest.every(({ offset }) => offset >= from));
        assert.equal(rest.at(-1)?.offset, end - 1, `from ${from}`);
      }
    },
  });
}
