/** Calls one function without a binder: for the tests beside the families. */
import { EvaluationError } from "./function.ts";
import {
  arrayType,
  BIGINT,
  BOOLEAN,
  BYTEA,
  DOUBLE,
  NULL_TYPE,
  type SqlType,
  TEXT,
  type Value,
} from "../../schema/types.ts";
import { valueToText } from "../../schema/values/value_text.ts";
import { commonType } from "./common_type.ts";
import type { Argument, ScalarFunction } from "./function.ts";
import { Program } from "./program.ts";
import { resolveCall } from "./resolve.ts";

/** A value with a type that {@link call} does not guess. */
export interface Typed {
  readonly value: Value;
  readonly type: SqlType;
}

export function typed(type: SqlType, value: Value): Typed {
  return { value, type };
}

export type TestArgument = null | boolean | number | bigint | string | Uint8Array | Typed | readonly TestArgument[];

/** bigint is BIGINT, number DOUBLE, string TEXT, array the array of its elements' common type. */
function withType(arg: TestArgument): Typed {
  if (arg === null) return { value: null, type: NULL_TYPE };
  if (typeof arg === "bigint") return { value: arg, type: BIGINT };
  if (typeof arg === "number") return { value: arg, type: DOUBLE };
  if (typeof arg === "string") return { value: arg, type: TEXT };
  if (typeof arg === "boolean") return { value: arg, type: BOOLEAN };
  if (arg instanceof Uint8Array) return { value: arg, type: BYTEA };
  if ("type" in arg) return arg;
  const elements = arg.map(withType);
  const type = elements.reduce<SqlType>((known, element) => commonType(known, element.type) ?? known, NULL_TYPE);
  return { value: elements.map((element) => convert(element.value, element.type, type)), type: arrayType(type) };
}

/** The text of the result, which must be the same for literals and for columns as arguments. */
export function call(functions: readonly ScalarFunction[], name: string, ...args: readonly TestArgument[]): string {
  const literal = run(functions, name, args.map(withType), true);
  const column = run(functions, name, args.map(withType), false);
  if (literal !== column) throw new Error(`${name} gives ${literal} for literals and ${column} for columns`);
  return literal;
}

/** As {@link call} with literals only: for functions that need a constant. */
export function callWithLiterals(
  functions: readonly ScalarFunction[],
  name: string,
  ...args: readonly TestArgument[]
): string {
  return run(functions, name, args.map(withType), true);
}

/** The type that a call with literals has. */
export function resultType(
  functions: readonly ScalarFunction[],
  name: string,
  ...args: readonly TestArgument[]
): SqlType {
  return resolveCall(find(functions, name), args.map(withType).map((arg) => argument(arg, true))).returns;
}

function find(functions: readonly ScalarFunction[], name: string): ScalarFunction {
  const found = functions.find((fn) => fn.name === name || fn.aliases.includes(name));
  if (!found) throw new Error(`There is no function ${name}`);
  return found;
}

function argument({ value, type }: Typed, isConstant: boolean): Argument {
  return { type, nullable: value === null, ...(isConstant && { constant: value }) };
}

function run(functions: readonly ScalarFunction[], name: string, args: readonly Typed[], isConstant: boolean): string {
  const fn = find(functions, name);
  const { argTypes, returns, implementation, mayReturnNull } = resolveCall(
    fn,
    args.map((arg) => argument(arg, isConstant)),
  );
  if (fn.nulls === "propagate" && args.some((arg) => arg.value === null)) return "NULL";
  const program = new Program();
  const values = args.map((arg, i) => convert(arg.value, arg.type, argTypes[i] ?? arg.type));
  const names = values.map((value) => program.let(program.constant({ value }) + ".value"));
  const code = implementation.js
    ? implementation.js(names, program)
    : `${program.constant(implementation.call)}(${names.join(", ")})`;
  program.line(`return () => ${code};`);
  const result = program.compile<() => Value>()();
  if (result === undefined) throw new Error(`${name} gives undefined`);
  if (result === null && !mayReturnNull) throw new Error(`${name} gives NULL without having said so`);
  return valueToText(result, returns);
}

/** The implicit casts of arguments, on values. */
function convert(value: Value, from: SqlType, to: SqlType): Value {
  if (value === null || from === to) return value;
  if (to.kind === "text") return valueToText(value, from);
  if (to.kind === "float") return Number(value);
  if (to.kind === "decimal" && from.kind === "integer") return BigInt(value as bigint) * 10n ** BigInt(to.scale);
  if (to.kind === "integer" && from.kind === "integer") return to.bits === 64 ? BigInt(value as bigint) : Number(value);
  if (to.kind === "integer" && from.kind === "text") return BigInt(value as string);
  if (to.kind === "array" && from.kind === "array") {
    return (value as readonly Value[]).map((element) => convert(element, from.element, to.element));
  }
  return value;
}

/** The message of the `EvaluationError` that `act` throws. */
export function failure(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof EvaluationError) return error.message;
    throw error;
  }
  throw new Error("Nothing was thrown");
}
