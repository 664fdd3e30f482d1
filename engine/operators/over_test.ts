import assert from "node:assert/strict";
import { INSERT } from "../../schema/batch.ts";
import { type Field, fieldOf, type Schema } from "../../schema/field.ts";
import { BIGINT, BIGINT_UNSIGNED, DOUBLE, type SqlType, TEXT, TIMESTAMP, type Value } from "../../schema/types.ts";
import type { Accumulator, GroupState, SlotAccumulator } from "../../sql/functions/aggregate.ts";
import { comparatorOf, nullsFirst } from "../../sql/functions/value_order.ts";
import { findWindowFunction } from "../../sql/functions/windows.ts";
import type { AggregateCall, Frame, FrameBound, SortKey, WindowCall } from "../../sql/plan.ts";
import { valueKey } from "../state/value_codec.ts";
import { overOperator, type OverPlan } from "./over.ts";
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

const FIELDS: readonly Field[] = [
  fieldOf("k", TEXT),
  fieldOf("x", BIGINT),
  fieldOf("end", TIMESTAMP, false),
  fieldOf("f", DOUBLE),
];
const WHOLE: Frame = {
  unit: "rows",
  start: { offset: undefined, following: false },
  end: { offset: undefined, following: true },
};

/** A sum that can be undone, and one that only knows how to add. */
const SUM: SlotAccumulator = {
  kind: "slots",
  slots: [{ storage: "int64", initial: 0n }, { storage: "int32", initial: 0 }],
  add: ([sum, count], [x], emit) => emit.line(`${sum} += ${x}; ${count} += 1;`),
  retract: ([sum, count], [x], emit) => emit.line(`${sum} -= ${x}; ${count} -= 1;`),
  merge: ([sum, count], [other, more], emit) => emit.line(`${sum} += ${other}; ${count} += ${more};`),
  result: ([sum, count]) => `${count} === 0 ? null : ${sum}`,
};

class Texts implements GroupState {
  #values: string[] = [];
  add([value]: readonly Value[]): void {
    this.#values.push(String(value));
  }
  remove([value]: readonly Value[]): void {
    this.#values.splice(this.#values.indexOf(String(value)), 1);
  }
  merge(other: GroupState): void {
    this.#values.push(...String(other.result()).split(" "));
  }
  result(): Value {
    return this.#values.toSorted().join(" ");
  }
  save(): Value {
    return this.#values;
  }
}

const TEXTS: Accumulator = { kind: "objects", create: () => new Texts(), restore: () => new Texts() };

function aggregate(name: string, accumulator: Accumulator, frame: Frame, distinct = false): WindowCall {
  const { retract: _, ...onlyAdds } = accumulator.kind === "slots" ? accumulator : SUM;
  const call: AggregateCall = {
    name,
    args: [1],
    filter: undefined,
    distinct,
    orderBy: [],
    nulls: "skip",
    accumulator: name === "adds" ? onlyAdds : accumulator,
    text: name,
  };
  return { kind: "aggregate", args: [1], frame, text: name, call };
}

function func(name: string, args: readonly number[], frame: Frame, ignoreNulls = false): WindowCall {
  const fn = findWindowFunction(name)!; // one of the list
  const overload = fn.overloads.find((one) => one.args.length >= args.length)!;
  const constants = name === "ntile"
    ? [{ type: BIGINT, nullable: false, constant: 3n }]
    : args.map((index) => FIELDS[index]!);
  return { kind: "function", name, args, frame, text: name, compute: overload.build(constants, ignoreNulls) };
}

function planOf(
  calls: readonly (readonly [WindowCall, SqlType])[],
  keys: readonly SortKey[],
  schema: Schema,
  partition: readonly number[],
): OverPlan {
  const own = calls.map(([{ text }, type]) => fieldOf(text, type));
  return {
    kind: "over",
    input: inputOf(schema),
    partition,
    keys,
    calls: calls.map(([call]) => call),
    updates: { ttl: 0, interval: 0 },
    schema: { ...schema, updating: false, fields: [...FIELDS, ...own] },
  };
}

