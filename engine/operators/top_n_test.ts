import assert from "node:assert/strict";
import { DELETE, INSERT, UPDATE_AFTER, UPDATE_BEFORE } from "../../schema/batch.ts";
import { type Field, fieldOf, type Schema } from "../../schema/field.ts";
import { BIGINT, BIGINT_UNSIGNED, DOUBLE, TEXT, timestampType } from "../../schema/types.ts";
import { comparatorOf, nullsFirst } from "../../sql/functions/value_order.ts";
import type { SortKey } from "../../sql/plan.ts";
import { valueKey } from "../state/value_codec.ts";
import {
  type Changed,
  changedBatch,
  cut,
  generator,
  inputOf,
  pick,
  randomChanges,
  Received,
  revived,
  type Row,
  settled,
} from "./test_rows.ts";
import { topNOperator, type TopNPlan } from "./top_n.ts";

const FIELDS: readonly Field[] = [fieldOf("k", TEXT), fieldOf("x", DOUBLE), fieldOf("y", TEXT, false)];
const KEYS: readonly SortKey[] = [
  { index: 1, type: DOUBLE, descending: true, nullsFirst: false },
  { index: 2, type: TEXT, descending: false, nullsFirst: false },
];

interface Shape {
  readonly rank: TopNPlan["rank"];
  readonly from: number;
  readonly to: number;
  readonly ranked: boolean;
  readonly updating: boolean;
  readonly keys: readonly SortKey[];
}

function planOf({ updating, ...shape }: Shape, ttl = 0, interval = 0): TopNPlan {
  const schema: Schema = { fields: FIELDS, updating };
  const rank = shape.ranked ? [fieldOf("n", BIGINT_UNSIGNED, false)] : [];
  return {
    kind: "topN",
    input: inputOf(schema),
    partition: [0],
    updates: { ttl, interval },
    schema: { fields: [...FIELDS, ...rank], updating: true },
    ...shape,
  };
}

function compare(a: Row, b: Row, keys: readonly SortKey[]): number {
  for (const { index, type, descending } of keys) {
    const [x, y] = [a[index] ?? null, b[index] ?? null];
    if (x === null || y === null) {
      if (x !== y) return x === null ? 1 : -1;
      continue;
    }
    const order = nullsFirst(comparatorOf(type))(x, y);
    if (order !== 0) return descending ? -order : order;
  }
  return 0;
}

/** What a top-N shows of rows in order of arrival. */
function naive(rows: readonly Row[], { rank, from, to, ranked, keys }: Shape): string[] {
  const partitions = new Set(rows.map((row) => valueKey(row[0]!)));
  return [...partitions].flatMap((key) => {
    const own = rows.filter((row) => valueKey(row[0]!) === key).sort((a, b) => compare(a, b, keys));
    return own.flatMap((row, i) => {
      const before = own.filter((other) => compare(other, row, keys) < 0);
      const distinct = before.filter((other, j) => j === 0 || compare(before[j - 1]!, other, keys) !== 0);
      const n = rank === "row_number" ? i + 1 : rank === "rank" ? before.length + 1 : distinct.length + 1;
      return n >= from && n <= to ? [valueKey(ranked ? [...row, BigInt(n)] : row)] : [];
    });
  }).sort();
}

const SHAPES: readonly Shape[] = (["row_number", "rank", "dense_rank"] as const).flatMap((rank) =>
  [[1, 1], [1, 3], [2, 4]].flatMap(([from, to]) =>
    [true, false].flatMap((ranked) =>
      [true, false].flatMap((updating) =>
        [KEYS.slice(0, 1), KEYS, []].map((keys): Shape => ({
          rank,
          from: from!,
          to: to!,
          ranked,
          updating,
          keys,
        }))
      )
    )
  )
);

Deno.test("TopN shows the first rows of each partition after its batches, also of retracted rows and after a restart", () => {
  const random = generator(11);
  const row = (): Row => [
    pick(["a", "b", null, "a-b"], random),
    pick([null, 1, 2.5, -0, 0, NaN, 7], random),
    pick(["", "é", "z", "zz"], random),
  ];
  for (const shape of SHAPES) {
    for (const size of [1, 7, 1024]) {
      const changes = randomChanges(60, shape.updating, row, random);
      const plan = planOf(shape);
      const received = new Received(plan.schema.fields);
      const build = () => topNOperator(plan, received, () => 0);
      let operator = build();
      const done: Changed[] = [];
      cut(changes, size).forEach((piece, i) => {
        if (i % 5 === 3) operator = revived(operator, build);
        operator.process(changedBatch(FIELDS, piece));
        done.push(...piece);
        if (i % 5 > 0 && done.length < changes.length) return;
        assert.deepEqual(received.table(), naive(settled(done), shape), JSON.stringify({ ...shape, size }));
      });
    }
  }
});

const FIRST_TWO: Shape = { rank: "row_number", from: 1, to: 2, ranked: false, updating: false, keys: KEYS.slice(0, 1) };

