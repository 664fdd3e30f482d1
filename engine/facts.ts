/** What the binder asks about tables, answered from connectors. */
import type { GivenOptions } from "../schema/options.ts";
import type { Table } from "../schema/table.ts";
import type { TableFacts } from "../sql/bind/query_context.ts";
import type { ScalarFunction } from "../sql/functions/function.ts";
import { asScalar } from "../sql/functions/user.ts";
import { resolveTable, type World } from "./tables.ts";

export function factsOf(world: World): TableFacts {
  return {
    get functions() {
      return functionsOf(world);
    },
    bounded: (table) => resolveTable(table, world).bounded,
    updating: (table) => resolveTable(table, world).format?.changelog === true,
    hasRecords: (table) => world.findConnector(table.connector).formats === "required",
    eventTimeMembers: (table) => world.findConnector(table.connector).eventTimeMembers ?? [],
    withOptions: (table, options) => withOptions(table, options, world),
  };
}

/** Functions beside the built-in ones: the program's, then the user's. */
export function functionsOf({ functions, catalog }: World): readonly ScalarFunction[] {
  return [...functions, ...catalog.userFunctions().map(asScalar)];
}

/** A table read with the options of a hint put over its own. */
function withOptions(table: Table, options: GivenOptions, world: World): Table {
  const changed: Table = { ...table, options: new Map([...table.options, ...options]) };
  resolveTable(changed, world);
  return changed;
}
