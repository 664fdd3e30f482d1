/** What SHOW, DESCRIBE and EXPLAIN answer. */
import { type Field, fieldOf } from "../schema/field.ts";
import { TEXT, type Value } from "../schema/types.ts";

/** A small result that is there at once. */
export interface InfoTable {
  readonly fields: readonly Field[];
  readonly rows: readonly (readonly Value[])[];
}

/** A table of texts. */
export function infoTable(names: readonly string[], rows: readonly (readonly Value[])[]): InfoTable {
  return { fields: names.map((name) => fieldOf(name, TEXT)), rows };
}