Deno.test("TopN says nothing of rows that only change place, and pairs what stands at one rank", () => {
  const [hidden, shown] = [false, true].map((ranked) => {
    const plan = planOf({ ...FIRST_TWO, ranked });
    const received = new Received(plan.schema.fields);
    const operator = topNOperator(plan, received, () => 0);
    for (const x of [1, 2, 3]) operator.process(changedBatch(FIELDS, [[INSERT, ["a", x, ""]]]));
    return received.rows.map(([change, row]) => [change, ...row.slice(1)]);
  });
  assert.deepEqual(hidden, [[INSERT, 1, ""], [INSERT, 2, ""], [DELETE, 1, ""], [INSERT, 3, ""]]);
  assert.deepEqual(shown, [
    [INSERT, 1, "", 1n],
    [UPDATE_BEFORE, 1, "", 1n],
    [UPDATE_AFTER, 2, "", 1n],
    [INSERT, 1, "", 2n],
    [UPDATE_BEFORE, 2, "", 1n],
    [UPDATE_AFTER, 3, "", 1n],
    [UPDATE_BEFORE, 1, "", 2n],
    [UPDATE_AFTER, 2, "", 2n],
  ]);
});

Deno.test("TopN tells the net change of a batch", () => {
  const plan = planOf({ ...FIRST_TWO, to: 1, updating: true });
  const received = new Received(plan.schema.fields);
  const operator = topNOperator(plan, received, () => 0);
  operator.process(changedBatch(FIELDS, [[INSERT, ["a", 1, ""]], [INSERT, ["a", 2, ""]], [INSERT, ["a", 0, ""]]]));
  operator.process(changedBatch(FIELDS, [[INSERT, ["a", 5, ""]], [DELETE, ["a", 5, ""]]]));
  operator.process(changedBatch(FIELDS, [[DELETE, ["a", 2, ""]], [INSERT, ["a", 2, ""]]]));
  operator.process(changedBatch(FIELDS, [[DELETE, ["a", 2, ""]]]));
  const changes = received.rows.map(([change, row]) => [change, row[1]]);
  assert.deepEqual(changes, [[INSERT, 2], [UPDATE_BEFORE, 2], [UPDATE_AFTER, 1]]);
});

Deno.test("TopN tells what happened within the interval when that is over, before a checkpoint and at the end", () => {
  const plan = planOf({ ...FIRST_TWO, to: 1 }, 0, 1000);
  const received = new Received(plan.schema.fields);
  const operator = topNOperator(plan, received, () => 0);
  const give = (x: number) => operator.process(changedBatch(FIELDS, [[INSERT, ["a", x, ""]]]));
  const told = () => received.rows.splice(0).map(([change, row]) => [change, row[1]]);
  give(1);
  give(2);
  operator.tick(999);
  assert.deepEqual(told(), []);
  operator.tick(1000);
  assert.deepEqual(told(), [[INSERT, 2]]);
  give(3);
  give(4);
  assert.equal(operator.settle?.(), true);
  assert.equal(operator.settle?.(), false);
  assert.deepEqual(told(), [[UPDATE_BEFORE, 2], [UPDATE_AFTER, 4]]);
  give(5);
  operator.end();
  assert.deepEqual(told(), [[UPDATE_BEFORE, 4], [UPDATE_AFTER, 5]]);
});

Deno.test("TopN finds a retracted row by its identity: a hidden event time may differ", () => {
  const fields = [...FIELDS, { ...fieldOf("_event_time", BIGINT, false), hidden: true }];
  for (const key of [undefined, [2]]) {
    const plan = planOf({ ...FIRST_TWO, updating: true });
    const input = inputOf({ fields, updating: true, eventTime: 3, ...(key && { key }) });
    const received = new Received(fields);
    const operator = topNOperator({ ...plan, input, schema: { fields, updating: true } }, received, () => 0);
    operator.process(changedBatch(fields, [[INSERT, ["a", 1, "x", 1n]], [INSERT, ["a", 2, "y", 2n]]]));
    operator.process(changedBatch(fields, [[DELETE, ["a", 1, "x", 3n]]]));
    operator.process(changedBatch(fields, [[UPDATE_BEFORE, ["a", 2, "y", 4n]], [UPDATE_AFTER, ["a", 2, "y", 5n]]]));
    assert.deepEqual(received.rows.map(([change, row]) => [change, row[2]]), [
      [INSERT, "y"],
      [INSERT, "x"],
      [DELETE, "x"],
    ]);
  }
});