const BOUNDS: readonly FrameBound[] = [
  { offset: undefined, following: false },
  { offset: 2, following: false },
  { offset: 0, following: false },
  { offset: 1, following: true },
  { offset: undefined, following: true },
];

const FRAMES: readonly Frame[] = (["rows", "range", "groups"] as const).flatMap((unit) =>
  BOUNDS.slice(0, 4).flatMap((start, i) => BOUNDS.slice(Math.max(1, i)).map((end): Frame => ({ unit, start, end })))
);

function compareBy(key: SortKey, a: Row, b: Row): number {
  const [x, y] = [a[key.index]!, b[key.index]!];
  if (x === null || y === null) return x === y ? 0 : (x === null) === key.nullsFirst ? -1 : 1;
  const order = nullsFirst(comparatorOf(key.type))(x, y);
  return key.descending ? -order : order;
}

/** Rows of the frame of row `i`, by asking each row whether it is in. */
function frameRows(rows: readonly Row[], i: number, frame: Frame, key: SortKey): Row[] {
  const groups: number[] = [];
  rows.forEach((row, at) => {
    groups.push(at === 0 ? 0 : groups[at - 1]! + (compareBy(key, rows[at - 1]!, row) === 0 ? 0 : 1));
  });
  const distance = (at: number): number => {
    if (frame.unit === "rows") return at - i;
    if (frame.unit === "groups") return groups[at]! - groups[i]!;
    const [x, y] = [rows[i]![key.index], rows[at]![key.index]];
    if (typeof x !== "bigint" || typeof y !== "bigint") return Math.sign(groups[at]! - groups[i]!) * 1e9;
    return Number(key.descending ? x - y : y - x);
  };
  const noDistance = frame.unit === "range" && rows[i]![key.index] === null; // NULL is near its peers only
  const limit = ({ offset, following }: FrameBound) =>
    (following ? 1 : -1) * (offset === undefined ? Infinity : noDistance ? 0 : Number(offset));
  return rows.filter((_, at) => distance(at) >= limit(frame.start) && distance(at) <= limit(frame.end));
}

Deno.test("Over gives aggregates and values of every frame as asking each row would, also of retracted rows", () => {
  const random = generator(17);
  const row = (): Row => [
    pick(["a", "b", null], random),
    pick([null, 0n, 1n, 2n, 3n, 5n, 9n], random),
    0n,
    pick([null, 1.5, NaN, -2], random),
  ];
  for (const frame of FRAMES) {
    for (const descending of [false, true]) {
      for (const updating of [false, true]) {
        const key: SortKey = { index: 1, type: BIGINT, descending, nullsFirst: descending };
        const calls = [
          [aggregate("sum", SUM, frame), BIGINT],
          [aggregate("adds", SUM, frame), BIGINT],
          [aggregate("texts", TEXTS, frame), TEXT],
          [aggregate("texts", TEXTS, frame, true), TEXT],
          [func("first_value", [3], frame), DOUBLE],
          [func("last_value", [3], frame, true), DOUBLE],
        ] as const;
        const plan = planOf(calls, [key], { fields: FIELDS, updating }, [0]);
        const changes = randomChanges(40, updating, row, random);
        const received = new Received(plan.schema.fields);
        const build = () => overOperator(plan, received);
        let operator = build();
        cut(changes, pick([1, 7, 1024], random)).forEach((piece, i) => {
          if (i === 2) operator = revived(operator, build);
          operator.process(changedBatch(FIELDS, piece));
          operator.advance(BigInt(i));
        });
        operator.end();
        assert.deepEqual(received.events, ["end"]);
        assert.deepEqual(received.table(), naive(settled(changes), frame, key), JSON.stringify({ frame, descending }));
      }
    }
  }
});

