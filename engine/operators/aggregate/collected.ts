/** Calls that need all their values: ORDER BY, DISTINCT, and functions that cannot take a value out again. */
import type { Value } from "../../../schema/types.ts";
import type { Accumulator, GroupState, ObjectAccumulator } from "../../../sql/functions/aggregate.ts";
import { Program } from "../../../sql/functions/program.ts";
import { type RowOrder, rowOrder } from "../../row_order.ts";
import type { AggregateCall, SortKey } from "../../../sql/plan.ts";
import { valueKey } from "../../state/value_codec.ts";

/** Result of an accumulator over arguments in their order. */
type Fold = (rows: readonly (readonly Value[])[]) => Value;

function foldOf(accumulator: Accumulator): Fold {
  if (accumulator.kind === "slots") return slotFold(accumulator);
  const { create } = accumulator.insertOnly ?? accumulator;
  return (rows) => {
    const state = create();
    rows.forEach((args, i) => state.add(args, i));
    return state.result();
  };
}

function slotFold(accumulator: Accumulator & { kind: "slots" }): Fold {
  const program = new Program();
  program.block("return function fold(rows)", () => {
    const state = accumulator.slots.map(({ initial }) => {
      const name = program.fresh("s");
      program.line(`let ${name} = ${program.constant(initial)};`);
      return name;
    });
    program.block("for (const args of rows)", () => {
      accumulator.add(state, Array.from({ length: MAX_ARGS }, (_, i) => `args[${i}]`), program);
    });
    program.line(`return ${accumulator.result(state, program)};`);
  });
  return program.compile<Fold>();
}

/** Slot accumulators take a few values. */
const MAX_ARGS = 8;

/** Each value once, in the order in which they came first. */
export function distinctValues(accumulator: Accumulator): ObjectAccumulator {
  const fold = foldOf(accumulator);
  return {
    kind: "objects",
    create: () => new DistinctValues(fold),
    restore: (saved) => new DistinctValues(fold, saved as readonly Value[]),
  };
}

interface Times {
  readonly args: readonly Value[];
  times: number;
}

class DistinctValues implements GroupState {
  readonly #fold: Fold;
  readonly #values = new Map<string, Times>();

  constructor(fold: Fold, saved: readonly Value[] = []) {
    this.#fold = fold;
    for (const entry of saved) {
      const [args, times] = entry as [readonly Value[], number];
      this.#take(args, times);
    }
  }

  add(args: readonly Value[]): void {
    this.#take(args, 1);
  }

  #take(args: readonly Value[], times: number): void {
    const key = valueKey(args);
    const known = this.#values.get(key);
    if (known === undefined) this.#values.set(key, { args, times });
    else known.times += times;
  }

  remove(args: readonly Value[]): void {
    const key = valueKey(args);
    const known = this.#values.get(key);
    if (known !== undefined && --known.times === 0) this.#values.delete(key);
  }

  merge(other: GroupState): void {
    if (other instanceof DistinctValues) {
      for (const { args, times } of other.#values.values()) {
        this.#take(args, times);
      }
    }
  }

  result(): Value {
    return this.#fold([...this.#values.values()].map(({ args }) => args));
  }

  save(): Value {
    return [...this.#values.values()].map(({ args, times }): Value => [args, times]);
  }
}

/** All rows in the order that the call asks for, else as they came. Gets the ORDER BY values behind the arguments. */
export function orderedRows({ accumulator, args, orderBy, distinct }: AggregateCall): ObjectAccumulator {
  const spec: OrderedSpec = {
    fold: foldOf(accumulator),
    width: args.length,
    compare: orderOf(orderBy, args.length),
    distinct,
  };
  return {
    kind: "objects",
    create: () => new OrderedRows(spec),
    restore: (saved) => new OrderedRows(spec, saved as readonly Value[]),
  };
}

interface OrderedSpec {
  readonly fold: Fold;
  /** Number of arguments. */
  readonly width: number;
  readonly compare: RowOrder;
  readonly distinct: boolean;
}

/** Rows are the arguments, then the values of ORDER BY. */
function orderOf(orderBy: readonly SortKey[], width: number): RowOrder {
  return rowOrder(orderBy.map((key, i) => ({ ...key, index: width + i })));
}

interface OrderedRow {
  readonly values: readonly Value[];
  readonly sequence: number;
}

class OrderedRows implements GroupState {
  readonly #spec: OrderedSpec;
  /** Rows with equal values, the earliest first. */
  readonly #rows = new Map<string, OrderedRow[]>();

  constructor(spec: OrderedSpec, saved: readonly Value[] = []) {
    this.#spec = spec;
    for (const entry of saved) {
      const [values, sequence] = entry as [readonly Value[], number];
      this.add(values, sequence);
    }
  }

  add(values: readonly Value[], sequence: number): void {
    const key = valueKey(values);
    const same = this.#rows.get(key);
    if (same === undefined) this.#rows.set(key, [{ values, sequence }]);
    else same.push({ values, sequence });
  }

  remove(values: readonly Value[]): void {
    const key = valueKey(values);
    const same = this.#rows.get(key);
    if (same === undefined) return;
    same.shift();
    if (same.length === 0) this.#rows.delete(key);
  }

  merge(other: GroupState): void {
    if (!(other instanceof OrderedRows)) return;
    for (const { values, sequence } of other.#sorted()) this.add(values, sequence);
  }

  #sorted(): OrderedRow[] {
    const { compare } = this.#spec;
    return [...this.#rows.values()].flat().sort((a, b) => compare(a.values, b.values) || a.sequence - b.sequence);
  }

  result(): Value {
    const { fold, width, distinct } = this.#spec;
    const args = this.#sorted().map(({ values }) => values.slice(0, width));
    return fold(
      distinct ? [...new Map(args.toReversed().map((row) => [valueKey(row), row])).values()].toReversed() : args,
    );
  }

  save(): Value {
    return this.#sorted().map(({ values, sequence }): Value => [values, sequence]);
  }
}
