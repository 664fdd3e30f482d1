import type { Value } from "../../schema/types.ts";
import type { Expr } from "../expr.ts";
import { EvaluationError, type Implementation } from "../functions/function.ts";

/** The value, or the failure of the row where it is NULL: `column` says which, `'id', which is NOT NULL`. */
export function notNull(expr: Expr, column: string): Expr {
  return {
    kind: "call",
    name: "not_null",
    args: [expr],
    implementation: REFUSE_NULL,
    type: expr.type,
    nullable: false,
    nulls: "pass",
    mayReturnNull: false,
    volatile: false,
    text: `column ${column}`,
  };
}

const REFUSE_NULL: Implementation = {
  call(value: Value): Value {
    if (value === null) throw new EvaluationError("NULL");
    return value;
  },
};
