import assert from "node:assert/strict";
import { DELETE, INSERT } from "../../schema/batch.ts";
import type { JoinKey, JoinWhen } from "../../sql/plan.ts";
import type { JoinPlan } from "./join/layout.ts";
import { expected, generator, type JoinCase, K, randomEvents, type Row, runJoin, S, T } from "./join/test_join.ts";

const REGULAR: JoinWhen = { kind: "regular", updates: { ttl: 0, interval: 1000 } };
const TYPES: readonly JoinPlan["type"][] = ["inner", "left", "right", "full", "semi", "anti"];
const KEYS: readonly (readonly JoinKey[])[] = [
  [{ left: K, right: K, nullsEqual: false }],
  [{ left: K, right: K, nullsEqual: true }, { left: S, right: S, nullsEqual: false }],
  [{ left: S, right: S, nullsEqual: true }],
  [],
];
const BATCH_SIZES = [1, 7, 1024];

function* cases(when: JoinWhen, updating: readonly boolean[], types = TYPES, of = KEYS): Generator<JoinCase> {
  for (const type of types) {
    for (const keys of of) {
      for (const less of [false, true]) {
        for (const one of updating) yield { type, when, keys, less, updating: one };
      }
    }
  }
}

function check(of: JoinCase, count: number, lag: bigint, seed: number): void {
  const events = randomEvents(count, generator(seed), of.updating);
  const wanted = expected(of, events);
  for (const batchSize of BATCH_SIZES) {
    const given = runJoin(of, events, { batchSize, random: generator(seed + batchSize), lag });
    assert.deepEqual(given, wanted, `seed ${seed}, ${batchSize} rows, ${JSON.stringify(of, (_, v) => String(v))}`);
  }
}

Deno.test("RegularJoin settles to what nested loops give, whatever order the rows of both sides come in", () => {
  let seed = 1;
  for (const of of cases(REGULAR, [false, true])) check(of, 150, 5n, seed++);
});

Deno.test("WindowedJoin gives the rows of equal windows", () => {
  let seed = 1000;
  for (const of of cases({ kind: "windowed" }, [false])) check(of, 150, 20n, seed++);
});

Deno.test("WindowedJoin without windows joins when both inputs have ended", () => {
  let seed = 2000;
  for (const of of cases({ kind: "ended" }, [false])) check(of, 100, 5n, seed++);
});

const BOUNDS = [[-5n, 5n], [0n, 7n], [-7n, 0n], [2n, 9n], [-9n, -2n], [0n, 0n]] as const;

Deno.test("IntervalJoin gives the rows that are near each other, and lonely outer rows", () => {
  let seed = 3000;
  for (const [lower, upper] of BOUNDS) {
    const when: JoinWhen = { kind: "interval", lower, upper, leftTime: T, rightTime: T };
    for (const of of cases(when, [false], ["inner", "left", "right", "full"], KEYS.slice(0, 2))) {
      check(of, 120, 1n, seed++);
    }
  }
});

Deno.test("JoinIndex finds rows that wait for rare ones of the other side, and enters them when these come often", () => {
  let seed = 4000;
  const when: JoinWhen = { kind: "interval", lower: -40n, upper: 40n, leftTime: T, rightTime: T };
  for (const of of cases(when, [false], ["inner", "full"], KEYS.slice(0, 2))) {
    for (const frequent of ["left", "right"] as const) {
      const events = randomEvents(1000, generator(seed), false).map(({ side, row, change }, i) => {
        const key = row[K] === null ? null : BigInt(i * 7 % 23);
        return { side: i < 400 && i % 90 !== 89 ? frequent : side, row: row.with(K, key), change };
      });
      const wanted = expected(of, events);
      for (const batchSize of [7, 64]) {
        const given = runJoin(of, events, { batchSize, random: generator(seed++), lag: 1n });
        assert.deepEqual(given, wanted, `seed ${seed}, ${batchSize} rows, ${of.type}, ${frequent}`);
      }
    }
  }
});

Deno.test("IntervalJoin hands on no watermark that a later row is behind", () => {
  for (const [i, [lower, upper]] of BOUNDS.entries()) {
    const when: JoinWhen = { kind: "interval", lower, upper, leftTime: T, rightTime: T };
    const of: JoinCase = {
      type: "full",
      when,
      keys: [{ left: K, right: K, nullsEqual: false }],
      less: false,
      updating: false,
    };
    let watermark = -(2n ** 63n);
    let watermarks = 0;
    runJoin(of, randomEvents(400, generator(i), false), {
      batchSize: 7,
      random: generator(i),
      lag: 1n,
      onWatermark: (given) => {
        assert.ok(given > watermark);
        watermark = given;
        watermarks++;
      },
      onRow: (row: Row) => assert.ok((row.at(-1) as bigint) >= watermark, `${row.at(-1)} is behind ${watermark}`),
    });
    assert.ok(watermarks > 5);
  }
});

