import assert from "node:assert/strict";
import { DELETE, INSERT, UPDATE_AFTER, UPDATE_BEFORE } from "../../../schema/batch.ts";
import type { Value } from "../../../schema/types.ts";
import type { AggregateCall } from "../../../sql/plan.ts";
import { Snapshot } from "../../state/snapshot.ts";
import { aggregateOperator } from "../aggregate.ts";
import {
  type Aggregate,
  batchOf,
  callOf,
  generator,
  grouped,
  inBatches,
  INPUTS,
  listCall,
  plainResult,
  planOf,
  type Row,
  rowsOf,
  Sink,
  sortKey,
  textOf,
} from "./test_aggregate.ts";

const CALLS: readonly AggregateCall[] = [
  callOf("count", []),
  callOf("count", [4], { filter: 5 }),
  callOf("sum", [2]),
  callOf("sum", [3]),
  callOf("sum", [6]),
  callOf("sum", [9], { filter: 5 }),
  callOf("sum", [10]),
  callOf("avg", [2]),
  callOf("avg", [6]),
  callOf("avg", [7]),
  ...[2, 3, 4, 5, 6, 7, 8].flatMap((arg) => [callOf("min", [arg]), callOf("max", [arg])]),
  callOf("count", [4], { distinct: true }),
  callOf("count", [2, 3], { distinct: true, filter: 5 }),
  callOf("sum", [2], { distinct: true }),
  listCall(2, { orderBy: [sortKey(9, true), sortKey(2)] }),
];

interface Change {
  readonly row: Row;
  readonly change: number;
}

/** Rows come, leave and are replaced; `live` are those that are there after each step. */
function changesOf(rows: readonly Row[], random: () => number, retracts: boolean): Change[][] {
  const live: Row[] = [];
  const steps: Change[][] = [];
  for (const row of rows) {
    const at = Math.floor(random() * live.length);
    const old = live[at];
    const kind = retracts && old !== undefined ? random() : 0;
    if (kind > 0.55 && old !== undefined) {
      live.splice(at, 1);
      steps.push([{ row: old, change: DELETE }]);
    } else if (kind > 0.3 && old !== undefined) {
      live[at] = row;
      steps.push([{ row: old, change: UPDATE_BEFORE }, { row, change: UPDATE_AFTER }]);
    } else {
      live.push(row);
      steps.push([{ row, change: INSERT }]);
    }
  }
  return steps;
}

function liveAfter(changes: readonly Change[]): Row[] {
  const live: Row[] = [];
  for (const { row, change } of changes) {
    if (change === INSERT || change === UPDATE_AFTER) live.push(row);
    else live.splice(live.indexOf(row), 1);
  }
  return live;
}

/** What is there after all changes; checks that each is possible, and that no pair is for nothing. */
class Replay {
  readonly rows = new Map<string, string>();
  #seen = 0;

  constructor(readonly sink: Sink, readonly plan: Aggregate) {}

