/** `f(x) OVER (PARTITION BY … ORDER BY …)` in the select list and ORDER BY: calls become columns of `over` nodes. */
import { SqlError } from "../../schema/errors.ts";
import { type Field, fieldOf } from "../../schema/field.ts";
import { type SqlType, TEXT } from "../../schema/types.ts";
import type * as ast from "../ast.ts";
import { type Expr, mapChildren, sameExpr } from "../expr.ts";
import { findAggregate } from "../functions/aggregates/mod.ts";
import { resolveWindow } from "../functions/resolve.ts";
import { findWindowFunction, type WindowCompute, type WindowFunction } from "../functions/windows.ts";
import { type Frame, inputsOf, type LogicalPlan, type WindowCall } from "../plan.ts";
import { printExpression } from "../print.ts";
import { bindAggregateCall, type BoundCall } from "./aggregate_call.ts";
import { castTo, typedNull } from "./cast.ts";
import { bindExpression, type ExpressionContext } from "./expression.ts";
import { argument, guarded } from "./resolved_call.ts";
import { bindFrame } from "./frame.ts";
import { refusal, startOf } from "./over_window.ts";
import { appendHidden, columnAt, columnsOfSchema, project } from "./projection.ts";
import type { QueryContext } from "./query_context.ts";
import { findParts } from "./syntax.ts";

type OverCall = ast.Call & { readonly over: ast.WindowSpecification };

export function isOverCall(node: ast.Expression): node is OverCall {
  return node.kind === "call" && node.over !== undefined;
}

interface OrderExpr {
  readonly expr: Expr;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

/** `(PARTITION BY … ORDER BY …)` */
interface Definition {
  readonly partition: readonly Expr[];
  readonly keys: readonly OrderExpr[];
  readonly node: OverCall;
  readonly calls: BoundOver[];
}

interface FunctionCall {
  readonly kind: "function";
  readonly name: string;
  readonly args: readonly Expr[];
  readonly compute: WindowCompute;
  readonly type: SqlType;
  readonly nullable: boolean;
}

interface BoundOver {
  readonly frame: Frame;
  readonly field: Field;
  readonly call:
    | FunctionCall
    | { readonly kind: "aggregate"; readonly bound: BoundCall };
  /** What stands for it until its place is known: see {@link OverCalls.placed}. */
  readonly placeholder: number;
}

/**
 * Collects the calls with OVER of one query level. {@link context} binds expressions in which such a call is a placeholder;
 * {@link plan} puts the calls above the rows that they look at, then {@link placed} gives placeholders their columns.
 */
export class OverCalls {
  readonly context: ExpressionContext;
  readonly #base: ExpressionContext;
  readonly #definitions: Definition[] = [];
  /** Placeholder → position in the plan. */
  readonly #places = new Map<number, number>();

