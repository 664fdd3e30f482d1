/** What the array families share: names, types and equality of elements. */
import type { SqlType, Value } from "../../schema/types.ts";
import { valueToJson } from "../../schema/values/json_text.ts";
import { type FunctionDetails, scalar, type ScalarFunction } from "./function.ts";
import { elementType } from "./parameters.ts";

export type Elements = readonly Value[];

/** A function whose names also come with `list_` for `array_`. */
export function ofArray(name: string, doc: string, details: FunctionDetails): ScalarFunction {
  const names = [name, ...details.aliases ?? []];
  const lists = names.filter((one) => one.startsWith("array_")).map((one) => one.replace("array_", "list_"));
  return scalar(name, doc, { ...details, aliases: [...names.slice(1), ...lists] });
}

export const firstType = ([type = { kind: "null" }]: readonly SqlType[]): SqlType => type;
export const secondType = ([_, type = { kind: "null" }]: readonly SqlType[]): SqlType => type;
export const firstElementType = ([type]: readonly SqlType[]): SqlType => elementType(type);

/** The type's values in a form that a Set or Map tells apart by value; NULL is a value like others. */
export function keyOf(type: SqlType): (value: Value) => unknown {
  switch (type.kind) {
    case "bytea":
    case "interval":
    case "struct":
    case "array":
      return (value) => value === null ? null : valueToJson(value, type);
    default:
      return (value) => value;
  }
}
