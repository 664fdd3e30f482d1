/** Queries of the syntax tree, and the relations they read. */
import type { Option } from "./ast.ts";
import type { Expression, NamePath } from "./ast_expression.ts";
import type { Identifier, Node } from "./ast_node.ts";

// ---------------------------------------------------------------------------------------------------------------------
// Queries

/** `[WITH …] body [ORDER BY …] [LIMIT n] [OFFSET n]` */
export interface Query extends Node {
  readonly kind: "query";
  readonly recursive: boolean;
  readonly with: readonly CommonTable[];
  readonly body: QueryBody;
  readonly orderBy: readonly OrderItem[];
  readonly limit: Expression | undefined;
  readonly offset: Expression | undefined;
}

/** `name [(col, …)] AS (query)` */
export interface CommonTable extends Node {
  readonly name: Identifier;
  readonly columns: readonly Identifier[];
  readonly query: Query;
}

/** A {@link Query} as a body stood in brackets. */
export type QueryBody = Select | Values | SetOperation | Query;

/** `left UNION [ALL] right`; INTERSECT binds tighter than UNION and EXCEPT. */
export interface SetOperation extends Node {
  readonly kind: "setOperation";
  readonly operator: "union" | "intersect" | "except";
  readonly all: boolean;
  readonly left: QueryBody;
  readonly right: QueryBody;
}

/** `VALUES (1, 'a'), (2, 'b')` */
export interface Values extends Node {
  readonly kind: "values";
  readonly rows: readonly ValuesRow[];
}

export interface ValuesRow extends Node {
  readonly items: readonly Expression[];
}

export interface Select extends Node {
  readonly kind: "select";
  readonly distinct: boolean;
  readonly items: readonly SelectItem[];
  /** Joined by commas; empty without FROM. */
  readonly from: readonly Relation[];
  readonly where: Expression | undefined;
  readonly groupBy: GroupBy | undefined;
  readonly having: Expression | undefined;
}

export type SelectItem = Star | QualifiedStar | SelectExpression;

/** `*` */
export interface Star extends Node {
  readonly kind: "star";
}

/** `t.*`, `t.s.*` */
export interface QualifiedStar extends Node {
  readonly kind: "qualifiedStar";
  readonly qualifier: NamePath;
}

/** `a + 1 [AS b]` */
export interface SelectExpression extends Node {
  readonly kind: "expression";
  readonly expression: Expression;
  readonly alias: Identifier | undefined;
}

/** `GROUP BY ALL` has no items. */
export interface GroupBy extends Node {
  readonly all: boolean;
  readonly items: readonly GroupItem[];
}

export type GroupItem = GroupExpression | GroupingFunction | GroupingSets;

export interface GroupExpression extends Node {
  readonly kind: "expression";
  readonly expression: Expression;
}

/** `ROLLUP (a, (b, c))`, `CUBE (a, b)`: each set is what stands between the commas. */
export interface GroupingFunction extends Node {
  readonly kind: "rollup" | "cube";
  readonly sets: readonly GroupingSet[];
}

/** `GROUPING SETS ((a, b), a, ())` */
export interface GroupingSets extends Node {
  readonly kind: "groupingSets";
  readonly sets: readonly GroupingSet[];
}

export interface GroupingSet extends Node {
  readonly expressions: readonly Expression[];
}

/** `e [ASC | DESC] [NULLS FIRST | LAST]` */
export interface OrderItem extends Node {
  readonly expression: Expression;
  readonly descending: boolean;
  readonly nulls: "first" | "last" | undefined;
}

// ---------------------------------------------------------------------------------------------------------------------
// FROM

export type Relation = TableReference | DerivedTable | UnnestRelation | WindowFunction | Join;

/** `[AS] name [(col, …)]` */
export interface TableAlias extends Node {
  readonly name: Identifier;
  readonly columns: readonly Identifier[];
}

/** `orders o`, with the options of a hint: an orders table read with other options. */
export interface TableReference extends Node {
  readonly kind: "table";
  readonly name: Identifier;
  readonly hint: readonly Option[];
  readonly alias: TableAlias | undefined;
}

/** `(SELECT …) AS q` */
export interface DerivedTable extends Node {
  readonly kind: "derived";
  readonly query: Query;
  readonly alias: TableAlias | undefined;
}

/** `UNNEST(t.items) AS u(item)` */
export interface UnnestRelation extends Node {
  readonly kind: "unnest";
  readonly array: Expression;
  readonly alias: TableAlias | undefined;
}

/** `HOP(TABLE bids, DESCRIPTOR(ts), slide, width)`, also within `TABLE(…)`. The name may be any, e.g. `cumulate`. */
export interface WindowFunction extends Node {
  readonly kind: "windowFunction";
  /** Of the function: `tumble`, `hop`, `session`. */
  readonly name: Identifier;
  readonly relation: Identifier;
  readonly partitionBy: readonly NamePath[];
  readonly descriptor: NamePath;
  /** What follows the descriptor: width; slide and width; gap. */
  readonly arguments: readonly Expression[];
  readonly alias: TableAlias | undefined;
}

/** `left [type] JOIN right ON …`; CROSS and NATURAL have no constraint. */
export interface Join extends Node {
  readonly kind: "join";
  readonly type: "inner" | "left" | "right" | "full" | "cross";
  readonly natural: boolean;
  readonly left: Relation;
  readonly right: Relation;
  readonly constraint: JoinConstraint | undefined;
}

export type JoinConstraint = JoinOn | JoinUsing;

export interface JoinOn extends Node {
  readonly kind: "on";
  readonly condition: Expression;
}

export interface JoinUsing extends Node {
  readonly kind: "using";
  readonly columns: readonly Identifier[];
}
