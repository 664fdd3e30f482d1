/** Literals, expressions and types of the syntax tree. */
import type { Span } from "../schema/errors.ts";
import type { Identifier, Node } from "./ast_node.ts";
import type { OrderItem, Query } from "./ast_query.ts";

// ---------------------------------------------------------------------------------------------------------------------
// Literals

/** `12`, `1_000`, `1.5e3`. `text` is exact, without underscores; it starts with `-` only as an option's value. */
export interface NumberLiteral extends Node {
  readonly kind: "number";
  readonly text: string;
}

/** `'it''s'`, `E'a\n'`, `$$raw$$`: the value without quotes and escapes. */
export interface StringLiteral extends Node {
  readonly kind: "string";
  readonly value: string;
}

/** `X'0aff'`: `hex` is lower case, of even length. */
export interface BytesLiteral extends Node {
  readonly kind: "bytes";
  readonly hex: string;
}

/** `TRUE`, `FALSE` */
export interface BooleanLiteral extends Node {
  readonly kind: "boolean";
  readonly value: boolean;
}

/** `NULL` */
export interface NullLiteral extends Node {
  readonly kind: "null";
}

/** `DATE '2026-01-31'`; the text is not yet checked. */
export interface TypedLiteral extends Node {
  readonly kind: "typedLiteral";
  readonly type: "date" | "time" | "timestamp" | "decimal";
  readonly text: string;
  /** Of the string alone. */
  readonly textSpan: Span;
}

export type IntervalUnit =
  | "year"
  | "month"
  | "week"
  | "day"
  | "hour"
  | "minute"
  | "second"
  | "millisecond"
  | "microsecond"
  | "nanosecond";

/** `INTERVAL '5' MINUTE`, `INTERVAL 5 MINUTE`, `INTERVAL '1 day 2 hours'`; the text is not yet checked. */
export interface IntervalLiteral extends Node {
  readonly kind: "interval";
  readonly text: string;
  readonly unit: IntervalUnit | undefined;
  /** Of the string or number alone. */
  readonly textSpan: Span;
}

/** `$1` (1-based), or a value of a tagged template. */
export interface Parameter extends Node {
  readonly kind: "parameter";
  readonly index: number;
}

// ---------------------------------------------------------------------------------------------------------------------
// Expressions

/** `a`, `a.b`, `a.b.c`: column, table.column, column.field, … At least one part. */
export interface NamePath extends Node {
  readonly kind: "name";
  readonly parts: readonly Identifier[];
}

/** `(a).b`, `f(x).b`, `a[1].b`: a field of what is not a plain path. */
export interface FieldAccess extends Node {
  readonly kind: "field";
  readonly operand: Expression;
  readonly field: Identifier;
}

/** `a[1]`, `s['f']` */
export interface Subscript extends Node {
  readonly kind: "subscript";
  readonly operand: Expression;
  readonly index: Expression;
}

/** `a[2:3]`, `a[:3]`, `a[2:]`: both ends included. */
export interface Slice extends Node {
  readonly kind: "slice";
  readonly operand: Expression;
  readonly from: Expression | undefined;
  readonly to: Expression | undefined;
}

/** `-a`, `+a`, `NOT a` */
export interface Unary extends Node {
  readonly kind: "unary";
  readonly operator: "-" | "+" | "not";
  readonly operand: Expression;
}

export type ComparisonOperator = "=" | "<>" | "<" | "<=" | ">" | ">=";

export type BinaryOperator =
  | "or"
  | "and"
  | ComparisonOperator
  | "~"
  | "~*"
  | "!~"
  | "!~*"
  | "||"
  | "->"
  | "->>"
  | "?"
  | "#"
  | "&"
  | "|"
  | "<<"
  | ">>"
  | "@>"
  | "<@"
  | "+"
  | "-"
  | "*"
  | "/"
  | "%";

/** `a + b`; `==` has become `=` and `!=` has become `<>`. */
export interface Binary extends Node {
  readonly kind: "binary";
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
  readonly operatorSpan: Span;
}

/** `x = ANY(array)`, `x < ALL(array)`; of a query: `right` is a {@link Subquery}. */
export interface Quantified extends Node {
  readonly kind: "quantified";
  readonly operator: ComparisonOperator;
  readonly quantifier: "any" | "all";
  readonly left: Expression;
  readonly right: Expression;
}

/** `a [NOT] BETWEEN low AND high` */
export interface Between extends Node {
  readonly kind: "between";
  readonly operand: Expression;
  readonly low: Expression;
  readonly high: Expression;
  readonly negated: boolean;
}

/** `a [NOT] IN (1, 2)`: at least one item. */
export interface InList extends Node {
  readonly kind: "inList";
  readonly operand: Expression;
  readonly items: readonly Expression[];
  readonly negated: boolean;
}

/** `a [NOT] IN (SELECT …)` */
export interface InQuery extends Node {
  readonly kind: "inQuery";
  readonly operand: Expression;
  readonly query: Query;
  readonly negated: boolean;
}

/** `a [NOT] LIKE 'x%' [ESCAPE '!']`, ILIKE, SIMILAR TO */
export interface Like extends Node {
  readonly kind: "like";
  readonly form: "like" | "ilike" | "similar to";
  readonly operand: Expression;
  readonly pattern: Expression;
  readonly escape: Expression | undefined;
  readonly negated: boolean;
}

/** `a IS [NOT] NULL`, TRUE, FALSE, UNKNOWN */
export interface Is extends Node {
  readonly kind: "is";
  readonly operand: Expression;
  readonly test: "null" | "true" | "false" | "unknown";
  readonly negated: boolean;
}

