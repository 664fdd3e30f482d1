/** Expressions of the syntax tree, bound to columns, types and functions. */
import { type Span, SqlError } from "../../schema/errors.ts";
import { nearest } from "../../schema/options.ts";
import {
  BOOLEAN,
  BYTEA,
  INTERVAL,
  JSON_TYPE,
  NULL_TYPE,
  TEXT,
  TIMESTAMP,
  typeName,
  type Value,
} from "../../schema/types.ts";
import { intervalFromLiteral } from "../../schema/values/interval.ts";
import type * as ast from "../ast.ts";
import type { Expr } from "../expr.ts";
import { findAggregate } from "../functions/aggregates/mod.ts";
import type { ScalarFunction } from "../functions/function.ts";
import { findGroupByFunction } from "../functions/group_by.ts";
import { findFunction, nearFunctions } from "../functions/mod.ts";
import { resolveCall } from "../functions/resolve.ts";
import { findWindowFunction } from "../functions/windows.ts";
import { memberOf } from "../member.ts";
import { resolveBinary, resolveUnary } from "../operators.ts";
import { printExpression } from "../print.ts";
import { caseOf, coalesceOf } from "./alternatives.ts";
import { type AsyncCalls, countAsync } from "./async_calls.ts";
import { castTo, fold, literal, typedNull } from "./cast.ts";
import { inList } from "./in_list.ts";
import { bindNumber, bindTypedLiteral, parameterLiteral } from "./literal_value.ts";
import { misplacedAggregate, misplacedGroupBy, misplacedOver, withoutOver } from "./misplaced.ts";
import { notBuilt } from "./not_built.ts";
import { argument, guarded, negate, operate, resolvedCall, unifyAll } from "./resolved_call.ts";
import { resolvePath, type Scope } from "./scope.ts";
import { bindType } from "./type_name.ts";
import { overArrays } from "./user_aggregate.ts";

/** What expressions see besides the columns of their scope. */
export interface ExpressionContext {
  readonly scope: Scope;
  /** Values of `$1`, `$2`, …. */
  readonly parameters: readonly Value[];
  /** Functions beside the built-in ones; they come first. */
  readonly functions: readonly ScalarFunction[];
  /** What stands for a node instead of what it says: keys and calls of a grouped query. Asked for every node. */
  readonly replace?: (node: ast.Expression) => Expr | undefined;
  /** Set in a select list: async calls are allowed there, and counted. */
  readonly asyncCalls?: AsyncCalls;
}

export function bindExpression(node: ast.Expression, context: ExpressionContext): Expr {
  const replaced = context.replace?.(node);
  if (replaced !== undefined) return replaced;
  switch (node.kind) {
    case "number":
      return bindNumber(node);
    case "string":
      return literal(node.value, TEXT);
    case "bytes":
      return literal(Uint8Array.from(node.hex.match(/../g) ?? [], (pair) => parseInt(pair, 16)), BYTEA);
    case "boolean":
      return literal(node.value, BOOLEAN);
    case "null":
      return literal(null, NULL_TYPE);
    case "typedLiteral":
      return bindTypedLiteral(node);
    case "interval":
      return guarded(node.textSpan, () => literal(intervalFromLiteral(node.text, node.unit), INTERVAL));
    case "parameter":
      return bindParameter(node, context);
    case "name":
      return bindName(node, context);
    case "field":
      return fieldOf(bindExpression(node.operand, context), node.field);
    case "subscript":
      return bindSubscript(node, context);
    case "slice":
      return bindFunction(
        "array_slice",
        [node.operand, ...(node.from ? [node.from] : []), ...(node.to ? [node.to] : [])],
        node,
        context,
      );
    case "unary":
      return bindUnary(node, context);
    case "binary":
      return bindBinary(node, context);
    case "quantified":
      return bindQuantified(node, context);
    case "between":
      return bindBetween(node, context);
    case "inList":
      return inList(
        node,
        bindExpression(node.operand, context),
        node.items.map((item) => bindExpression(item, context)),
      );
    case "like":
      return bindLike(node, context);
    case "is":
      return bindIs(node, context);
    case "isDistinct":
      return operate(
        node.negated ? "is not distinct from" : "is distinct from",
        [bindExpression(node.left, context), bindExpression(node.right, context)],
        node,
      );
    case "cast":
      return bindCast(node, context);
    case "case":
      return caseOf(
        node,
        (part) => bindExpression(part, context),
        (part) => bindPredicate(part, context, "WHEN"),
      );
    case "call":
      return bindCall(node, context);
    case "array":
      return bindFunction("make_array", node.elements, node, context);
    case "row":
      return bindFunction("struct", node.items, node, context);
    case "inQuery":
    case "exists":
    case "subquery":
      throw misplacedQuery(node.span);
    default:
      return node satisfies never;
  }
}

