/** Expressions of the syntax tree, bound to columns, types and functions. */
import { type Span, SqlError } from "../../schema/errors.ts";
import {
  arrayType,
  BIGINT,
  BIGINT_UNSIGNED,
  BOOLEAN,
  BYTEA,
  DATE,
  decimalType,
  DOUBLE,
  INTERVAL,
  JSON_TYPE,
  NULL_TYPE,
  sameType,
  type SqlType,
  TEXT,
  TIME,
  TIMESTAMP,
  typeName,
  type Value,
} from "../../schema/types.ts";
import { nearest } from "../../schema/options.ts";
import type { UserFunction } from "../../schema/user_function.ts";
import type * as ast from "../ast.ts";
import { type Expr, sameExpr } from "../expr.ts";
import { type Argument, EvaluationError, type Implementation, type ScalarFunction } from "../functions/function.ts";
import { findAggregate } from "../functions/aggregates/mod.ts";
import { findGroupByFunction } from "../functions/group_by.ts";
import { findFunction, nearFunctions } from "../functions/mod.ts";
import { resolveCall } from "../functions/resolve.ts";
import { findWindowFunction } from "../functions/windows.ts";
import { resolveBinary, resolveUnary, unify } from "../operators.ts";
import { evaluate } from "../evaluate.ts";
import { memberOf } from "../member.ts";
import { printExpression } from "../print.ts";
import { intervalFromLiteral } from "../../schema/values/interval.ts";
import { type AsyncCalls, countAsync } from "./async_calls.ts";
import { castTo, fold, literal, typedNull } from "./cast.ts";
import { misplacedAggregate, misplacedGroupBy, misplacedOver, withoutOver } from "./misplaced.ts";
import { notBuilt } from "./not_built.ts";
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
      return bindInList(node, context);
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
      return bindCase(node, context);
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

function bindNumber(node: ast.NumberLiteral): Expr {
  if (/^-?\d+$/.test(node.text)) {
    const value = BigInt(node.text);
    if (BigInt.asIntN(64, value) === value) return literal(value, BIGINT);
    if (BigInt.asUintN(64, value) === value) return literal(value, BIGINT_UNSIGNED);
  }
  return literal(Number(node.text), DOUBLE);
}

function integerLiteral(value: bigint): Expr {
  if (BigInt.asIntN(64, value) === value) return literal(value, BIGINT);
  if (BigInt.asUintN(64, value) === value) return literal(value, BIGINT_UNSIGNED);
  throw new SqlError(`The bound value ${value} is no integer of 64 bits`, {
    code: "type",
    hint: "Bind it as text and cast it to DECIMAL.",
  });
}

function bindTypedLiteral(node: ast.TypedLiteral): Expr {
  if (node.type === "decimal") {
    const digits = /^[+-]?(\d*)\.?(\d*)$/.exec(node.text.trim());
    const scale = digits?.[2]?.length ?? 0;
    const whole = (digits?.[1] ?? "").replace(/^0+/, "").length;
    if (!digits || whole + scale > 38) {
      throw new SqlError(`cannot cast '${node.text}' to DECIMAL`, { code: "evaluation", span: node.textSpan });
    }
    return constantCast(node.text, decimalType(Math.max(1, whole + scale), scale), node);
  }
  const types = { date: DATE, time: TIME, timestamp: TIMESTAMP } as const;
  return constantCast(node.text, types[node.type], node);
}

