/**
 * Calls of user functions, taken out of expressions: each becomes an `invoke` node below the projection or filter that
 * needs its value. AND, OR, CASE and COALESCE stay lazy: a call is made for the rows only in which its value is needed.
 */
import { type Span, SqlError } from "../schema/errors.ts";
import { type Field, fieldOf } from "../schema/field.ts";
import { BOOLEAN } from "../schema/types.ts";
import type { UserFunction } from "../schema/user_function.ts";
import { children, type Expr, mapChildren } from "./expr.ts";
import { type LogicalPlan, mapInputs } from "./plan.ts";

/** The plan with all calls of user functions as nodes. `done` keeps shared nodes shared. */
export function lift(plan: LogicalPlan, done: Map<LogicalPlan, LogicalPlan>): LogicalPlan {
  const known = done.get(plan);
  if (known !== undefined) return known;
  const result = liftNode(mapInputs(plan, (input) => lift(input, done)));
  done.set(plan, result);
  return result;
}

function liftNode(plan: LogicalPlan): LogicalPlan {
  switch (plan.kind) {
    case "project": {
      if (!plan.exprs.some(callsUser)) return plan;
      const lifting = new Lifting(plan.input);
      const exprs = plan.exprs.map((expr) => lifting.rewrite(expr, []));
      return { ...plan, input: lifting.plan, exprs };
    }
    case "filter":
      return callsUser(plan.predicate) ? liftFilter(plan) : plan;
    case "values":
      plan.rows.forEach((row) => row.forEach((expr) => refuseUser(expr, "VALUES")));
      return plan;
    case "watermark":
      refuseUser(plan.watermark, "WATERMARK FOR");
      return plan;
    default:
      return plan;
  }
}

/** Throws where a clause is computed without the columns that a call could become. */
export function refuseUser(expr: Expr, clause: "VALUES" | "WATERMARK FOR", span?: Span): void {
  if (!callsUser(expr)) return;
  throw new SqlError(`A user function cannot be called in ${clause}`, {
    code: "user_function",
    span,
    hint: clause === "VALUES" ? "Write SELECT f(1) instead of VALUES (f(1))." : "Compute it in a generated column.",
  });
}

/** One filter per condition of the AND, so that a call is made only for rows that those before it let pass. */
function liftFilter(filter: LogicalPlan & { kind: "filter" }): LogicalPlan {
  const lifting = new Lifting(filter.input);
  for (const condition of conjuncts(filter.predicate)) {
    const predicate = lifting.condition(condition, []);
    lifting.plan = { kind: "filter", input: lifting.plan, predicate, schema: lifting.plan.schema };
  }
  const exprs = filter.schema.fields.map(columnAt);
  return { kind: "project", input: lifting.plan, exprs, schema: filter.schema };
}

function conjuncts(expr: Expr): readonly Expr[] {
  return expr.kind === "and" ? [...conjuncts(expr.left), ...conjuncts(expr.right)] : [expr];
}

function callsUser(expr: Expr): boolean {
  return (expr.kind === "call" && expr.user !== undefined) || children(expr).some(callsUser);
}

function columnAt(field: Field, index: number): Expr {
  const { name, type, nullable } = field;
  return { kind: "column", index, name, type, nullable };
}

/** BOOLEANs that are never NULL; a row needs a value where all of them hold. */
type Guards = readonly Expr[];

/** A plan that grows by columns at its end while the expressions above it are rewritten. */
class Lifting {
  plan: LogicalPlan;
  readonly #done = new Map<Expr, { readonly guards: Guards; readonly result: Expr }>();

  constructor(plan: LogicalPlan) {
    this.plan = plan;
  }

  /** The expression with columns in place of calls; `guards` say for which rows it is needed. */
  rewrite(expr: Expr, guards: Guards): Expr {
    if (!callsUser(expr)) return expr;
    const known = this.#done.get(expr);
    if (known !== undefined && known.guards.every((guard) => guards.includes(guard))) return known.result;
    const result = this.#rewrite(expr, guards);
    this.#done.set(expr, { guards, result });
    return result;
  }

  /** For WHERE and WHEN, which ask only whether it is true: of `a AND b` b is not looked at unless a is true. */
  condition(expr: Expr, guards: Guards): Expr {
    if ((expr.kind !== "and" && expr.kind !== "or") || !callsUser(expr)) return this.rewrite(expr, guards);
    const { left, right } = expr;
    if (!callsUser(right)) return { ...expr, left: this.condition(left, guards) };
    const pinned = this.#pinCondition(left, guards);
    const open = expr.kind === "and" ? orElse(pinned, false) : orElse(negated(pinned), true);
    return { ...expr, left: pinned, right: this.condition(right, [...guards, open]) };
  }