function misplacedQuery(span: Span): SqlError {
  return new SqlError("A query cannot stand here", {
    code: "subquery",
    span,
    hint:
      "IN (query), EXISTS and = ANY (query) are conditions of WHERE, alone or joined with AND; a query that gives one " +
      "value stands in the select list, in WHERE and in HAVING.",
  });
}

/** A predicate: BOOLEAN, or NULL. */
export function bindPredicate(node: ast.Expression, context: ExpressionContext, clause: string): Expr {
  const expr = bindExpression(node, context);
  if (expr.type.kind === "null") return literal(null, BOOLEAN);
  if (expr.type.kind === "boolean") return expr;
  throw new SqlError(`${clause} needs a BOOLEAN, got ${typeName(expr.type)}`, {
    code: "type",
    span: node.span,
    hint: "Write a comparison, such as x <> 0.",
  });
}

function bindParameter(node: ast.Parameter, context: ExpressionContext): Expr {
  const value = context.parameters[node.index - 1];
  if (value === undefined) {
    throw new SqlError(`No value for $${node.index}`, {
      code: "parameter",
      span: node.span,
      hint: "Values are bound in the library: session.query`… ${value} …`.",
    });
  }
  return parameterLiteral(value);
}

function bindName(node: ast.NamePath, context: ExpressionContext): Expr {
  const { column, fields } = resolvePath(context.scope, node.parts);
  const { index, name, type, nullable } = column;
  const base: Expr = { kind: "column", index, name, type, nullable };
  return fields.reduce<Expr>((expr, field) => fieldOf(expr, field), base);
}

function fieldOf(operand: Expr, name: ast.Identifier): Expr {
  if (operand.type.kind !== "struct") {
    throw new SqlError(`${typeName(operand.type)} has no field '${name.name}'`, { code: "type", span: name.span });
  }
  const { fields } = operand.type;
  let index = fields.findIndex((field) => field.name === name.name);
  if (index < 0 && !name.quoted) {
    index = fields.findIndex((field) => field.name.toLowerCase() === name.name.toLowerCase());
  }
  const field = fields[index];
  if (field === undefined) {
    const near = nearest(name.name, fields.map((one) => one.name));
    throw new SqlError(`'${name.name}' not found`, {
      code: "not_found",
      span: name.span,
      hint: near[0] ? `Did you mean "${near[0]}"?` : `Fields: ${fields.map((one) => one.name).join(", ")}.`,
    });
  }
  const member = memberOf(operand, index);
  return member.kind === "call" ? { ...member, span: name.span } : member;
}

function bindSubscript(node: ast.Subscript, context: ExpressionContext): Expr {
  const operand = bindExpression(node.operand, context);
  if (operand.type.kind === "struct" && node.index.kind === "string") {
    return fieldOf(operand, { name: node.index.value, quoted: true, span: node.index.span });
  }
  return bindFunction("array_element", [node.operand, node.index], node, context);
}

function bindUnary(node: ast.Unary, context: ExpressionContext): Expr {
  if (node.operator === "not") {
    const arg = bindPredicate(node.operand, context, "NOT");
    return fold({ kind: "not", arg, type: BOOLEAN, nullable: arg.nullable });
  }
  if (node.operator === "-" && node.operand.kind === "number") {
    return bindNumber({ ...node.operand, text: `-${node.operand.text}` });
  }
  const arg = bindExpression(node.operand, context);
  if (node.operator === "+") return arg;
  const resolved = guarded(node.span, () => resolveUnary("-", argument(arg)));
  return resolvedCall("-", resolved, [arg], [node.operand], node);
}

