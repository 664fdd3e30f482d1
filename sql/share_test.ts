import assert from "node:assert/strict";
import { type Field, fieldOf, type Schema, type WindowSpec } from "../schema/field.ts";
import { BIGINT, TIMESTAMP } from "../schema/types.ts";
import type { Expr } from "./expr.ts";
import type { Accumulator } from "./functions/aggregate.ts";
import type { AggregateCall, LogicalPlan } from "./plan.ts";
import { share } from "./share.ts";

type Aggregate = LogicalPlan & { readonly kind: "aggregate" };

const FIELDS: readonly Field[] = [fieldOf("k", BIGINT, false), fieldOf("t", TIMESTAMP, false)];
const INPUT: LogicalPlan = { kind: "values", rows: [], schema: { fields: FIELDS, updating: false } };

function column(index: number): Expr {
  return { kind: "column", index, ...FIELDS[index]! }; // one of both
}

function random(): Expr {
  const base = { kind: "call", name: "random", args: [], implementation: {}, type: BIGINT, nullable: false } as const;
  return { ...base, volatile: true, nulls: "pass", mayReturnNull: false, text: "random()" };
}

function project(exprs: readonly Expr[], name = "k"): LogicalPlan {
  const fields = exprs.map(({ type, nullable }, i) => fieldOf(i === 0 ? name : `c${i}`, type, nullable));
  return { kind: "project", input: INPUT, exprs, schema: { fields, updating: false } };
}

function counted(window: WindowSpec, text = "count(*)", schema: Partial<Schema> = {}): Aggregate {
  /** One for each call, as the binder makes them. */
  const accumulator: Accumulator = { kind: "slots", slots: [], add: () => {}, merge: () => {}, result: () => "null" };
  const call: AggregateCall = {
    name: "count",
    args: [],
    filter: undefined,
    distinct: false,
    orderBy: [],
    nulls: "skip",
    accumulator,
    text,
  };
  return {
    kind: "aggregate",
    input: project([column(0), column(1)]),
    keys: [0],
    calls: [call],
    windowing: { kind: "time", window },
    time: 1,
    always: false,
    updates: { ttl: 0, interval: 1000 },
    schema: { fields: [fieldOf("k", BIGINT, false), fieldOf("count", BIGINT, false)], updating: false, ...schema },
  };
}

const HOP: WindowSpec = { kind: "hop", slide: 2n, width: 10n };

function areShared(one: LogicalPlan, other: LogicalPlan): boolean {
  const [a, b] = share([one, other]);
  return a === b;
}

Deno.test("share makes equal projections and windowed groupings one node, whatever is below them", () => {
  assert.ok(areShared(project([column(0)]), project([column(0)])));
  assert.ok(areShared(counted(HOP), counted({ ...HOP })));
  const schema: Schema = { fields: [...FIELDS, ...FIELDS], updating: false };
  const [join] = share([{
    kind: "join",
    type: "inner",
    left: counted(HOP),
    right: counted(HOP),
    keys: [],
    condition: undefined,
    when: { kind: "windowed" },
    schema,
  }]);
  assert.ok(join?.kind === "join" && join.left === join.right);
});

Deno.test("share leaves apart what differs, what is updating and what is volatile", () => {
  assert.ok(!areShared(project([column(0)]), project([column(1)])));
  assert.ok(!areShared(project([column(0)]), project([column(0)], "other")));
  assert.ok(!areShared(project([random()]), project([random()])));
  const value = random();
  assert.ok(!areShared(project([value]), project([value])));
  assert.ok(!areShared(counted(HOP), counted({ ...HOP, slide: 5n })));
  assert.ok(!areShared(counted({ kind: "tumble", width: 10n }), counted({ kind: "session", gap: 10n })));
  assert.ok(!areShared(counted(HOP), counted(HOP, "count(k)")));
  assert.ok(!areShared(counted(HOP, "count(*)", { updating: true }), counted(HOP, "count(*)", { updating: true })));
});