function constantCast(text: string, type: SqlType, node: ast.TypedLiteral): Expr {
  return castTo(literal(text, TEXT), type, { span: node.textSpan, text: printExpression(node) });
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

/** A bound value as a literal of the type that it has in JavaScript. */
function parameterLiteral(value: Value): Expr {
  if (value === null) return literal(null, NULL_TYPE);
  if (typeof value === "boolean") return literal(value, BOOLEAN);
  if (typeof value === "bigint") return integerLiteral(value);
  if (typeof value === "string") return literal(value, TEXT);
  if (value instanceof Uint8Array) return literal(value, BYTEA);
  if (typeof value === "number") {
    return Number.isSafeInteger(value) ? literal(BigInt(value), BIGINT) : literal(value, DOUBLE);
  }
  if (Array.isArray(value)) {
    const items = value.map(parameterLiteral);
    const element = unify(items.map(argument), "coalesce");
    if (element === undefined) {
      throw new SqlError("The elements of a bound array have no common type", { code: "type" });
    }
    const type = element.kind === "null" ? TEXT : element;
    const values = items.map((item) =>
      evaluate(castTo(item, type, { span: { start: 0, end: 0 }, text: "a bound array" }), [])
    );
    return literal(values, arrayType(type));
  }
  throw new SqlError("A bound value must be null, boolean, number, bigint, string, Uint8Array or an array of these");
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

/** A binary operator over bound operands; `text` is the node as written, where that is known. */
function operate(operator: string, args: readonly [Expr, Expr], node: ast.Expression, text?: string): Expr {
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

function resolvedCall(
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

function negate(arg: Expr): Expr {
  return fold({ kind: "not", arg, type: BOOLEAN, nullable: arg.nullable });
}

/** Lists of at least this many literals are looked up in a set. */
const SET_FROM = 4;

function bindInList(node: ast.InList, context: ExpressionContext): Expr {
  const operand = bindExpression(node.operand, context);
  const text = printExpression(node);
  const items = node.items.map((item) => bindExpression(item, context));
  const test = (item: Expr) => operate("=", [operand, item], node, text);
  const { found: inList, rest } = inSet(operand, items, test, text, node.span);
  const found = anyOf(inList === undefined ? rest : [inList, ...rest]);
  return node.negated ? negate(found) : found;
}

/** As deep as their number has digits, not as long as it is. */
function anyOf(tests: readonly Expr[]): Expr {
  const [first] = tests;
  if (tests.length === 1 && first !== undefined) return first;
  const middle = tests.length >> 1;
  const [left, right] = [anyOf(tests.slice(0, middle)), anyOf(tests.slice(middle))];
  return fold({ kind: "or", left, right, type: BOOLEAN, nullable: left.nullable || right.nullable });
}

/** The literals of `x IN (…)` as one look-up where they are many, and the tests that are left. */
function inSet(
  operand: Expr,
  items: readonly Expr[],
  test: (item: Expr) => Expr,
  text: string,
  span: Span,
): { readonly found: Expr | undefined; readonly rest: readonly Expr[] } {
  const values = new Set<Value>();
  const rest: Expr[] = [];
  /** Types of literals that are known to be looked up as they are: no test need be made to see it. */
  const settled = new Set<SqlType>();
  let found: Expr | undefined;
  for (const item of items) {
    if (isSimple(item) && settled.has(item.type)) {
      values.add(item.value);
      continue;
    }
    const tested = test(item);
    const [left, right] = tested.kind === "call" ? tested.args : [];
    if (left !== undefined && isSimple(right) && (found === undefined || sameExpr(found, left))) {
      found ??= left;
      values.add(right.value);
      if (isSimple(item) && item.value === right.value && isTypeEnough(operand, item) && sameExpr(left, left)) {
        settled.add(item.type);
      }
    } else rest.push(tested);
  }
  if (found === undefined || values.size < SET_FROM) return { found: undefined, rest: items.map(test) };
  return { found: lookUp(found, values, text, span), rest };
}

/** Whether all literals of a type are compared with `operand` in the same way, whatever their values. */
function isTypeEnough({ type }: Expr, literal: Expr): boolean {
  const { kind } = literal.type;
  return kind === "float" || (kind === "integer" || kind === "text") && sameType(type, literal.type);
}

function isSimple(expr: Expr | undefined): expr is Expr & { kind: "literal" } {
  return expr?.kind === "literal" && expr.value !== null && typeof expr.value !== "object";
}

function lookUp(operand: Expr, values: ReadonlySet<Value>, text: string, span: Span): Expr {
  const implementation: Implementation = { js: ([value], emit) => `${emit.constant(values)}.has(${value})` };
  return {
    kind: "call",
    name: "in",
    args: [operand],
    implementation,
    type: BOOLEAN,
    nullable: operand.nullable,
    nulls: "propagate",
    mayReturnNull: false,
    volatile: false,
    text,
    span,
  };
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

/** Of a CASE, and of a COALESCE without others inside: each is a block within the one before in generated code. */
const MOST_ALTERNATIVES = 500;

function bindCase(node: ast.Case, context: ExpressionContext): Expr {
  if (node.branches.length > MOST_ALTERNATIVES) {
    throw new SqlError(`CASE has ${node.branches.length} branches, more than ${MOST_ALTERNATIVES}`, {
      code: "type",
      span: node.span,
      hint: "Put further branches into a CASE after ELSE, or join a table of the values.",
    });
  }
  const operand = node.operand && bindExpression(node.operand, context);
  const whens = node.branches.map(({ when }) =>
    operand ? operate("=", [operand, bindExpression(when, context)], when) : bindPredicate(when, context, "WHEN")
  );
  const results = [
    ...node.branches.map(({ then }) => then),
    ...(node.otherwise ? [node.otherwise] : []),
  ].map((result) => ({ node: result, expr: bindExpression(result, context) }));
  const type = unifyAll(results, "case", node.span);
  const cast = results.map(({ node, expr }) => castTo(expr, type, { span: node.span, text: printExpression(node) }));
  const otherwise = node.otherwise ? cast.at(-1)! : literal(null, type); // one per branch and ELSE
  const branches = whens.map((when, i) => ({ when, then: cast[i]! }));
  const live = branches.filter(({ when }) => when.kind !== "literal" || when.value === true);
  const nullable = [...live.map(({ then }) => then), otherwise].some((result) => result.nullable);
  if (live.length === 0) return otherwise;
  return { kind: "case", branches: live, otherwise, type, nullable };
}

function unifyAll(
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

/** Long ones as coalesce of coalesces: whoever walks them goes no deeper than their number has digits. */
function coalesceOf(args: readonly Expr[], type: SqlType): Expr {
  if (args.length > MOST_ALTERNATIVES) {
    const middle = args.length >> 1;
    return coalesceOf([coalesceOf(args.slice(0, middle), type), coalesceOf(args.slice(middle), type)], type);
  }
  return fold({ kind: "coalesce", args, type, nullable: args.every((arg) => arg.nullable) });
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

/** As an output column `->` is TEXT that holds JSON; what is missing is the text `null`. */
export function outputValue(expr: Expr): Expr {
  if (expr.kind !== "call" || expr.name !== "->") return typedNull(expr);
  return { kind: "coalesce", args: [asText(expr), literal("null", TEXT)], type: TEXT, nullable: false };
}

function asText(expr: Expr & { kind: "call" }): Expr {
  return expr.type.kind === JSON_TYPE.kind ? { ...expr, type: TEXT } : expr;
}
