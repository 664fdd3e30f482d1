/** What the generated loops of an aggregate share: states by slot. */
import type { Column } from "../../../schema/column.ts";
import { DataError } from "../../../schema/errors.ts";
import type { GroupState } from "../../../sql/functions/aggregate.ts";
import { EvaluationError } from "../../../sql/functions/function.ts";
import type { Program } from "../../../sql/functions/program.ts";
import type { Layout } from "./layout.ts";

export type StateArray = Float64Array | BigInt64Array | Int32Array;

/** States of many groups, by slot. */
export interface GroupStates {
  arrays: StateArray[];
  /** Made when a group gets its first value. */
  readonly objects: (GroupState | undefined)[][];
}

/**
 * Takes rows `[from, to)` into the states at `slots[row]`. Where rows may be retracted, `changes` says which are;
 * `sequence` counts the operator's rows before row 0. Throws {@link RowError}.
 */
export type Update = (
  states: GroupStates,
  columns: readonly Column[],
  changes: Uint8Array | undefined,
  slots: Int32Array,
  from: number,
  to: number,
  sequence: number,
) => void;

/** Takes the states at `[from, to)` of `other` into those at `slots[i]`, or out of them. */
export type Merge = (states: GroupStates, slots: Int32Array, other: GroupStates, from: number, to: number) => void;

/** Puts the results of `slots[from, to)` into the columns, the first into row `k`. Text goes to the columns' arenas. */
export type Results = (
  states: GroupStates,
  slots: Int32Array,
  from: number,
  to: number,
  columns: readonly Column[],
  k: number,
) => void;

/** Takes the arrays and objects of `states` out of it, as `A0` and `O0` with the suffix. */
export function loadStates(program: Program, { arrays, objects }: Layout, states: string, suffix: string): void {
  arrays.forEach((_, i) => program.line(`const A${i}${suffix} = ${states}.arrays[${i}];`));
  objects.forEach((_, i) => program.line(`const O${i}${suffix} = ${states}.objects[${i}];`));
}

/** The failure of a call where no single row is to blame. */
export function failOnGroup(error: unknown, text: string | undefined): never {
  if (!(error instanceof EvaluationError)) throw error;
  throw new DataError(`${error.message} in ${text}`, {
    code: "evaluation",
    cause: error,
    hint: "Cast the argument to a larger type, such as DECIMAL or DOUBLE.",
  });
}
