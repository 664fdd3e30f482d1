import assert from "node:assert/strict";
import { AddedPartitions } from "./added_partitions.ts";

/** Requests, each of which the test answers. */
function requests() {
  const sent: { partitions: string[]; answer: PromiseWithResolvers<void> }[] = [];
  const added = new AddedPartitions((partitions) => {
    const answer = Promise.withResolvers<void>();
    sent.push({ partitions: partitions.map(({ topic, partition }) => `${topic}/${partition}`), answer });
    return answer.promise;
  });
  return { sent, added };
}

Deno.test("AddedPartitions asks for those of one moment together, and for later ones when the answer has come", async () => {
  const { sent, added } = requests();
  const first = Promise.all([added.add("a", 0), added.add("a", 1), added.add("b", 0)]);
  await Promise.resolve();
  const second = Promise.all([added.add("b", 1), added.add("c", 0)]);
  await Promise.resolve();
  assert.deepEqual(sent.map(({ partitions }) => partitions), [["a/0", "a/1", "b/0"]]);
  sent[0]?.answer.resolve();
  await first;
  assert.deepEqual(sent.map(({ partitions }) => partitions).at(1), ["b/1", "c/0"]);
  sent[1]?.answer.resolve();
  await second;
  const third = added.add("d", 0);
  await Promise.resolve();
  sent[2]?.answer.resolve();
  await third;
  assert.equal(sent.length, 3);
});

Deno.test("AddedPartitions tells a failure to those whom it concerns", async () => {
  const { sent, added } = requests();
  const first = added.add("a", 0);
  await Promise.resolve();
  const second = added.add("b", 0);
  sent[0]?.answer.reject(new Error("refused"));
  await assert.rejects(first, /refused/);
  sent[1]?.answer.resolve();
  await second;
});

Deno.test("AddedPartitions may have opened a transaction as soon as one is asked for", async () => {
  const { sent, added } = requests();
  assert.equal(added.any, false);
  const asked = added.add("a", 0);
  assert.equal(added.any, true);
  await Promise.resolve();
  sent[0]?.answer.resolve();
  await asked;
  added.clear();
  assert.equal(added.any, false);
});
