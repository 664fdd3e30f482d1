/** Everything that is compiled for an aggregate. */
import type { Field } from "../../../schema/field.ts";
import { compileProbe, type Probe } from "../../state/key_table.ts";
import { type DistinctCode, distinctCode } from "./distinct.ts";
import { type AggregateShape, canUnmerge, type Layout, layoutOf } from "./layout.ts";
import type { Merge, Results, Update } from "./loops.ts";
import { compileMerge, compileUnmerge } from "./merge_loop.ts";
import { compileResults } from "./results_loop.ts";
import { compileUpdate } from "./update_loop.ts";

/** The compiled part of an aggregate, shared by all its tables. */
export interface AggregateCode {
  readonly shape: AggregateShape;
  readonly layout: Layout;
  readonly keys: readonly Field[];
  readonly distinct: readonly DistinctCode[];
  readonly update: Update;
  readonly results: Results;
  /** Look up the rows of a batch; new keys are added. */
  readonly probe: Probe;
  /** The same over the keys of another table. */
  readonly probeStored: Probe;
  readonly merge: Merge;
  /** Where {@link canUnmerge}. */
  readonly unmerge: Merge | undefined;
}

/** `resultsAt`: position of the first call's column in the output. */
export function aggregateCode(shape: AggregateShape, resultsAt: number): AggregateCode {
  const layout = layoutOf(shape);
  const keys = shape.keys.map((index) => shape.inputs[index]!); // positions of the input
  const spec = { keys, insert: true };
  return {
    shape,
    layout,
    keys,
    distinct: layout.distinct.map((one) => distinctCode(shape, one)),
    update: compileUpdate(shape, layout),
    results: compileResults(shape, layout, resultsAt),
    probe: compileProbe({ ...spec, inputs: shape.inputs, positions: shape.keys }),
    probeStored: compileProbe({ ...spec, inputs: keys, positions: keys.map((_, i) => i) }),
    merge: compileMerge(layout),
    unmerge: canUnmerge(layout) ? compileUnmerge(layout) : undefined,
  };
}
