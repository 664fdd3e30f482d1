/** Plans with calls taken out of their expressions, against expressions that are walked. */
import assert from "node:assert/strict";
import { type Field, fieldOf } from "../schema/field.ts";
import { BIGINT, BOOLEAN, type SqlType, type Value } from "../schema/types.ts";
import type { UserFunction } from "../schema/user_function.ts";
import { evaluate, isTrue } from "./evaluate.ts";
import { type Expr, mapChildren } from "./expr.ts";
import { EvaluationError, type Implementation } from "./functions/function.ts";
import { lift } from "./lift.ts";
import type { LogicalPlan } from "./plan.ts";

const FIELDS: readonly Field[] = [fieldOf("a", BIGINT), fieldOf("b", BOOLEAN), fieldOf("c", BIGINT, false)];
const INPUT: LogicalPlan = { kind: "values", rows: [], schema: { fields: FIELDS, updating: false } };
const ROWS: readonly (readonly Value[])[] = [
  [1n, true, 0n],
  [null, false, 1n],
  [-1n, null, 2n],
  [null, null, -2n],
];

const USER: Readonly<Record<string, (value: Value) => Value>> = {
  add: (value) => value === null ? 100n : (value as bigint) + 1n,
  even: (value) => value === null ? null : (value as bigint) % 2n === 0n,
};

/** The next pseudo-random number below `n`; the same for the same seed. */
function dice(seed: number): (n: number) => number {
  let state = seed * 2654435761 + 1;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor(state / 2 ** 32 * n);
  };
}

function callOf(name: string, args: readonly Expr[], type: SqlType, implementation: Implementation): Expr {
  const base = { kind: "call", name, args, implementation, type, nullable: true, volatile: false } as const;
  return { ...base, nulls: "propagate", mayReturnNull: false, text: name };
}

function userCall(name: string, arg: Expr, type: SqlType): Expr {
  const fn = { name, parameters: [{ name: "x", type: BIGINT }], returns: type } as unknown as UserFunction;
  return { ...callOf(name, [arg], type, {}), kind: "call", nulls: "pass", mayReturnNull: true, user: fn } as Expr;
}

const LESS: Implementation = { call: (a: bigint, b: bigint) => a < b };
/** Fails for what is negative: where it is not needed it may not be computed. */
const ROOT: Implementation = {
  call(value: bigint) {
    if (value < 0n) throw new EvaluationError("negative");
    return value + 10n;
  },
};

function integer(roll: (n: number) => number, depth: number): Expr {
  const deeper = () => integer(roll, depth - 1);
  switch (depth === 0 ? roll(3) : roll(8)) {
    case 0:
      return { kind: "literal", value: BigInt(roll(3)), type: BIGINT, nullable: false };
    case 1:
      return { kind: "column", index: 2, name: "c", type: BIGINT, nullable: false };
    case 2:
      return { kind: "column", index: 0, name: "a", type: BIGINT, nullable: true };
    case 3:
      return callOf("root", [deeper()], BIGINT, ROOT);
    case 4:
      return { kind: "coalesce", args: [deeper(), deeper(), deeper()], type: BIGINT, nullable: true };
    case 5: {
      const branch = () => ({ when: boolean(roll, depth - 1), then: deeper() });
      return { kind: "case", branches: [branch(), branch()], otherwise: deeper(), type: BIGINT, nullable: true };
    }
    default:
      return userCall("add", deeper(), BIGINT);
  }
}

function boolean(roll: (n: number) => number, depth: number): Expr {
  const deeper = () => boolean(roll, depth - 1);
  switch (depth === 0 ? 0 : roll(7)) {
    case 0:
      return { kind: "column", index: 1, name: "b", type: BOOLEAN, nullable: true };
    case 1:
      return { kind: "and", left: deeper(), right: deeper(), type: BOOLEAN, nullable: true };
    case 2:
      return { kind: "or", left: deeper(), right: deeper(), type: BOOLEAN, nullable: true };
    case 3:
      return { kind: "not", arg: deeper(), type: BOOLEAN, nullable: true };
    case 4:
      return { kind: "isNull", arg: integer(roll, depth - 1), negated: false, type: BOOLEAN, nullable: false };
    case 5:
      return callOf("<", [integer(roll, depth - 1), integer(roll, depth - 1)], BOOLEAN, LESS);
    default:
      return userCall("even", integer(roll, depth - 1), BOOLEAN);
  }
}

