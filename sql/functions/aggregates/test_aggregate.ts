/** Runs accumulators without the engine: for the tests beside the families. */
import { InternalError } from "../../../schema/errors.ts";
import { typeName, type Value } from "../../../schema/types.ts";
import { valueKey } from "../../../schema/values/value_key.ts";
import { valueToText } from "../../../schema/values/value_text.ts";
import { bindQuery, queryContext } from "../../bind/query.ts";
import { evaluate, isTrue } from "../../evaluate.ts";
import { parseStatement } from "../../parse.ts";
import type { AggregateCall, LogicalPlan, SortKey } from "../../plan.ts";
import type { Accumulator, GroupState, ObjectAccumulator, SlotAccumulator } from "../aggregate.ts";
import { Program } from "../program.ts";
import { comparatorOf } from "../value_order.ts";

/** One group, whatever its accumulator is. */
export interface Group {
  add(args: readonly Value[], sequence: number): void;
  remove(args: readonly Value[]): void;
  /** `other` is of the same accumulator, and stays as it is. */
  merge(other: Group): void;
  result(): Value;
  /** Saved and restored. */
  copy(): Group;
}

/** Makes empty groups whose rows are only added. */
export function insertOnlyGroups(accumulator: Accumulator): () => Group {
  return groupsOf(accumulator.kind === "objects" ? accumulator.insertOnly ?? accumulator : accumulator);
}

/** Makes empty groups out of which rows can be taken again. */
export function retractableGroups(accumulator: Accumulator): () => Group {
  const { kind } = accumulator;
  if (kind === "objects" || accumulator.retract !== undefined) return groupsOf(accumulator);
  if (accumulator.retractable === undefined) throw new InternalError("An accumulator that can never retract");
  return groupsOf(accumulator.retractable);
}

function groupsOf(accumulator: Accumulator): () => Group {
  if (accumulator.kind === "objects") return () => new ObjectGroup(accumulator, accumulator.create());
  const code = compile(accumulator);
  return () => new SlotGroup(code, accumulator.slots.map(({ storage, initial }) => STORAGES[storage](initial)));
}

class ObjectGroup implements Group {
  readonly #accumulator: ObjectAccumulator;
  readonly #state: GroupState;

  constructor(accumulator: ObjectAccumulator, state: GroupState) {
    this.#accumulator = accumulator;
    this.#state = state;
  }

  add(args: readonly Value[], sequence: number): void {
    this.#state.add(args, sequence);
  }

  remove(args: readonly Value[]): void {
    this.#state.remove(args);
  }

  merge(other: ObjectGroup): void {
    this.#state.merge(other.#state);
  }

  result(): Value {
    return this.#state.result();
  }

  copy(): Group {
    return new ObjectGroup(this.#accumulator, this.#accumulator.restore(structuredClone(this.#state.save())));
  }
}

type Slots = readonly (Float64Array | Int32Array | BigInt64Array)[];

const STORAGES = {
  float64: (initial: number | bigint) => Float64Array.of(Number(initial)),
  int32: (initial: number | bigint) => Int32Array.of(Number(initial)),
  int64: (initial: number | bigint) => BigInt64Array.of(BigInt(initial)),
};

interface SlotCode {
  add(state: Slots, ...args: Value[]): void;
  readonly retract?: (state: Slots, ...args: Value[]) => void;
  merge(state: Slots, other: Slots): void;
  result(state: Slots): Value;
}

function compile(accumulator: SlotAccumulator): SlotCode {
  const names = (state: string) => accumulator.slots.map((_, i) => `${state}[${i}][0]`);
  const method = <T>(parameters: string, body: (program: Program) => void) => {
    const program = new Program();
    program.block(`return function (${parameters})`, () => body(program));
    return program.compile<T>();
  };
  const { retract } = accumulator;
  return {
    add: method("s, a, b", (program) => accumulator.add(names("s"), ["a", "b"], program)),
    ...(retract && { retract: method("s, a, b", (program) => retract(names("s"), ["a", "b"], program)) }),
    merge: method("s, o", (program) => accumulator.merge(names("s"), names("o"), program)),
    result: method("s", (program) => program.line(`return ${accumulator.result(names("s"), program)};`)),
  };
}

class SlotGroup implements Group {
  readonly #code: SlotCode;
  readonly #slots: Slots;

  constructor(code: SlotCode, slots: Slots) {
    this.#code = code;
    this.#slots = slots;
  }

  add(args: readonly Value[]): void {
    this.#code.add(this.#slots, ...args);
  }

