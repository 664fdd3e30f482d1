/** What the array families share: names, types and equality of elements. */
import type { Interval, SqlType, Value } from "../../schema/types.ts";
import { intervalNanos } from "../../schema/values/interval.ts";
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

/** The type's values in a form that a Set or Map, and `===`, tell apart by value; NULL is a value like others. */
export function keyOf(type: SqlType): (value: Value) => unknown {
  switch (type.kind) {
    case "float":
      return (value) => Number.isNaN(value) ? "NaN" : value === 0 ? 0 : value;
    case "bytea":
      return (value) => value === null ? null : (value as Uint8Array).toHex();
    case "interval":
      return (value) => value === null ? null : intervalNanos(value as Interval);
    case "array":
      return keyOfList(() => keyOf(type.element));
    case "struct":
      return keyOfList((i) => keyOf(type.fields[i]?.type ?? { kind: "null" }));
    default:
      return (value) => value;
  }
}

/** The members' keys as JSON. */
function keyOfList(memberKey: (index: number) => (value: Value) => unknown): (value: Value) => unknown {
  const keys: ((value: Value) => unknown)[] = [];
  const text = (member: Value, index: number): string | null => {
    const key = (keys[index] ??= memberKey(index))(member);
    return key === null ? null : String(key);
  };
  return (value) => value === null ? null : JSON.stringify((value as Elements).map(text));
}
