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
 * The rows of FROM, not joined yet: conditions are bound over the columns of all relations, then {@link rows} joins them.
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
    const [first, ...others] = this.#sources;
    if (first === undefined) throw new TypeError("FROM names a relation");
    let rest = [...this.#conditions, ...conjuncts];
    let plan = first.bound.plan;
    let at = plan.schema.fields.map((_, index) => index);
    for (const source of others) {
      const end = source.at + source.bound.plan.schema.fields.length;
      const known = rest.filter((expr) => isWithin(expr, end));
      rest = rest.filter((expr) => !known.includes(expr));
      const step = this.#joined(plan, at, source, known);
      plan = step.plan;
      at = [...step.at];
    }
    const last = rest.map((expr) => moved(expr, (index) => at[index]!)); // a column of a source
    return {
      plan: selectedRows(plan, last, this.#context.updates()),
      scope: others.length === 0 ? first.bound.scope : this.#scopeAt(plan, at),
    };
  }

  /** `at`: where the columns of the sources so far lie in `left`. Gives the same for all of them and this one. */
  #joined(left: LogicalPlan, at: readonly number[], source: Source, conjuncts: readonly Expr[]) {
    const right = source.bound.plan;
    const width = left.schema.fields.length;
    const places = [...at, ...right.schema.fields.map((_, index) => width + index)];
    const step = joined({
      type: "inner",
      left,
      right,
      conjuncts: conjuncts.map((expr) => moved(expr, (index) => places[index]!)), // a column of a source
      isCross: source.isCross,
      span: source.span,
    }, this.#context);
    return { plan: step.plan, at: places.map((place) => step.at[place]!) }; // a column of either side
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

function isWithin(expr: Expr, end: number): boolean {
  return [...columnsOf(expr)].every((index) => index < end);
}
