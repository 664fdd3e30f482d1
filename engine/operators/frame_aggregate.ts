/** Aggregates over frames: rows come in as a frame moves on, and leave where that can be undone exactly. */
import { InternalError } from "../../schema/errors.ts";
import type { Value } from "../../schema/types.ts";
import type { ObjectAccumulator, SlotAccumulator } from "../../sql/functions/aggregate.ts";
import { Program } from "../../sql/functions/program.ts";
import type { WindowRows } from "../../sql/functions/windows.ts";
import type { AggregateCall } from "../../sql/plan.ts";
import { valueKey } from "../state/value_codec.ts";

/** The values of one frame. */
interface FrameState {
  clear(): void;
  add(args: readonly Value[], row: number): void;
  /** Absent: a frame whose start moves is computed anew. */
  remove?(args: readonly Value[]): void;
  result(): Value;
}

/** Results depend on the order of the values: taking out an equal one is not taking out the first. */
const ORDERED = new Set(["array_agg", "string_agg", "first_value", "last_value", "nth_value"]);

/** The call's value for each row; arguments are the call's, then its FILTER where it has one. */
export function aggregateFrames(call: AggregateCall): (rows: WindowRows) => Value[] {
  const state = call.distinct ? distinctState(stateOf(call)) : stateOf(call);
  const takes = (rows: WindowRows, row: number) =>
    call.filter === undefined || rows.argument(call.args.length, row) === true;
  const argsOf = (rows: WindowRows, row: number): Value[] | undefined => {
    const args = call.args.map((_, i) => rows.argument(i, row));
    return takes(rows, row) && (call.nulls === "pass" || !args.includes(null)) ? args : undefined;
  };
  return (rows) => {
    const args = Array.from({ length: rows.length }, (_, row) => argsOf(rows, row));
    return movingFrames(state, args, rows);
  };
}

function movingFrames(state: FrameState, args: readonly (readonly Value[] | undefined)[], rows: WindowRows): Value[] {
  const results: Value[] = [];
  let [from, to] = [0, 0];
  state.clear();
  for (let row = 0; row < rows.length; row++) {
    const [start, end] = [rows.frameFrom(row), rows.frameTo(row)];
    const empty = start >= end;
    if (start >= to || (start > from && state.remove === undefined)) {
      state.clear();
      from = to = start;
    }
    for (; to < end && !empty; to++) if (args[to] !== undefined) state.add(args[to]!, to); // asked before
    for (; from < start && from < to; from++) if (args[from] !== undefined) state.remove?.(args[from]!);
    results.push(state.result());
  }
  return results;
}

function stateOf({ accumulator, args, name }: AggregateCall): FrameState {
  if (accumulator.kind === "objects") return objectState(accumulator, !ORDERED.has(name));
  if (accumulator.retractable !== undefined) return objectState(accumulator.retractable, !ORDERED.has(name));
  return slotState(accumulator, args.length, name);
}

function objectState(accumulator: ObjectAccumulator, removes: boolean): FrameState {
  let state = accumulator.create();
  return {
    clear: () => void (state = accumulator.create()),
    add: (args, row) => state.add(args, row),
    ...(removes && { remove: (args: readonly Value[]) => state.remove(args) }),
    result: () => state.result(),
  };
}

interface SlotState {
  clear(): void;
  add(...args: Value[]): void;
  remove?(...args: Value[]): void;
  result(): Value;
}

/** Sums of doubles are not undone: what was rounded away would be missing. A count is exact. */
function slotState(accumulator: SlotAccumulator, count: number, name: string): FrameState {
  const { slots, retract } = accumulator;
  const exact = name === "count" || slots.every(({ storage }) => storage !== "float64");
  const program = new Program();
  const state = slots.map(({ storage }) => `${program.constant(cellOf(storage))}[0]`);
  const args = Array.from({ length: count }, (_, i) => `a${i}`);
  const initial = slots.map(({ initial }) => program.constant(initial));
  program.block("function clear()", () => state.forEach((slot, i) => program.line(`${slot} = ${initial[i]};`)));
  program.block(`function add(${args})`, () => accumulator.add(state, args, program));
  if (retract !== undefined) program.block(`function remove(${args})`, () => retract(state, args, program));
  program.block("function result()", () => program.line(`return ${accumulator.result(state, program)};`));
  program.line(`return { clear, add, ${retract !== undefined && exact ? "remove, " : ""}result };`);
  const compiled = program.compile<SlotState>();
  const { remove } = compiled;
  return {
    clear: () => compiled.clear(),
    add: (values) => compiled.add(...values),
    ...(remove && { remove: (values: readonly Value[]) => remove(...values) }),
    result: () => compiled.result(),
  };
}

function cellOf(storage: SlotAccumulator["slots"][number]["storage"]) {
  switch (storage) {
    case "float64":
      return new Float64Array(1);
    case "int64":
      return new BigInt64Array(1);
    case "int32":
      return new Int32Array(1);
    default:
      throw new InternalError(`No state is kept in ${storage satisfies never}`);
  }
}

/** DISTINCT: a value is added when it comes for the first time and leaves with the last one. */
function distinctState(state: FrameState): FrameState {
  const counts = new Map<string, number>();
  const { remove } = state;
  return {
    clear() {
      counts.clear();
      state.clear();
    },
    add(args, row) {
      const key = valueKey(args);
      const count = counts.get(key) ?? 0;
      counts.set(key, count + 1);
      if (count === 0) state.add(args, row);
    },
    ...(remove && {
      remove(args: readonly Value[]) {
        const key = valueKey(args);
        const count = counts.get(key) ?? 0;
        counts.set(key, count - 1);
        if (count === 1) remove(args);
      },
    }),
    result: () => state.result(),
  };
}
