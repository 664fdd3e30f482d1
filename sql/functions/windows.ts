/** Functions that only stand before OVER: one object each, with documentation, examples and code. */
import { BIGINT, BIGINT_UNSIGNED, DOUBLE, type SqlType, type Value } from "../../schema/types.ts";
import { ANY, type Argument, EvaluationError, INTEGER, type Parameter } from "./function.ts";

/** The rows of one partition in the order of OVER, counted from 0. Ends are exclusive. */
export interface WindowRows {
  readonly length: number;
  /** The call's argument `index` of a row. */
  argument(index: number, row: number): Value;
  /** Rows that are equal in ORDER BY; without it all are. */
  peersFrom(row: number): number;
  peersTo(row: number): number;
  /** Number of the row's peers among all groups of peers, from 0. */
  group(row: number): number;
  /** The row's frame, empty where it begins at or behind its end. */
  frameFrom(row: number): number;
  frameTo(row: number): number;
}

/** The value of each row. */
export type WindowCompute = (rows: WindowRows) => Value[];

export interface WindowOverload {
  readonly args: readonly Parameter[];
  /** The number of trailing {@link args} that may be missing. */
  readonly optional?: number;
  readonly returns: SqlType | ((types: readonly SqlType[]) => SqlType);
  /** Called once per call site. Throws `EvaluationError` for a bad constant. */
  build(args: readonly Argument[], ignoreNulls: boolean): WindowCompute;
}

export interface WindowFunction {
  readonly kind: "window";
  /** Lower case, DataFusion's. */
  readonly name: string;
  /** One line. */
  readonly doc: string;
  readonly overloads: readonly WindowOverload[];
  /** The result may be NULL. */
  readonly nullable: boolean;
  /** Takes IGNORE NULLS. */
  readonly ignoresNulls: boolean;
  /** `[call, rows of its FROM as (x), values as TEXT, joined]`, each a test. */
  readonly examples: readonly (readonly [call: string, rows: string, values: string])[];
}

interface Details {
  readonly overloads: readonly WindowOverload[];
  readonly nullable?: boolean;
  readonly examples: WindowFunction["examples"];
}

function windowFunction(name: string, doc: string, { overloads, nullable = false, examples }: Details): WindowFunction {
  return { kind: "window", name, doc, overloads, nullable, ignoresNulls: nullable, examples };
}

/** Of a function without arguments. */
function each(returns: SqlType, value: (rows: WindowRows, row: number) => Value): readonly WindowOverload[] {
  return [{ args: [], returns, build: () => (rows) => Array.from({ length: rows.length }, (_, i) => value(rows, i)) }];
}

export const WINDOW_FUNCTIONS: readonly WindowFunction[] = [
  windowFunction("row_number", "Number of the row, from 1", {
    overloads: each(BIGINT_UNSIGNED, (_, row) => BigInt(row + 1)),
    examples: [["row_number() OVER (ORDER BY x)", "(5), (7), (7)", "1 2 3"]],
  }),
  windowFunction("rank", "Rank with gaps: 1 and the number of rows before", {
    overloads: each(BIGINT_UNSIGNED, (rows, row) => BigInt(rows.peersFrom(row) + 1)),
    examples: [["rank() OVER (ORDER BY x)", "(5), (5), (7)", "1 1 3"]],
  }),
  windowFunction("dense_rank", "Rank without gaps", {
    overloads: each(BIGINT_UNSIGNED, (rows, row) => BigInt(rows.group(row) + 1)),
    examples: [["dense_rank() OVER (ORDER BY x)", "(5), (5), (7)", "1 1 2"]],
  }),
  windowFunction("percent_rank", "Rank as a share from 0 to 1", {
    overloads: each(DOUBLE, (rows, row) => rows.length === 1 ? 0 : rows.peersFrom(row) / (rows.length - 1)),
    examples: [["percent_rank() OVER (ORDER BY x)", "(5), (7), (9)", "0.0 0.5 1.0"]],
  }),
  windowFunction("cume_dist", "Share of rows up to this one and its peers", {
    overloads: each(DOUBLE, (rows, row) => rows.peersTo(row) / rows.length),
    examples: [["cume_dist() OVER (ORDER BY x)", "(5), (7), (7), (9)", "0.25 0.75 0.75 1.0"]],
  }),
  windowFunction("ntile", "Number of the equal part, of n, that holds the row", {
    overloads: [{ args: [BIGINT], returns: BIGINT_UNSIGNED, build: ntile }],
    examples: [["ntile(2) OVER (ORDER BY x)", "(5), (7), (9)", "1 1 2"]],
  }),
  windowFunction("lag", "Value of the row n (1) rows before, else a default (NULL)", {
    overloads: [neighbour(-1)],
    nullable: true,
    examples: [
      ["lag(x) OVER (ORDER BY x)", "(5), (7), (9)", "NULL 5 7"],
      ["lag(x, 2, 0) OVER (ORDER BY x)", "(5), (7), (9)", "0 0 5"],
    ],
  }),
  windowFunction("lead", "Value of the row n (1) rows behind, else a default (NULL)", {
    overloads: [neighbour(1)],
    nullable: true,
    examples: [["lead(x) OVER (ORDER BY x)", "(5), (7), (9)", "7 9 NULL"]],
  }),
  windowFunction("first_value", "First value of the frame", {
    overloads: [valueOfFrame([ANY], () => 1)],
    nullable: true,
    examples: [["first_value(x) OVER (ORDER BY x)", "(5), (7), (9)", "5 5 5"]],
  }),
  windowFunction("last_value", "Last value of the frame", {
    overloads: [valueOfFrame([ANY], () => -1)],
    nullable: true,
    examples: [["last_value(x) OVER (ORDER BY x)", "(5), (7), (9)", "5 7 9"]],
  }),
  windowFunction("nth_value", "The nth value of the frame, counted from its end where n is negative", {
    overloads: [valueOfFrame([ANY, BIGINT], (rows, row) => Number(rows.argument(1, row) ?? 0))],
    nullable: true,
    examples: [["nth_value(x, 2) OVER (ORDER BY x)", "(5), (7), (9)", "NULL 7 7"]],
  }),
];

