/** A relation that nobody defines and nothing saves, such as the last result of a shell. */
import type { Connector } from "../connectors/connector.ts";
import type { Table } from "../schema/table.ts";

export interface ProvidedRelation {
  /** Its table, whose connector is {@link connector}; undefined: it is not called that, or not there now. */
  table(name: string): Table | undefined;
  readonly connector: Connector;
}
