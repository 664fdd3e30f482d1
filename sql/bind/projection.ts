/** Projections, and what they carry along of their input without being asked. */
import { type Field, movedKey, type RelationWindow, type Schema } from "../../schema/field.ts";
import { isInteger } from "../../schema/types.ts";
import type { Expr } from "../expr.ts";
import { isWindowStruct, memberIndex } from "../member.ts";
import type { LogicalPlan } from "../plan.ts";

/**
 * A projection that carries the input's event time, watermark and window along, hidden where they are not selected. Rows
 * keep their identity where all columns of the key are selected.
 */
export function project(input: LogicalPlan, exprs: readonly Expr[], fields: readonly Field[]): LogicalPlan {
  const { updating, eventTime, rowWatermark, window } = input.schema;
  const all = [...exprs];
  const allFields = [...fields];
  const carried = (index: number): number => {
    const found = all.findIndex((expr) => expr.kind === "column" && expr.index === index);
    const field = input.schema.fields[index]!; // a position of the schema
    return found >= 0 ? found : appendHidden(columnAt(field, index), all, allFields, field.name);
  };
  const schema: Schema = {
    fields: allFields,
    updating,
    ...movedKey(input.schema.key, (index) => placeOf(exprs, index)),
    ...(eventTime !== undefined && { eventTime: carried(eventTime) }),
    ...(rowWatermark !== undefined && { rowWatermark: carried(rowWatermark) }),
    ...(window && { window: carriedWindow(window, all, carried) }),
  };
  return { kind: "project", input, exprs: all, schema };
}

function placeOf(exprs: readonly Expr[], index: number): number | undefined {
  const place = exprs.findIndex((expr) => identifying(expr) === index);
  return place < 0 ? undefined : place;
}

/** The column whose values are equal exactly when those of the expression are: itself, or under a cast that loses nothing. */
function identifying(expr: Expr): number | undefined {
  if (expr.kind === "column") return expr.index;
  const arg = expr.kind === "call" ? expr.args[0] : undefined;
  if (expr.kind !== "call" || arg === undefined) return undefined;
  const lossless = expr.name === "cast" && isInteger(arg.type) && (isInteger(expr.type) || expr.type.kind === "text");
  return lossless || expr.name === "not_null" ? identifying(arg) : undefined;
}

/** Which output columns hold the window: those that are handed on, its members, the window put together. */
function carriedWindow(window: RelationWindow, exprs: readonly Expr[], carried: (index: number) => number) {
  const at = (columns: readonly number[]) => exprs.flatMap((expr, i) => isOneOf(expr, columns) ? [i] : []);
  const member = (which: number) =>
    exprs.flatMap((expr, i) => {
      const struct = expr.kind === "call" && memberIndex(expr) === which ? expr.args[0] : undefined;
      return struct !== undefined && isOneOf(struct, window.structs) ? [i] : [];
    });
  const starts = [...at(window.starts), ...member(0)];
  const ends = [...at(window.ends), ...member(1)];
  const built = exprs.flatMap((expr, i) => isWindowStruct(expr) && isOneOf(expr.args[0], window.starts) ? [i] : []);
  if (starts.length === 0) starts.push(carried(window.starts[0]!)); // a window has a start and an end
  if (ends.length === 0) ends.push(carried(window.ends[0]!));
  return { ...window, starts, ends, structs: [...at(window.structs), ...built] };
}

function isOneOf(expr: Expr | undefined, columns: readonly number[]): boolean {
  return expr?.kind === "column" && columns.includes(expr.index);
}

/** Adds a column that nobody sees; its position. */
export function appendHidden(expr: Expr, exprs: Expr[], fields: Field[], name: string): number {
  fields.push({ name, type: expr.type, nullable: expr.nullable, hidden: true });
  return exprs.push(expr) - 1;
}

export function columnAt({ name, type, nullable }: Field, index: number): Expr & { kind: "column" } {
  return { kind: "column", index, name, type, nullable };
}

/** The columns of a plan as expressions. */
export function columnsOfSchema(schema: Schema): Expr[] {
  return schema.fields.map(columnAt);
}
