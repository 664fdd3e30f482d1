/** Casts as bound expressions, and constants evaluated while planning. */
import { type Span, SqlError } from "../../schema/errors.ts";
import { sameType, type SqlType, TEXT, typeName, type Value } from "../../schema/types.ts";
import { castImplementation } from "../cast.ts";
import { evaluate } from "../evaluate.ts";
import { type Expr, isConstant } from "../expr.ts";
import { EvaluationError } from "../functions/function.ts";

export interface CastDetails {
  readonly span: Span;
  /** The expression as written, for run-time errors. */
  readonly text: string;
}

/** `expr` as `type`: itself when it is already, an error when there is no such cast. */
export function castTo(expr: Expr, type: SqlType, details: CastDetails): Expr {
  if (sameType(expr.type, type)) return expr;
  if (expr.type.kind === "null") return literal(null, type);
  const cast = castImplementation(expr.type, type);
  if (cast === undefined) {
    throw new SqlError(`cannot cast ${typeName(expr.type)} to ${typeName(type)}`, { code: "type", span: details.span });
  }
  return fold({
    kind: "call",
    name: "cast",
    args: [expr],
    implementation: cast.implementation,
    type,
    nullable: expr.nullable,
    nulls: "propagate",
    mayReturnNull: false,
    volatile: false,
    text: details.text,
    span: details.span,
  });
}

export function literal(value: Value, type: SqlType): Expr & { kind: "literal" } {
  return { kind: "literal", value, type, nullable: value === null };
}

/** A constant call becomes its value. Failures are planning errors, except where TRY_CAST or CASE guard them. */
export function fold(expr: Expr): Expr {
  if (expr.kind === "literal" || expr.kind === "column" || !isConstant(expr)) return expr;
  try {
    return literal(evaluate(expr, []), expr.type);
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    const [text, span] = expr.kind === "call" ? [` in ${expr.text}`, expr.span] : ["", undefined];
    throw new SqlError(`${error.message}${text}`, { code: "evaluation", span });
  }
}

/** What a bare NULL becomes where nothing gives it a type. */
export function typedNull(expr: Expr): Expr {
  return expr.type.kind === "null" ? literal(null, TEXT) : expr;
}