function bindBinary(node: ast.Binary, context: ExpressionContext): Expr {
  if (node.operator === "and" || node.operator === "or") {
    const kind = node.operator;
    const left = bindPredicate(node.left, context, kind.toUpperCase());
    const right = bindPredicate(node.right, context, kind.toUpperCase());
    return fold({ kind, left, right, type: BOOLEAN, nullable: left.nullable || right.nullable });
  }
  if (node.operator === "->" || node.operator === "->>" || node.operator === "?") {
    return bindFunction(node.operator, [node.left, node.right], node, context);
  }
  return operate(node.operator, [bindExpression(node.left, context), bindExpression(node.right, context)], node);
}

/** `x = ANY(array)` */
function bindQuantified(node: ast.Quantified, context: ExpressionContext): Expr {
  if (node.right.kind === "subquery") throw misplacedQuery(node.span);
  const contains = bindFunction("array_has", [node.right, node.left], node, context);
  if (node.quantifier === "any" && node.operator === "=") return contains;
  throw notBuilt(
    `${node.operator} ${node.quantifier.toUpperCase()}`,
    node.span,
    "Use = ANY(array) or array functions.",
  );
}

function bindBetween(node: ast.Between, context: ExpressionContext): Expr {
  const operand = bindExpression(node.operand, context);
  const low = operate(">=", [operand, bindExpression(node.low, context)], node);
  const high = operate("<=", [operand, bindExpression(node.high, context)], node);
  const between = fold({ kind: "and", left: low, right: high, type: BOOLEAN, nullable: low.nullable || high.nullable });
  return node.negated ? negate(between) : between;
}

function bindLike(node: ast.Like, context: ExpressionContext): Expr {
  const operand = bindExpression(node.operand, context);
  const pattern = bindExpression(node.pattern, context);
  let escape: string | undefined;
  if (node.escape !== undefined) {
    const bound = bindExpression(node.escape, context);
    if (bound.kind !== "literal" || typeof bound.value !== "string" || [...bound.value].length !== 1) {
      throw new SqlError("ESCAPE needs a literal of one character", { code: "type", span: node.escape.span });
    }
    escape = bound.value;
  }
  const resolved = guarded(node.span, () => resolveBinary(node.form, argument(operand), argument(pattern), escape));
  const like = resolvedCall(node.form, resolved, [operand, pattern], [node.operand, node.pattern], node);
  return node.negated ? negate(like) : like;
}

function bindIs(node: ast.Is, context: ExpressionContext): Expr {
  if (node.test === "null" || node.test === "unknown") {
    const arg = bindExpression(node.operand, context);
    return fold({ kind: "isNull", arg: typedNull(arg), negated: node.negated, type: BOOLEAN, nullable: false });
  }
  const operand = bindPredicate(node.operand, context, "IS");
  const arg = node.test === "true" ? operand : negate(operand);
  const test = fold({ kind: "coalesce", args: [arg, literal(false, BOOLEAN)], type: BOOLEAN, nullable: false });
  return node.negated ? negate(test) : test;
}

const TYPED_GETTERS: Readonly<Record<string, string>> = {
  integer: "json_get_int",
  float: "json_get_float",
  boolean: "json_get_bool",
  text: "json_get_str",
};

function bindCast(node: ast.Cast, context: ExpressionContext): Expr {
  const type = bindType(node.type);
  const getter = node.operand.kind === "binary" && node.operand.operator === "->"
    ? TYPED_GETTERS[type.kind]
    : undefined;
  const operand = getter !== undefined && node.operand.kind === "binary"
    ? bindFunction(getter, [node.operand.left, node.operand.right], node.operand, context)
    : bindExpression(node.operand, context);
  const details = { span: node.span, text: printExpression(node) };
  if (node.form !== "try_cast") return castTo(operand, type, details);
  try {
    const arg = castTo(operand, type, details);
    return arg.kind === "literal" ? arg : { kind: "try", arg, type, nullable: true };
  } catch (error) {
    if (error instanceof SqlError && error.diagnostic.code === "evaluation") return literal(null, type);
    throw error;
  }
}

