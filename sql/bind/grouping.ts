/** GROUP BY: keys and calls become columns of an aggregate, and what is selected is said in these columns. */
import { type Span, SqlError } from "../../schema/errors.ts";
import { type Field, fieldOf, type Schema, type WindowSpec } from "../../schema/field.ts";
import { TIMESTAMP } from "../../schema/types.ts";
import type * as ast from "../ast.ts";
import { type Expr, isConstant, mapChildren, sameExpr } from "../expr.ts";
import { findAggregate } from "../functions/aggregates/mod.ts";
import { windowStruct } from "../member.ts";
import { type AggregateCall, isBounded, type LogicalPlan, RECORD_TIME, type Windowing } from "../plan.ts";
import { printExpression } from "../print.ts";
import { withOwnWindow } from "../rewrite_window.ts";
import { bindAggregateCall, type BoundCall } from "./aggregate_call.ts";
import { castTo } from "./cast.ts";
import { bindExpression, type ExpressionContext } from "./expression.ts";
import { notNull } from "./not_null.ts";
import { columnAt, project } from "./projection.ts";
import type { QueryContext } from "./query_context.ts";
import { findParts } from "./syntax.ts";
import {
  isWindowCall,
  misplacedWindow,
  needAppendOnly,
  NO_WINDOW_IN_AGGREGATE,
  sameWindow,
  twoWindows,
  windowCall,
} from "./window.ts";

export function isAggregateCall(node: ast.Expression): node is ast.Call {
  return node.kind === "call" && node.over === undefined && findAggregate(node.name.name) !== undefined;
}

/** What a grouped query is made of, before its calls are known. */
interface GroupBy {
  readonly keys: readonly Expr[];
  readonly window: { readonly spec: WindowSpec; readonly ofInput: boolean } | undefined;
}

/** One expression of GROUP BY, resolved: ordinals and aliases are the expressions that they stand for. */
export interface GroupExpression {
  readonly node: ast.Expression;
  readonly span: Span;
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
  readonly #isGlobal: boolean;
  readonly #aliases: ReadonlyMap<string, ast.Expression>;
  readonly #opening = new Set<string>();
  readonly #calls: { readonly bound: BoundCall; readonly field: Field }[] = [];

  /** `base` binds over `input`. `aliases` of the select list stand for their expressions where no column has the name. */
  constructor(
    input: LogicalPlan,
    base: ExpressionContext,
    query: QueryContext,
    expressions: readonly GroupExpression[],
    aliases: ReadonlyMap<string, ast.Expression>,
    span: Span,
  ) {
    this.#input = input;
    this.#base = { ...base, replace: refuseGrouped };
    this.#query = query;
    this.#aliases = aliases;
    this.#isGlobal = expressions.length === 0;
    this.#by = this.#groupBy(expressions, span);
    this.context = { ...base, replace: (node) => this.#replace(node) };
  }

  get #inputWindow() {
    return this.#input.schema.window;
  }

  #groupBy(expressions: readonly GroupExpression[], span: Span): GroupBy {
    const windows = expressions.filter(({ node }) => isWindowCall(node));
    if (windows.length > 1) {
      throw new SqlError(`do not support ${windows.length} window expressions in group by`, {
        code: "window",
        span: windows[1]!.span, // more than one
      });
    }
    const bound = expressions.filter(({ node }) => !isWindowCall(node)).map(({ node }) => this.#key(node));
    const own = windows[0] && this.#ownWindow(windows[0].node as ast.Call); // filtered by isWindowCall
    const { keys, named } = this.#withoutWindow(bound);
    const input = this.#inputWindow;
    if (input !== undefined && named && own !== undefined && !own.ofInput) {
      throw twoWindows(input.spec, own.spec, windows[0]!.span); // it made the own one
    }
    if (input !== undefined && (named || own?.ofInput)) return { keys, window: { spec: input.spec, ofInput: true } };
    if (input?.closed) throw new SqlError(NO_WINDOW_IN_AGGREGATE, { code: "window", span });
    return { keys, window: own };
  }

  #key(node: ast.Expression): Expr {
    const [call] = findParts(node, isAggregateCall);
    if (call === undefined) return bindExpression(node, this.#base);
    throw new SqlError("GROUP BY takes no aggregates", { code: "aggregate", span: call.span });
  }

