/** Windows of event time: they stand in GROUP BY or FROM, where the binder knows them by name. */

export interface TimeWindowFunction {
  readonly kind: "time window";
  /** Lower case. */
  readonly name: string;
  /** As help shows them. */
  readonly signatures: readonly string[];
  /** One line. */
  readonly doc: string;
}

function timeWindow(name: string, doc: string, signatures: readonly string[]): TimeWindowFunction {
  return { kind: "time window", name, signatures, doc };
}

export const TIME_WINDOW_FUNCTIONS: readonly TimeWindowFunction[] = [
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
];
