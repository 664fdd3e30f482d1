/** Where the columns of a join lie: in its inputs, in its state, in its output. */
import { InternalError } from "../../../schema/errors.ts";
import type { Field } from "../../../schema/field.ts";
import type { LogicalPlan } from "../../../sql/plan.ts";

export type JoinPlan = LogicalPlan & { readonly kind: "join" };

export interface SideLayout {
  readonly inputs: readonly Field[];
  /** Positions in the input of the columns that are kept and given; what the watermark was is neither. */
  readonly kept: readonly number[];
  /** Of the columns that are kept. */
  readonly fields: readonly Field[];
  readonly keys: readonly number[];
  /** Position in the input of the event time, TIMESTAMP (nanoseconds) NOT NULL. */
  readonly time: number | undefined;
  /** Position in the input of what the side's watermark was before the row came. */
  readonly rowWatermark: number | undefined;
  /** Rows without a match are given, the other side's columns NULL. */
  readonly isOuter: boolean;
  /** Position of the first column in the joined row. */
  readonly at: number;
  /** The output has its columns. */
  readonly isGiven: boolean;
  /** Its rows may be retracted. */
  readonly isUpdating: boolean;
}

export interface JoinLayout {
  readonly left: SideLayout;
  readonly right: SideLayout;
  /** Fields of the hash table's keys: as nullable as either side's. */
  readonly keys: readonly Field[];
  /** Keys whose NULL matches nothing. */
  readonly refuseNull: readonly boolean[];
  readonly outputs: readonly Field[];
  /** Position in the output of the later event time of both, where it has a column of its own. */
  readonly laterTime: number | undefined;
}

/** `keys`: those of the plan's that the hash table needs. */
export function joinLayout(plan: JoinPlan, keys = plan.keys): JoinLayout {
  const { type, left, right, schema } = plan;
  const isSemi = type === "semi" || type === "anti";
  const width = left.schema.fields.length + (isSemi ? 0 : right.schema.fields.length);
  const sides = {
    left: sideLayout(left, keys.map((key) => key.left), 0, type === "left" || type === "full", true),
    right: sideLayout(
      right,
      keys.map((key) => key.right),
      left.schema.fields.length,
      type === "right" || type === "full",
      !isSemi,
    ),
  };
  return {
    ...sides,
    keys: keys.map(({ left, right }): Field => {
      const [a, b] = [sides.left.inputs[left], sides.right.inputs[right]];
      if (a === undefined || b === undefined) throw new InternalError("A join key is no column");
      return { ...a, nullable: a.nullable || b.nullable };
    }),
    refuseNull: keys.map((key) => !key.nullsEqual),
    outputs: schema.fields,
    laterTime: schema.fields.length > width ? width : undefined,
  };
}

function sideLayout(
  { schema }: LogicalPlan,
  keys: readonly number[],
  at: number,
  isOuter: boolean,
  isGiven: boolean,
): SideLayout {
  const kept = schema.fields.flatMap((_, index) => index === schema.rowWatermark ? [] : [index]);
  return {
    inputs: schema.fields,
    kept,
    fields: kept.map((index) => schema.fields[index]!), // positions of the schema
    keys,
    time: schema.eventTime,
    rowWatermark: schema.rowWatermark,
    isOuter,
    at,
    isGiven,
    isUpdating: schema.updating,
  };
}
