import assert from "node:assert/strict";
import type { CheckpointId, SinkTransactions } from "../../connectors/connector.ts";
import { Snapshot } from "../state/snapshot.ts";
import { Outboxes } from "./outboxes.ts";
import { TransactionKeeper } from "./transaction_keeper.ts";

/** Transactions that note what is asked of them. */
class Transactions implements SinkTransactions {
  readonly cluster = "here";
  readonly identity = "7-1";
  readonly calls: string[] = [];
  committing: (signal: AbortSignal) => Promise<void> = () => Promise.resolve();

  async open(decide: (committed: CheckpointId | undefined) => Promise<CheckpointId | undefined>) {
    this.calls.push("open");
    return await decide(undefined);
  }

  begin(): void {
    this.calls.push("begin");
  }

  cut(): void {
    this.calls.push("cut");
  }

  prepare(): Promise<void> {
    this.calls.push("prepare");
    return Promise.resolve();
  }

  async commit({ number }: CheckpointId, signal: AbortSignal): Promise<void> {
    this.calls.push(`commit ${number}`);
    await this.committing(signal);
    this.calls.push(`committed ${number}`);
  }

  judge(error: unknown): Promise<unknown> {
    this.calls.push("judge");
    return Promise.resolve(error);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.calls.push("dispose");
    return Promise.resolve();
  }
}

async function withKeeper(test: (keeper: TransactionKeeper, transactions: Transactions) => Promise<void>) {
  const path = await Deno.makeTempDir({ prefix: "sluice-keeper-" });
  try {
    const transactions = new Transactions();
    await using keeper = new TransactionKeeper(transactions, new Outboxes([]), {
      path: `${path}/p`,
      reset: false,
      now: () => 1000,
      onNotice: () => {},
    });
    await keeper.open(new AbortController().signal);
    await test(keeper, transactions);
  } finally {
    await Deno.remove(path, { recursive: true });
  }
}

const TIMING = { since: 990, pauseMilliseconds: 3 };

Deno.test("TransactionKeeper begins the next transaction as soon as the last one is committed", async () => {
  await withKeeper(async (keeper, { calls }) => {
    keeper.cut();
    await keeper.save(new Snapshot(), TIMING);
    assert.deepEqual(calls.splice(0), ["open", "begin", "cut", "prepare", "commit 1", "committed 1", "begin"]);
    const [{ bytes, ...record } = { bytes: 0 }] = keeper.records;
    assert.deepEqual(record, { number: 1, at: 990, milliseconds: 10, pauseMilliseconds: 3 });
    assert.ok(bytes > 0);
    keeper.cut();
    await keeper.save(new Snapshot(), TIMING, true);
    assert.deepEqual(calls, ["cut", "prepare", "commit 2", "committed 2"], "behind the last one comes nothing");
  });
});

Deno.test("TransactionKeeper gives up a checkpoint whose pipeline has failed, before it says what that means", async () => {
  await withKeeper(async (keeper, transactions) => {
    const { promise: isCommitting, resolve } = Promise.withResolvers<void>();
    transactions.committing = (signal) => {
      resolve();
      return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    };
    keeper.cut();
    const saving = assert.rejects(keeper.save(new Snapshot(), TIMING), { name: "AbortError" });
    await isCommitting;
    const error = new Error("a source failed");
    assert.equal(await keeper.judge(error), error);
    await saving;
    assert.deepEqual(transactions.calls.splice(0), ["open", "begin", "cut", "prepare", "commit 1", "judge"]);
    transactions.committing = () => Promise.resolve();
    await keeper.open(new AbortController().signal);
    keeper.cut();
    await keeper.save(new Snapshot(), TIMING);
    assert.deepEqual(keeper.records.map(({ number }) => number), [1]);
  });
});
