/**
 * Names of functions that are neither scalar nor aggregate functions: the binder, completion and SHOW FUNCTIONS know them
 * by this list.
 */

export interface LaterFunction {
  readonly kind: "aggregate";
  /** Lower case. */
  readonly name: string;
  /** One line. */
  readonly doc: string;
}

const AGGREGATES: Readonly<Record<string, string>> = {
  grouping: "Whether a column is left out of the grouping set",
};

export const LATER_FUNCTIONS: readonly LaterFunction[] = [
  ...ofKind("aggregate", AGGREGATES),
];

function ofKind(kind: LaterFunction["kind"], docs: Readonly<Record<string, string>>): LaterFunction[] {
  return Object.entries(docs).map(([name, doc]) => ({ kind, name, doc }));
}

const BY_NAME: ReadonlyMap<string, LaterFunction> = new Map(LATER_FUNCTIONS.map((fn) => [fn.name, fn]));

/** `name` in lower case. */
export function findLaterFunction(name: string): LaterFunction | undefined {
  return BY_NAME.get(name);
}
