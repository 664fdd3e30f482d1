/**
 * What a text of Sluice SQL says, before names and types mean anything: closed unions of plain data.
 *
 * Every node has a `span`: offsets into the text of its own statement (`ParsedStatement.text`), end exclusive.
 * What may be absent is present as `undefined`, so that all nodes of a kind have one shape.
 */
import type { Span } from "../schema/errors.ts";

export type { Span };

export interface Node {
  readonly span: Span;
}

/** A name. `name` is folded to lower case unless it was quoted, then it is as between the quotes. */
export interface Identifier extends Node {
  readonly name: string;
  readonly quoted: boolean;
}

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

// ---------------------------------------------------------------------------------------------------------------------
// Options

/** `key = value` in WITH, in a hint, and the value of SET. */
export interface Option extends Node {
  readonly key: OptionKey;
  readonly value: OptionValue;
}

/** `auth.type` (folded unless quoted) or `'auth.type'` (as it is). */
export interface OptionKey extends Node {
  readonly text: string;
}

/** A number may be negative here. A name is a column (or, for SET, a bare word). */
export type OptionValue =
  | StringLiteral
  | NumberLiteral
  | BooleanLiteral
  | IntervalLiteral
  | NamePath
  | Parameter
  | OptionList;

/** `['a', 'b']` */
export interface OptionList extends Node {
  readonly kind: "list";
  readonly items: readonly OptionValue[];
}

// ---------------------------------------------------------------------------------------------------------------------
// Statements

interface Definition extends Node {
  readonly orReplace: boolean;
  readonly ifNotExists: boolean;
  readonly name: Identifier;
}

/** `CREATE CONNECTION c WITH (…)` */
export interface CreateConnection extends Definition {
  readonly kind: "createConnection";
  readonly options: readonly Option[];
}

/** `CREATE TABLE t (…) WITH (…)`: no brackets, no elements. */
export interface CreateTable extends Definition {
  readonly kind: "createTable";
  readonly temporary: boolean;
  readonly elements: readonly TableElement[];
  readonly options: readonly Option[];
}

/** `CREATE TABLE t AS SELECT …` */
export interface CreateTableAs extends Definition {
  readonly kind: "createTableAs";
  readonly query: Query;
}

/** `CREATE TABLE t FROM TOPIC 'topic' WITH (…)` */
export interface CreateTableFromTopic extends Definition {
  readonly kind: "createTableFromTopic";
  readonly topic: StringLiteral;
  readonly options: readonly Option[];
}

export type TableElement = ColumnDefinition | ComputedColumn | WatermarkDefinition | PrimaryKeyDefinition;

/** `a BIGINT NOT NULL`: constraints in the order written. */
export interface ColumnDefinition extends Node {
  readonly kind: "column";
  readonly name: Identifier;
  readonly type: TypeName;
  readonly constraints: readonly ColumnConstraint[];
}

export type ColumnConstraint = NullConstraint | InlinePrimaryKey | GeneratedConstraint | MetadataConstraint;

/** `NOT NULL`, `NULL` */
export interface NullConstraint extends Node {
  readonly kind: "notNull" | "null";
}

/** `PRIMARY KEY [NOT ENFORCED]` */
export interface InlinePrimaryKey extends Node {
  readonly kind: "primaryKey";
  readonly notEnforced: boolean;
}

/** `[GENERATED ALWAYS] AS (expression) [STORED | VIRTUAL]` */
export interface GeneratedConstraint extends Node {
  readonly kind: "generated";
  readonly expression: Expression;
  readonly storage: "stored" | "virtual" | undefined;
}

/** `METADATA [FROM 'key'] [VIRTUAL]` */
export interface MetadataConstraint extends Node {
  readonly kind: "metadata";
  readonly key: StringLiteral | undefined;
  readonly virtual: boolean;
}

/** `a AS b + 1`: type from the expression. */
export interface ComputedColumn extends Node {
  readonly kind: "computedColumn";
  readonly name: Identifier;
  readonly expression: Expression;
}

/** `WATERMARK FOR ts [AS ts - INTERVAL '5' SECOND]` */
export interface WatermarkDefinition extends Node {
  readonly kind: "watermark";
  readonly column: Identifier;
  readonly expression: Expression | undefined;
}