  read(): number {
    const { rows, changes } = this.sink;
    const before = this.#seen;
    const touched = new Set<string>();
    for (; this.#seen < rows.length; this.#seen++) {
      const row = rows[this.#seen]!;
      const key = textOf(row.slice(0, this.plan.keys.length));
      const text = textOf(this.#visible(row));
      const change = changes[this.#seen]!;
      if (change !== UPDATE_AFTER) assert.ok(!touched.has(key), "one net change of a key in an emission");
      touched.add(key);
      if (change === INSERT) assert.ok(!this.rows.has(key), `+I of ${key}, which is there`);
      if (change === DELETE || change === UPDATE_BEFORE) assert.equal(this.rows.get(key), text);
      if (change === UPDATE_BEFORE) {
        assert.equal(changes[this.#seen + 1], UPDATE_AFTER);
        assert.notEqual(textOf(this.#visible(rows[this.#seen + 1]!)), text);
      }
      if (change === DELETE) this.rows.delete(key);
      else if (change !== UPDATE_BEFORE) this.rows.set(key, text);
    }
    return this.#seen - before;
  }

  #visible(row: Row): Row {
    return [...row.slice(0, this.plan.keys.length), ...row.slice(this.plan.keys.length + 1)];
  }

  check(live: readonly Row[], label: string): void {
    this.read();
    const { keys, calls } = this.plan;
    const groups = [...grouped(keys, live).values()];
    if (keys.length === 0 && groups.length === 0) groups.push([]);
    const expected = groups.map((rows) =>
      textOf([...keys.map((key) => rows[0]?.[key] ?? null), ...calls.map((call) => plainResult(call, rows))])
    );
    assert.deepEqual([...this.rows.values()].toSorted(), expected.toSorted(), label);
  }
}

Deno.test("UpdatingAggregate's changes lead to what is there, whatever comes and leaves", () => {
  for (const updating of [false, true]) {
    for (const [seed, keys] of [[], [9], [0, 1]].entries()) {
      for (const size of [200, 7, 1]) {
        const random = generator(seed + size);
        const steps = changesOf(rowsOf(160, random), random, updating);
        const plan = planOf(keys, CALLS, undefined, { updating, ttl: 1e9 });
        const sink = new Sink(plan.schema.fields);
        let operator = aggregateOperator(plan, sink, () => 0);
        const replay = new Replay(sink, plan);
        const seen: Change[] = [];
        let now = 0;
        for (const batch of inBatches(steps, size)) {
          const changes = batch.flat();
          const rows = changes.map(({ row }) => row);
          operator.process(batchOf(INPUTS, rows, updating ? changes.map(({ change }) => change) : undefined));
          seen.push(...changes);
          if (random() < 0.3) {
            operator.tick?.(now += 1000);
            replay.check(liveAfter(seen), `by ${keys}, ${size} at a time`);
          }
          if (random() > 0.1) continue;
          operator.settle?.();
          replay.read();
          const snapshot = new Snapshot();
          operator.snapshot(snapshot);
          operator = aggregateOperator(plan, sink, () => 0);
          operator.restore(Snapshot.decode(snapshot.encode()));
        }
        operator.end();
        replay.check(liveAfter(seen), `by ${keys}, at the end`);
      }
    }
  }
});

function numbers(...rows: readonly (readonly [key: string | null, n: bigint, time?: bigint])[]): Row[] {
  return rows.map(([key, n, time = 0n]) => [key, ...Array<Value>(8).fill(null), n, null, time, 0n]);
}

function setup(
  calls: readonly AggregateCall[],
  more: Parameters<typeof planOf>[3] & { keys?: readonly number[] } = {},
) {
  const plan = planOf(more.keys ?? [0], calls, undefined, more);
  const sink = new Sink(plan.schema.fields);
  const clock = { now: 0 };
  const operator = aggregateOperator(plan, sink, () => clock.now);
  const take = (rows: readonly Row[], changes?: readonly number[]) => operator.process(batchOf(INPUTS, rows, changes));
  const emitted = () => sink.rows.splice(0).map((row, i) => [sink.changes[i], ...row]);
  const read = () => {
    const rows = emitted();
    sink.changes.length = 0;
    return rows;
  };
  return { operator, clock, take, read };
}

Deno.test("UpdatingAggregate tells nothing when a value is equal again, and takes the latest time along", () => {
  const { operator, take, read } = setup([callOf("sum", [9])], { updating: true });
  take(numbers(["a", 5n, 10n], ["b", 1n, 20n]));
  operator.tick?.(1000);
  assert.deepEqual(read(), [[INSERT, "a", 10n, 5n], [INSERT, "b", 20n, 1n]]);
  take(numbers(["a", 7n, 30n], ["a", 7n, 40n]), [INSERT, DELETE]);
  operator.tick?.(2000);
  assert.deepEqual(read(), []);
  take(numbers(["a", 1n, 15n], ["b", 1n, 50n], ["c", 1n], ["c", 1n]), [INSERT, DELETE, INSERT, DELETE]);
  operator.tick?.(2999);
  assert.deepEqual(read(), []);
  operator.tick?.(3000);
  assert.deepEqual(read(), [
    [UPDATE_BEFORE, "a", 40n, 5n],
    [UPDATE_AFTER, "a", 40n, 6n],
    [DELETE, "b", 20n, 1n],
  ]);
  take(numbers(["b", 9n, 60n]));
  operator.end();
  assert.deepEqual(read(), [[INSERT, "b", 60n, 9n]]);
});

Deno.test("UpdatingAggregate that tells its changes in parts, while others come, leaves nothing out", () => {
  const { operator, take, read } = setup([callOf("sum", [9])], { updating: true });
  const random = generator(7);
  const sums = new Map<string, bigint[]>();
  const shown = new Map<string, bigint>();
  let parts = 0;
  const show = () => {
    for (const [change, key, _time, sum] of read()) {
      const [name, value] = [String(key), sum as bigint];
      if (change === INSERT) assert.ok(!shown.has(name), name);
      if (change === DELETE || change === UPDATE_BEFORE) assert.equal(shown.get(name), value, name);
      if (change === DELETE) shown.delete(name);
      else if (change !== UPDATE_BEFORE) shown.set(name, value);
    }
  };
  for (let round = 0; round < 60; round++) {
    const changes = Array.from({ length: 900 }, () => {
      const key = `key ${Math.floor(random() * 4000)}`;
      const values = sums.get(key) ?? [];
      if (!sums.has(key)) sums.set(key, values);
      const gone = random() < 0.5 ? values.pop() : undefined;
      const n = gone ?? BigInt(Math.floor(random() * 100));
      if (gone === undefined) values.push(n);
      return { key, n, change: gone === undefined ? INSERT : DELETE };
    });
    take(numbers(...changes.map(({ key, n }) => [key, n] as const)), changes.map(({ change }) => change));
    while (random() < 0.6 && operator.settlePart?.()) parts++;
    show();
    if (random() > 0.2) continue;
    operator.settle?.();
    assert.equal(operator.settle?.(), false);
    show();
    const there = [...sums].filter(([, values]) => values.length > 0);
    assert.equal(shown.size, there.length);
    for (const [key, values] of there) assert.equal(shown.get(key), values.reduce((sum, n) => sum + n, 0n), key);
  }
  assert.ok(parts > 20, `${parts} parts`);
});

Deno.test("UpdatingAggregate tells many changes in several turns, and those that come meanwhile with them", () => {
  const { operator, take, read } = setup([callOf("count", [])], { updating: true });
  const keys = Array.from({ length: 10_000 }, (_, i) => `key ${i}`);
  const come = () => {
    for (let from = 0; from < keys.length; from += 1000) {
      take(numbers(...keys.slice(from, from + 1000).map((key) => [key, 1n] as const)));
    }
  };
  come();
  assert.equal(operator.tick?.(999), false);
  assert.equal(operator.tick?.(1000), true);
  const first = read();
  assert.ok(first.length > 0 && first.length < 10_000, `${first.length} rows`);
  take(numbers(["key 0", 1n], ["key 9999", 1n]));
  let turns = 1;
  while (operator.tick?.(1001) === true) turns++;
  assert.equal(turns, 2);
  const rest = read();
  const of = (key: string) => rest.filter(([, name]) => name === key).map(([change, , , count]) => [change, count]);
  assert.deepEqual(of("key 0"), [[UPDATE_BEFORE, 1n], [UPDATE_AFTER, 2n]], "told before, and changed again");
  assert.deepEqual(of("key 9999"), [[INSERT, 2n]]);
  assert.equal(first.length + rest.length, 10_002);
  come();
  assert.equal(operator.tick?.(1900), false, "the next time is after the interval");
  operator.settle?.();
  assert.equal(read().length, 20_000);
});

Deno.test("UpdatingAggregate does not follow for ever what comes while it tells", () => {
  const { operator, take, read } = setup([callOf("count", [])], { updating: true });
  const come = () => {
    for (let from = 0; from < 10_000; from += 1000) {
      take(numbers(...Array.from({ length: 1000 }, (_, i) => [`key ${from + i}`, 1n] as const)));
    }
  };
  come();
  let turns = 0;
  while (operator.tick?.(1000) === true && turns < 100) {
    turns++;
    come();
  }
  assert.ok(turns < 10, `${turns} turns`);
  read();
  assert.equal(operator.settle?.(), false);
});

Deno.test("UpdatingAggregate forgets keys that nobody touches for the ttl", () => {
  const calls = [callOf("count", []), callOf("count", [9], { distinct: true })];
  const { operator, clock, take, read } = setup(calls, { ttl: 5000 });
  take(numbers(["a", 1n], ["b", 1n], ["b", 2n]));
  operator.tick?.(1000);
  read();
  clock.now = 4000;
  take(numbers(["a", 1n]));
  clock.now = 5000;
  operator.tick?.(5000);
  assert.deepEqual(read(), [
    [UPDATE_BEFORE, "a", 0n, 1n, 1n],
    [UPDATE_AFTER, "a", 0n, 2n, 1n],
    [DELETE, "b", 0n, 2n, 2n],
  ]);
  clock.now = 6000;
  take(numbers(["b", 2n]));
  clock.now = 9000;
  operator.tick?.(9000);
  assert.deepEqual(read(), [[INSERT, "b", 0n, 1n, 1n], [DELETE, "a", 0n, 2n, 1n]]);
});

Deno.test("UpdatingAggregate without keys: no row before the first one, unless the input is bounded", () => {
  const calls = [callOf("count", []), callOf("sum", [9])];
  const silent = setup(calls, { keys: [] });
  silent.operator.end();
  assert.deepEqual(silent.read(), []);
  const bounded = setup(calls, { keys: [], always: true });
  bounded.operator.end();
  assert.deepEqual(bounded.read().map((row) => row.slice(2)), [[0n, null]]);
});

Deno.test("UpdatingAggregate tells each row of DISTINCT once", () => {
  const { operator, take, read } = setup([]);
  take(numbers(["a", 1n], [null, 1n], ["a", 2n]));
  operator.tick?.(1000);
  assert.deepEqual(read(), [[INSERT, "a", 0n], [INSERT, null, 0n]]);
  take(numbers(["a", 1n], [null, 5n]));
  operator.end();
  assert.deepEqual(read(), []);
});

Deno.test("UpdatingAggregate fails when a sum overflows, with the row's call in the words", () => {
  const { take } = setup([callOf("sum", [9], { text: "sum(n)" })]);
  assert.throws(() => take(numbers(["a", 2n ** 62n], ["a", 2n ** 62n])), { message: "overflow in sum(n)" });
});

Deno.test("UpdatingAggregate does not lose a key that comes again while it tells which ones were forgotten", () => {
  const { operator, clock, take, read } = setup([callOf("count", [])], { ttl: 5000 });
  for (let from = 0; from < 10_000; from += 1000) {
    take(numbers(...Array.from({ length: 1000 }, (_, i) => [`key ${from + i}`, 1n] as const)));
  }
  operator.settle?.();
  read();
  clock.now = 6000;
  assert.equal(operator.tick?.(6000), true);
  take(numbers(["key 9999", 1n]));
  while (operator.tick?.(6001) === true);
  const rows = read();
  assert.equal(rows.filter(([change]) => change === DELETE).length, 9_999);
  assert.deepEqual(rows.filter(([, key]) => key === "key 9999").map(([change, , , count]) => [change, count]), [
    [UPDATE_BEFORE, 1n],
    [UPDATE_AFTER, 2n],
  ]);
  clock.now = 12_000;
  operator.tick?.(12_000);
  assert.deepEqual(read(), [[DELETE, "key 9999", 0n, 2n]]);
});

Deno.test("UpdatingAggregate forgets nothing behind its end, nor when it goes on from a snapshot of then", () => {
  const { operator, clock, take, read } = setup([callOf("count", [])], { ttl: 5000 });
  take(numbers(["a", 1n]));
  operator.end();
  assert.deepEqual(read(), [[INSERT, "a", 0n, 1n]]);
  clock.now = 6000;
  operator.tick?.(6000);
  operator.settle?.();
  assert.deepEqual(read(), []);
  const snapshot = new Snapshot();
  operator.snapshot(snapshot);
  const again = setup([callOf("count", [])], { ttl: 5000 });
  again.operator.restore(snapshot);
  again.clock.now = 12_000;
  again.operator.tick?.(12_000);
  again.operator.settle?.();
  assert.deepEqual(again.read(), []);
});