  remove(args: readonly Value[]): void {
    if (this.#code.retract === undefined) throw new InternalError("The accumulator cannot retract");
    this.#code.retract(this.#slots, ...args);
  }

  merge(other: SlotGroup): void {
    this.#code.merge(this.#slots, other.#slots);
  }

  result(): Value {
    return this.#code.result(this.#slots);
  }

  copy(): Group {
    return new SlotGroup(this.#code, this.#slots.map((slot) => slot.slice()));
  }
}

const CONTEXT = queryContext(
  {
    table: () => undefined,
    view: () => undefined,
    connection: () => undefined,
    tables: () => [],
    views: () => [],
    connections: () => [],
    userFunction: () => undefined,
    userFunctions: () => [],
  },
  {
    functions: [],
    bounded: () => true,
    hasRecords: () => false,
    withOptions: (table) => table,
    updating: () => false,
    eventTimeMembers: () => [],
  },
);

/** The plan of `SELECT call FROM (VALUES rows) AS t(x, y, z)`, to which `rows` may add a WHERE: `(1), (2) WHERE x > 5`. */
function bindCall(call: string, rows: string): LogicalPlan {
  const [values = "", where] = rows.split(" WHERE ");
  const from = `(VALUES ${values}) AS t(${columnsOf(values)})${where === undefined ? "" : ` WHERE ${where}`}`;
  const { statement } = parseStatement(`SELECT ${call} AS result FROM ${from}`);
  if (statement.kind !== "query") throw new InternalError(`${call} is no query`);
  return bindQuery(statement, CONTEXT);
}

/** A call as it is bound over rows of these types. */
export function callOf(call: string, rows: string): AggregateCall {
  const [bound] = aggregateIn(bindCall(call, rows)).calls;
  if (bound === undefined) throw new InternalError(`${call} is no aggregate`);
  return bound;
}

/** Text and type's name of a call over rows, which must be the same whether or not rows could be taken out again. */
export function valueOf(call: string, rows: string): [value: string, type: string] {
  const plan = bindCall(call, rows);
  const type = plan.schema.fields[0]?.type;
  if (type === undefined) throw new InternalError("A query without columns");
  const [added, retractable] = [insertOnlyGroups, retractableGroups].map((groups) =>
    valueToText(rowsOf(plan, groups)[0]?.[0] ?? null, type)
  );
  if (added === undefined || retractable === undefined || !sameText(added, retractable, typeName(type), 1e-9)) {
    throw new InternalError(`${call} over ${rows} gives ${added}, but ${retractable} where rows may be taken out`);
  }
  return [added, typeName(type)];
}

/** Floats may differ by `tolerance`, relative to themselves. */
export function sameText(a: string, b: string, type: string, tolerance = 1e-12): boolean {
  if (a === b || (type !== "DOUBLE" && type !== "REAL")) return a === b;
  return Math.abs(Number(a) - Number(b)) <= tolerance * Math.abs(Number(b));
}

/** As many names as the first row has values. */
function columnsOf(rows: string): string {
  const { statement } = parseStatement(`VALUES ${rows}`);
  const body = statement.kind === "query" ? statement.body : undefined;
  const width = body?.kind === "values" ? body.rows[0]?.items.length ?? 1 : 1;
  return ["x", "y", "z"].slice(0, width).join(", ");
}

function aggregateIn(plan: LogicalPlan): LogicalPlan & { kind: "aggregate" } {
  if (plan.kind === "aggregate") return plan;
  if (plan.kind === "project" || plan.kind === "filter") return aggregateIn(plan.input);
  throw new InternalError(`There is no aggregate in ${plan.kind}`);
}

function rowsOf(plan: LogicalPlan, groups: typeof insertOnlyGroups): readonly (readonly Value[])[] {
  switch (plan.kind) {
    case "values":
      return plan.rows.map((row) => row.map((expr) => evaluate(expr, [])));
    case "filter":
      return rowsOf(plan.input, groups).filter((row) => isTrue(plan.predicate, row));
    case "project":
      return rowsOf(plan.input, groups).map((row) => plan.exprs.map((expr) => evaluate(expr, row)));
    case "aggregate": {
      const rows = rowsOf(plan.input, groups);
      return [plan.calls.map((call) => resultOf(call, rows, groups))];
    }
    default:
      throw new InternalError(`${plan.kind} is not for these tests`);
  }
}

/** FILTER, NULLs, ORDER BY and DISTINCT, and then the accumulator. */
function resultOf(
  call: AggregateCall,
  rows: readonly (readonly Value[])[],
  groups: typeof insertOnlyGroups,
): Value {
  const group = groups(call.accumulator)();
  const seen = new Set<string>();
  const { filter } = call;
  for (const [sequence, row] of rows.toSorted(comparing(call.orderBy)).entries()) {
    const args = call.args.map((index) => row[index] ?? null);
    if (filter !== undefined && row[filter] !== true) continue;
    if (call.nulls === "skip" && args.includes(null)) continue;
    if (call.distinct && seen.has(valueKey(args))) continue;
    seen.add(valueKey(args));
    group.add(args, sequence);
  }
  return group.result();
}

function comparing(keys: readonly SortKey[]): (a: readonly Value[], b: readonly Value[]) => number {
  const comparators = keys.map(({ index, type, descending, nullsFirst }) => {
    const compare = comparatorOf(type);
    return (a: readonly Value[], b: readonly Value[]) => {
      const [left, right] = [a[index] ?? null, b[index] ?? null];
      if (left === null || right === null) {
        return (Number(left !== null) - Number(right !== null)) * (nullsFirst ? 1 : -1);
      }
      return compare(left, right) * (descending ? -1 : 1);
    };
  });
  return (a, b) => {
    for (const compare of comparators) {
      const order = compare(a, b);
      if (order !== 0) return order;
    }
    return 0;
  };
}

/** Random numbers from 0 to 1, the same for the same seed. */
export function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
