/** GROUP BY: keys and calls become columns of an aggregate, and what is selected is said in these columns. */
import { type Span, SqlError } from "../../schema/errors.ts";
import { type Field, fieldOf } from "../../schema/field.ts";
import { INT } from "../../schema/types.ts";
import type * as ast from "../ast.ts";
import { type Expr, isConstant, mapChildren, sameExpr } from "../expr.ts";
import { findAggregate } from "../functions/aggregates/mod.ts";
import { memberIndex, simplifiedMember, windowStruct } from "../member.ts";
import type { LogicalPlan } from "../plan.ts";
import { printExpression } from "../print.ts";
import { bindAggregateCall, type BoundCall } from "./aggregate_call.ts";
import { literal } from "./cast.ts";
import { isEventTime } from "./event_time.ts";
import { bindExpression, type ExpressionContext } from "./expression.ts";
import { type GroupLayout, groupLayout, groupPlan, type GroupWindow } from "./group_plan.ts";
import type { GroupingKeys } from "./grouping_sets.ts";
import { misplacedGroupBy } from "./misplaced.ts";
import { columnAt } from "./projection.ts";
import type { QueryContext } from "./query_context.ts";
import { findParts } from "./syntax.ts";
import { isWindowCall, needAppendOnly, NO_WINDOW_IN_AGGREGATE, sameWindow, twoWindows, windowCall } from "./window.ts";

export function isAggregateCall(node: ast.Expression): node is ast.Call {
  return node.kind === "call" && node.over === undefined && findAggregate(node.name.name) !== undefined;
}

/** What a grouped query is made of, before its calls are known. */
interface GroupBy {
  readonly keys: readonly Expr[];
  /** Positions in {@link keys}. */
  readonly sets: readonly (readonly number[])[];
  readonly window: GroupWindow | undefined;
}

/**
 * Binds what is selected from groups. {@link context} binds expressions over the aggregate's columns and collects calls on
 * the way; {@link plan} is the aggregate, once everything is bound.
 */
export class Grouping {
  readonly context: ExpressionContext;
  readonly #input: LogicalPlan;
  readonly #base: ExpressionContext;
  readonly #query: QueryContext;
  readonly #by: GroupBy;
  readonly #layout: GroupLayout;
  readonly #isGlobal: boolean;
  readonly #aliases: ReadonlyMap<string, ast.Expression>;
  readonly #opening = new Set<string>();
  readonly #calls: { readonly bound: BoundCall; readonly field: Field }[] = [];

  /** `base` binds over `input`. `aliases` of the select list stand for their expressions where no column has the name. */
  constructor(
    input: LogicalPlan,
    base: ExpressionContext,
    query: QueryContext,
    groups: GroupingKeys,
    aliases: ReadonlyMap<string, ast.Expression>,
    span: Span,
  ) {
    this.#input = input;
    this.#base = { ...base, replace: (node) => refuseGrouped(node) ?? base.replace?.(node) };
    this.#query = query;
    this.#aliases = aliases;
    this.#isGlobal = groups.expressions.length === 0;
    this.#by = this.#groupBy(groups, span);
    this.#layout = groupLayout(this.#by, input.schema);
    this.context = { ...base, replace: (node) => this.#replace(node) };
  }

  get #inputWindow() {
    return this.#input.schema.window;
  }

  #groupBy({ expressions, sets }: GroupingKeys, span: Span): GroupBy {
    const windows = expressions.filter(isWindowCall);
    const [first, second] = windows.filter((node, i) => windows.indexOf(node) === i);
    if (second !== undefined) {
      const message = `do not support ${windows.length} window expressions in group by`;
      throw new SqlError(message, { code: "window", span: second.span });
    }
    const bound = expressions.map((node) => isWindowCall(node) ? undefined : this.#key(node));
    const own = first && this.#ownWindow(first);
    const { keys, named } = this.#withoutWindow(bound.filter((expr) => expr !== undefined));
    const keysOf = (set: readonly number[]) =>
      set.map((index) => bound[index]).map((expr) =>
        keys.findIndex((key) => expr !== undefined && sameExpr(key, expr))
      );
    const by = { keys, sets: sets.map((set) => [...new Set(keysOf(set))].filter((key) => key >= 0)) };
    const input = this.#inputWindow;
    if (input !== undefined && named && first !== undefined && own !== undefined && !own.ofInput) {
      throw twoWindows(input.spec, own.spec, first.span);
    }
    if (input !== undefined && (named || own?.ofInput)) return { ...by, window: { spec: input.spec, ofInput: true } };
    if (input?.closed) throw new SqlError(NO_WINDOW_IN_AGGREGATE, { code: "window", span });
    return { ...by, window: own };
  }