function bindCall(node: ast.Call, context: ExpressionContext): Expr {
  const name = node.name.name;
  const user = context.functions.find((one) => one.name === name)?.user;
  if (user?.aggregate) {
    return bindFunction(name, overArrays(node).arguments, node, context, node.name);
  }
  if (node.over !== undefined) throw misplacedOver(node.span);
  if (findAggregate(name) !== undefined) throw misplacedAggregate(node);
  if (findWindowFunction(name) !== undefined) throw withoutOver(node);
  if (findGroupByFunction(name) !== undefined) throw misplacedGroupBy(node);
  if (node.distinct || node.filter || node.orderBy.length > 0 || node.withinGroup.length > 0 || node.star) {
    throw new SqlError(`${name} is not an aggregate`, { code: "type", span: node.span });
  }
  if (name === "coalesce") return bindCoalesce(node, context);
  if (name === "row_time") return bindRowTime(node, context);
  if (name === "unnest") {
    throw new SqlError("unnest is only supported in SELECT statements", { code: "unnest", span: node.span });
  }
  return bindFunction(name, node.arguments, node, context, node.name);
}

function bindCoalesce(node: ast.Call, context: ExpressionContext): Expr {
  if (node.arguments.length === 0) throw new SqlError("coalesce needs at least one argument", { span: node.span });
  const items = node.arguments.map((arg) => ({ node: arg, expr: bindExpression(arg, context) }));
  const type = unifyAll(items, "coalesce", node.span);
  const args = items.map(({ node, expr }) => castTo(expr, type, { span: node.span, text: printExpression(node) }));
  return coalesceOf(args, type);
}

function bindRowTime(node: ast.Call, context: ExpressionContext): Expr {
  const { eventTime } = context.scope;
  if (eventTime === undefined || node.arguments.length > 0) {
    throw new SqlError("row_time() takes no argument and needs rows with an event time", { span: node.span });
  }
  const { index, type, nullable } = eventTime;
  const column: Expr = { kind: "column", index, name: "row_time", type, nullable };
  return castTo(column, TIMESTAMP, { span: node.span, text: "row_time()" });
}

function bindFunction(
  name: string,
  args: readonly ast.Expression[],
  node: ast.Expression,
  context: ExpressionContext,
  nameNode?: ast.Identifier,
): Expr {
  const span = nameNode?.span ?? node.span;
  const own = context.functions.find((one) => one.name === name || one.aliases.includes(name));
  const fn = own ?? findFunction(name);
  if (fn === undefined) {
    const near = nearFunctions(name, context.functions);
    throw new SqlError(`Function '${name}' not found`, {
      code: "not_found",
      span,
      hint: near.length > 0 ? `Did you mean ${near.join(" or ")}?` : "SHOW FUNCTIONS lists them.",
    });
  }
  if (fn.user?.async !== undefined) countAsync(fn.name, span, context.asyncCalls);
  const bound = args.map((arg) => bindExpression(arg, context));
  const resolved = guarded(node.span, () => resolveCall(fn, bound.map(argument)));
  return resolvedCall(fn.name, { ...resolved, nulls: fn.nulls }, bound, args, node, {
    volatile: fn.volatile,
    nullable: resolved.nullable,
    user: fn.user,
  });
}

/** As an output column `->` is TEXT that holds JSON; what is missing is the text `null`. */
export function outputValue(expr: Expr): Expr {
  if (expr.kind !== "call" || expr.name !== "->") return typedNull(expr);
  return { kind: "coalesce", args: [asText(expr), literal("null", TEXT)], type: TEXT, nullable: false };
}

function asText(expr: Expr & { kind: "call" }): Expr {
  return expr.type.kind === JSON_TYPE.kind ? { ...expr, type: TEXT } : expr;
}
