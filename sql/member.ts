/** Members of structs as expressions, and the window of a row. */
import { type SqlType, structType, TIMESTAMP } from "../schema/types.ts";
import type { Expr } from "./expr.ts";
import type { Implementation } from "./functions/function.ts";

const MEMBERS: Implementation[] = [];

/** The member at a position of a struct value; one implementation per position. */
function memberAt(index: number): Implementation {
  return MEMBERS[index] ??= { js: ([struct]) => `${struct}[${index}]` };
}

/** `struct.name`: of a window that is made in the same expression, the column itself. */
export function memberOf(struct: Expr, index: number): Expr {
  if (struct.type.kind !== "struct") throw new TypeError("Only structs have members");
  if (struct.kind === "call" && struct.implementation === WINDOW) return struct.args[index]!; // start and end
  const field = struct.type.fields[index]!; // a position that was found
  return {
    kind: "call",
    name: "get_field",
    args: [struct],
    implementation: memberAt(index),
    type: field.type,
    nullable: struct.nullable || field.nullable,
    nulls: "propagate",
    mayReturnNull: field.nullable,
    volatile: false,
    text: field.name,
  };
}

/** The position of the member that `expr` takes, if it takes one. */
export function memberIndex(expr: Expr & { kind: "call" }): number | undefined {
  const index = MEMBERS.indexOf(expr.implementation);
  return index < 0 ? undefined : index;
}

/** A member of a window that is put together in the same expression is the column that it was made of. */
export function simplifiedMember(expr: Expr): Expr {
  const [struct] = expr.kind === "call" ? expr.args : [];
  if (expr.kind !== "call" || struct === undefined || !isWindowStruct(struct)) return expr;
  const index = memberIndex(expr);
  return index === undefined ? expr : struct.args[index]!; // start and end
}

/** What `tumble(…)`, `hop(…)`, `session(…)` give. */
export const WINDOW_TYPE: SqlType = structType([
  { name: "start", type: TIMESTAMP, nullable: false },
  { name: "end", type: TIMESTAMP, nullable: false },
]);

const WINDOW: Implementation = { js: ([start, end]) => `[${start}, ${end}]` };

/** A row's window out of the columns that hold its start and end. */
export function windowStruct(start: Expr, end: Expr, text: string): Expr {
  return {
    kind: "call",
    name: "window",
    args: [start, end],
    implementation: WINDOW,
    type: WINDOW_TYPE,
    nullable: false,
    nulls: "propagate",
    mayReturnNull: false,
    volatile: false,
    text,
  };
}

export function isWindowStruct(expr: Expr): expr is Expr & { kind: "call" } {
  return expr.kind === "call" && expr.implementation === WINDOW;
}
