/**
 * What a text of Sluice SQL says, before names and types mean anything: closed unions of plain data.
 *
 * Every node has a `span`: offsets into the text of its own statement (`ParsedStatement.text`), end exclusive.
 * What may be absent is present as `undefined`, so that all nodes of a kind have one shape.
 */
import type {
  BooleanLiteral,
  Expression,
  IntervalLiteral,
  NamePath,
  NumberLiteral,
  Parameter,
  StringLiteral,
  TypeName,
} from "./ast_expression.ts";
import type { Identifier, Node } from "./ast_node.ts";
import type { Query } from "./ast_query.ts";

export type { Span } from "../schema/errors.ts";
export type * from "./ast_expression.ts";
export type * from "./ast_node.ts";
export type * from "./ast_query.ts";

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
