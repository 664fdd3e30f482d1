/** What an operator means for given operands, and how it refuses them. */
import { SqlError } from "../../schema/errors.ts";
import { type SqlType, typeName } from "../../schema/types.ts";
import { type Argument, EvaluationError, type Implementation } from "../functions/function.ts";

export interface Resolved {
  /** What each operand is cast to first; `undefined`: it is taken as it is. */
  readonly argTypes: readonly (SqlType | undefined)[];
  readonly returns: SqlType;
  readonly implementation: Implementation;
  /** The code itself may give NULL although no operand is NULL. */
  readonly mayReturnNull: boolean;
  /** `propagate`: NULL when an operand is NULL, the code never sees one. */
  readonly nulls: "propagate" | "pass";
}

/** An operator that is NULL exactly when an operand is. */
export function propagating(
  argTypes: readonly (SqlType | undefined)[],
  returns: SqlType,
  implementation: Implementation,
): Resolved {
  return { argTypes, returns, implementation, mayReturnNull: false, nulls: "propagate" };
}

/** The error for operands that an operator has no meaning for. */
export function badOperands(op: string, types: readonly SqlType[], hint?: string): SqlError {
  const given = types.map(typeName).join(" and ");
  return new SqlError(`Operator ${op.toUpperCase()} does not take ${given}`, {
    code: "type",
    hint: hint ?? "Cast one side to the type of the other: CAST(x AS type) or x::type.",
  });
}

export function overflow(): never {
  throw new EvaluationError("overflow");
}

export function divisionByZero(): never {
  throw new EvaluationError("division by zero");
}

/** The function with `undefined` turned into an overflow error. */
export function orOverflow<A extends unknown[], R>(compute: (...args: A) => R | undefined): (...args: A) => R {
  return (...args) => compute(...args) ?? overflow();
}

/** The literal text of an operand, where it is one. */
export function textConstant(arg: Argument): string | undefined {
  return arg.type.kind === "text" && typeof arg.constant === "string" ? arg.constant : undefined;
}

export function isNumber(type: SqlType): boolean {
  return type.kind === "integer" || type.kind === "float" || type.kind === "decimal";
}

/** TEXT and JSON. */
export function isText(type: SqlType): boolean {
  return type.kind === "text" || type.kind === "json";
}