  #key(node: ast.Expression): Expr {
    const [call] = findParts(node, isAggregateCall);
    if (call === undefined) return bindExpression(node, this.#base);
    throw new SqlError("GROUP BY takes no aggregates", { code: "aggregate", span: call.span });
  }

  #windowCall(node: ast.Call) {
    return windowCall(node, this.#base, (expr) => isEventTime(this.#input, expr, this.#query.facts));
  }

  #ownWindow(node: ast.Call): GroupWindow {
    const { spec } = this.#windowCall(node);
    const input = this.#inputWindow;
    needAppendOnly(this.#input.schema, node.span);
    if (!input?.closed) {
      if (this.#input.schema.eventTime !== undefined) return { spec, ofInput: false };
      throw new SqlError("time windows need rows with an event time", { code: "window", span: node.span });
    }
    if (input.spec.kind === "session" && spec.kind === "session") {
      throw new SqlError("can't reinvoke session window in nested aggregates", { code: "window", span: node.span });
    }
    if (sameWindow(spec, input.spec)) return { spec, ofInput: true };
    throw new SqlError("window in group by does not match input window", { code: "window", span: node.span });
  }

  /** Keys without those that are the input's window: the STRUCT, or both its start and its end. */
  #withoutWindow(bound: readonly Expr[]): { readonly keys: readonly Expr[]; readonly named: boolean } {
    const window = this.#inputWindow;
    const isOf = (columns: readonly number[] = []) => (expr: Expr | undefined) =>
      expr?.kind === "column" && columns.includes(expr.index);
    const isStruct = isOf(window?.structs);
    const isBound = (columns: readonly number[] | undefined, member: number) => (expr: Expr) =>
      isOf(columns)(expr) || (expr.kind === "call" && memberIndex(expr) === member && isStruct(expr.args[0]));
    const [isStart, isEnd] = [isBound(window?.starts, 0), isBound(window?.ends, 1)];
    const named = bound.some(isStruct) || (bound.some(isStart) && bound.some(isEnd));
    const unique = bound.filter((expr, i) => !bound.slice(0, i).some((earlier) => sameExpr(earlier, expr)));
    const keys = named ? unique.filter((expr) => !isStruct(expr) && !isStart(expr) && !isEnd(expr)) : unique;
    const varying = keys.filter((expr) => !isConstant(expr));
    return { keys: varying.length > 0 ? varying : keys.slice(0, 1), named }; // without keys it would be the global group
  }

  // -------------------------------------------------------------------------------------------------------------------
  // What is selected