function naive(all: readonly Row[], frame: Frame, key: SortKey): string[] {
  return [...new Set(all.map((row) => valueKey(row[0]!)))].flatMap((partition) => {
    const rows = all.filter((row) => valueKey(row[0]!) === partition).sort((a, b) => compareBy(key, a, b));
    return rows.map((row, i) => {
      const seen = frameRows(rows, i, frame, key);
      const values = seen.flatMap(([, x]) => typeof x === "bigint" ? [x] : []);
      const sum = values.length === 0 ? null : values.reduce((a, b) => a + b);
      const texts = (list: readonly bigint[]) => list.map(String).sort().join(" ");
      const last = seen.findLast(([, , , f]) => f !== null)?.[3] ?? null;
      const first = seen[0]?.[3] ?? null;
      return valueKey([...row, sum, sum, texts(values), texts([...new Set(values)]), first, last]);
    });
  }).sort();
}

const BY_X: SortKey = { index: 1, type: BIGINT, descending: false, nullsFirst: false };

Deno.test("Over ranks rows and looks at their neighbours", () => {
  const names = ["row_number", "rank", "dense_rank", "ntile", "percent_rank", "cume_dist"] as const;
  const calls = [
    ...names.map((name) =>
      [
        func(name, name === "ntile" ? [1] : [], WHOLE),
        /_(rank|dist)$/.test(name) && name !== "dense_rank" ? DOUBLE : BIGINT_UNSIGNED,
      ] as const
    ),
    [func("lag", [1], WHOLE), BIGINT],
    [func("lead", [1], WHOLE, true), BIGINT],
  ] as const;
  const plan = planOf(calls, [BY_X], { fields: FIELDS, updating: false }, []);
  const received = new Received(plan.schema.fields);
  const operator = overOperator(plan, received);
  operator.process(changedBatch(FIELDS, [5n, 7n, 5n, null, 9n].map((x): Changed => [INSERT, ["a", x, 0n, null]])));
  operator.end();
  assert.deepEqual(received.rows.map(([, row]) => [row[1], ...row.slice(4)]), [
    [5n, 1n, 1n, 1n, 1n, 0, 0.4, null, 5n],
    [5n, 2n, 1n, 1n, 1n, 0, 0.4, 5n, 7n],
    [7n, 3n, 3n, 2n, 2n, 0.5, 0.6, 5n, 9n],
    [9n, 4n, 4n, 3n, 2n, 0.75, 0.8, 7n, null],
    [null, 5n, 5n, 4n, 3n, 1, 1, 9n, null],
  ]);
});

Deno.test("Over gives the rows of a window when the watermark passes its end, and drops later ones", () => {
  const schema: Schema = {
    fields: FIELDS,
    updating: false,
    eventTime: 2,
    window: { spec: { kind: "tumble", width: 10n }, starts: [2], ends: [2], structs: [], closed: true },
  };
  const plan = planOf([[func("row_number", [], WHOLE), BIGINT_UNSIGNED]], [BY_X], schema, [2]);
  const received = new Received(plan.schema.fields);
  const build = () => overOperator(plan, received);
  let operator = build();
  const give = (...rows: (readonly [bigint, bigint])[]) =>
    operator.process(changedBatch(FIELDS, rows.map(([x, end]): Changed => [INSERT, ["a", x, end, null]])));
  give([2n, 10n], [1n, 20n], [1n, 10n]);
  operator.advance(9n);
  assert.equal(received.rows.length, 0);
  operator = revived(operator, build);
  operator.advance(10n);
  give([0n, 20n], [7n, 10n]);
  operator.advance(15n);
  operator.end();
  assert.deepEqual(received.rows.map(([, row]) => [row[2], row[1], row[4]]), [
    [10n, 1n, 1n],
    [10n, 2n, 2n],
    [20n, 0n, 1n],
    [20n, 1n, 2n],
  ]);
  assert.equal(operator.lateRows, 1);
  assert.deepEqual(received.events, ["advance 9", "advance 10", "advance 15", "end"]);
});