Deno.test("IntervalJoin and WindowedJoin keep no row that can match nothing any more", () => {
  const key: JoinKey = { left: K, right: K, nullsEqual: false };
  const near: JoinWhen = { kind: "interval", lower: -5n, upper: 5n, leftTime: T, rightTime: T };
  for (const when of [near, { kind: "windowed" } as const]) {
    let size = 0;
    runJoin(
      { type: "full", when, keys: [key], less: false, updating: false },
      randomEvents(10_000, generator(5), false),
      {
        batchSize: 1024,
        random: generator(5),
        lag: 1n,
        onState: (bytes) => size = Math.max(size, bytes),
      },
    );
    assert.ok(size < 100_000, `${when.kind}: ${size} bytes`);
  }
});

function row(k: bigint, t: bigint): Row {
  return [k, null, null, t, 0n, 10n];
}

function changesOf(of: JoinCase, events: Parameters<typeof runJoin>[1], lag = 0n): string[] {
  const changes: string[] = [];
  runJoin(of, events, {
    batchSize: 1,
    random: () => 0.3,
    lag,
    onRow: (row, change) => changes.push(`${change === INSERT ? "+I" : "-D"} ${row[3]} ${row[9]}`),
  });
  return changes;
}

Deno.test("RegularJoin gives an outer row alone at once, takes it back for a match and gives it again", () => {
  const of: JoinCase = { type: "left", when: REGULAR, keys: KEYS[0]!, less: false, updating: true };
  const changes = changesOf(of, [
    { side: "left", row: row(1n, 1n), change: INSERT },
    { side: "right", row: row(1n, 2n), change: INSERT },
    { side: "right", row: row(1n, 3n), change: INSERT },
    { side: "right", row: row(1n, 2n), change: DELETE },
    { side: "right", row: row(1n, 3n), change: DELETE },
  ]);
  assert.deepEqual(changes, ["+I 1 null", "-D 1 null", "+I 1 2", "+I 1 3", "-D 1 2", "-D 1 3", "+I 1 null"]);
});

Deno.test("RegularJoin keeps one row of each key for semi and anti joins, and none of the left that has a match", () => {
  for (const type of ["semi", "anti"] as const) {
    for (const ttl of [0, 1000]) {
      const when: JoinWhen = { kind: "regular", updates: { ttl, interval: 1000 } };
      let size = 0;
      runJoin({ type, when, keys: KEYS[0]!, less: false, updating: false }, randomEvents(10_000, generator(3), false), {
        batchSize: 7,
        random: generator(3),
        lag: 1n,
        onState: (bytes) => size = Math.max(size, bytes),
      });
      assert.ok(size < 10_000, `${type}: ${size} bytes`);
    }
  }
});

Deno.test("RegularJoin knows a row again whose hidden event time is another one in its retraction", () => {
  const of: JoinCase = { type: "semi", when: REGULAR, keys: KEYS[0]!, less: false, updating: true };
  const changes = changesOf(of, [
    { side: "right", row: row(1n, 1n), change: INSERT },
    { side: "right", row: row(1n, 7n), change: DELETE },
    { side: "left", row: row(1n, 8n), change: INSERT },
  ]);
  assert.deepEqual(changes, []);
});

Deno.test("RegularJoin forgets rows, without a word, when the watermark is the ttl behind their event time", () => {
  const when: JoinWhen = { kind: "regular", updates: { ttl: 1, interval: 1000 } };
  const of: JoinCase = { type: "inner", when, keys: KEYS[0]!, less: false, updating: false };
  const [ms, side] = [1_000_000n, "left"] as const;
  const changes = changesOf(of, [
    { side, row: row(1n, 1n * ms), change: INSERT },
    { side, row: row(1n, 3n * ms), change: INSERT },
    { side: "right", row: row(1n, 2n * ms), change: INSERT },
    { side: "right", row: row(2n, 4n * ms), change: INSERT },
    { side: "right", row: row(1n, 3n * ms), change: INSERT },
  ]);
  assert.deepEqual(changes, [`+I ${ms} ${2n * ms}`, `+I ${3n * ms} ${2n * ms}`, `+I ${3n * ms} ${3n * ms}`]);
});

Deno.test("RegularJoin and WindowedJoin refuse a second row where one value is asked for", () => {
  for (const when of [REGULAR, { kind: "ended" } as const]) {
    const of: JoinCase = { type: "left", when, keys: [], less: false, updating: false, atMostOne: "(SELECT a FROM t)" };
    const events = [
      { side: "left", row: row(1n, 1n), change: INSERT },
      { side: "right", row: row(5n, 1n), change: INSERT },
      { side: "right", row: row(6n, 1n), change: INSERT },
    ] as const;
    assert.throws(() => changesOf(of, events), /\(SELECT a FROM t\) gives more than one row/);
    assert.equal(changesOf(of, events.slice(0, 2)).at(-1), "+I 1 1");
  }
});
