/** What a query is bound with. */
import type { Catalog, View } from "../../schema/catalog.ts";
import type { SqlError } from "../../schema/errors.ts";
import type { GivenOptions } from "../../schema/options.ts";
import type { Table } from "../../schema/table.ts";
import type { Value } from "../../schema/types.ts";
import type { ScalarFunction } from "../functions/function.ts";
import type * as ast from "../ast.ts";
import type { LogicalPlan, UpdatePolicy } from "../plan.ts";
import type { Scope } from "./scope.ts";

/** What connectors know of a table and the binder needs. */
export interface TableFacts {
  /** Functions beside the built-in ones. */
  readonly functions: readonly ScalarFunction[];
  /** Reading it comes to an end. */
  bounded(table: Table): boolean;
  /** Its record time is milliseconds of a record; else nanoseconds of a generated row. */
  hasRecords(table: Table): boolean;
  /** Members of struct columns that are the event time of the rows in which the struct is set. */
  eventTimeMembers(table: Table): readonly (readonly [column: string, member: string])[];
  /** Its records say what happened to a row: the relation is updating. */
  updating(table: Table): boolean;
  /** The table with options of a hint put over its own, checked. */
  withOptions(table: Table, options: GivenOptions): Table;
}

/** What one pipeline is bound with. Tables and views that are read twice give one plan node. */
export interface QueryContext {
  readonly catalog: Catalog;
  readonly facts: TableFacts;
  readonly parameters: readonly Value[];
  readonly scans: Map<string, LogicalPlan>;
  readonly views: Map<View, LogicalPlan>;
  /** Names of the views that are being bound, in lower case: none may read itself. */
  readonly opening: Set<string>;
  /** Memory tables that an INSERT of this pipeline fills, with the plan of its query. */
  readonly memory: ReadonlyMap<string, LogicalPlan>;
  /** Calls with OVER that can only be run as a top-N: what is thrown if they are still there in the end. */
  readonly unfinished: Map<LogicalPlan, SqlError>;
  /** As the settings are now. */
  updates(): UpdatePolicy;
  /** Binds a query within this one; `tables` are those of its WITH clauses. */
  bindQuery(query: ast.Query, context: QueryContext, tables: CommonTables): LogicalPlan;
}

/** Plans of WITH, by name. */
export type CommonTables = ReadonlyMap<string, LogicalPlan>;

/** A relation in FROM: its plan and how its columns are named. */
export interface Bound {
  readonly plan: LogicalPlan;
  readonly scope: Scope;
}
