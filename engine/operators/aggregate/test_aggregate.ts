/** Aggregates over made-up rows, and what they must give, computed the plain way. */
import type { Batch } from "../../../schema/batch.ts";
import { type Column, columnFor, setValue, valueAt } from "../../../schema/column.ts";
import { type Field, fieldOf, type Schema } from "../../../schema/field.ts";
import {
  arrayType,
  BIGINT,
  BOOLEAN,
  decimalType,
  DOUBLE,
  INT,
  type SqlType,
  TEXT,
  TIMESTAMP,
  type Value,
} from "../../../schema/types.ts";
import type { ObjectAccumulator } from "../../../sql/functions/aggregate.ts";
import { findAggregate } from "../../../sql/functions/aggregates/mod.ts";
import { resolveAggregate } from "../../../sql/functions/resolve.ts";
import { comparatorOf } from "../../../sql/functions/value_order.ts";
import type { AggregateCall, LogicalPlan, SortKey, Windowing } from "../../../sql/plan.ts";
import type { Receiver } from "../../operator.ts";
import { valueKey } from "../../state/value_codec.ts";

export type Row = readonly Value[];

export const SECOND = 1_000_000_000n;

export const INPUTS: readonly Field[] = [
  fieldOf("k", TEXT),
  fieldOf("d", DOUBLE),
  fieldOf("x", BIGINT),
  fieldOf("y", DOUBLE),
  fieldOf("t", TEXT),
  fieldOf("f", BOOLEAN),
  fieldOf("m", decimalType(18, 2)),
  fieldOf("i", INT),
  fieldOf("l", arrayType(BIGINT)),
  fieldOf("n", BIGINT, false),
  fieldOf("w", decimalType(30, 1)),
  fieldOf("ts", TIMESTAMP, false),
  fieldOf("_watermark", TIMESTAMP, false),
];
export const TIME = 11;
export const MARK = 12;

const CHOICES: readonly (readonly Value[])[] = [
  [null, "", "a", "a-b", "é😀"],
  [null, 0, -0, NaN, 1.5],
  [null, 0n, 1n, -1n, 2n ** 40n, -(2n ** 41n)],
  [null, 0, -0, NaN, 0.25, -1.5, 1e6, Infinity, -Infinity],
  [null, "x", "yy", "", "é"],
  [null, true, false],
  [null, 10n ** 18n - 1n, -(10n ** 18n) + 1n, 5n],
  [null, 0, 2147483647, -2147483648, 7],
  [null, [], [1n, null], [2n]],
  [0n, 3n, 4n, -5n],
  [null, 10n ** 29n, -1n, 3n],
];