Deno.test("TopN forgets and takes back a partition that was not touched for the ttl", () => {
  let now = 1000;
  const plan = planOf(FIRST_TWO, 100);
  const received = new Received(plan.schema.fields);
  const build = () => topNOperator(plan, received, () => now);
  let operator = build();
  operator.process(changedBatch(FIELDS, [[INSERT, ["a", 1, ""]], [INSERT, ["b", 1, ""]]]));
  now = 1060;
  operator.process(changedBatch(FIELDS, [[INSERT, ["b", 0, ""]]]));
  operator.tick(1090);
  assert.equal(received.rows.length, 3);
  operator = revived(operator, build);
  operator.tick(1100);
  assert.deepEqual(received.rows.at(-1), [DELETE, ["a", 1, ""]]);
  operator.process(changedBatch(FIELDS, [[INSERT, ["a", 9, ""]]]));
  assert.deepEqual(received.table().length, 3);
});

Deno.test("TopN forgets nothing behind its end, nor when it goes on from a snapshot of then", () => {
  const plan = planOf(FIRST_TWO, 100);
  const received = new Received(plan.schema.fields);
  const build = () => topNOperator(plan, received, () => 1000);
  const operator = build();
  operator.process(changedBatch(FIELDS, [[INSERT, ["a", 1, ""]]]));
  operator.end();
  operator.tick(1200);
  revived(operator, build).tick(1200);
  assert.deepEqual(received.rows, [[INSERT, ["a", 1, ""]]]);
});

// ---------------------------------------------------------------------------------------------------------------------

const MILLIS = timestampType(3);
const TIMED: readonly Field[] = [
  fieldOf("k", TEXT),
  fieldOf("ts", MILLIS, false),
  fieldOf("id", BIGINT, false),
  fieldOf("_watermark", timestampType(9), false),
];

function keepFirstPlan(ttl = 0): TopNPlan {
  const schema: Schema = { fields: TIMED, updating: false, eventTime: 1, rowWatermark: 3 };
  return {
    kind: "topN",
    input: inputOf(schema),
    partition: [0],
    keys: [{ index: 1, type: MILLIS, descending: false, nullsFirst: false }],
    rank: "row_number",
    from: 1,
    to: 1,
    ranked: true,
    updates: { ttl, interval: 0 },
    schema: { ...schema, fields: [...TIMED, fieldOf("n", BIGINT_UNSIGNED, false)] },
  };
}

const DISORDER = 5n;
const NANOS = 1_000_000n;

/** Rows up to 5 ms out of order, each with the watermark before it. */
function timedRows(count: number, random: () => number): Row[] {
  let largest = -100n;
  return Array.from({ length: count }, (_, i) => {
    const watermark = (largest - DISORDER) * NANOS;
    const time = BigInt(Math.floor(i / 3) - Math.floor(random() * 5));
    if (time > largest) largest = time;
    return [pick(["a", "b", "c", "d", null], random), time, BigInt(i), watermark];
  });
}

Deno.test("KeepFirst gives the earliest row of each key once, the same at every size of batches and after a restart", () => {
  const random = generator(5);
  for (let round = 0; round < 20; round++) {
    const rows = timedRows(60, random);
    const results = [1, 7, 1024].map((size) => {
      const plan = keepFirstPlan();
      const received = new Received(plan.schema.fields);
      const build = () => topNOperator(plan, received, () => 0);
      let operator = build();
      cut(rows.map((row): Changed => [INSERT, row]), size).forEach((piece, i) => {
        if (i % 4 === 2) operator = revived(operator, build);
        operator.process(changedBatch(TIMED, piece));
        const last = piece.at(-1)![1][2] as bigint;
        const next = rows[Number(last) + 1]?.[3];
        if (typeof next === "bigint") operator.advance(next);
      });
      operator.end();
      return received.rows;
    });
    const firsts = new Map<string, Row>();
    for (const row of rows) {
      const key = valueKey(row[0]!);
      const first = firsts.get(key);
      if (first === undefined || (row[1] as bigint) < (first[1] as bigint)) firsts.set(key, row);
    }
    const expected = [...firsts.values()].map((row) => valueKey([...row, 1n])).sort();
    assert.deepEqual(results[0]!.map(([, row]) => valueKey(row)).sort(), expected);
    assert.deepEqual(results[1], results[0]);
    assert.deepEqual(results[2], results[0]);
  }
});

Deno.test("KeepFirst waits for the watermark, and starts a key anew after the ttl", () => {
  const plan = keepFirstPlan(100);
  const received = new Received(plan.schema.fields);
  const operator = topNOperator(plan, received, () => 0);
  const give = (time: bigint, id: bigint) =>
    operator.process(changedBatch(TIMED, [[INSERT, ["a", time, id, -100n * NANOS]]]));
  give(10n, 1n);
  operator.advance(9n * NANOS);
  operator.tick(500);
  assert.equal(received.rows.length, 0);
  give(9n, 2n);
  operator.advance(10n * NANOS);
  give(11n, 3n);
  operator.advance(20n * NANOS);
  assert.deepEqual(received.rows.map(([, row]) => row[2]), [2n]);
  operator.tick(1000);
  give(30n, 4n);
  operator.end();
  assert.deepEqual(received.rows.map(([, row]) => row[2]), [2n, 4n]);
});
