import assert from "node:assert/strict";
import { Choices } from "../../tests/oracle/choices.ts";
import { type PartitionLook, type Ranges, searchBackward, type Sighting } from "./search.ts";

const SEED = Number(Deno.env.get("SEED") ?? 1);

/** A partition's records, by offset: their timestamps, and whether they fit. */
type Partition = readonly { readonly timestamp: number; readonly fits: boolean }[];

class Topic {
  /** Ranges that were looked through, as `partition:from-until`. */
  readonly looks: string[][] = [];
  readonly #partitions: readonly Partition[];

  constructor(...partitions: Partition[]) {
    this.#partitions = partitions;
  }

  get ranges(): Ranges {
    return new Map(this.#partitions.map(({ length }, partition) => [partition, { from: 0, until: length }]));
  }

  look(ranges: Ranges): Promise<ReadonlyMap<number, PartitionLook>> {
    this.looks.push([...ranges].map(([partition, { from, until }]) => `${partition}:${from}-${until}`));
    return Promise.resolve(
      new Map([...ranges].map(([partition, { from, until }]) => {
        const records = this.#partitions[partition]?.slice(from, until) ?? [];
        const last = records.findLastIndex(({ fits }) => fits);
        const fitting: Sighting | undefined = last < 0
          ? undefined
          : { partition, offset: from + last, timestamp: records[last]!.timestamp }; // it was found there
        return [partition, { fitting, oldest: records[0]?.timestamp }];
      })),
    );
  }

  search(first: number, total = Infinity) {
    return searchBackward({ ranges: this.ranges, look: (ranges) => this.look(ranges), limits: { first, total } });
  }
}

/** A record a second, of which those at `fitting` fit. */
function partition(length: number, ...fitting: number[]): Partition {
  return Array.from({ length }, (_, i) => ({ timestamp: i * 1000, fits: fitting.includes(i) }));
}

Deno.test("searchBackward looks through the newest records first, then through ever longer chunks before them", async () => {
  const topic = new Topic(partition(1000, 3, 7));
  const result = await topic.search(10);
  assert.deepEqual(topic.looks, [["0:990-1000"], ["0:910-990"], ["0:270-910"], ["0:0-270"]]);
  assert.deepEqual(result, { found: { partition: 0, offset: 7, timestamp: 7000 }, looked: 1000, isThrough: true });
});

Deno.test("searchBackward leaves out what is older than what it has found", async () => {
  const old = partition(100, 50);
  const busy = partition(100, 97).map((record) => ({ ...record, timestamp: record.timestamp + 1_000_000 }));
  const topic = new Topic(old, busy);
  const { found, isThrough } = await topic.search(10);
  assert.deepEqual([found?.partition, found?.offset, isThrough], [1, 97, true]);
  assert.deepEqual(topic.looks, [["0:90-100", "1:90-100"]]);
});

Deno.test("searchBackward does not stop at a record that is old while another partition may have a newer one", async () => {
  const old = partition(10, 9);
  const busy = partition(100, 40).map((record) => ({ ...record, timestamp: record.timestamp + 1_000_000 }));
  const { found } = await new Topic(old, busy).search(10);
  assert.deepEqual([found?.partition, found?.offset], [1, 40]);
});

Deno.test("searchBackward gives up after so many records, and says so", async () => {
  const topic = new Topic(partition(1000, 3), partition(1000, 4));
  assert.deepEqual(await topic.search(10, 500), { found: undefined, looked: 500, isThrough: false });
});

Deno.test("searchBackward has nothing to look for where nothing was read", async () => {
  assert.deepEqual(await new Topic([], []).search(10), { found: undefined, looked: 0, isThrough: true });
});

Deno.test("searchBackward finds what a look at all records finds", async () => {
  for (let round = 0; round < 300; round++) {
    const choices = Choices.random(SEED * 1000 + round);
    const partitions = Array.from({ length: 1 + choices.below(4) }, (): Partition => {
      let timestamp = choices.below(500);
      return Array.from({ length: choices.below(120) }, () => {
        timestamp += choices.below(9);
        return { timestamp, fits: choices.chance(3) };
      });
    });
    const fitting = partitions.map((records) => records.findLast(({ fits }) => fits)?.timestamp ?? -1);
    const { found, isThrough } = await new Topic(...partitions).search(1 + choices.below(20));
    assert.ok(isThrough);
    assert.equal(found?.timestamp ?? -1, Math.max(...fitting), `round ${round}`);
    if (found === undefined) continue;
    const last = partitions[found.partition]?.findLastIndex(({ fits }) => fits);
    assert.equal(found.offset, last, `round ${round}`);
  }
});
