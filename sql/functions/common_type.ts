/** The type that values of several types are brought to: CASE, COALESCE, GREATEST, arrays (`sql.md` §11.1). */
import {
  arrayType,
  decimalType,
  DOUBLE,
  REAL,
  sameType,
  type SqlType,
  structType,
  TEXT,
  timestampType,
} from "../../schema/types.ts";

/**
 * The narrowest type that holds the values of both, or undefined: number with text and boolean with number have
 * none here. NULL takes the other's type.
 */
export function commonType(a: SqlType, b: SqlType): SqlType | undefined {
  if (b.kind === "null" || sameType(a, b)) return a;
  if (a.kind === "null") return b;
  const numeric = commonNumericType(a, b);
  if (numeric) return numeric;
  if (isText(a) && isText(b)) return TEXT;
  if (a.kind === "timestamp" && b.kind === "timestamp") return a.precision > b.precision ? a : b;
  if (a.kind === "timestamp" && b.kind === "date") return a;
  if (a.kind === "date" && b.kind === "timestamp") return timestampType(b.precision);
  if (a.kind === "array" && b.kind === "array") {
    const element = commonType(a.element, b.element);
    return element && arrayType(element);
  }
  if (a.kind === "struct" && b.kind === "struct") return commonStructType(a, b);
  return undefined;
}

/** The numeric part of {@link commonType}; undefined when one of them is no number. */
export function commonNumericType(a: SqlType, b: SqlType): SqlType | undefined {
  if (a.kind === "integer" && b.kind === "integer") {
    if (a.unsigned === b.unsigned) return a.bits >= b.bits ? a : b;
    const [signed, unsigned] = a.unsigned ? [b, a] : [a, b];
    if (unsigned.bits === 64) return decimalType(20, 0);
    const bits = Math.max(signed.bits, unsigned.bits * 2);
    return { kind: "integer", bits: bits === 16 ? 16 : bits === 32 ? 32 : 64, unsigned: false };
  }
  if (a.kind === "float" || b.kind === "float") {
    if (!isNumber(a) || !isNumber(b)) return undefined;
    const real = [a, b].every((type) => type.kind === "integer" || (type.kind === "float" && type.bits === 32));
    return real ? REAL : DOUBLE;
  }
  const [left, right] = [asDecimal(a), asDecimal(b)];
  if (!left || !right) return undefined;
  const scale = Math.max(left.scale, right.scale);
  const digits = Math.max(left.precision - left.scale, right.precision - right.scale);
  return decimalType(Math.min(38, digits + scale), scale);
}

const INTEGER_DIGITS = { 8: 3, 16: 5, 32: 10, 64: 20 } as const;

/** An integer counts as a DECIMAL without fraction: (3,0) (5,0) (10,0) (20,0). Undefined for what is neither. */
export function asDecimal(type: SqlType): { readonly precision: number; readonly scale: number } | undefined {
  if (type.kind === "decimal") return type;
  return type.kind === "integer" ? { precision: INTEGER_DIGITS[type.bits], scale: 0 } : undefined;
}

type Struct = SqlType & { kind: "struct" };

function commonStructType(a: Struct, b: Struct): SqlType | undefined {
  if (a.fields.length !== b.fields.length) return undefined;
  const fields = a.fields.flatMap((field, i) => {
    const other = b.fields[i];
    const type = other && other.name === field.name ? commonType(field.type, other.type) : undefined;
    return other && type ? [{ name: field.name, type, nullable: field.nullable || other.nullable }] : [];
  });
  return fields.length === a.fields.length ? structType(fields) : undefined;
}

function isNumber(type: SqlType): boolean {
  return type.kind === "integer" || type.kind === "float" || type.kind === "decimal";
}

function isText(type: SqlType): boolean {
  return type.kind === "text" || type.kind === "json";
}
