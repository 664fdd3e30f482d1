import assert from "node:assert/strict";
import type { Batch } from "../../schema/batch.ts";
import { BATCH_ROWS } from "../../schema/column.ts";
import { fieldOf } from "../../schema/field.ts";
import { BIGINT, TIMESTAMP } from "../../schema/types.ts";
import type { Windowing } from "../../sql/plan.ts";
import { batchTime, keepBatchTime, setBatchTime } from "../batch_time.ts";
import { Snapshot } from "../state/snapshot.ts";
import { batchOf, INPUTS, planOf, type Row, SECOND, Sink, TIME } from "./aggregate/test_aggregate.ts";
import { aggregateOperator } from "./aggregate.ts";
import { findAggregate } from "../../sql/functions/aggregates/mod.ts";
import { resolveAggregate } from "../../sql/functions/resolve.ts";
import { ProcessingTimeOperator } from "./processing_time.ts";
import { inputOf, Received } from "./test_rows.ts";

const FIELDS = [fieldOf("a", BIGINT, false), fieldOf("p", TIMESTAMP, false)];
const SCHEMA = { fields: FIELDS, updating: false, eventTime: 1 };
const NODE = { kind: "processingTime", input: inputOf(SCHEMA), schema: SCHEMA } as const;
const MILLI = 1_000_000n;

/** What comes at `now`, milliseconds. */
function at(now: number, operator: ProcessingTimeOperator, batch: Batch): void {
  const before = batchTime();
  setBatchTime(now);
  try {
    operator.process(batch);
  } finally {
    keepBatchTime(before);
  }
}

function restored(operator: ProcessingTimeOperator, received: Received): ProcessingTimeOperator {
  const snapshot = new Snapshot();
  operator.snapshot(snapshot);
  const other = new ProcessingTimeOperator(NODE, received);
  other.restore(Snapshot.decode(snapshot.encode()));
  return other;
}

Deno.test("ProcessingTimeOperator stamps rows with the time of their batch, which is the watermark", () => {
  const received = new Received(FIELDS);
  const operator = new ProcessingTimeOperator(NODE, received);
  at(1000, operator, batchOf(FIELDS, [[1n, 77n], [2n, 5n]]));
  operator.advance(10n ** 18n); // of event time
  at(1001, operator, batchOf(FIELDS, Array.from({ length: BATCH_ROWS }, () => [3n, 0n])));
  operator.end();
  operator.tick(2000); // of a pipeline whose other inputs go on
  assert.deepEqual(received.rows.slice(0, 3).map(([, row]) => row), [
    [1n, 1000n * MILLI],
    [2n, 1000n * MILLI],
    [3n, 1001n * MILLI],
  ]);
  assert.ok(received.rows.slice(2).every(([, [, time]]) => time === 1001n * MILLI));
  assert.equal(received.rows.length, BATCH_ROWS + 2);
  assert.deepEqual(received.events, [
    `advance ${1000n * MILLI}`,
    `advance ${1001n * MILLI}`,
    "end",
  ]);
});

Deno.test("ProcessingTimeOperator makes no row late when the clock goes back, even across a restart", () => {
  const received = new Received(FIELDS);
  let operator = new ProcessingTimeOperator(NODE, received);
  operator.tick(5000.9);
  at(4000, operator, batchOf(FIELDS, [[1n, 0n]]));
  operator.tick(4500);
  operator = restored(operator, received);
  at(3000, operator, batchOf(FIELDS, [[2n, 0n]]));
  operator.tick(5001);
  assert.deepEqual(received.rows.map(([, row]) => row), [[1n, 5000n * MILLI], [2n, 5000n * MILLI]]);
  assert.deepEqual(received.events, [`advance ${5000n * MILLI}`, `advance ${5001n * MILLI}`]);
});

Deno.test("ProcessingTimeOperator closes windows while no rows come", () => {
  const count = findAggregate("count")!;
  const row: Row = INPUTS.map(({ nullable }) => nullable ? null : 0n);
  const call = {
    name: "count",
    args: [],
    filter: undefined,
    distinct: false,
    orderBy: [],
    nulls: "pass",
    accumulator: resolveAggregate(count, []).accumulator,
    text: "count(*)",
  } as const;
  const windowing: Windowing = { kind: "time", window: { kind: "tumble", width: 10n * SECOND } };
  const plan = planOf([], [call], windowing, { marks: false });
  const sink = new Sink(plan.schema.fields);
  const aggregate = aggregateOperator(plan, sink, () => 0);
  const schema = { fields: INPUTS, updating: false, eventTime: TIME };
  const operator = new ProcessingTimeOperator({ kind: "processingTime", input: inputOf(schema), schema }, aggregate);
  const rows = batchOf(INPUTS, [row.with(TIME, 0n), row.with(TIME, 9n * SECOND)]);
  at(12_000, operator, rows);
  operator.tick(19_999);
  assert.equal(sink.rows.length, 0);
  at(19_999, operator, rows);
  operator.tick(20_000);
  assert.deepEqual(sink.rows, [[10n * SECOND, 20n * SECOND, 20n * SECOND - 1n, 4n]]);
  at(20_000, operator, rows);
  operator.end();
  assert.deepEqual(sink.rows.slice(1), [[20n * SECOND, 30n * SECOND, 30n * SECOND - 1n, 2n]]);
  assert.equal(aggregate.lateRows, 0);
});
