/** What a cast is, and how it fails. */
import { type SqlType, typeName, type Value } from "../../schema/types.ts";
import { valueToText } from "../../schema/values/value_text.ts";
import { EvaluationError, type Implementation } from "../functions/function.ts";

export interface CastImplementation {
  /** Takes one value that is not NULL and never gives NULL. */
  readonly implementation: Implementation;
  /** Throws `EvaluationError` for some values. */
  readonly mayFail: boolean;
}

const failures = new Map<string, (value: Value) => never>();

/** A function that throws `cannot cast '<value>' to <type>`; one per pair of types, so that generated code may hold it. */
export function castFailure(from: SqlType, to: SqlType): (value: Value) => never {
  const key = `${typeName(from)}>${typeName(to)}`;
  const known = failures.get(key);
  if (known !== undefined) return known;
  const fail = (value: Value): never => {
    throw new EvaluationError(`cannot cast '${valueToText(value, from)}' to ${typeName(to)}`);
  };
  failures.set(key, fail);
  return fail;
}

/** A cast by a function that gives `undefined` for what it cannot convert. */
export function partial(from: SqlType, to: SqlType, convert: (value: never) => Value | undefined): CastImplementation {
  const fail = castFailure(from, to);
  const call = (value: Value): Value => {
    const converted = convert(value as never);
    return converted === undefined ? fail(value) : converted;
  };
  return { implementation: { call }, mayFail: true };
}

export function total(implementation: Implementation): CastImplementation {
  return { implementation, mayFail: false };
}

/** The value itself, under another type. */
export const UNCHANGED: CastImplementation = total({ js: ([value = ""]) => value, call: (value: Value) => value });
