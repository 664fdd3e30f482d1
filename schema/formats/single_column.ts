/** Formats whose message is one column: `raw_string`, `raw_bytes`, `json.unstructured`. */
import { SqlError } from "../errors.ts";
import type { Field } from "../field.ts";
import { type SqlType, typeName } from "../types.ts";

/** A source has exactly the column `value`; a sink has exactly one column of the type. `format` is what the user wrote. */
export function checkSingleColumn(
  fields: readonly Field[],
  kind: SqlType["kind"],
  format: string,
  direction: "source" | "sink",
): void {
  const visible = fields.filter((field) => field.hidden !== true);
  const [field] = visible;
  const wanted = `value ${kind.toUpperCase()}`;
  if (visible.length !== 1 || field === undefined || field.name !== "value") {
    throw new SqlError(`${format} needs exactly one column, ${wanted}, but the ${direction} has ${listOf(visible)}`, {
      code: "bad_schema",
      hint: direction === "sink" ? "Select one expression AS value." : `Declare the table with the column ${wanted}.`,
    });
  }
  if (field.type.kind !== kind) {
    throw new SqlError(`field 'value' has a type '${typeName(field.type)}' that ${format} cannot carry`, {
      code: "bad_type",
      hint: `Use ${wanted}.`,
    });
  }
}

function listOf(fields: readonly Field[]): string {
  if (fields.length === 0) return "none";
  return fields.map((field) => `'${field.name}'`).join(", ");
}
