import assert from "node:assert/strict";
import type { WindowSpec } from "../../schema/field.ts";
import type { AggregateCall, Windowing } from "../../sql/plan.ts";
import { Snapshot } from "../state/snapshot.ts";
import { aggregateOperator } from "./aggregate.ts";
import {
  type Aggregate,
  batchOf,
  callOf,
  generator,
  grouped,
  inBatches,
  INPUTS,
  listCall,
  MARK,
  plainResult,
  planOf,
  type Row,
  rowsOf,
  SECOND,
  Sink,
  sortKey,
  textOf,
  TIME,
} from "./aggregate/test_aggregate.ts";

const CALLS: readonly AggregateCall[] = [
  callOf("count", []),
  callOf("count", [2]),
  callOf("count", [4], { filter: 5 }),
  callOf("sum", [2]),
  callOf("sum", [3]),
  callOf("sum", [6]),
  callOf("sum", [7]),
  callOf("sum", [9], { filter: 5 }),
  callOf("sum", [10]),
  callOf("avg", [2]),
  callOf("avg", [6]),
  callOf("avg", [7]),
  ...[2, 3, 4, 5, 6, 7, 8, 10].flatMap((arg) => [callOf("min", [arg]), callOf("max", [arg])]),
];

/** They need all values of a group. */
const COLLECTING: readonly AggregateCall[] = [
  callOf("count", [4], { distinct: true }),
  callOf("count", [2, 3], { distinct: true, filter: 5 }),
  callOf("sum", [2], { distinct: true }),
  callOf("max", [4], { distinct: true, filter: 5 }),
  listCall(2, { orderBy: [sortKey(9, true)] }),
  listCall(4, { orderBy: [sortKey(4)], distinct: true, nulls: "skip" }),
];

/** What can be taken out of a sliding window again. */
const INVERTIBLE: readonly AggregateCall[] = [
  callOf("count", []),
  callOf("count", [4]),
  callOf("sum", [2]),
  callOf("sum", [9]),
  callOf("avg", [6], { filter: 5 }),
  callOf("avg", [7]),
];

const LONG = { width: 300n * SECOND };

interface Window {
  readonly start: bigint;
  readonly end: bigint;
}

/** Windows of a row that are open when it comes. */
function windowsOf(spec: Exclude<WindowSpec, { kind: "session" }>, row: Row): { open: Window[]; isLate: boolean } {
  const slide = spec.kind === "hop" ? spec.slide : spec.width;
  const [time, mark] = [row[TIME] as bigint, row[MARK] as bigint];
  const all: Window[] = [];
  for (let start = time / slide * slide; start + spec.width > time; start -= slide) {
    if (start <= time) all.push({ start, end: start + spec.width });
  }
  const open = all.filter(({ end }) => end > mark);
  return { open, isLate: all.length > 0 && open.length === 0 };
}

function expectedRows(plan: Aggregate, windows: readonly { window: Window; rows: readonly Row[] }[]): string[] {
  const rows = windows.flatMap(({ window: { start, end }, rows }) =>
    [...grouped(plan.keys, rows).values()].map((group): Row => [
      ...plan.keys.map((key) => group[0]![key]!),
      start,
      end,
      end - 1n,
      ...plan.calls.map((call) => plainResult(call, group)),
    ])
  );
  return rows.map(textOf).sort();
}

function plainWindows(plan: Aggregate, spec: Exclude<WindowSpec, { kind: "session" }>, rows: readonly Row[]) {
  const windows = new Map<bigint, { window: Window; rows: Row[] }>();
  let late = 0;
  for (const row of rows) {
    const { open, isLate } = windowsOf(spec, row);
    if (isLate) late++;
    for (const window of open) {
      if (!windows.has(window.start)) windows.set(window.start, { window, rows: [] });
      windows.get(window.start)!.rows.push(row);
    }
  }
  return { expected: expectedRows(plan, [...windows.values()]), late };
}

interface Session {
  first: bigint;
  last: bigint;
  rows: Row[];
}

function plainSessions(plan: Aggregate, gap: bigint, rows: readonly Row[]) {
  const closed: { window: Window; rows: Row[] }[] = [];
  let late = 0;
  const open = new Map<string, Session[]>();
  const close = (watermark: bigint) => {
    for (const [key, sessions] of open) {
      const done = sessions.filter(({ last }) => last + gap < watermark);
      for (const { first, last, rows } of done) closed.push({ window: { start: first, end: last + gap }, rows });
      open.set(key, sessions.filter((session) => !done.includes(session)));
    }
  };
  const order = new Map(rows.map((row, i) => [row, i]));
  for (const row of rows) {
    const [time, mark] = [row[TIME] as bigint, row[MARK] as bigint];
    close(mark);
    const key = textOf(plan.keys.map((index) => row[index]!));
    const sessions = open.get(key) ?? [];
    const near = sessions.filter(({ first, last }) => time <= last + gap && time >= first - gap);
    if (near.length === 0 && time + gap < mark) late++;
    else {
      const all = [{ first: time, last: time, rows: [row] }, ...near];
      const joined = all.reduce((a, b) => ({
        first: a.first < b.first ? a.first : b.first,
        last: a.last > b.last ? a.last : b.last,
        rows: [...a.rows, ...b.rows].sort((a, b) => order.get(a)! - order.get(b)!),
      }));
      open.set(key, [...sessions.filter((session) => !near.includes(session)), joined]);
    }
  }
  close(2n ** 63n - 1n);
  return { expected: expectedRows(plan, closed), late };
}

