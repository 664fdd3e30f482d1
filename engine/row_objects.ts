/** Rows as plain JavaScript objects: what the library gives to a script. */
import type { Batch } from "../schema/batch.ts";
import { valueAt } from "../schema/column.ts";
import type { Field } from "../schema/field.ts";
import type { SqlType, Value } from "../schema/types.ts";
import { valueToText } from "../schema/values/value_text.ts";

/** BIGINT is bigint, TIMESTAMP is ISO text, DECIMAL text, BYTEA Uint8Array, JSON parsed, STRUCT an object. */
export type Row = Record<string, unknown>;

export function rowObjects(batch: Batch, fields: readonly Field[]): Row[] {
  const positions = fields.map((_, index) => index);
  return Array.from({ length: batch.length }, (_, row) =>
    Object.fromEntries(positions.map((index) => {
      const { name, type } = fields[index]!; // positions of the fields
      return [name, cell(valueAt(batch.columns[index]!, type, row, batch.length), type)];
    })));
}

function cell(value: Value, type: SqlType): unknown {
  if (value === null) return null;
  switch (type.kind) {
    case "json":
      return JSON.parse(String(value));
    case "struct": {
      const members = value as readonly Value[];
      return Object.fromEntries(type.fields.map((field, i) => [field.name, cell(members[i] ?? null, field.type)]));
    }
    case "array":
      return (value as readonly Value[]).map((element) => cell(element, type.element));
    case "decimal":
    case "timestamp":
    case "date":
    case "time":
    case "interval":
      return valueToText(value, type);
    default:
      return value;
  }
}
