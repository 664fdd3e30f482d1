/** Functions of GROUP BY, which the binder knows by name: windows of event time, which may stand in FROM too, and grouping. */

export interface GroupByFunction {
  readonly kind: "time window" | "grouping";
  /** Lower case. */
  readonly name: string;
  /** As help shows them. */
  readonly signatures: readonly string[];
  /** One line. */
  readonly doc: string;
}

function timeWindow(name: string, doc: string, signatures: readonly string[]): GroupByFunction {
  return { kind: "time window", name, signatures, doc };
}

export const GROUP_BY_FUNCTIONS: readonly GroupByFunction[] = [
  timeWindow("tumble", "Windows of one width, one after the other", [
    "tumble(width)",
    "tumble(TABLE t, DESCRIPTOR(ts), width)",
  ]),
  timeWindow("hop", "Windows of one width that begin every slide", [
    "hop(slide, width)",
    "hop(TABLE t, DESCRIPTOR(ts), slide, width)",
  ]),
  timeWindow("session", "Windows that end a gap after their last row", [
    "session(gap)",
    "session(TABLE t [PARTITION BY key], DESCRIPTOR(ts), gap)",
  ]),
  timeWindow("tumble_start", "Start of the row's tumble window", ["tumble_start(ts, width)"]),
  timeWindow("tumble_end", "End of the row's tumble window", ["tumble_end(ts, width)"]),
  timeWindow("hop_start", "Start of the row's hop window", ["hop_start(ts, slide, width)"]),
  timeWindow("hop_end", "End of the row's hop window", ["hop_end(ts, slide, width)"]),
  timeWindow("session_start", "Start of the row's session window", ["session_start(ts, gap)"]),
  timeWindow("session_end", "End of the row's session window", ["session_end(ts, gap)"]),
  {
    kind: "grouping",
    name: "grouping",
    signatures: ["grouping(any)"],
    doc: "1 in the groups of GROUPING SETS, ROLLUP or CUBE that are not by the expression, else 0",
  },
];

/** `name` in lower case. */
export function findGroupByFunction(name: string): GroupByFunction | undefined {
  return GROUP_BY_FUNCTIONS.find((fn) => fn.name === name);
}