  constructor(base: ExpressionContext) {
    const replace = base.replace;
    this.#base = { ...base, replace: (node) => isOverCall(node) ? refuseNested(node) : replace?.(node) };
    this.context = { ...base, replace: (node) => isOverCall(node) ? this.#call(node) : replace?.(node) };
  }

  #call(node: OverCall): Expr {
    const definition = this.#definition(node);
    const frame = bindFrame(node.over, definition.keys.map(({ expr }) => expr), this.#base);
    const call = this.#bound(node);
    const text = printExpression(node).toLowerCase();
    const { type, nullable } = call.kind === "aggregate" ? call.bound : call;
    const field = fieldOf(text, type, nullable);
    const placeholder = FIRST_PLACEHOLDER - this.#definitions.reduce((count, { calls }) => count + calls.length, 0);
    definition.calls.push({ frame, field, call, placeholder });
    return columnAt(field, placeholder);
  }

  /** Calls over the same rows in the same order share one. */
  #definition(node: OverCall): Definition {
    const partition = node.over.partitionBy.map((one) => typedNull(bindExpression(one, this.#base)));
    const keys = node.over.orderBy.map((item): OrderExpr => ({
      expr: typedNull(bindExpression(item.expression, this.#base)),
      descending: item.descending,
      nullsFirst: item.nulls === undefined ? item.descending : item.nulls === "first",
    }));
    const known = this.#definitions.find((one) =>
      sameList(one.partition, partition, sameExpr) &&
      sameList(one.keys, keys, (a, b) =>
        sameExpr(a.expr, b.expr) && a.descending === b.descending && a.nullsFirst === b.nullsFirst)
    );
    if (known !== undefined) return known;
    const definition = { partition, keys, node, calls: [] };
    this.#definitions.push(definition);
    return definition;
  }

  #bound(node: OverCall): BoundOver["call"] {
    const fn = findWindowFunction(node.name.name);
    if (node.orderBy.length > 0 || node.withinGroup.length > 0) {
      throw new SqlError("ORDER BY inside a call with OVER has no meaning: rows come in the order of OVER", {
        code: "window",
        span: node.span,
      });
    }
    if (fn !== undefined) return bindWindowFunction(fn, node, this.#base);
    if (findAggregate(node.name.name) === undefined) throw notAFunction(node);
    return { kind: "aggregate", bound: bindAggregateCall(node, this.#base) };
  }

  /** The input with the columns of all calls behind its own, which keep their places. `valued` places values of queries. */
  plan(input: LogicalPlan, query: QueryContext, valued: (expr: Expr) => Expr): LogicalPlan {
    return this.#definitions.reduce((plan, definition) => this.#over(plan, definition, query, valued), input);
  }

  #over(
    below: LogicalPlan,
    { keys, node, calls, ...definition }: Definition,
    query: QueryContext,
    valued: (expr: Expr) => Expr,
  ): LogicalPlan {
    const partition = definition.partition.map(valued);
    const exprs: Expr[] = columnsOfSchema(below.schema);
    const fields = [...below.schema.fields];
    const at = (unplaced: Expr): number => {
      const expr = valued(unplaced);
      const found = exprs.findIndex((one) => sameExpr(one, expr));
      return found >= 0 ? found : appendHidden(expr, exprs, fields, "_over");
    };
    const by = partition.map((expr) => at(startOf(expr, below.schema)));
    const sortKeys = keys.map(({ expr, ...key }) => ({ ...key, index: at(expr), type: expr.type }));
    const windowCalls = calls.map((one) => windowCall(one, at));
    const extended = fields.length === below.schema.fields.length ? below : project(below, exprs, fields);
    calls.forEach(({ placeholder }, i) => this.#places.set(placeholder, extended.schema.fields.length + i));
    const over: LogicalPlan = {
      kind: "over",
      input: extended,
      partition: [...new Set(by)],
      keys: sortKeys,
      calls: windowCalls,
      updates: query.updates(),
      schema: {
        ...withoutKey(extended.schema),
        updating: false,
        fields: [...extended.schema.fields, ...calls.map(({ field }) => field)],
      },
    };
    const refused = refusal(over, partition, node.span);
    if (refused !== undefined) query.unfinished.set(over, refused);
    return over;
  }

  /** The expression over {@link plan}'s columns. */
  placed(expr: Expr): Expr {
    if (this.#places.size === 0) return expr;
    if (expr.kind !== "column") return mapChildren(expr, (child) => this.placed(child));
    const index = this.#places.get(expr.index);
    return index === undefined ? expr : { ...expr, index };
  }
}

/** Below every position, and apart from those of UNNEST. */
const FIRST_PLACEHOLDER = -2;

function sameList<T>(a: readonly T[], b: readonly T[], same: (a: T, b: T) => boolean): boolean {
  return a.length === b.length && a.every((one, i) => same(one, b[i]!)); // as many
}

function withoutKey<T extends { readonly key?: unknown }>({ key: _, ...rest }: T): Omit<T, "key"> {
  return rest;
}

function refuseNested(node: OverCall): never {
  throw new SqlError(`${node.name.name} cannot stand here: calls with OVER are not nested`, {
    code: "window",
    span: node.span,
    hint: "Compute the inner one in a derived table first.",
  });
}

function notAFunction(node: OverCall): SqlError {
  return new SqlError(`${node.name.name} is neither a window function nor an aggregate`, {
    code: "window",
    span: node.name.span,
    hint: "SHOW FUNCTIONS lists them.",
  });
}

function bindWindowFunction(fn: WindowFunction, node: OverCall, context: ExpressionContext): FunctionCall {
  if (node.distinct || node.filter !== undefined || node.star) {
    throw new SqlError(`${fn.name} is not an aggregate`, { code: "type", span: node.span });
  }
  if (node.nulls !== undefined && !fn.ignoresNulls) {
    throw new SqlError(`${fn.name} looks at no values: it takes no IGNORE or RESPECT NULLS`, {
      code: "window",
      span: node.span,
    });
  }
  const given = node.arguments.map((arg) => typedNull(bindExpression(arg, context)));
  const resolved = guarded(node.span, () => resolveWindow(fn, given.map(argument), node.nulls === "ignore"));
  const text = printExpression(node).toLowerCase();
  const args = given.map((arg, i) => {
    const type = i === 2 ? resolved.returns : resolved.argTypes[i]; // lag and lead: a default of the value's type
    return type === undefined ? arg : castTo(arg, type, { span: node.arguments[i]!.span, text }); // one per argument
  });
  const type = resolved.returns.kind === "null" ? TEXT : resolved.returns;
  return { kind: "function", name: fn.name, args, compute: resolved.compute, type, nullable: fn.nullable };
}

function windowCall({ call, frame, field }: BoundOver, at: (expr: Expr) => number): WindowCall {
  const { name: text } = field;
  if (call.kind === "function") {
    return { kind: "function", name: call.name, args: call.args.map(at), compute: call.compute, frame, text };
  }
  const { name, args, filter, distinct, nulls, accumulator } = call.bound;
  const places = args.map(at);
  return {
    kind: "aggregate",
    args: places,
    frame,
    text,
    call: { name, args: places, filter: filter && at(filter), distinct, orderBy: [], nulls, accumulator, text },
  };
}

/** True when the expression holds a call with OVER. */
export function hasOver(node: ast.Expression): boolean {
  return findParts(node, isOverCall).length > 0;
}

/** Refuses what only a top-N could have made of it. To be asked when a whole query is bound. */
export function refuseUnfinished(plan: LogicalPlan, { unfinished }: Pick<QueryContext, "unfinished">): void {
  if (unfinished.size === 0) return;
  const error = unfinished.get(plan);
  if (error !== undefined) throw error;
  for (const input of inputsOf(plan)) refuseUnfinished(input, { unfinished });
}
