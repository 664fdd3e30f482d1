/** Rows of a result in a form in which two results can be compared, written down, and told by a hash. */
import type { LogicalPlan } from "../../sql/plan.ts";
import { maskSecrets } from "../../sql/secrets.ts";
import { type Cell, cellOf } from "../formats/cells.ts";
import type { KeptResult } from "../view/kept_result.ts";

/** One text for each column; null is SQL NULL. */
export type Row = readonly Cell[];

/** More rows than this, or more bytes of them as JSON, are counted and hashed, and not kept in a script. */
export const SAVED_LIMITS = { rows: 1000, bytes: 64 * 1024 } as const;

export function rowsOf({ fields, rows }: KeptResult): Row[] {
  return Array.from(rows, (row) => fields.map(({ type }, i) => cellOf(row[i] ?? null, type)));
}

/**
 * The rows in an order that does not depend on which partition came first. `order` are positions of the columns that the query sorts by,
 * the first one first: rows that are equal there are sorted among themselves, all others keep their place. Empty: all are sorted.
 */
export function settledRows(rows: readonly Row[], order: readonly number[]): Row[] {
  const known = rows.map((row) => ({ row, text: textOf(row), key: textOf(order.map((index) => row[index] ?? null)) }));
  const settled: Row[] = [];
  for (let from = 0; from < known.length;) {
    let to = from + 1;
    while (known[to]?.key === known[from]?.key && to < known.length) to++;
    const equals = known.slice(from, to).sort((a, b) => a.text < b.text ? -1 : a.text > b.text ? 1 : 0);
    settled.push(...equals.map(({ row }) => row));
    from = to;
  }
  return settled;
}

/** Tells rows apart. */
export function textOf(row: Row): string {
  return JSON.stringify(row);
}

/** SHA-256 in hexadecimal digits, of the rows in their order. */
export async function hashOf(rows: readonly Row[]): Promise<string> {
  const text = rows.map((row) => `${textOf(row)}\n`).join("");
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))).toHex();
}

/** The rows with their secrets masked; undefined: there are too many of them to be kept. */
export function savedRows(rows: readonly Row[]): Row[] | undefined {
  if (rows.length > SAVED_LIMITS.rows) return undefined;
  const masked = maskedRows(rows);
  const bytes = masked.reduce((sum, row) => sum + textOf(row).length, 0);
  return bytes > SAVED_LIMITS.bytes ? undefined : masked;
}

export function maskedRows(rows: readonly Row[]): Row[] {
  return rows.map((row) => row.map((cell) => cell === null ? null : maskSecrets(cell)));
}

/** Positions of the visible columns that the query's own ORDER BY sorts by, up to the first one that is not shown. */
export function sortedBy(plan: LogicalPlan): readonly number[] {
  const visible = plan.schema.fields.flatMap((field, index) => field.hidden === true ? [] : [index]);
  const places = keysOf(plan).map((key) => visible.indexOf(key));
  const hidden = places.indexOf(-1);
  return hidden < 0 ? places : places.slice(0, hidden);
}

/** Positions in the plan's fields; −1: the column is not among them. */
function keysOf(plan: LogicalPlan): readonly number[] {
  if (plan.kind === "sort") return plan.keys.map(({ index }) => index);
  if (plan.kind === "limit") return keysOf(plan.input);
  if (plan.kind !== "project") return [];
  const place = (index: number) => plan.exprs.findIndex((expr) => expr.kind === "column" && expr.index === index);
  return keysOf(plan.input).map(place);
}
