/** Relations that are joined by commas, JOIN … ON and CROSS JOIN: one after the other, with what WHERE says of them. */
import type { Span } from "../../schema/errors.ts";
import type * as ast from "../ast.ts";
import { columnsOf, type Expr } from "../expr.ts";
import type { LogicalPlan } from "../plan.ts";
import { bindPredicate } from "./expression.ts";
import { conjunctsOf, selectedRows } from "./filter.ts";
import { joined } from "./join.ts";
import { moved } from "./join_condition.ts";
import type { Bound, QueryContext } from "./query_context.ts";
import type { Scope, ScopeColumn } from "./scope.ts";

/** How relations are bound. */
export interface BindRelation {
  alone(relation: ast.Relation): Bound;
  /** UNNEST reads columns of the rows before it, and gives them with the elements. */
  behind(rows: Bound, relation: ast.UnnestRelation): Bound;
}

/** A relation and what joins it to those before it. */
interface Part {
  readonly relation: ast.Relation;
  readonly isCross: boolean;
  readonly on: ast.Expression | undefined;
  readonly span: Span;
}

interface Source {
  readonly bound: Bound;
  /** Of its first column among those of all sources. */
  readonly at: number;
  readonly isCross: boolean;
  readonly span: Span;
}

/** The relations of FROM from left to right; inner joins are taken apart, other joins are relations of their own. */
function partsOf(relations: readonly ast.Relation[]): readonly Part[] {
  return relations.flatMap((relation): Part[] => {
    const [first, ...others] = innerParts(relation);
    return [{ ...first!, isCross: true }, ...others]; // there is one
  });
}

function innerParts(relation: ast.Relation): readonly Part[] {
  if (relation.kind !== "join" || !isInner(relation)) {
    return [{ relation, isCross: true, on: undefined, span: relation.span }];
  }
  const { left, right, constraint, span } = relation;
  const on = constraint?.kind === "on" ? constraint.condition : undefined;
  return [...innerParts(left), { relation: right, isCross: relation.type === "cross", on, span }];
}

/** An inner join whose columns keep their names: without USING. */
export function isInner({ type, natural, constraint }: ast.Join): boolean {
  return (type === "inner" || type === "cross") && !natural && constraint?.kind !== "using";
}

/**
 * The rows of FROM, not joined yet: conditions are bound over the columns of all relations, then {@link rows} joins them, from
 * the left, but those first that an equality ties to the rows before.
 */
export class Sources {
  #sources: Source[] = [];
  #conditions: Expr[] = [];
  readonly #context: QueryContext;

  constructor(relations: readonly ast.Relation[], bind: BindRelation, context: QueryContext) {
    this.#context = context;
    for (const { relation, isCross, on, span } of partsOf(relations)) {
      if (relation.kind === "unnest" && this.#sources.length > 0) {
        this.#continue(bind.behind(this.rows([]), relation), span);
      } else this.#sources.push({ bound: bind.alone(relation), at: this.#width, isCross, span });
      if (on !== undefined) this.#conditions.push(...conjunctsOf(this.#on(on)));
    }
  }

