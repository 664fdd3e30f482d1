/** The points of a chart, out of a result: which column gives the labels, which the values. */
import { SqlError } from "../../../schema/errors.ts";
import type { Field } from "../../../schema/field.ts";
import { nearest } from "../../../schema/options.ts";
import { isNumeric, type SqlType, type Value } from "../../../schema/types.ts";
import { valueToText } from "../../../schema/values/value_text.ts";
import type { KeptResult } from "../../view/kept_result.ts";

export interface Point {
  readonly label: string;
  /** Position on a scale of numbers or time; by number of the row where labels are words. */
  readonly x: number;
  readonly y: number;
}

export interface Series {
  /** Undefined: rows are labelled by their number. */
  readonly labels: string | undefined;
  readonly values: string;
  /** Labels lie on a scale, and ascend: a line says more than bars. */
  readonly continuous: boolean;
  readonly points: readonly Point[];
  /** Rows without a value. */
  readonly missing: number;
}

/**
 * Of a result with a numeric column: `column`, else the last of them. The first other column is the label. Throws an
 * `SqlError` when there is no such column.
 */
export function seriesOf({ fields, rows }: Pick<KeptResult, "fields" | "rows">, column?: string): Series {
  const values = valueColumn(fields, column);
  const labels = fields.findIndex((field, index) => index !== values && isLabel(field));
  const points: Point[] = [];
  let missing = 0;
  let number = 0;
  for (const row of rows) {
    number++;
    const y = numberOf(row[values] ?? null, fields[values]!.type); // valueColumn gives one that is there
    if (y === undefined) missing++;
    else points.push({ ...labelOf(row[labels] ?? null, fields[labels], number), y });
  }
  const continuous = labels >= 0 && isScale(fields[labels]!) && ascending(points);
  return { labels: fields[labels]?.name, values: fields[values]!.name, continuous, points, missing };
}

function valueColumn(fields: readonly Field[], asked: string | undefined): number {
  const numeric = fields.flatMap(({ type }, index) => isNumeric(type) ? [index] : []);
  if (asked === undefined) {
    const last = numeric.at(-1);
    if (last !== undefined) return last;
    throw new SqlError("The result has no numeric column to chart", {
      code: "type",
      hint: "Count or sum something: SELECT product, count(*) AS n FROM orders GROUP BY product.",
    });
  }
  const found = fields.findIndex(({ name }) => name.toLowerCase() === asked.toLowerCase());
  if (numeric.includes(found)) return found;
  if (found >= 0) {
    throw new SqlError(`The column '${asked}' is not numeric`, { code: "type", hint: listed(fields, numeric) });
  }
  const near = nearest(asked, fields.map(({ name }) => name))[0];
  throw new SqlError(`The result has no column '${asked}'`, {
    code: "not_found",
    hint: near === undefined ? listed(fields, numeric) : `Did you mean '${near}'?`,
  });
}

function listed(fields: readonly Field[], numeric: readonly number[]): string {
  return `Numeric are: ${numeric.map((index) => fields[index]?.name).join(", ") || "none"}.`;
}

function isLabel({ type }: Field): boolean {
  return type.kind !== "array" && type.kind !== "json" && type.kind !== "bytea" && type.kind !== "null";
}

function isScale({ type }: Field): boolean {
  return isNumeric(type) || type.kind === "timestamp" || type.kind === "date" || type.kind === "time" ||
    isWindow(type);
}

/** A window of event time: labelled by its start. */
function isWindow(type: SqlType): boolean {
  return type.kind === "struct" && type.fields[0]?.type.kind === "timestamp";
}

function labelOf(value: Value, field: Field | undefined, number: number): Pick<Point, "label" | "x"> {
  if (field === undefined) return { label: String(number), x: number };
  const { type } = field;
  if (type.kind === "struct" && isWindow(type) && Array.isArray(value)) {
    return labelOf(value[0] ?? null, { ...field, type: type.fields[0]!.type }, number); // isWindow has seen it
  }
  if (value === null) return { label: "NULL", x: number };
  const label = valueToText(value, type);
  if (typeof value === "bigint" && !isNumeric(type)) return { label, x: Number(value) };
  const x = isNumeric(type) || type.kind === "date" ? Number(isNumeric(type) ? label : value) : number;
  return { label, x: Number.isFinite(x) ? x : number };
}

function numberOf(value: Value, type: SqlType): number | undefined {
  if (value === null) return undefined;
  const number = Number(valueToText(value, type));
  return Number.isFinite(number) ? number : undefined;
}

function ascending(points: readonly Point[]): boolean {
  return points.length > 1 && points.every(({ x }, index) => index === 0 || x >= points[index - 1]!.x);
}
