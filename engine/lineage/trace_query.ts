/** A trace as a query over the records of one table: where each lies, whether it meets the clues, or is behind their window. */
import { BIGINT, BOOLEAN, INT, timestampType, type Value } from "../../schema/types.ts";
import { type Field, fieldOf } from "../../schema/field.ts";
import { literal } from "../../sql/bind/cast.ts";
import { columnAt } from "../../sql/bind/projection.ts";
import { operate } from "../../sql/bind/resolved_call.ts";
import type * as ast from "../../sql/ast.ts";
import type { Expr } from "../../sql/expr.ts";
import type { LogicalPlan, ScanColumn } from "../../sql/plan.ts";
import type { Clue } from "./clue.ts";
import type { RecordTrace } from "./trace.ts";

/** Where the columns of a {@link traceQuery} stand. */
export const FITS = 0;
export const PARTITION = 1;
export const OFFSET = 2;
export const TIMESTAMP = 3;
export const CLOSES = 4;

const PLACE: readonly (readonly [key: string, field: Field])[] = [
  ["partition", fieldOf("partition", INT, false)],
  ["offset_id", fieldOf("offset", BIGINT, false)],
  ["timestamp", fieldOf("timestamp", timestampType(3), false)],
];

/** One row per record of the scan, in the order of the partition: the columns above. `row` are the values that clues are about. */
export function traceQuery({ scan, clues }: RecordTrace, row: readonly Value[]): LogicalPlan {
  const from = scan.schema.fields.length;
  const columns = [...scan.columns, ...PLACE.map(([key]): ScanColumn => ({ kind: "metadata", key }))];
  const fields = [...scan.schema.fields, ...PLACE.map(([, field]) => field)];
  const input: LogicalPlan = { ...scan, columns, schema: { fields, updating: false } };
  const fits = conditionOf(clues, row);
  const closes = closingOf(clues, row);
  const exprs = [fits, ...PLACE.map(([, field], i) => columnAt(field, from + i)), closes];
  const schema = {
    fields: [
      fieldOf("fits", BOOLEAN, fits.nullable),
      ...PLACE.map(([, field]) => field),
      fieldOf("closes", BOOLEAN, closes.nullable),
    ],
    updating: false,
  };
  return { kind: "project", input, exprs, schema };
}

/**
 * What the query kept away from an expression, it may fail on: filters come first, those nearest to the records before others.
 * A record that never met a partner fails here only, and does not fit.
 */
function conditionOf(clues: readonly Clue[], row: readonly Value[]): Expr {
  const isFilter = ({ kind }: Clue) => kind === "holds";
  const inOrder = [...clues.filter(isFilter).reverse(), ...clues.filter((clue) => !isFilter(clue))];
  const parts = inOrder.map((clue) => partOf(clue, row));
  const all = parts.reduceRight<Expr | undefined>(
    (right, left) => right === undefined ? left : both(left, right),
    undefined,
  );
  return all === undefined ? literal(true, BOOLEAN) : { kind: "try", arg: all, type: BOOLEAN, nullable: true };
}

/** The record's time is not in the window any more; of a record that filters keep away it may be NULL. */
function closingOf(clues: readonly Clue[], row: readonly Value[]): Expr {
  const clue = clues.find(({ kind }) => kind === "before");
  if (clue === undefined) return literal(false, BOOLEAN);
  const isInTime = partOf(clue, row);
  const closes: Expr = { kind: "not", arg: isInTime, type: BOOLEAN, nullable: isInTime.nullable };
  return { kind: "try", arg: closes, type: BOOLEAN, nullable: true };
}

function both(left: Expr, right: Expr): Expr {
  return { kind: "and", left, right, type: BOOLEAN, nullable: left.nullable || right.nullable };
}

/** Nobody has written these operators: there is no place for an error in them to point to. */
const NOWHERE: ast.Expression = { kind: "null", span: { start: 0, end: 0 } };
const OPERATORS = { equals: "is not distinct from", from: ">=", before: "<" } as const;

function partOf(clue: Clue, row: readonly Value[]): Expr {
  if (clue.kind === "holds") return clue.expr;
  const value = literal(row[clue.at] ?? null, clue.expr.type);
  return operate(OPERATORS[clue.kind], [clue.expr, value], NOWHERE, "a record's place in the result");
}
