import { SqlError } from "../schema/errors.ts";
import type { Field } from "../schema/field.ts";
import { physicalColumns, type Table } from "../schema/table.ts";
import { sameType } from "../schema/types.ts";

/** Refuses declared columns that differ from those that the connector delivers; none declared is right. */
export function checkFixedColumns(table: Table, columns: readonly Field[]): void {
  const declared = physicalColumns(table);
  const same = declared.length === columns.length && declared.every((column, i) => {
    const fixed = columns[i];
    return fixed !== undefined && column.name === fixed.name && sameType(column.type, fixed.type) &&
      (column.nullable || !fixed.nullable);
  });
  if (declared.length === 0 || same) return;
  throw new SqlError(`invalid schema for ${table.connector} source; omit fields to rely on inference`, {
    code: "bad_schema",
    hint: `Leave the columns out: they are ${columns.map(({ name }) => name).join(", ")}.`,
  });
}