/** `PRIMARY KEY (a, b) [NOT ENFORCED]` */
export interface PrimaryKeyDefinition extends Node {
  readonly kind: "primaryKey";
  readonly columns: readonly Identifier[];
  readonly notEnforced: boolean;
}

/** `CREATE VIEW v [(a, b)] AS SELECT …` */
export interface CreateView extends Definition {
  readonly kind: "createView";
  readonly columns: readonly Identifier[];
  readonly query: Query;
}

/** `CREATE [AGGREGATE] FUNCTION f(a BIGINT) RETURNS TEXT LANGUAGE typescript AS $$ … $$` */
export interface CreateFunction extends Definition {
  readonly kind: "createFunction";
  readonly aggregate: boolean;
  readonly parameters: readonly FunctionParameter[];
  readonly returns: TypeName;
  readonly body: FunctionBody;
  readonly options: readonly Option[];
}

export interface FunctionParameter extends Node {
  readonly name: Identifier;
  readonly type: TypeName;
}

/** `$$ code $$`, or `'file.ts'`. */
export interface FunctionBody extends Node {
  readonly kind: "code" | "file";
  readonly text: string;
}

/** `DROP TABLE [IF EXISTS] t` */
export interface Drop extends Node {
  readonly kind: "drop";
  readonly object: "connection" | "table" | "view" | "function";
  readonly ifExists: boolean;
  readonly name: Identifier;
}

/** `SHOW TABLES`; `from` only of `topics`. */
export interface Show extends Node {
  readonly kind: "show";
  readonly what: "connections" | "tables" | "views" | "topics" | "jobs" | "functions" | "settings";
  readonly from: Identifier | undefined;
}

/** `SHOW CREATE TABLE t` */
export interface ShowCreateTable extends Node {
  readonly kind: "showCreateTable";
  readonly name: Identifier;
}

/** `DESCRIBE t`, `DESC t` */
export interface Describe extends Node {
  readonly kind: "describe";
  readonly name: Identifier;
}

/** `DESCRIBE JOB 3` */
export interface DescribeJob extends Node {
  readonly kind: "describeJob";
  readonly job: WholeNumber;
}

/** `EXPLAIN query | insert | set_block` */
export interface Explain extends Node {
  readonly kind: "explain";
  readonly statement: Query | Insert | StatementSet;
}

/** `TEST CONNECTION c`, `TEST TABLE t` */
export interface Test extends Node {
  readonly kind: "test";
  readonly object: "connection" | "table";
  readonly name: Identifier;
}

/** `INSERT INTO t [(a, b)] query` */
export interface Insert extends Node {
  readonly kind: "insert";
  readonly table: Identifier;
  readonly columns: readonly Identifier[];
  readonly query: Query;
}

/** `EXECUTE STATEMENT SET BEGIN insert; … END` */
export interface StatementSet extends Node {
  readonly kind: "statementSet";
  readonly inserts: readonly Insert[];
}

/** `SET name = value` */
export interface SetOption extends Node {
  readonly kind: "set";
  readonly option: Option;
}

/** `RESET name`; `RESET ALL` has no name. */
export interface ResetOption extends Node {
  readonly kind: "reset";
  readonly name: OptionKey | undefined;
}

export interface WholeNumber extends Node {
  readonly value: number;
}

/** `STOP JOB 1 [NOW]` */
export interface StopJob extends Node {
  readonly kind: "stopJob";
  readonly job: WholeNumber;
  readonly now: boolean;
}

/** `PAUSE JOB 1`, `RESUME JOB 1` */
export interface PauseJob extends Node {
  readonly kind: "pauseJob" | "resumeJob";
  readonly job: WholeNumber;
}

/** `RESTART JOB 1 [FROM CHECKPOINT 4]` */
export interface RestartJob extends Node {
  readonly kind: "restartJob";
  readonly job: WholeNumber;
  readonly checkpoint: WholeNumber | undefined;
}

export type Statement =
  | Query
  | CreateConnection
  | CreateTable
  | CreateTableAs
  | CreateTableFromTopic
  | CreateView
  | CreateFunction
  | Drop
  | Show
  | ShowCreateTable
  | Describe
  | DescribeJob
  | Explain
  | Test
  | Insert
  | StatementSet
  | SetOption
  | ResetOption
  | StopJob
  | PauseJob
  | RestartJob;
