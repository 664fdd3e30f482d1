/** Which column is written to which field of a record. */
import { SqlError } from "../../errors.ts";
import { avroName, columnsOfFields } from "./avro_names.ts";
import { defaultBytes } from "./default_bytes.ts";
import { type AvroField, type AvroRecord, avroTypeName } from "./schema.ts";

/** A column, or a part of one, as error texts call it: `address.street`, `tags[]`. */
export type ColumnPath = string;

/** What is written for one field of a record. */
export type RecordPart =
  | { readonly kind: "column"; readonly index: number; readonly field: AvroField; readonly path: ColumnPath }
  | { readonly kind: "default"; readonly bytes: Uint8Array };

/**
 * The columns (or members) by name, in the schema's order, and defaults where there is none. `outer` is the struct's
 * path, undefined for the columns of a table. Throws an `SqlError` where names do not meet. Hidden columns are left out.
 */
export function recordParts(
  columns: readonly { readonly name: string; readonly hidden?: boolean }[],
  schema: AvroRecord,
  outer?: ColumnPath,
): RecordPart[] {
  const path = (name: string) => outer === undefined ? name : `${outer}.${name}`;
  const byName = new Map<string, number>();
  columns.forEach(({ name, hidden }, index) => {
    if (hidden === true) return;
    const other = byName.get(avroName(name));
    if (other !== undefined) throw sameName(path(columns[other]!.name), path(name), avroName(name)); // an index
    byName.set(avroName(name), index);
  });
  const columnOf = columnsOfFields(schema.fields.map((field) => field.name), [...byName.keys()]);
  const parts = schema.fields.map((field): RecordPart => {
    const name = columnOf.get(field.name);
    const index = name === undefined ? undefined : byName.get(name);
    if (name !== undefined && index !== undefined) {
      byName.delete(name);
      return { kind: "column", index, field, path: path(columns[index]!.name) }; // an index
    }
    if (field.default !== undefined) return { kind: "default", bytes: defaultBytes(field.type, field.default.value) };
    throw new SqlError(`the schema has a field '${path(field.name)}' without default, and there is no such column`, {
      code: "bad_schema",
      hint: `Add a column '${field.name}' of ${avroTypeName(field.type)}.`,
    });
  });
  const [extra] = byName;
  if (extra === undefined) return parts;
  throw new SqlError(`the schema has no field '${extra[0]}' for the column '${path(columns[extra[1]]!.name)}'`, {
    code: "bad_schema",
    hint:
      "Leave the column out, or leave schema.register and schema.id out so that the table registers a schema with it.",
  });
}

/** Two columns that would be one field. */
export function sameName(first: ColumnPath, second: ColumnPath, name: string): SqlError {
  return new SqlError(`columns '${first}' and '${second}' would both be the Avro field '${name}'`, {
    code: "bad_schema",
    hint: "Rename one of them: in Avro names a '.' becomes '__', and all but letters, digits and '_' becomes '_'.",
  });
}