  #rewrite(expr: Expr, guards: Guards): Expr {
    switch (expr.kind) {
      case "call": {
        const args = expr.args.map((arg) => this.rewrite(arg, guards));
        return expr.user === undefined ? { ...expr, args } : this.#invoke(expr.user, args, guards, expr);
      }
      case "and":
      case "or": {
        const { left, right } = expr;
        if (!callsUser(right)) return { ...expr, left: this.rewrite(left, guards) };
        const pinned = this.#pin(left, guards);
        const undecided = orElse(expr.kind === "and" ? pinned : negated(pinned), true);
        return { ...expr, left: pinned, right: this.rewrite(right, [...guards, undecided]) };
      }
      case "case":
        return this.#case(expr, guards);
      case "coalesce": {
        let open = guards;
        const args = expr.args.map((arg, i) => {
          const later = expr.args.slice(i + 1).some(callsUser);
          const result = later ? this.#pin(arg, open) : this.rewrite(arg, open);
          open = [...open, { kind: "isNull", arg: result, negated: false, type: BOOLEAN, nullable: false }];
          return result;
        });
        return { ...expr, args };
      }
      default:
        return mapChildren(expr, (child) => this.rewrite(child, guards));
    }
  }

  #case(expr: Expr & { kind: "case" }, guards: Guards): Expr {
    let open = guards;
    const branches = expr.branches.map(({ when, then }, i) => {
      const rest = [then, ...expr.branches.slice(i + 1).flatMap((one) => [one.when, one.then]), expr.otherwise];
      const test = rest.some(callsUser) ? this.#pinCondition(when, open) : this.condition(when, open);
      const taken = { when: test, then: this.rewrite(then, [...open, orElse(test, false)]) };
      open = [...open, orElse(negated(test), true)];
      return taken;
    });
    return { ...expr, branches, otherwise: this.rewrite(expr.otherwise, open) };
  }

  /** The expression as a column of its own: what guards calls and is used above them is computed once. */
  #pin(expr: Expr, guards: Guards): Expr {
    const rewritten = this.rewrite(expr, guards);
    if (rewritten.kind === "column" || rewritten.kind === "literal") return rewritten;
    return this.#append(rewritten, guards);
  }

  #pinCondition(expr: Expr, guards: Guards): Expr {
    if (expr.kind !== "and" && expr.kind !== "or") return this.#pin(expr, guards);
    const branches = [{ when: this.condition(expr, guards), then: truth(true) }];
    return this.#append({ kind: "case", branches, otherwise: truth(false), type: BOOLEAN, nullable: false }, guards);
  }

  #invoke(fn: UserFunction, args: readonly Expr[], guards: Guards, call: Expr & { kind: "call" }): Expr {
    const passed = this.plan.schema.fields.map((_, index) => index);
    const { schema } = this.plan;
    const positions = args.map((arg) => this.#position(arg, guards));
    const when = guards.length === 0 ? undefined : this.#position(guards.reduce(both), []);
    const field: Field = { ...fieldOf(call.text, call.type), hidden: true };
    this.plan = {
      kind: "invoke",
      input: this.plan,
      fn,
      args: positions,
      when,
      passed,
      schema: { ...schema, fields: [...schema.fields, field] },
    };
    return columnAt(field, passed.length);
  }

  #position(expr: Expr, guards: Guards): number {
    const column = expr.kind === "column" ? expr : this.#append(expr, guards);
    return column.index;
  }

  /** One more column; NULL in rows that do not need it, for there it might fail. */
  #append(expr: Expr, guards: Guards): Expr & { kind: "column" } {
    const { schema } = this.plan;
    const guarded: Expr = guards.length === 0 || expr.kind === "literal" ? expr : {
      kind: "case",
      branches: [{ when: guards.reduce(both), then: expr }],
      otherwise: { kind: "literal", value: null, type: expr.type, nullable: true },
      type: expr.type,
      nullable: true,
    };
    const index = schema.fields.length;
    const name = expr.kind === "call" ? expr.text : `_${index}`;
    const field: Field = { ...fieldOf(name, expr.type, guarded.nullable), hidden: true };
    const exprs = [...schema.fields.map(columnAt), guarded];
    this.plan = { kind: "project", input: this.plan, exprs, schema: { ...schema, fields: [...schema.fields, field] } };
    return { kind: "column", index, name, type: expr.type, nullable: guarded.nullable };
  }
}

function negated(arg: Expr): Expr {
  return { kind: "not", arg, type: BOOLEAN, nullable: arg.nullable };
}

/** The BOOLEAN, `otherwise` where it is NULL. */
function orElse(expr: Expr, otherwise: boolean): Expr {
  if (!expr.nullable) return expr;
  return { kind: "coalesce", args: [expr, truth(otherwise)], type: BOOLEAN, nullable: false };
}

function truth(value: boolean): Expr {
  return { kind: "literal", value, type: BOOLEAN, nullable: false };
}

function both(left: Expr, right: Expr): Expr {
  return { kind: "and", left, right, type: BOOLEAN, nullable: false };
}
