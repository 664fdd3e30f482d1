/** What an aggregate function is: one object with its name, signatures, documentation, examples and code. */
import type { SqlType, Value } from "../../schema/types.ts";
import type { Argument, Emitter, Parameter } from "./function.ts";

/**
 * How the values of a group are taken together. `slots` is for the hot ones: a few numbers per group in typed arrays
 * and code that is written into the loop over rows. `objects` is for all others: one object per group.
 */
export type Accumulator = SlotAccumulator | ObjectAccumulator;

export interface StateSlot {
  /** float64 and int32 hold JavaScript numbers, int64 bigints. */
  readonly storage: "float64" | "int64" | "int32";
  readonly initial: number | bigint;
}

/**
 * Code over one group's state. `state` holds an assignable JavaScript expression for each of {@link slots}
 * (`A3[slot]`); `args` are names of values that are not NULL, by the table at {@link Value}. Statements go to `emit`;
 * they throw `EvaluationError` for an overflow.
 */
export interface SlotAccumulator {
  readonly kind: "slots";
  readonly slots: readonly StateSlot[];
  add(state: readonly string[], args: readonly string[], emit: Emitter): void;
  /** Takes out what {@link add} took in; absent: it cannot be undone, and {@link retractable} stands in. */
  readonly retract?: (state: readonly string[], args: readonly string[], emit: Emitter) => void;
  /** The state of another part of the same group into this one. */
  merge(state: readonly string[], other: readonly string[], emit: Emitter): void;
  /** JavaScript expression of the result, `null` for NULL. */
  result(state: readonly string[], emit: Emitter): string;
  /** Used instead where rows may be retracted. */
  readonly retractable?: ObjectAccumulator;
  /** The same for whoever counts the values of groups anyway. */
  readonly counted?: CountedAccumulator;
}

/**
 * A slot accumulator without a count of its own: whoever uses it knows how many values the group has taken in, or only that
 * there are some, and shares one count among several calls. Each method is like that of {@link SlotAccumulator}.
 */
export interface CountedAccumulator {
  readonly slots: readonly StateSlot[];
  add(state: readonly string[], args: readonly string[], emit: Emitter): void;
  readonly retract?: (state: readonly string[], args: readonly string[], emit: Emitter) => void;
  merge(state: readonly string[], other: readonly string[], emit: Emitter): void;
  /** Takes out exactly what {@link merge} took in. */
  readonly unmerge?: (state: readonly string[], other: readonly string[], emit: Emitter) => void;
  /** `count` is a JavaScript number; it is 1 or more, and exact where {@link readsCount}. */
  result(state: readonly string[], count: string, emit: Emitter): string;
  readonly readsCount: boolean;
  /** The result is the count itself, which is then also asked of groups without values; the others are NULL. */
  readonly isCount: boolean;
}

/** The accumulator with a count of its own. */
export function withCount(counted: CountedAccumulator, retractable?: ObjectAccumulator): SlotAccumulator {
  const own = (state: readonly string[]) => [state.slice(0, -1), state.at(-1)!] as const; // the count is the last
  const { retract } = counted;
  return {
    kind: "slots",
    slots: [...counted.slots, { storage: "float64", initial: 0 }],
    add(state, args, emit) {
      const [slots, count] = own(state);
      counted.add(slots, args, emit);
      emit.line(`${count} += 1;`);
    },
    ...(retract && {
      retract(state, args, emit) {
        const [slots, count] = own(state);
        retract(slots, args, emit);
        emit.line(`${count} -= 1;`);
      },
    }),
    merge(state, other, emit) {
      const [[slots, count], [from, more]] = [own(state), own(other)];
      counted.merge(slots, from, emit);
      emit.line(`${count} += ${more};`);
    },
    result(state, emit) {
      const [slots, count] = own(state);
      if (counted.isCount) return `BigInt(${count})`;
      return `(${count} > 0 ? ${counted.result(slots, count, emit)} : null)`;
    },
    ...(retractable && { retractable }),
    counted,
  };
}

export interface ObjectAccumulator {
  readonly kind: "objects";
  /** Used instead where rows are never retracted: {@link GroupState.remove} is not called. */
  readonly insertOnly?: ObjectAccumulator;
  /** {@link GroupState.remove} works; every built-in one can. */
  create(): GroupState;
  /** From what {@link GroupState.save} gave. */
  restore(saved: Value): GroupState;
}

/** The values of one group. Values are owned by it: text is fresh, bytes are copied. */
export interface GroupState {
  /** `sequence` counts up with every row of the operator: the order of arrival, kept where it matters. */
  add(args: readonly Value[], sequence: number): void;
  /**
   * Takes out one value equal to these arguments, the one that came first. One that was never added is ignored where
   * values are kept.
   */
  remove(args: readonly Value[]): void;
  /** Takes in the values of another part of the same group. */
  merge(other: GroupState): void;
  result(): Value;
  /** Plain values that {@link ObjectAccumulator.restore} takes. */
  save(): Value;
}

export interface AggregateOverload {
  readonly args: readonly Parameter[];
  /** The number of trailing {@link args} that may be missing. */
  readonly optional?: number;
  /** The last of {@link args} may come any number of times. */
  readonly variadic?: boolean;
  readonly returns: SqlType | ((types: readonly SqlType[], args: readonly Argument[]) => SqlType);
  /**
   * Called once per call site. `args` carry constants (the separator of string_agg, a percentile). `descending`: WITHIN
   * GROUP says DESC. Throws `SqlError` for a bad constant.
   */
  build(args: readonly Argument[], returns: SqlType, descending: boolean): Accumulator;
}

export interface AggregateFunction {
  readonly kind: "aggregate";
  /** Lower case, DataFusion's. */
  readonly name: string;
  readonly aliases: readonly string[];
  /** One line. */
  readonly doc: string;
  readonly overloads: readonly AggregateOverload[];
  /**
   * `[call, rows of its FROM, value as TEXT]`, each a test: `["sum(x)", "(1), (2), (NULL)", "3"]` is
   * `SELECT sum(x) FROM (VALUES (1), (2), (NULL)) AS t(x)`; several columns are x, y, z.
   */
  readonly examples: readonly (readonly [call: string, rows: string, value: string])[];
  /** `skip` (default): rows where an argument is NULL are left out. `pass`: the accumulator gets null. */
  readonly nulls: "skip" | "pass";
  /** Of a group without values: `null` (default) or not (count). */
  readonly nullable: boolean;
  /** Takes its order from WITHIN GROUP (ORDER BY n): the ordered expression becomes the first argument. */
  readonly withinGroup: boolean;
  /** Without an ORDER BY of its own its value depends on the order in which rows come. */
  readonly byArrival: boolean;
}

export interface AggregateDetails {
  readonly aliases?: readonly string[];
  readonly overloads: readonly AggregateOverload[];
  readonly examples: AggregateFunction["examples"];
  readonly nulls?: AggregateFunction["nulls"];
  readonly nullable?: boolean;
  readonly withinGroup?: boolean;
  readonly byArrival?: boolean;
}

export function aggregate(name: string, doc: string, details: AggregateDetails): AggregateFunction {
  return {
    kind: "aggregate",
    name,
    doc,
    aliases: details.aliases ?? [],
    overloads: details.overloads,
    examples: details.examples,
    nulls: details.nulls ?? "skip",
    nullable: details.nullable ?? true,
    withinGroup: details.withinGroup ?? false,
    byArrival: details.byArrival ?? false,
  };
}
