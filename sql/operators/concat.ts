/** `||` over texts, bytes and arrays; `@>` and `<@` over arrays. */
import { arrayType, BOOLEAN, BYTEA, type SqlType, TEXT, type Value } from "../../schema/types.ts";
import { commonType } from "../functions/common_type.ts";
import type { Argument } from "../functions/function.ts";
import { sameValueOf } from "../functions/value_order.ts";
import { badOperands, isText, propagating, type Resolved } from "./resolved.ts";

export function resolveConcat(left: Argument, right: Argument): Resolved {
  const [a, b] = [left.type, right.type];
  if (a.kind === "array" || b.kind === "array") return arrayConcat(a, b);
  const bytes = [a, b].filter((type) => type.kind === "bytea" || type.kind === "null").length === 2;
  if (bytes && (a.kind === "bytea" || b.kind === "bytea")) {
    return propagating([BYTEA, BYTEA], BYTEA, { call: joinBytes });
  }
  const bothNull = a.kind === "null" && b.kind === "null";
  if (!bothNull && !isText(a) && !isText(b)) {
    throw badOperands("||", [a, b], "One side must be TEXT: cast with x::TEXT.");
  }
  if (a.kind === "struct" || b.kind === "struct") throw badOperands("||", [a, b], "Cast the struct: x::TEXT.");
  return propagating([TEXT, TEXT], TEXT, { js: ([x, y]) => `(${x} + ${y})` });
}

function joinBytes(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}

/** Concatenation of two arrays, or an element at an end of one. */
function arrayConcat(a: SqlType, b: SqlType): Resolved {
  const both = commonType(a, b);
  if (both?.kind === "array") return propagating([both, both], both, { call: joinArrays });
  if (a.kind === "array") {
    const element = commonType(a.element, b);
    if (element === undefined) throw badOperands("||", [a, b]);
    const type = arrayType(element);
    return propagating([type, element], type, { call: (list: readonly Value[], value: Value) => [...list, value] });
  }
  const element = b.kind === "array" ? commonType(a, b.element) : undefined;
  if (element === undefined) throw badOperands("||", [a, b]);
  const type = arrayType(element);
  return propagating([element, type], type, { call: (value: Value, list: readonly Value[]) => [value, ...list] });
}

function joinArrays(a: readonly Value[], b: readonly Value[]): readonly Value[] {
  return [...a, ...b];
}

/** `a @> b`: every element of b is in a; `a <@ b` the reverse. NULL elements equal each other. */
export function resolveContains(op: "@>" | "<@", left: Argument, right: Argument): Resolved {
  const type = commonType(left.type, right.type);
  if (type?.kind !== "array") throw badOperands(op, [left.type, right.type], "Both sides must be arrays of one type.");
  const same = sameValueOf(type.element);
  const contains = (all: readonly Value[], some: readonly Value[]) =>
    some.every((wanted) => all.some((value) => same(value, wanted)));
  const call = op === "@>" ? contains : (some: readonly Value[], all: readonly Value[]) => contains(all, some);
  return propagating([type, type], BOOLEAN, { call });
}
