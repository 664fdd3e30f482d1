/** Joins in tests: random rows through an operator, and the same join by nested loops. */
import assert from "node:assert/strict";
import { type Batch, DELETE, INSERT } from "../../../schema/batch.ts";
import { columnFor, setValue, valueAt } from "../../../schema/column.ts";
import { type Field, fieldOf, type RelationWindow, type Schema } from "../../../schema/field.ts";
import { BIGINT, BOOLEAN, INT, TEXT, TIMESTAMP, type Value } from "../../../schema/types.ts";
import type { Expr } from "../../../sql/expr.ts";
import { resolveBinary } from "../../../sql/operators.ts";
import type { JoinKey, JoinWhen } from "../../../sql/plan.ts";
import { Snapshot } from "../../state/snapshot.ts";
import { valueKey } from "../../state/value_codec.ts";
import { joinOperator } from "../join.ts";
import type { JoinPlan } from "./layout.ts";

/** Columns of each side: two keys, a number, event time, and the window's bounds. */
export const [K, S, V, T, START, END] = [0, 1, 2, 3, 4, 5] as const;
const WIDTH = 6;

export function generator(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

export interface JoinCase {
  readonly type: JoinPlan["type"];
  readonly when: JoinWhen;
  readonly keys: readonly JoinKey[];
  /** The remaining condition: left.v < right.v. */
  readonly less: boolean;
  readonly updating: boolean;
  readonly atMostOne?: string;
}

function sideSchema(updating: boolean, window: RelationWindow | undefined): Schema {
  const fields: Field[] = [
    fieldOf("k", BIGINT),
    fieldOf("s", TEXT),
    fieldOf("v", INT),
    { name: "t", type: TIMESTAMP, nullable: false, hidden: true },
    fieldOf("start", TIMESTAMP, false),
    fieldOf("end", TIMESTAMP, false),
  ];
  return { fields, eventTime: T, updating, ...(window && { window }) };
}

const TUMBLE: RelationWindow = {
  spec: { kind: "tumble", width: 10n },
  starts: [START],
  ends: [END],
  structs: [],
  closed: true,
};

export function joinPlan({ type, when, keys, less, updating, atMostOne }: JoinCase): JoinPlan {
  const side = sideSchema(updating, when.kind === "windowed" ? TUMBLE : undefined);
  const input = { kind: "values", rows: [], schema: side } as const;
  const isSemi = type === "semi" || type === "anti";
  const padded = (fields: readonly Field[], isPadded: boolean) =>
    fields.map((field) => isPadded ? { ...field, nullable: true } : field);
  const fields = isSemi ? side.fields : [
    ...padded(side.fields, type === "right" || type === "full"),
    ...padded(side.fields, type === "left" || type === "full"),
    { name: "time", type: TIMESTAMP, nullable: false, hidden: true },
  ];
  const isUpdating = when.kind === "regular" && (updating || !(type === "inner" || type === "semi"));
  return {
    kind: "join",
    type,
    left: input,
    right: input,
    keys,
    condition: less ? lessThan(V, WIDTH + V) : undefined,
    when,
    ...(atMostOne !== undefined && { atMostOne }),
    schema: { fields, updating: isUpdating, eventTime: isSemi ? T : 2 * WIDTH },
  };
}

function lessThan(left: number, right: number): Expr {
  const column = (index: number): Expr => ({ kind: "column", index, name: "v", type: INT, nullable: true });
  const resolved = resolveBinary("<", { type: INT, nullable: true }, { type: INT, nullable: true });
  return {
    kind: "call",
    name: "<",
    args: [column(left), column(right)],
    implementation: resolved.implementation,
    type: BOOLEAN,
    nullable: true,
    nulls: "propagate",
    mayReturnNull: false,
    volatile: false,
    text: "l.v < r.v",
  };
}

export type Row = readonly Value[];

export interface Event {
  readonly side: "left" | "right";
  readonly row: Row;
  readonly change: typeof INSERT | typeof DELETE;
}

/** Rows of few keys, many of them equal; time goes on by steps of at most `step`. Some rows are retracted again. */
export function randomEvents(count: number, random: () => number, updating: boolean, step = 3): Event[] {
  const live: Record<Event["side"], Row[]> = { left: [], right: [] };
  let time = 0;
  return Array.from({ length: count }, (): Event => {
    const side = random() < 0.5 ? "left" : "right";
    const rows = live[side];
    time += Math.floor(random() * step);
    if (updating && rows.length > 0 && random() < 0.4) {
      const [row] = rows.splice(Math.floor(random() * rows.length), 1);
      return { side, row: row!, change: DELETE }; // not empty
    }
    const start = BigInt(time) / 10n * 10n;
    const row: Row = [
      random() < 0.15 ? null : BigInt(Math.floor(random() * 4)),
      random() < 0.15 ? null : ["", "a", "ab"][Math.floor(random() * 3)]!,
      random() < 0.1 ? null : Math.floor(random() * 5),
      BigInt(time),
      start,
      start + 10n,
    ];
    rows.push(row);
    return { side, row, change: INSERT };
  });
}

/** A multiset of rows, by their text. */
export class Settled {
  readonly #counts = new Map<string, number>();

  add(row: Row, by: number): void {
    const key = valueKey(row);
    const count = (this.#counts.get(key) ?? 0) + by;
    assert.ok(count >= 0, `retracted before it was given: ${key}`);
    if (count === 0) this.#counts.delete(key);
    else this.#counts.set(key, count);
  }

  sorted(): string[] {
    return [...this.#counts].map(([key, count]) => `${count} × ${key}`).sort();
  }
}

/** The join of the rows that are there in the end. */
export function expected({ type, keys, less, when }: JoinCase, events: readonly Event[]): string[] {
  const live = { left: new Array<Row>(), right: new Array<Row>() };
  for (const { side, row, change } of events) {
    if (change === INSERT) live[side].push(row);
    else live[side].splice(live[side].findIndex((one) => valueKey(one) === valueKey(row)), 1);
  }
  const matches = (l: Row, r: Row) =>
    keys.every((key) => {
      const [a, b] = [l[key.left]!, r[key.right]!];
      return a === null || b === null ? key.nullsEqual && a === b : a === b;
    }) && (!less || (l[V] !== null && r[V] !== null && Number(l[V]) < Number(r[V]))) && isNear(when, l, r);
  const settled = new Settled();
  const nothing: Row = Array<Value>(WIDTH).fill(null);
  const later = (a: Value, b: Value) => a === null || (b !== null && b > a) ? b : a;
  for (const l of live.left) {
    const found = live.right.filter((r) => matches(l, r));
    if (type === "semi" || type === "anti") {
      if ((found.length > 0) === (type === "semi")) settled.add(l, 1);
      continue;
    }
    for (const r of found) settled.add([...l, ...r, later(l[T]!, r[T]!)], 1);
    if (found.length === 0 && (type === "left" || type === "full")) settled.add([...l, ...nothing, l[T]!], 1);
  }
  if (type === "right" || type === "full") {
    for (const r of live.right) {
      if (!live.left.some((l) => matches(l, r))) settled.add([...nothing, ...r, r[T]!], 1);
    }
  }
  return settled.sorted();
}

function isNear(when: JoinWhen, l: Row, r: Row): boolean {
  if (when.kind === "windowed") return l[END] === r[END];
  if (when.kind !== "interval") return true;
  const distance = (r[T] as bigint) - (l[T] as bigint);
  return distance >= when.lower && distance <= when.upper;
}

export interface RunOptions {
  readonly batchSize: number;
  readonly random: () => number;
  /** Watermarks stay so far behind the rows. */
  readonly lag: bigint;
  readonly onWatermark?: (watermark: bigint) => void;
  readonly onRow?: (row: Row, change: number) => void;
  readonly onState?: (bytes: number) => void;
}

/** The rows through the operator: runs of one side become batches; somewhere it is replaced by a restored one. */
export function runJoin(of: JoinCase, events: readonly Event[], options: RunOptions): string[] {
  const plan = joinPlan(of);
  const settled = new Settled();
  let ended = 0;
  const next = {
    process(batch: Batch) {
      assert.ok(batch.length > 0 && batch.length <= 1024);
      for (let row = 0; row < batch.length; row++) {
        const values = plan.schema.fields.map((field, i) => valueAt(batch.columns[i]!, field.type, row, batch.length));
        const change = batch.changes?.[row] ?? INSERT;
        if (!plan.schema.updating) assert.equal(change, INSERT);
        settled.add(values, change === INSERT ? 1 : -1);
        options.onRow?.(values, change);
      }
    },
    advance: (watermark: bigint) => options.onWatermark?.(watermark),
    end: () => void ended++,
  };
  let join = joinOperator(plan, next);
  const lastTimes = { left: 0n, right: 0n };
  for (let from = 0; from < events.length;) {
    const { side } = events[from]!; // from < length
    let to = from + 1;
    while (to < events.length && to - from < options.batchSize && events[to]!.side === side) to++;
    const rows = events.slice(from, to);
    join[side].process(batchOf(rows, plan[side].schema.fields, of.updating));
    lastTimes[side] = rows.reduce(
      (last, { row }) => (row[T] as bigint) > last ? row[T] as bigint : last,
      lastTimes[side],
    );
    if (options.random() < 0.5) join[side].advance(lastTimes[side] - options.lag);
    from = to;
    options.onState?.(join.stateSize());
    if (options.random() > 0.03) continue;
    const snapshot = new Snapshot();
    join.snapshot(snapshot);
    join = joinOperator(plan, next);
    join.restore(Snapshot.decode(snapshot.encode()));
  }
  const [first, second] = options.random() < 0.5 ? ["left", "right"] as const : ["right", "left"] as const;
  join[first].end();
  join[second].end();
  assert.equal(ended, 1);
  return settled.sorted();
}

export function batchOf(events: readonly Event[], fields: readonly Field[], updating: boolean): Batch {
  const columns = fields.map((field) => columnFor(field));
  events.forEach(({ row }, i) => columns.forEach((column, c) => setValue(column, i, row[c]!)));
  const changes = Uint8Array.from(events, ({ change }) => change);
  return { length: events.length, columns, changes: updating ? changes : undefined };
}
