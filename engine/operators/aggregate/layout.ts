/** Which state the calls of an aggregate need: arrays by group, objects, tables of distinct values. */
import type { Field } from "../../../schema/field.ts";
import type {
  CountedAccumulator,
  ObjectAccumulator,
  SlotAccumulator,
  StateSlot,
} from "../../../sql/functions/aggregate.ts";
import type { AggregateCall } from "../../../sql/plan.ts";
import { distinctValues, orderedRows } from "./collected.ts";

/** What is aggregated, and how groups live. */
export interface AggregateShape {
  readonly inputs: readonly Field[];
  /** Positions in {@link inputs}. */
  readonly keys: readonly number[];
  /** All rows of a table are one group, in slot 0. */
  readonly isSingle: boolean;
  readonly calls: readonly AggregateCall[];
  /** One for each call. */
  readonly results: readonly Field[];
  /** Rows may be taken out again. */
  readonly retracts: boolean;
  /** A group is there only while it has rows. */
  readonly hasRows: boolean;
  /** It has to be known how many rows a group has. */
  readonly countsRows: boolean;
  /** Groups leave one by one, and may be merged with another of the same table. */
  readonly groupsLeave: boolean;
  /** Position of a time of which the latest is kept, TIMESTAMP NOT NULL. */
  readonly latest: number | undefined;
}

/** Rows that a call takes in: those where the filter is true and none of `present` is NULL. */
export interface Condition {
  readonly filter: number | undefined;
  /** Positions of nullable columns. */
  readonly present: readonly number[];
}

export type CallState =
  /** `count`: index of an array with the number of values; undefined: the group has some. */
  | {
    readonly kind: "counted";
    readonly accumulator: CountedAccumulator;
    readonly arrays: readonly number[];
    readonly count: number | undefined;
  }
  | { readonly kind: "slots"; readonly accumulator: SlotAccumulator; readonly arrays: readonly number[] }
  /** `extra`: columns that the accumulator gets behind the arguments. */
  | {
    readonly kind: "objects";
    readonly accumulator: ObjectAccumulator;
    readonly object: number;
    readonly extra: readonly number[];
  }
  /** count(DISTINCT …): a table of the values that are there, and their number in an array. */
  | { readonly kind: "distinct"; readonly table: number; readonly count: number };

export interface CallLayout {
  readonly call: AggregateCall;
  readonly condition: Condition;
  readonly state: CallState;
}

export interface DistinctLayout {
  readonly args: readonly number[];
  readonly filter: number | undefined;
  /** Index of the array with the number of values by group. */
  readonly count: number;
}

export interface Layout {
  readonly calls: readonly CallLayout[];
  readonly arrays: readonly StateSlot[];
  readonly objects: readonly ObjectAccumulator[];
  readonly distinct: readonly DistinctLayout[];
  /** Arrays that count rows which fulfil a condition. */
  readonly counts: readonly { readonly condition: Condition; readonly array: number }[];
  /** Array with the number of rows, where it is known. */
  readonly rows: number | undefined;
  /** Array with the latest time. */
  readonly latest: number | undefined;
}

const COUNT: StateSlot = { storage: "float64", initial: 0 };
const EVERY_ROW: Condition = { filter: undefined, present: [] };

export function layoutOf(shape: AggregateShape): Layout {
  const arrays: StateSlot[] = [];
  const objects: ObjectAccumulator[] = [];
  const distinct: DistinctLayout[] = [];
  const counts: { condition: Condition; array: number }[] = [];
  const countOf = (condition: Condition): number => {
    const known = counts.find((one) => sameCondition(one.condition, condition));
    if (known !== undefined) return known.array;
    const array = arrays.push(COUNT) - 1;
    counts.push({ condition, array });
    return array;
  };
  const own = (slots: readonly StateSlot[]) => slots.map((slot) => arrays.push(slot) - 1);
  const rows = shape.countsRows ? countOf(EVERY_ROW) : undefined;
  const calls = shape.calls.map((call): CallLayout => {
    const condition = conditionOf(call, shape.inputs);
    return { call, condition, state: stateOf(call, condition) };
  });
  const latest = shape.latest === undefined ? undefined : own([{ storage: "int64", initial: -(2n ** 63n) }])[0];
  return { calls, arrays, objects, distinct, counts, rows, latest };

  function stateOf(call: AggregateCall, condition: Condition): CallState {
    const { accumulator } = call;
    const isCount = accumulator.kind === "slots" && accumulator.counted?.isCount === true;
    if (call.distinct && isCount && call.orderBy.length === 0 && call.args.length > 0) {
      const [count] = own([COUNT]);
      const table = distinct.push({ args: call.args, filter: call.filter, count: count! }) - 1; // one slot
      return { kind: "distinct", table, count: count! };
    }
    const object = objectOf(call, shape.retracts);
    if (object !== undefined) {
      const extra = call.orderBy.map((key) => key.index);
      return { kind: "objects", accumulator: object, object: objects.push(object) - 1, extra };
    }
    if (accumulator.kind === "objects") throw new TypeError("objects are told apart by objectOf");
    const { counted } = accumulator;
    if (counted === undefined) return { kind: "slots", accumulator, arrays: own(accumulator.slots) };
    const always = shape.hasRows && sameCondition(condition, EVERY_ROW);
    const count = always && !counted.readsCount ? undefined : countOf(condition);
    return { kind: "counted", accumulator: counted, arrays: own(counted.slots), count };
  }
}

/** The object that takes a call's values; undefined: they go into slots. */
function objectOf(call: AggregateCall, retracts: boolean): ObjectAccumulator | undefined {
  const { accumulator } = call;
  if (call.orderBy.length > 0) return orderedRows(call);
  if (call.distinct) return distinctValues(accumulator);
  if (accumulator.kind === "objects") return retracts ? accumulator : accumulator.insertOnly ?? accumulator;
  if (!retracts || accumulator.retract !== undefined) return undefined;
  return accumulator.retractable ?? orderedRows(call);
}

function conditionOf({ args, filter, nulls }: AggregateCall, inputs: readonly Field[]): Condition {
  const nullable = args.filter((index) => inputs[index]?.nullable);
  return { filter, present: nulls === "skip" ? [...new Set(nullable)].sort((a, b) => a - b) : [] };
}

export function sameCondition(a: Condition, b: Condition): boolean {
  return a.filter === b.filter && a.present.length === b.present.length &&
    a.present.every((index, i) => index === b.present[i]);
}

/** Merging can be undone: a sliding window adds panes in front and takes them out behind. */
export function canUnmerge({ calls }: Layout): boolean {
  return calls.every(({ state }) => state.kind === "counted" && state.accumulator.unmerge !== undefined);
}
