/**
 * Names of functions that are neither scalar nor aggregate functions: the binder, completion and SHOW FUNCTIONS know them
 * by this list.
 */

export interface LaterFunction {
  readonly kind: "aggregate" | "window" | "time window";
  /** Lower case. */
  readonly name: string;
  /** One line. */
  readonly doc: string;
}

const AGGREGATES: Readonly<Record<string, string>> = {
  grouping: "Whether a column is left out of the grouping set",
};

const WINDOWS: Readonly<Record<string, string>> = {
  row_number: "Number of the row, from 1",
  rank: "Rank with gaps",
  dense_rank: "Rank without gaps",
  lag: "Value of an earlier row",
  lead: "Value of a later row",
  ntile: "Number of the equal part that holds the row",
  percent_rank: "Rank as a share from 0 to 1",
  cume_dist: "Share of rows up to this one",
};

const TIME_WINDOWS: Readonly<Record<string, string>> = {
  tumble: "Windows of one width, one after the other",
  hop: "Windows of one width that overlap",
  session: "Windows that end after a gap",
  tumble_start: "Start of the row's tumble window",
  tumble_end: "End of the row's tumble window",
  hop_start: "Start of the row's hop window",
  hop_end: "End of the row's hop window",
  session_start: "Start of the row's session window",
  session_end: "End of the row's session window",
};

export const LATER_FUNCTIONS: readonly LaterFunction[] = [
  ...ofKind("aggregate", AGGREGATES),
  ...ofKind("window", WINDOWS),
  ...ofKind("time window", TIME_WINDOWS),
];

function ofKind(kind: LaterFunction["kind"], docs: Readonly<Record<string, string>>): LaterFunction[] {
  return Object.entries(docs).map(([name, doc]) => ({ kind, name, doc }));
}

const BY_NAME: ReadonlyMap<string, LaterFunction> = new Map(LATER_FUNCTIONS.map((fn) => [fn.name, fn]));

/** `name` in lower case. */
export function findLaterFunction(name: string): LaterFunction | undefined {
  return BY_NAME.get(name);
}
