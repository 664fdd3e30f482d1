/** Defaults of fields: JSON values that stand for values of an Avro type. */
import type { AvroType, JsonValue } from "./schema.ts";
import { isArray, isObject } from "./schema_json.ts";

/** Whether the JSON value is a value of the type, as a field's default is written. A union takes any branch's. */
export function fitsDefault(type: AvroType, value: JsonValue): boolean {
  switch (type.kind) {
    case "null":
      return value === null;
    case "boolean":
      return typeof value === "boolean";
    case "int":
      return typeof value === "number" && value === (value | 0);
    case "long":
      return typeof value === "bigint" ? BigInt.asIntN(64, value) === value : Number.isSafeInteger(value);
    case "float":
    case "double":
      return typeof value === "number" || typeof value === "bigint" || isSpecialNumber(value);
    case "string":
      return typeof value === "string";
    case "bytes":
      return isByteText(value);
    case "fixed":
      return isByteText(value) && value.length === type.size;
    case "enum":
      return typeof value === "string" && type.symbols.includes(value);
    case "array":
      return isArray(value) && value.every((item) => fitsDefault(type.items, item));
    case "map":
      return isObject(value) && Object.values(value).every((item) => fitsDefault(type.values, item));
    case "union":
      return type.branches.some((branch) => fitsDefault(branch, value));
    case "record":
      return isObject(value) && type.fields.every((field) => {
        const member = Object.hasOwn(value, field.name) ? value[field.name] : undefined;
        return member === undefined ? field.default !== undefined : fitsDefault(field.type, member);
      });
    default:
      return type satisfies never;
  }
}

/** JSON has no NaN and no infinities: Java writes them as these texts. */
function isSpecialNumber(value: JsonValue): boolean {
  return value === "NaN" || value === "Infinity" || value === "-Infinity";
}

/** Each character from U+0000 to U+00FF is a byte. */
function isByteText(value: JsonValue): value is string {
  // deno-lint-ignore no-control-regex -- every byte has its character
  return typeof value === "string" && /^[\u0000-\u00ff]*$/.test(value);
}
