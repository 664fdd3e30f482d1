/** Parameter classes whose arguments are brought to one type together, and the small ones that several families use. */
import type { SqlType } from "../../schema/types.ts";
import { ARRAY, type TypeClass } from "./function.ts";

/** All arguments of this class become their common type. */
export const COMMON: TypeClass = { class: "any", accepts: () => true };
/** The same, numbers only. */
export const COMMON_NUMBER: TypeClass = {
  class: "number",
  accepts: (type) => type.kind === "integer" || type.kind === "float" || type.kind === "decimal",
};
/** Arrays whose elements become one type, shared with the arguments of class {@link ELEMENT}. */
export const SAME_ARRAY: TypeClass = { class: "array", accepts: ARRAY.accepts };
/** A value that becomes the element type of the call's {@link SAME_ARRAY} arguments. */
export const ELEMENT: TypeClass = { class: "element", accepts: () => true };

export const DECIMAL: TypeClass = { class: "decimal", accepts: (type) => type.kind === "decimal" };
export const STRUCT: TypeClass = { class: "struct", accepts: (type) => type.kind === "struct" };
/** A member name or an array index of JSON. */
export const JSON_KEY: TypeClass = {
  class: "text or integer",
  accepts: (type) => type.kind === "text" || type.kind === "integer",
};

/** NULL for what is no array: the type of an untyped NULL's elements. */
export function elementType(type: SqlType | undefined): SqlType {
  return type?.kind === "array" ? type.element : { kind: "null" };
}

/** The type's values are JavaScript bigints. */
export function isBigint(type: SqlType): boolean {
  switch (type.kind) {
    case "integer":
      return type.bits === 64 || (type.bits === 32 && type.unsigned);
    case "decimal":
    case "timestamp":
    case "time":
      return true;
    default:
      return false;
  }
}
