/** What has been defined: the binder's only window on the world. */
import type { Connection, Table } from "./table.ts";
import type { UserFunction } from "./user_function.ts";

export interface View {
  readonly name: string;
  /** Names given in `CREATE VIEW v (a, b)`; empty: the query's own. */
  readonly columns: readonly string[];
  /** Text of the query alone. */
  readonly query: string;
  /** One statement that recreates the view. */
  readonly sql: string;
  /** Made by CREATE TABLE … AS. */
  readonly fromTableAs: boolean;
}

/** Names are folded already; look-up is case-insensitive. */
export interface Catalog {
  table(name: string): Table | undefined;
  view(name: string): View | undefined;
  connection(name: string): Connection | undefined;
  userFunction(name: string): UserFunction | undefined;
  tables(): readonly Table[];
  views(): readonly View[];
  connections(): readonly Connection[];
  userFunctions(): readonly UserFunction[];
}