export function generator(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

/** Rows whose times go up by a second or so, and lie up to `disorder` seconds back; the watermark trails by two seconds. */
export function rowsOf(count: number, random: () => number, disorder = 6): Row[] {
  let [now, watermark] = [1_000_000n * SECOND, -(2n ** 63n)];
  return Array.from({ length: count }, () => {
    if (random() < 0.3) now += BigInt(Math.floor(random() * 3e9));
    if (random() < 0.01) now += 100n * SECOND;
    const time = now - BigInt(Math.floor(random() ** 3 * disorder * 1e9));
    const values = CHOICES.map((choices) => choices[Math.floor(random() * choices.length)]!);
    const row = [...values, time, watermark];
    if (time - 2n * SECOND > watermark) watermark = time - 2n * SECOND;
    return row;
  });
}

export function callOf(name: string, args: readonly number[], more: Partial<AggregateCall> = {}): AggregateCall {
  const fn = findAggregate(name)!;
  const { accumulator } = resolveAggregate(fn, args.map((index) => INPUTS[index]!));
  const call = { name, args, filter: undefined, distinct: false, orderBy: [], nulls: fn.nulls, accumulator };
  return { ...call, text: `${name}(${args})`, ...more };
}

/** The values in their order, as one array. */
const LIST: ObjectAccumulator = {
  kind: "objects",
  create: () => listState([]),
  restore: (saved) => listState([...saved as readonly (readonly [Value, number])[]]),
};

type Listed = readonly [value: Value, sequence: number];

function listState(values: Listed[]): ReturnType<ObjectAccumulator["create"]> & { readonly values: Listed[] } {
  return {
    values,
    add: ([value = null], sequence) => void values.push([value, sequence]),
    remove: ([value = null]) => {
      const at = values.findIndex(([one]) => valueKey(one) === valueKey(value));
      if (at >= 0) values.splice(at, 1);
    },
    merge: (other) => void values.push(...(other as ReturnType<typeof listState>).values),
    result: () => values.length === 0 ? null : values.toSorted(([, a], [, b]) => a - b).map(([value]) => value),
    save: () => [...values],
  };
}

export function listCall(arg: number, more: Partial<AggregateCall> = {}): AggregateCall {
  return {
    name: "list",
    args: [arg],
    filter: undefined,
    distinct: false,
    orderBy: [],
    nulls: "pass",
    accumulator: LIST,
    text: "list",
    ...more,
  };
}

export function sortKey(index: number, descending = false): SortKey {
  return { index, type: INPUTS[index]!.type, descending, nullsFirst: descending };
}

export type Aggregate = LogicalPlan & { readonly kind: "aggregate" };

export function planOf(
  keys: readonly number[],
  calls: readonly AggregateCall[],
  windowing: Windowing | undefined,
  more: { readonly updating?: boolean; readonly ttl?: number; readonly always?: boolean; readonly marks?: boolean } =
    {},
): Aggregate {
  const { updating = false, ttl = 0, always = false, marks = true } = more;
  const input: Schema = { fields: INPUTS, updating, eventTime: TIME, ...(marks && { rowWatermark: MARK }) };
  const time = (name: string) => fieldOf(name, TIMESTAMP, false);
  const results = calls.map((call) => fieldOf(call.text, resultType(call), call.name !== "count"));
  const keyFields = keys.map((index) => INPUTS[index]!);
  const between = windowing === undefined ? [time("_event_time")] : [time("start"), time("end"), time("_event_time")];
  const eventTime = keys.length + between.length - 1;
  const schema: Schema = {
    fields: [...keyFields, ...between, ...results],
    updating: windowing === undefined,
    eventTime,
  };
  return {
    kind: "aggregate",
    input: { kind: "values", rows: [], schema: input },
    keys,
    calls,
    windowing,
    time: TIME,
    always,
    updates: { ttl, interval: 1000 },
    schema,
  };
}

function resultType(call: AggregateCall): SqlType {
  if (call.name === "list") return arrayType(INPUTS[call.args[0]!]!.type);
  return resolveAggregate(findAggregate(call.name)!, call.args.map((index) => INPUTS[index]!)).returns;
}

export function batchOf(fields: readonly Field[], rows: readonly Row[], changes?: readonly number[]): Batch {
  const columns = fields.map((field) => columnFor(field));
  rows.forEach((row, index) => columns.forEach((column, i) => setValue(column, index, row[i] ?? null)));
  return { length: rows.length, columns, changes: changes && Uint8Array.from(changes) };
}

/** Collects what an operator hands on. */
export class Sink implements Receiver {
  readonly rows: Row[] = [];
  readonly changes: number[] = [];
  readonly #fields: readonly Field[];
  largest = 0;

  constructor(fields: readonly Field[]) {
    this.#fields = fields;
  }

  process({ columns, length, changes }: Batch): void {
    this.largest = Math.max(this.largest, length);
    for (let row = 0; row < length; row++) {
      this.rows.push(this.#fields.map(({ type }, i) => valueAt(columns[i] as Column, type, row, length)));
      this.changes.push(changes?.[row] ?? 0);
    }
  }

  advance(): void {}
  end(): void {}
}

export function inBatches<T>(rows: readonly T[], size: number): T[][] {
  const batches: T[][] = [];
  for (let at = 0; at < rows.length; at += size) batches.push(rows.slice(at, at + size));
  return batches;
}

// ---------------------------------------------------------------------------------------------------------------------
// The plain way

/** Result of a call over all rows of its group, in the order of arrival. */
export function plainResult(call: AggregateCall, rows: readonly Row[]): Value {
  const { args, filter, nulls, distinct, orderBy } = call;
  let taken = rows.filter((row) =>
    (filter === undefined || row[filter] === true) && (nulls === "pass" || args.every((arg) => row[arg] !== null))
  );
  for (const key of orderBy.toReversed()) {
    taken = taken.toSorted((a, b) => plainOrder(key, a[key.index]!, b[key.index]!));
  }
  if (distinct) taken = taken.filter((row, i) => taken.findIndex((one) => sameArgs(args, one, row)) === i);
  const values = taken.map((row) => row[args[0]!] ?? null);
  switch (call.name) {
    case "list":
      return values.length > 0 ? values : null;
    case "count":
      return BigInt(taken.length);
    case "sum":
      return values.length === 0
        ? null
        : typeof values[0] === "bigint" || INPUTS[args[0]!]!.type.kind !== "float"
        ? values.reduce((sum: bigint, value) => sum + BigInt(value as bigint), 0n)
        : values.reduce((sum: number, value) => sum + (value as number), 0);
    case "avg":
      return values.length === 0 ? null : plainAverage(INPUTS[args[0]!]!.type, values);
    default: {
      const compare = comparatorOf(INPUTS[args[0]!]!.type);
      const sorted = values.toSorted(compare);
      return (call.name === "min" ? sorted[0] : sorted.at(-1)) ?? null;
    }
  }
}

function plainAverage(type: SqlType, values: readonly Value[]): Value {
  if (type.kind === "decimal") {
    const sum = values.reduce((sum: bigint, value) => sum + (value as bigint), 0n);
    return sum * 10_000n / BigInt(values.length);
  }
  return values.reduce((sum: number, value) => sum + Number(value), 0) / values.length;
}

function plainOrder({ descending, nullsFirst, type }: SortKey, a: Value, b: Value): number {
  if (a === null || b === null) return a === b ? 0 : (a === null) === nullsFirst ? -1 : 1;
  const order = comparatorOf(type)(a, b);
  return descending ? -order : order;
}

function sameArgs(args: readonly number[], a: Row, b: Row): boolean {
  return valueKey(args.map((arg) => a[arg]!)) === valueKey(args.map((arg) => b[arg]!));
}

/** Rows by key, in the order in which keys came. */
export function grouped(keys: readonly number[], rows: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = valueKey(keys.map((index) => row[index]!));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}

/** One row of the output as text; NaN and −0 as SQL sees them. */
export function textOf(row: Row): string {
  return row.map(valueKey).join(" ");
}