  #replace(node: ast.Expression): Expr | undefined {
    if (node.kind === "call" && node.over !== undefined) return undefined;
    if (isAggregateCall(node)) return this.#call(node);
    if (isGroupingCall(node)) return this.#groupingOf(node);
    if (isWindowCall(node)) return this.#windowOf(node);
    if (findParts(node, isOfGroups).length > 0) return undefined;
    const bound = this.#overInput(node);
    if (bound instanceof SqlError) {
      if (node.kind !== "name") return undefined; // one of its parts tells, or is an alias
      return this.#alias(node) ?? fail(bound);
    }
    const grouped = this.#overKeys(bound) ?? this.#rowTime(node);
    if (grouped !== undefined || node.kind !== "name") return grouped;
    return this.#alias(node) ?? fail(
      new SqlError(`'${printExpression(node)}' must be in GROUP BY or inside an aggregate`, {
        code: "grouping",
        span: node.span,
        hint: "Add it to GROUP BY, or take first_value of it.",
      }),
    );
  }

  #overInput(node: ast.Expression): Expr | SqlError {
    try {
      return bindExpression(node, this.#base);
    } catch (error) {
      if (error instanceof SqlError) return error;
      throw error;
    }
  }

  /** The expression that an alias of the select list stands for; not within that expression itself. */
  #alias(node: ast.NamePath): Expr | undefined {
    const name = node.parts.length === 1 ? node.parts[0]!.name : ""; // one part
    const expression = this.#aliases.get(name);
    if (expression === undefined || this.#opening.has(name)) return undefined;
    this.#opening.add(name);
    try {
      return bindExpression(expression, this.context);
    } finally {
      this.#opening.delete(name);
    }
  }

  /** An expression over the input as one over the keys; undefined: it reads something else. */
  #overKeys(expr: Expr): Expr | undefined {
    const key = this.#by.keys.findIndex((one) => sameExpr(one, expr));
    if (key >= 0) return columnAt(this.#layout.fields[key]!, key); // a key
    if (expr.kind === "column") return this.#windowColumn(expr);
    try {
      return simplifiedMember(mapChildren(expr, (child) => {
        const mapped = this.#overKeys(child);
        if (mapped === undefined) throw NOT_GROUPED;
        return mapped;
      }));
    } catch (error) {
      if (error === NOT_GROUPED) return undefined;
      throw error;
    }
  }

  /** `row_time()` of a group is that of its row. */
  #rowTime(node: ast.Expression): Expr | undefined {
    const { time } = this.#layout;
    const asked = node.kind === "call" && node.name.name === "row_time" && node.arguments.length === 0;
    return asked && time !== undefined ? this.#column(time) : undefined;
  }

  #windowColumn(expr: Expr & { kind: "column" }): Expr | undefined {
    const window = this.#by.window?.ofInput ? this.#inputWindow : undefined;
    if (window === undefined) return undefined;
    if (window.starts.includes(expr.index)) return this.#start();
    if (window.ends.includes(expr.index)) return this.#end();
    return window.structs.includes(expr.index) ? windowStruct(this.#start(), this.#end(), expr.name) : undefined;
  }

  #windowOf(node: ast.Call): Expr {
    const { window } = this.#by;
    if (window === undefined) {
      if (!this.#inputWindow?.closed) throw misplacedGroupBy(node);
      const message = "can't call a windowing function without grouping by it in an aggregate";
      throw new SqlError(message, { code: "window", span: node.span });
    }
    const { spec, part } = this.#windowCall(node);
    if (!sameWindow(spec, window.spec)) {
      throw new SqlError("window expressions do not match", { code: "window", span: node.span });
    }
    if (part !== "window") return part === "start" ? this.#start() : this.#end();
    return windowStruct(this.#start(), this.#end(), printExpression(node).toLowerCase());
  }

  #start(): Expr {
    return this.#column(this.#layout.start);
  }

  #end(): Expr {
    return this.#column(this.#layout.end);
  }

  #column(index: number): Expr {
    return columnAt(this.#layout.fields[index]!, index); // a position of the layout
  }

  /** `grouping(x)`: 1 in the groups that are not by x. */
  #groupingOf(node: ast.Call): Expr {
    const [argument, more] = node.arguments;
    const expr = argument && more === undefined ? bindExpression(argument, this.#base) : undefined;
    const key = expr === undefined ? -1 : this.#by.keys.findIndex((one) => sameExpr(one, expr));
    if (key >= 0) return this.#by.sets.length > 1 ? this.#column(this.#layout.flags + key) : literal(0, INT);
    throw new SqlError("grouping takes one expression of GROUP BY", { code: "grouping", span: node.span });
  }

  #call(node: ast.Call): Expr {
    const bound = bindAggregateCall(node, this.#base);
    let index = this.#calls.findIndex((call) => sameCall(call.bound, bound));
    const field = fieldOf(bound.text, bound.type, bound.nullable);
    if (index < 0) index = this.#calls.push({ bound, field }) - 1;
    return columnAt(this.#calls[index]!.field, this.#layout.fields.length + index); // found or added
  }

  /** To be asked for when everything is bound. */
  plan(): LogicalPlan {
    return groupPlan({
      input: this.#input,
      keys: this.#by.keys,
      sets: this.#by.sets,
      window: this.#by.window,
      calls: this.#calls.map(({ bound }) => bound),
      isGlobal: this.#isGlobal,
      updates: this.#query.updates(),
    });
  }
}

/** An error of ours that never leaves this file. */
const NOT_GROUPED = new Error("reads a column that is no key");

function isGroupingCall(node: ast.Expression): node is ast.Call {
  return node.kind === "call" && node.over === undefined && node.name.name === "grouping";
}

/** Has a value only in a grouped query. */
function isOfGroups(node: ast.Expression): boolean {
  return isAggregateCall(node) || isGroupingCall(node) || isWindowCall(node);
}

function fail(error: SqlError): never {
  throw error;
}

function refuseGrouped(node: ast.Expression): Expr | undefined {
  if (isAggregateCall(node)) {
    throw new SqlError(`${node.name.name} cannot stand here: aggregates are not nested`, {
      code: "aggregate",
      span: node.name.span,
      hint: "Aggregate in a derived table first.",
    });
  }
  if (isWindowCall(node)) throw misplacedGroupBy(node);
  return undefined;
}

function sameCall(a: BoundCall, b: BoundCall): boolean {
  const same = (x: Expr | undefined, y: Expr | undefined) =>
    x === y || (x !== undefined && y !== undefined && sameExpr(x, y));
  return a.name === b.name && a.distinct === b.distinct && a.nulls === b.nulls && a.descending === b.descending &&
    same(a.filter, b.filter) &&
    a.args.length === b.args.length && a.args.every((arg, i) => same(arg, b.args[i])) &&
    a.orderBy.length === b.orderBy.length && a.orderBy.every((key, i) => {
      const other = b.orderBy[i]!; // as many
      return key.descending === other.descending && key.nullsFirst === other.nullsFirst && same(key.expr, other.expr);
    });
}