const BY_NAME: ReadonlyMap<string, WindowFunction> = new Map(WINDOW_FUNCTIONS.map((fn) => [fn.name, fn]));

/** `name` in lower case. */
export function findWindowFunction(name: string): WindowFunction | undefined {
  return BY_NAME.get(name);
}

/** The first parts have one row more where it does not come out even. */
function ntile(args: readonly Argument[]): WindowCompute {
  const parts = args[0]?.constant;
  if (typeof parts !== "bigint" || parts <= 0n) throw new EvaluationError("ntile needs a constant above zero");
  const count = Number(parts);
  return ({ length }) => {
    const size = Math.floor(length / count);
    const larger = length % count;
    const inLarger = larger * (size + 1);
    return Array.from(
      { length },
      (_, i) => BigInt(1 + (i < inLarger ? Math.floor(i / (size + 1)) : larger + Math.floor((i - inLarger) / size))),
    );
  };
}

/** lag and lead: −1 and 1. */
function neighbour(direction: 1 | -1): WindowOverload {
  return {
    args: [ANY, INTEGER, ANY],
    optional: 2,
    returns: ([type]) => type!, // it takes one argument
    build: (args, ignoreNulls) => (rows) =>
      Array.from({ length: rows.length }, (_, row) => {
        const offset = args.length > 1 ? rows.argument(1, row) : 1;
        if (offset === null) return null;
        const found = neighbourAt(rows, row, direction * Number(offset), ignoreNulls);
        if (found !== undefined) return rows.argument(0, found);
        return args.length > 2 ? rows.argument(2, row) : null;
      }),
  };
}

function neighbourAt(rows: WindowRows, row: number, distance: number, ignoreNulls: boolean): number | undefined {
  const step = Math.sign(distance);
  if (!ignoreNulls || step === 0) {
    const at = row + distance;
    return at >= 0 && at < rows.length ? at : undefined;
  }
  let left = Math.abs(distance);
  for (let at = row + step; at >= 0 && at < rows.length; at += step) {
    if (rows.argument(0, at) !== null && --left === 0) return at;
  }
  return undefined;
}

/** `which`: 1 is the first row of the frame, −1 the last. */
function valueOfFrame(
  args: readonly Parameter[],
  which: (rows: WindowRows, row: number) => number,
): WindowOverload {
  return {
    args,
    returns: ([type]) => type!, // it takes one argument or more
    build: (_, ignoreNulls) => (rows) =>
      Array.from({ length: rows.length }, (_, row) => {
        const [from, to] = [rows.frameFrom(row), rows.frameTo(row)];
        const n = which(rows, row);
        const step = Math.sign(n);
        let left = Math.abs(n);
        if (!ignoreNulls) {
          const at = step > 0 ? from + left - 1 : to - left;
          return step !== 0 && at >= from && at < to ? rows.argument(0, at) : null;
        }
        for (let at = step > 0 ? from : to - 1; step !== 0 && at >= from && at < to; at += step) {
          const value = rows.argument(0, at);
          if (value !== null && --left === 0) return value;
        }
        return null;
      }),
  };
}
