import assert from "node:assert/strict";
import type { Connector, TopicInfo } from "../../connectors/connector.ts";
import { ConnectorError } from "../../schema/errors.ts";
import { ClusterNames, FRESH_MS } from "./cluster_names.ts";
import { openTestSession } from "../../tests/open_session.ts";

interface Stage extends AsyncDisposable {
  readonly names: ClusterNames;
  /** How often the cluster was asked. */
  asked(): number;
  changes(): number;
  pass(millis: number): void;
  answer(with_: readonly TopicInfo[] | Error): Promise<void>;
}

async function stage(): Promise<Stage> {
  const waiting: PromiseWithResolvers<readonly TopicInfo[]>[] = [];
  let [asked, changes, now] = [0, 0, 0];
  const kafka: Connector = {
    name: "kafka",
    doc: "",
    tableOptions: {},
    formats: "required",
    metadata: {},
    topics() {
      asked++;
      const answer = Promise.withResolvers<readonly TopicInfo[]>();
      waiting.push(answer);
      return answer.promise;
    },
  };
  const session = await openTestSession({
    connectors: [kafka],
    formats: [],
  });
  const names = new ClusterNames(session.world, () => now, () => changes++);
  return {
    names,
    asked: () => asked,
    changes: () => changes,
    pass: (millis) => now += millis,
    async answer(with_) {
      const answer = waiting.shift();
      if (with_ instanceof Error) answer?.reject(with_);
      else answer?.resolve(with_);
      for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    },
    async [Symbol.asyncDispose]() {
      names[Symbol.dispose]();
      await session[Symbol.asyncDispose]();
    },
  };
}

const ORDERS = { topic: "orders", partitions: 3 };

Deno.test("ClusterNames asks only when it may, and answers at once", async () => {
  await using one = await stage();
  assert.deepEqual(one.names.topics("local", false), { names: [] });
  assert.equal(one.asked(), 0);
  assert.deepEqual(one.names.topics("local", true), { names: [], waiting: true });
  assert.equal(one.names.topics("local", true).waiting, true);
  assert.equal(one.asked(), 1);
  await one.answer([ORDERS, { topic: "__offsets", partitions: 1 }, { topic: "clicks", partitions: 1 }]);
  assert.equal(one.changes(), 1);
  assert.deepEqual(one.names.topics("local", false), {
    names: [{ name: "clicks", doc: "1 partition" }, { name: "orders", doc: "3 partitions" }],
  });
});

Deno.test("ClusterNames asks again after 30 seconds, and shows what it knew meanwhile", async () => {
  await using one = await stage();
  one.names.topics("local", true);
  await one.answer([ORDERS]);
  one.pass(FRESH_MS - 1);
  assert.equal(one.names.topics("local", true).waiting, undefined);
  one.pass(1);
  const known = one.names.topics("local", true);
  assert.deepEqual([known.waiting, known.names.length, one.asked()], [true, 1, 2]);
  await one.answer([]);
  assert.deepEqual(one.names.topics("local", true), { names: [] });
});

Deno.test("ClusterNames says why there are no names", async () => {
  await using one = await stage();
  one.names.topics("local", true);
  await one.answer(new ConnectorError("Cannot reach broker:9092", { retryable: true }));
  assert.deepEqual(one.names.topics("local", true), { names: [], failure: "Cannot reach broker:9092" });
  assert.match(one.names.topics("nobody", true).failure ?? "later", /later/);
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  assert.equal(one.names.topics("nobody", true).failure, "connection profile 'nobody' not found");
});
