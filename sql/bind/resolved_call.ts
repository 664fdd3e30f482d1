/** Calls of functions and operators over operands that are bound, with the casts that they need. */
import { type Span, SqlError } from "../../schema/errors.ts";
import { BOOLEAN, type SqlType, TEXT, typeName } from "../../schema/types.ts";
import type { UserFunction } from "../../schema/user_function.ts";
import type * as ast from "../ast.ts";
import type { Expr } from "../expr.ts";
import { type Argument, EvaluationError, type Implementation } from "../functions/function.ts";
import { resolveBinary, unify } from "../operators.ts";
import { printExpression } from "../print.ts";
import { castTo, fold, typedNull } from "./cast.ts";

/** A binary operator over bound operands; `text` is the node as written, where that is known. */
export function operate(operator: string, args: readonly [Expr, Expr], node: ast.Expression, text?: string): Expr {
  const resolved = guarded(node.span, () => resolveBinary(operator, argument(args[0]), argument(args[1])));
  return resolvedCall(operator, resolved, args, [], node, text === undefined ? {} : { text });
}

interface Resolution {
  readonly argTypes: readonly (SqlType | undefined)[];
  readonly returns: SqlType;
  readonly implementation: Implementation;
  readonly mayReturnNull: boolean;
  readonly nulls: "propagate" | "pass";
}

/** `nodes` are the operands as written, for errors of their casts. */
export function resolvedCall(
  name: string,
  resolved: Resolution,
  args: readonly Expr[],
  nodes: readonly ast.Expression[],
  node: ast.Expression,
  details: {
    readonly volatile?: boolean;
    readonly nullable?: boolean;
    readonly text?: string;
    readonly user?: UserFunction | undefined;
  } = {},
): Expr {
  const text = details.text ?? printExpression(node);
  const cast = args.map((arg, i) => {
    const type = resolved.argTypes[i];
    const span = nodes[i]?.span ?? node.span;
    return type === undefined ? typedNull(arg) : castTo(arg, type, { span, text });
  });
  const nullable = details.nullable ??
    (resolved.mayReturnNull || (resolved.nulls === "propagate" && cast.some((arg) => arg.nullable)));
  return fold({
    kind: "call",
    name,
    args: cast,
    implementation: resolved.implementation,
    type: resolved.returns,
    nullable,
    nulls: resolved.nulls,
    mayReturnNull: resolved.mayReturnNull,
    volatile: details.volatile ?? false,
    text,
    span: node.span,
    ...(details.user && { user: details.user }),
  });
}

export function negate(arg: Expr): Expr {
  return fold({ kind: "not", arg, type: BOOLEAN, nullable: arg.nullable });
}

/** The type that all items can be cast to. Throws where there is none. */
export function unifyAll(
  items: readonly { node: ast.Expression; expr: Expr }[],
  context: "case" | "coalesce",
  span: Span,
): SqlType {
  const type = guarded(span, () => unify(items.map(({ expr }) => argument(expr)), context));
  if (type === undefined) {
    const types = [...new Set(items.map(({ expr }) => typeName(expr.type)))].join(" and ");
    throw new SqlError(`${types} have no common type`, {
      code: "type",
      span,
      hint: "Cast one side to the type of the other.",
    });
  }
  return type.kind === "null" ? TEXT : type;
}

/** What functions and operators are resolved with. */
export function argument(expr: Expr): Argument {
  const { type, nullable } = expr;
  return expr.kind === "literal" ? { type, nullable, constant: expr.value } : { type, nullable };
}

/** Gives errors without a place the span of what was being bound. */
export function guarded<T>(span: Span, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof EvaluationError) throw new SqlError(error.message, { code: "evaluation", span });
    if (!(error instanceof SqlError) || error.diagnostic.span !== undefined) throw error;
    throw new SqlError(error.message, { ...error.diagnostic, span });
  }
}