type Calls = Map<string, number>;

function called(calls: Calls, name: string, arg: Value): Value {
  const key = `${name}(${arg})`;
  calls.set(key, (calls.get(key) ?? 0) + 1);
  return USER[name]!(arg);
}

/** The expression with calls that can be walked, and are counted. */
function walked(expr: Expr, calls: Calls): Expr {
  const mapped = mapChildren(expr, (child) => walked(child, calls));
  if (mapped.kind !== "call" || mapped.user === undefined) return mapped;
  const { name } = mapped;
  return { ...mapped, user: undefined, implementation: { call: (arg: Value) => called(calls, name, arg) } };
}

/** What the plan gives for one row of its input; undefined: no row. */
function runPlan(plan: LogicalPlan, row: readonly Value[], calls: Calls): readonly Value[] | undefined {
  if (plan.kind === "values") return row;
  if (!("input" in plan)) throw new Error(`${plan.kind} is not expected here`);
  const input = runPlan(plan.input, row, calls);
  if (input === undefined) return undefined;
  if (plan.kind === "project") return plan.exprs.map((expr) => evaluate(expr, input));
  if (plan.kind === "filter") return isTrue(plan.predicate, input) ? input : undefined;
  assert.equal(plan.kind, "invoke");
  if (plan.kind !== "invoke") return undefined;
  const needed = plan.when === undefined || input[plan.when] === true;
  const value = needed ? called(calls, plan.fn.name, input[plan.args[0]!] ?? null) : null; // one argument
  return [...plan.passed.map((index) => input[index] ?? null), value];
}

function attempt<T>(act: () => T): T | "failed" {
  try {
    return act();
  } catch (error) {
    if (error instanceof EvaluationError) return "failed";
    throw error;
  }
}

Deno.test("lift gives what the expression gives, and calls for a row only what the expression calls for it", () => {
  let invoked = 0;
  for (let seed = 0; seed < 3000; seed++) {
    const roll = dice(seed);
    const exprs = [integer(roll, 4), boolean(roll, 3)];
    const fields = exprs.map((expr, i) => fieldOf(`x${i}`, expr.type));
    const plan = lift({ kind: "project", input: INPUT, exprs, schema: { fields, updating: false } }, new Map());
    for (const row of ROWS) {
      const [expected, found]: [Calls, Calls] = [new Map(), new Map()];
      const wanted = attempt(() => exprs.map((expr) => evaluate(walked(expr, expected), row)));
      const given = attempt(() => runPlan(plan, row, found));
      assert.deepEqual(given, wanted, `seed ${seed}, row ${row}`);
      if (given === "failed") continue;
      for (const [call, times] of found) {
        assert.ok(times <= (expected.get(call) ?? 0), `seed ${seed}, row ${row}: ${call} is not needed`);
        invoked += times;
      }
    }
  }
  assert.ok(invoked > 5000, `${invoked} calls`);
});

Deno.test("lift lets rows through as the condition does, and calls no more for them", () => {
  for (let seed = 0; seed < 3000; seed++) {
    const predicate = boolean(dice(seed), 4);
    const plan = lift({ kind: "filter", input: INPUT, predicate, schema: INPUT.schema }, new Map());
    for (const row of ROWS) {
      const [expected, found]: [Calls, Calls] = [new Map(), new Map()];
      const wanted = attempt(() => isTrue(walked(predicate, expected), row) ? row : undefined);
      assert.deepEqual(attempt(() => runPlan(plan, row, found)), wanted, `seed ${seed}, row ${row}`);
      if (wanted === "failed") continue;
      for (const [call, times] of found) {
        assert.ok(times <= (expected.get(call) ?? 0), `seed ${seed}, row ${row}: ${call} is not needed`);
      }
    }
  }
});