/** Runs rows through the operator, which is saved and built anew after some batches. */
function run(plan: Aggregate, rows: readonly Row[], size: number, random: () => number) {
  const sink = new Sink(plan.schema.fields);
  let operator = aggregateOperator(plan, sink, () => 0);
  let watermark = -(2n ** 63n);
  for (const batch of inBatches(rows, size)) {
    operator.process(batchOf(INPUTS, batch));
    for (const row of batch) {
      const reached = (row[TIME] as bigint) - 2n * SECOND;
      if (reached > watermark) watermark = reached;
    }
    operator.advance(watermark);
    if (random() > Math.min(0.3, size / 100)) continue;
    const snapshot = new Snapshot();
    operator.snapshot(snapshot);
    operator = aggregateOperator(plan, sink, () => 0);
    operator.restore(Snapshot.decode(snapshot.encode()));
    assert.ok(operator.stateSize() >= 0);
  }
  operator.end();
  assert.ok(sink.largest <= 1024);
  return { sink, late: operator.lateRows };
}

const SIZES = [1024, 7, 1];

function check(
  plan: Aggregate,
  rows: readonly Row[],
  plain: { readonly expected: readonly string[]; readonly late: number },
  label: string,
): void {
  let order: string[] | undefined;
  for (const size of SIZES) {
    const { sink, late } = run(plan, rows, size, generator(size));
    const found = sink.rows.map(textOf);
    assert.deepEqual(found.toSorted(), plain.expected, `${label}, ${size} rows at a time`);
    assert.equal(late, plain.late, label);
    order ??= found;
    assert.deepEqual(found, order, `${label}: order, ${size} rows at a time`);
    const ends = sink.rows.map((row) => row[plan.keys.length + 1] as bigint);
    assert.ok(ends.every((end, i) => i === 0 || ends[i - 1]! <= end), `${label}: windows in order of their ends`);
  }
}

const SPECS: readonly Exclude<WindowSpec, { kind: "session" }>[] = [
  { kind: "tumble", width: 5n * SECOND },
  { kind: "tumble", width: 1n },
  { kind: "hop", slide: 2n * SECOND, width: 10n * SECOND },
  { kind: "hop", slide: 4n * SECOND, width: 6n * SECOND },
  { kind: "hop", slide: 5n * SECOND, width: 3n * SECOND },
  { kind: "hop", slide: 1n * SECOND, width: 300n * SECOND },
];
const KEYS: readonly (readonly number[])[] = [[], [9], [0, 1], [8]];

Deno.test("aggregateOperator gives each window what its rows give one by one", () => {
  for (const [seed, spec] of SPECS.entries()) {
    for (const [i, keys] of KEYS.entries()) {
      const random = generator(100 * seed + i);
      const isLong = spec.width === LONG.width;
      const rows = rowsOf(isLong ? 60 : 200, random);
      const sets = isLong ? [INVERTIBLE, [callOf("max", [3])]] : [CALLS, COLLECTING, INVERTIBLE, []];
      for (const calls of [sets[(seed + i) % sets.length]!, sets[(seed + i + 1) % sets.length]!]) {
        const plan = planOf(keys, calls, { kind: "time", window: spec });
        const { slide = spec.width } = spec as { slide?: bigint };
        check(plan, rows, plainWindows(plan, spec, rows), `${spec.kind} ${slide} ${spec.width} by ${keys}`);
      }
    }
  }
});

Deno.test("aggregateOperator joins the rows of a session, in whatever order they come", () => {
  for (const [i, keys] of KEYS.entries()) {
    for (const gap of [2n * SECOND, 7n * SECOND]) {
      const rows = rowsOf(250, generator(7 + i), 12);
      for (const calls of [CALLS, COLLECTING]) {
        const plan = planOf(keys, calls, { kind: "time", window: { kind: "session", gap } });
        check(plan, rows, plainSessions(plan, gap, rows), `session ${gap} by ${keys}`);
      }
    }
  }
});

Deno.test("aggregateOperator keeps the windows of its input apart, however their rows are mixed", () => {
  const [start, end] = [TIME, MARK]; // in the place of time and watermark
  const windowing: Windowing = { kind: "input", start, end };
  const width = (row: Row) => (1n + (row[9] as bigint & 1n)) * 5n * SECOND;
  const rows = rowsOf(120, generator(3)).map((row): Row => {
    const first = (row[TIME] as bigint) / (5n * SECOND) * 5n * SECOND;
    return row.with(start, first).with(end, first + width(row));
  });
  for (const keys of KEYS) {
    const plan = planOf(keys, CALLS, windowing, { marks: false });
    const windows = [...grouped([start, end], rows).values()].map((rows) => (
      { window: { start: rows[0]![start] as bigint, end: rows[0]![end] as bigint }, rows }
    ));
    for (const size of SIZES) {
      const sink = new Sink(plan.schema.fields);
      let operator = aggregateOperator(plan, sink, () => 0);
      inBatches(rows, size).forEach((batch, i) => {
        operator.process(batchOf(INPUTS, batch));
        const after = rows.slice((i + 1) * size).map((row) => row[end] as bigint);
        if (after.length > 0) operator.advance(after.reduce((a, b) => a < b ? a : b) - 1n);
        if (i % 50 !== 1) return;
        const snapshot = new Snapshot();
        operator.snapshot(snapshot);
        operator = aggregateOperator(plan, sink, () => 0);
        operator.restore(Snapshot.decode(snapshot.encode()));
      });
      operator.end();
      assert.deepEqual(sink.rows.map(textOf).toSorted(), expectedRows(plan, windows), `by ${keys}, ${size} at a time`);
      assert.equal(operator.lateRows, 0);
    }
  }
});
