/** Which casts there are, and what each does: CAST, `::` and the casts that the binder inserts (`sql.md` §11.4). */
import { sameType, type SqlType, type Value } from "../schema/types.ts";
import { powerOfTen } from "../schema/values/decimal.ts";
import { type CastImplementation, total, UNCHANGED } from "./casts/failure.ts";
import { integerRange, numericCast } from "./casts/numeric.ts";
import { temporalCast } from "./casts/temporal.ts";
import { fromText, toJson, toText } from "./casts/text.ts";
import { callable } from "./evaluate.ts";

export type { CastImplementation };

/**
 * The code of a cast, or `undefined` where there is none. It throws `EvaluationError("cannot cast '<value>' to <type>")`
 * for values that do not fit.
 */
export function castImplementation(from: SqlType, to: SqlType): CastImplementation | undefined {
  if (sameType(from, to)) return UNCHANGED;
  if (from.kind === "null") return total({ call: () => null });
  if (to.kind === "text") return toText(from);
  if (from.kind === "text") return fromText(to);
  if (to.kind === "json") return toJson(from);
  if (from.kind === "array" && to.kind === "array") return arrayCast(from, to);
  if (from.kind === "struct" && to.kind === "struct") return structCast(from, to);
  return numericCast(from, to) ?? temporalCast(from, to);
}

type ArrayType = SqlType & { readonly kind: "array" };
type StructType = SqlType & { readonly kind: "struct" };

function arrayCast(from: ArrayType, to: ArrayType): CastImplementation | undefined {
  const element = castImplementation(from.element, to.element);
  if (element === undefined || element === UNCHANGED) return element;
  const convert = memberCast(element);
  return { implementation: { call: (values: readonly Value[]) => values.map(convert) }, mayFail: element.mayFail };
}

/** Member by member, by position; names may differ. */
function structCast(from: StructType, to: StructType): CastImplementation | undefined {
  if (from.fields.length !== to.fields.length) return undefined;
  const members: CastImplementation[] = [];
  for (const [i, field] of to.fields.entries()) {
    const source = from.fields[i];
    const member = source && castImplementation(source.type, field.type);
    if (member === undefined) return undefined;
    members.push(member);
  }
  if (members.every((member) => member === UNCHANGED)) return UNCHANGED;
  const converters = members.map(memberCast);
  return {
    implementation: { call: (values: readonly Value[]) => converters.map((convert, i) => convert(values[i] ?? null)) },
    mayFail: members.some((member) => member.mayFail),
  };
}

function memberCast(cast: CastImplementation): (value: Value) => Value {
  const convert = callable(cast.implementation, 1);
  return (value) => value === null ? null : convert(value);
}

/**
 * Whether a value of `from` is taken where `to` is wanted without a CAST: NULL, numbers into wider numbers, integers into
 * floats and DECIMAL, DATE and coarser timestamps into TIMESTAMP, and arrays and structs of such.
 */
export function implicitCast(from: SqlType, to: SqlType): boolean {
  if (from.kind === "null" || sameType(from, to)) return true;
  switch (from.kind) {
    case "integer":
      if (to.kind === "float") return true;
      if (to.kind === "decimal") return powerOfTen(to.precision - to.scale) > integerRange(from).max;
      return to.kind === "integer" && to.bits > from.bits && (from.unsigned || !to.unsigned);
    case "float":
      return to.kind === "float" && to.bits > from.bits;
    case "decimal":
      return to.kind === "decimal" && to.scale >= from.scale && to.precision - to.scale >= from.precision - from.scale;
    case "date":
      return to.kind === "timestamp";
    case "timestamp":
      return to.kind === "timestamp" && to.precision > from.precision;
    case "array":
      return to.kind === "array" && implicitCast(from.element, to.element);
    case "struct":
      return to.kind === "struct" && to.fields.length === from.fields.length &&
        from.fields.every((field, i) => {
          const target = to.fields[i];
          return target !== undefined && implicitCast(field.type, target.type);
        });
    default:
      return false;
  }
}