  #ownWindow(node: ast.Call): GroupBy["window"] {
    const { spec } = windowCall(node, this.#base);
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
    const isOf = (columns: readonly number[] = []) => (expr: Expr) =>
      expr.kind === "column" && columns.includes(expr.index);
    const [isStruct, isStart, isEnd] = [isOf(window?.structs), isOf(window?.starts), isOf(window?.ends)];
    const named = bound.some(isStruct) || (bound.some(isStart) && bound.some(isEnd));
    const unique = bound.filter((expr, i) => !bound.slice(0, i).some((earlier) => sameExpr(earlier, expr)));
    const keys = named ? unique.filter((expr) => !isStruct(expr) && !isStart(expr) && !isEnd(expr)) : unique;
    return { keys: keys.filter((expr) => !isConstant(expr)), named };
  }

  // -------------------------------------------------------------------------------------------------------------------
  // What is selected

  #replace(node: ast.Expression): Expr | undefined {
    if (node.kind === "call" && node.over !== undefined) return undefined;
    if (isAggregateCall(node)) return this.#call(node);
    if (isWindowCall(node)) return this.#windowOf(node);
    if (findParts(node, (part) => isAggregateCall(part) || isWindowCall(part)).length > 0) return undefined;
    const bound = this.#overInput(node);
    if (bound instanceof SqlError) {
      if (node.kind !== "name") return undefined; // one of its parts tells, or is an alias
      return this.#alias(node) ?? fail(bound);
    }
    const grouped = this.#overKeys(bound);
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
    if (key >= 0) return { ...columnAt(this.#keyFields()[key]!, key), name: nameOf(expr) }; // a key
    if (expr.kind === "column") return this.#windowColumn(expr);
    try {
      return mapChildren(expr, (child) => {
        const mapped = this.#overKeys(child);
        if (mapped === undefined) throw NOT_GROUPED;
        return mapped;
      });
    } catch (error) {
      if (error === NOT_GROUPED) return undefined;
      throw error;
    }
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
      if (!this.#inputWindow?.closed) throw misplacedWindow(node);
      const message = "can't call a windowing function without grouping by it in an aggregate";
      throw new SqlError(message, { code: "window", span: node.span });
    }
    const { spec, part } = windowCall(node, this.#base);
    if (!sameWindow(spec, window.spec)) {
      throw new SqlError("window expressions do not match", { code: "window", span: node.span });
    }
    if (part !== "window") return part === "start" ? this.#start() : this.#end();
    return windowStruct(this.#start(), this.#end(), printExpression(node).toLowerCase());
  }

  #start(): Expr {
    return { kind: "column", index: this.#by.keys.length, ...WINDOW_START };
  }

  #end(): Expr {
    return { kind: "column", index: this.#by.keys.length + 1, ...WINDOW_END };
  }

  #call(node: ast.Call): Expr {
    const bound = bindAggregateCall(node, this.#base);
    let index = this.#calls.findIndex((call) => sameCall(call.bound, bound));
    const field = fieldOf(bound.text, bound.type, bound.nullable);
    if (index < 0) index = this.#calls.push({ bound, field }) - 1;
    return columnAt(this.#calls[index]!.field, this.#firstCall() + index); // found or added
  }

  #firstCall(): number {
    const { keys, window } = this.#by;
    const timed = window !== undefined || this.#input.schema.eventTime !== undefined;
    return keys.length + (window === undefined ? 0 : 2) + (timed ? 1 : 0);
  }

  #keyFields(): Field[] {
    return this.#by.keys.map((expr) => fieldOf(nameOf(expr), expr.type, expr.nullable));
  }

  // -------------------------------------------------------------------------------------------------------------------

  /** To be asked for when everything is bound. */
  plan(): LogicalPlan {
    const { keys, window } = this.#by;
    const exprs: Expr[] = [...keys];
    const at = (expr: Expr): number => {
      const found = exprs.findIndex((one) => sameExpr(one, expr));
      return found >= 0 ? found : exprs.push(expr) - 1;
    };
    const calls = this.#calls.map(({ bound }): AggregateCall => ({
      name: bound.name,
      args: bound.args.map(at),
      filter: bound.filter && at(bound.filter),
      distinct: bound.distinct,
      orderBy: bound.orderBy.map(({ expr, ...key }) => ({ ...key, index: at(expr), type: expr.type })),
      nulls: bound.nulls,
      accumulator: bound.accumulator,
      text: bound.text,
    }));
    const time = eventTimeOf(this.#input);
    const timeAt = time && at(time);
    const windowing = this.#windowing(at);
    const fields = exprs.map((expr) => fieldOf(nameOf(expr), expr.type, expr.nullable));
    const input = project(this.#input, exprs, fields);
    return withOwnWindow({
      kind: "aggregate",
      input,
      keys: keys.map((_, i) => i),
      calls,
      windowing,
      time: timeAt,
      always: this.#isGlobal && window === undefined && isBounded(this.#input),
      updates: this.#query.updates(),
      schema: this.#schema(timeAt !== undefined),
    });
  }

  #windowing(at: (expr: Expr) => number): Windowing | undefined {
    const { window } = this.#by;
    if (window === undefined) return undefined;
    if (!window.ofInput) return { kind: "time", window: window.spec };
    const [start, end] = [this.#inputWindow?.starts[0], this.#inputWindow?.ends[0]];
    const column = (index: number) => columnAt(this.#input.schema.fields[index]!, index); // a position of the schema
    return { kind: "input", start: at(column(start!)), end: at(column(end!)) }; // ofInput: there is one
  }

  #schema(timed: boolean): Schema {
    const { keys, window } = this.#by;
    const calls = this.#calls.map(({ field }) => field);
    const first = keys.length;
    if (window !== undefined) {
      const fields = [...this.#keyFields(), WINDOW_START, WINDOW_END, EVENT_TIME, ...calls];
      const at = { starts: [first], ends: [first + 1], structs: [] };
      return { fields, updating: false, eventTime: first + 2, window: { spec: window.spec, closed: true, ...at } };
    }
    const fields = [...this.#keyFields(), ...(timed ? [EVENT_TIME] : []), ...calls];
    const key = keys.map((_, i) => i);
    return { fields, updating: true, key, ...(timed && { eventTime: first }) };
  }
}

const WINDOW_START: Field = { name: "window_start", type: TIMESTAMP, nullable: false, hidden: true };
const WINDOW_END: Field = { name: "window_end", type: TIMESTAMP, nullable: false, hidden: true };
const EVENT_TIME: Field = { name: RECORD_TIME, type: TIMESTAMP, nullable: false, hidden: true };

/** An error of ours that never leaves this file. */
const NOT_GROUPED = new Error("reads a column that is no key");

function fail(error: SqlError): never {
  throw error;
}

function nameOf(expr: Expr): string {
  return expr.kind === "column" ? expr.name : "text" in expr ? expr.text : "key";
}

function refuseGrouped(node: ast.Expression): Expr | undefined {
  if (isAggregateCall(node)) {
    throw new SqlError(`${node.name.name} cannot stand here: aggregates are not nested`, {
      code: "aggregate",
      span: node.name.span,
      hint: "Aggregate in a derived table first.",
    });
  }
  if (isWindowCall(node)) throw misplacedWindow(node);
  return undefined;
}

/** The event time as windows take it: nanoseconds, never NULL. */
export function eventTimeOf({ schema }: LogicalPlan): Expr | undefined {
  const index = schema.eventTime;
  const field = index === undefined ? undefined : schema.fields[index];
  if (index === undefined || field === undefined) return undefined;
  const nanos = castTo(columnAt(field, index), TIMESTAMP, { span: { start: 0, end: 0 }, text: field.name });
  return nanos.nullable ? notNull(nanos, `'${field.name}', which is the event time`) : nanos;
}

function sameCall(a: BoundCall, b: BoundCall): boolean {
  const same = (x: Expr | undefined, y: Expr | undefined) =>
    x === y || (x !== undefined && y !== undefined && sameExpr(x, y));
  return a.name === b.name && a.distinct === b.distinct && a.nulls === b.nulls && same(a.filter, b.filter) &&
    a.args.length === b.args.length && a.args.every((arg, i) => same(arg, b.args[i])) &&
    a.orderBy.length === b.orderBy.length && a.orderBy.every((key, i) => {
      const other = b.orderBy[i]!; // as many
      return key.descending === other.descending && key.nullsFirst === other.nullsFirst && same(key.expr, other.expr);
    });
}
