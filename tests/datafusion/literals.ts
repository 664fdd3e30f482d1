/** Values as SQL that both sides read as the same value of the same type. */
import { type Interval, type SqlType, typeName, type Value } from "../../schema/types.ts";
import { valueToText } from "../../schema/values/value_text.ts";

export function literalOf(value: Value, type: SqlType): string {
  if (value === null) return nullOf(type);
  switch (type.kind) {
    case "boolean":
      return value ? "TRUE" : "FALSE";
    case "text":
      return quoted(value as string);
    case "bytea":
      return `X'${(value as Uint8Array).toHex()}'`;
    case "interval": {
      const { months, days, nanos } = value as Interval;
      return `INTERVAL '${months} months ${days} days ${nanos} nanoseconds'`;
    }
    case "array":
      return listOf(value as readonly Value[], type.element);
    case "struct": {
      const members = type.fields.map(({ name, type }, i) =>
        `${quoted(name)}, ${literalOf((value as readonly Value[])[i] ?? null, type)}`
      );
      return `named_struct(${members.join(", ")})`;
    }
    case "integer":
      if (type.bits === 64 && !type.unsigned && (value as bigint) > -(2n ** 63n)) return String(value);
      return `CAST('${value}' AS ${typeName(type)})`;
    default:
      return `CAST(${quoted(valueToText(value, type))} AS ${typeName(type)})`;
  }
}

function listOf(elements: readonly Value[], element: SqlType): string {
  // An array without elements has none of a type.
  if (elements.length === 0) return `array_pop_back(make_array(${literalOf(null, element)}))`;
  return `make_array(${elements.map((one) => literalOf(one, element)).join(", ")})`;
}

function nullOf(type: SqlType): string {
  switch (type.kind) {
    case "array":
      return `nullif(${listOf([], type.element)}, ${listOf([], type.element)})`;
    case "struct":
      return `CASE WHEN FALSE THEN ${literalOf(type.fields.map(() => null), type)} END`;
    case "null":
      return "NULL";
    default:
      return `CAST(NULL AS ${typeName(type)})`;
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