  /** All that there was is in these rows. */
  #continue(bound: Bound, span: Span): void {
    this.#sources = [{ bound, at: 0, isCross: true, span }];
    this.#conditions = [];
  }

  get #width(): number {
    const last = this.#sources.at(-1);
    return last === undefined ? 0 : last.at + last.bound.plan.schema.fields.length;
  }

  #on(node: ast.Expression): Expr {
    const { parameters, facts } = this.#context;
    return bindPredicate(node, { scope: this.scope, parameters, functions: facts.functions }, "ON");
  }

  /** What conditions are bound over. */
  get scope(): Scope {
    const [first, second] = this.#sources;
    if (first !== undefined && second === undefined) return first.bound.scope;
    const columns = this.#sources.flatMap(({ bound, at }) =>
      bound.scope.columns.map((column): ScopeColumn => ({ ...column, index: column.index + at }))
    );
    return { columns, eventTime: undefined };
  }

  /** The joined rows for which the conjuncts hold, which are over {@link scope}. */
  rows(conjuncts: readonly Expr[]): Bound {
    const [first, ...waiting] = this.#sources;
    if (first === undefined) throw new TypeError("FROM names a relation");
    if (waiting.length === 0) {
      const { plan, scope } = first.bound;
      return { plan: selectedRows(plan, [...this.#conditions, ...conjuncts]), scope };
    }
    let rows = rowsOf(first, [...this.#conditions, ...conjuncts]);
    while (waiting.length > 0) {
      const next = waiting.find((source) => rows.rest.some((expr) => equates(expr, rows.at, source))) ?? waiting[0]!;
      waiting.splice(waiting.indexOf(next), 1);
      rows = this.#joined(rows, next);
    }
    const last = rows.rest.map((expr) => moved(expr, (index) => rows.at[index]!)); // a column of a source
    const plan = selectedRows(rows.plan, last);
    return { plan, scope: this.#scopeAt(plan, rows.at) };
  }

  /** With the rows of one more source, and the conditions that are about both. */
  #joined({ plan: left, at, rest }: Rows, source: Source): Rows {
    const right = source.bound.plan;
    const width = left.schema.fields.length;
    const places = [...at];
    right.schema.fields.forEach((_, index) => places[source.at + index] = width + index);
    const known = rest.filter((expr) => isKnown(expr, places));
    const step = joined({
      type: "inner",
      left,
      right,
      conjuncts: known.map((expr) => moved(expr, (index) => places[index]!)), // it is known
      isCross: source.isCross,
      span: source.span,
    }, this.#context);
    return {
      plan: step.plan,
      at: places.map((place) => step.at[place]!), // a column of either side
      rest: rest.filter((expr) => !known.includes(expr)),
    };
  }

  #scopeAt({ schema }: LogicalPlan, at: readonly number[]): Scope {
    const columns = this.scope.columns.map((column) => ({ ...column, index: at[column.index]! })); // of a source
    return { columns, eventTime: timeOf(schema) };
  }
}

/** What `row_time()` is in rows of several relations. */
export function timeOf({ fields, eventTime }: LogicalPlan["schema"]): ScopeColumn | undefined {
  const field = eventTime === undefined ? undefined : fields[eventTime];
  return field && { ...field, relation: undefined, index: eventTime! }; // it has a field
}

/** Some of the sources, joined. */
interface Rows {
  readonly plan: LogicalPlan;
  /** Where columns of the sources lie in the plan; holes for those of sources that are not in it. */
  readonly at: readonly number[];
  /** Conditions that are not asked yet. */
  readonly rest: readonly Expr[];
}

function rowsOf({ bound: { plan }, at }: Source, rest: readonly Expr[]): Rows {
  const places: number[] = [];
  plan.schema.fields.forEach((_, index) => places[at + index] = index);
  return { plan, at: places, rest };
}

function isKnown(expr: Expr, at: readonly number[]): boolean {
  return [...columnsOf(expr)].every((index) => index in at);
}

/** An equality of what is there already and the source: it can be joined next. */
function equates(expr: Expr, at: readonly number[], { at: first, bound }: Source): boolean {
  if (expr.kind !== "call" || !(expr.name === "=" || expr.name === "is not distinct from")) return false;
  const last = first + bound.plan.schema.fields.length;
  const [a, b] = expr.args.map((arg) => [...columnsOf(arg)]);
  const isThere = (columns: readonly number[] = []) => columns.length > 0 && columns.every((index) => index in at);
  const isOfSource = (columns: readonly number[] = []) =>
    columns.length > 0 && columns.every((index) => index >= first && index < last);
  return (isThere(a) && isOfSource(b)) || (isOfSource(a) && isThere(b));
}