/** `a IS [NOT] DISTINCT FROM b` */
export interface IsDistinct extends Node {
  readonly kind: "isDistinct";
  readonly left: Expression;
  readonly right: Expression;
  readonly negated: boolean;
}

/** `CAST(a AS INT)`, `TRY_CAST(a AS INT)`, `a::INT` */
export interface Cast extends Node {
  readonly kind: "cast";
  readonly form: "cast" | "try_cast" | "::";
  readonly operand: Expression;
  readonly type: TypeName;
}

/** `CASE [operand] WHEN … THEN … [ELSE …] END`: at least one branch. */
export interface Case extends Node {
  readonly kind: "case";
  readonly operand: Expression | undefined;
  readonly branches: readonly CaseBranch[];
  readonly otherwise: Expression | undefined;
}

export interface CaseBranch extends Node {
  readonly when: Expression;
  readonly then: Expression;
}

/**
 * `f(a, b)` with everything that a call may carry.
 *
 * The special spellings are ordinary calls too, `form` only remembers how they were written:
 * - `extract`: `extract(hour FROM x)` → `extract('hour', x)`
 * - `substring`: `substring(x FROM a FOR b)` → `substring(x, a, b)`; without FROM `a` is 1
 * - `trim`: `trim([BOTH] [c FROM] x)` → `trim(x[, c])`, LEADING → `ltrim`, TRAILING → `rtrim`
 * - `position`: `position(x IN y)` → `position(y, x)`, the text searched in first, as `strpos`
 * - `overlay`: `overlay(x PLACING y FROM a FOR b)` → `overlay(x, y, a, b)`
 * - `bare`: `current_timestamp`, `current_date`, `current_time` without brackets
 */
export interface Call extends Node {
  readonly kind: "call";
  readonly form: "plain" | "extract" | "substring" | "trim" | "position" | "overlay" | "bare";
  readonly name: Identifier;
  readonly arguments: readonly Expression[];
  /** `count(*)`: no arguments. */
  readonly star: boolean;
  readonly distinct: boolean;
  /** Inside the brackets: `array_agg(x ORDER BY y)`. */
  readonly orderBy: readonly OrderItem[];
  /** `WITHIN GROUP (ORDER BY x)` */
  readonly withinGroup: readonly OrderItem[];
  /** `FILTER (WHERE x)` */
  readonly filter: Expression | undefined;
  /** `IGNORE NULLS`, `RESPECT NULLS`, inside or after the brackets. */
  readonly nulls: "ignore" | "respect" | undefined;
  readonly over: WindowSpecification | undefined;
}

/** `OVER ([PARTITION BY …] [ORDER BY …] [frame])` */
export interface WindowSpecification extends Node {
  readonly partitionBy: readonly Expression[];
  readonly orderBy: readonly OrderItem[];
  readonly frame: WindowFrame | undefined;
}

/** `ROWS BETWEEN start AND end`; `ROWS start` has no end. */
export interface WindowFrame extends Node {
  readonly unit: "rows" | "range" | "groups";
  readonly start: FrameBound;
  readonly end: FrameBound | undefined;
}

export interface FrameBound extends Node {
  readonly kind: "unbounded preceding" | "preceding" | "current row" | "following" | "unbounded following";
  /** Of `preceding` and `following`. */
  readonly offset: Expression | undefined;
}

/** `[1, 2]`, `ARRAY[1, 2]` */
export interface ArrayLiteral extends Node {
  readonly kind: "array";
  readonly elements: readonly Expression[];
}

/** `(a, b)`: two or more items. `ROW(a, b)` and `STRUCT(a, b)` are calls. */
export interface Row extends Node {
  readonly kind: "row";
  readonly items: readonly Expression[];
}

/** `EXISTS (SELECT …)` */
export interface Exists extends Node {
  readonly kind: "exists";
  readonly query: Query;
}

/** `(SELECT max(x) FROM t)` as a value. */
export interface Subquery extends Node {
  readonly kind: "subquery";
  readonly query: Query;
}

export type Literal =
  | NumberLiteral
  | StringLiteral
  | BytesLiteral
  | BooleanLiteral
  | NullLiteral
  | TypedLiteral
  | IntervalLiteral;

export type Expression =
  | Literal
  | Parameter
  | NamePath
  | FieldAccess
  | Subscript
  | Slice
  | Unary
  | Binary
  | Quantified
  | Between
  | InList
  | InQuery
  | Like
  | Is
  | IsDistinct
  | Cast
  | Case
  | Call
  | ArrayLiteral
  | Row
  | Exists
  | Subquery;

// ---------------------------------------------------------------------------------------------------------------------
// Types

/** `BIGINT UNSIGNED`, `DECIMAL(10, 2)`, `TIMESTAMP(3) WITH TIME ZONE`, `DOUBLE PRECISION`; unknown names too. */
export interface SimpleType extends Node {
  readonly kind: "simple";
  /** Lower case, words of a name joined by one blank: `double precision`, `character varying`. */
  readonly name: string;
  readonly arguments: readonly number[];
  readonly unsigned: boolean;
  readonly timeZone: "with" | "without" | undefined;
}

/** `INT[]`, `ARRAY<INT>` */
export interface ArrayType extends Node {
  readonly kind: "array";
  readonly element: TypeName;
}

/** `STRUCT<a INT, b TEXT>`, `ROW<…>` */
export interface StructType extends Node {
  readonly kind: "struct";
  readonly fields: readonly StructField[];
}

export interface StructField extends Node {
  readonly name: Identifier;
  readonly type: TypeName;
}

/** `MAP<TEXT, INT>` */
export interface MapType extends Node {
  readonly kind: "map";
  readonly key: TypeName;
  readonly value: TypeName;
}

export type TypeName = SimpleType | ArrayType | StructType | MapType;
