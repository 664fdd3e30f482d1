/** What the catalog keeps of a table: everything CREATE TABLE said, resolved, as plain data. */
import type { Field } from "./field.ts";
import type { GivenOptions } from "./options.ts";

export type Direction = "source" | "sink" | "both";

export interface TableColumn extends Field {
  readonly role: "physical" | "generated" | "metadata";
  /** Of a generated column: its expression as SQL text over the physical and metadata columns. */
  readonly expression?: string;
  /** Of a metadata column: the connector's key, such as `offset_id`. */
  readonly metadata?: string;
}

export interface Table {
  readonly name: string;
  /** `memory` when none was given. */
  readonly connector: string;
  /** The `connection_profile`, if one is named. */
  readonly connection?: string | undefined;
  readonly direction: Direction;
  /** Empty: taken from the first INSERT (sinks). */
  readonly columns: readonly TableColumn[];
  readonly primaryKey: readonly string[];
  /** `WATERMARK FOR column AS expression`; the expression as SQL text, absent: the column itself. */
  readonly eventTime?: { readonly column: string; readonly watermark?: string } | undefined;
  /** As written, checked; secrets and templates unresolved. */
  readonly options: GivenOptions;
  /** One statement that recreates the table. */
  readonly sql: string;
}

/** A named set of connection options. */
export interface Connection {
  readonly name: string;
  readonly connector: string;
  /** As written; secrets and templates unresolved. */
  readonly options: GivenOptions;
  readonly sql: string;
}

/** Columns that lie in the message itself. */
export function physicalColumns(table: Table): readonly TableColumn[] {
  return table.columns.filter((column) => column.role === "physical");
}
