/** Every scalar function, by family. */
import { nearest } from "../../schema/options.ts";
import { AGGREGATE_FUNCTIONS } from "./aggregates/mod.ts";
import { ARRAY_FUNCTIONS } from "./array.ts";
import { ARRAY_EDIT_FUNCTIONS } from "./array_edit.ts";
import { ARROW_FUNCTIONS } from "./arrow.ts";
import { CONDITIONAL_FUNCTIONS } from "./conditional.ts";
import type { ScalarFunction } from "./function.ts";
import { HASH_FUNCTIONS } from "./hash.ts";
import { JSON_FUNCTIONS } from "./json.ts";
import { LATER_FUNCTIONS } from "./later.ts";
import { MATH_FUNCTIONS } from "./math.ts";
import { MULTI_HASH_FUNCTIONS } from "./multi_hash.ts";
import { OTHER_FUNCTIONS } from "./other.ts";
import { REGEX_FUNCTIONS } from "./regex.ts";
import { STRUCT_FUNCTIONS } from "./struct.ts";
import { TEMPORAL_FUNCTIONS } from "./temporal.ts";
import { TIME_WINDOW_FUNCTIONS } from "./time_windows.ts";
import { TEXT_FUNCTIONS } from "./text.ts";
import { TEXT_EDIT_FUNCTIONS } from "./text_edit.ts";
import { WINDOW_FUNCTIONS } from "./windows.ts";

export const FUNCTIONS: readonly ScalarFunction[] = [
  ...MATH_FUNCTIONS,
  ...TEXT_FUNCTIONS,
  ...TEXT_EDIT_FUNCTIONS,
  ...REGEX_FUNCTIONS,
  ...TEMPORAL_FUNCTIONS,
  ...CONDITIONAL_FUNCTIONS,
  ...JSON_FUNCTIONS,
  ...ARRAY_FUNCTIONS,
  ...ARRAY_EDIT_FUNCTIONS,
  ...STRUCT_FUNCTIONS,
  ...HASH_FUNCTIONS,
  ...MULTI_HASH_FUNCTIONS,
  ...ARROW_FUNCTIONS,
  ...OTHER_FUNCTIONS,
];

const BY_NAME: ReadonlyMap<string, ScalarFunction> = new Map(
  FUNCTIONS.flatMap((fn) => [fn.name, ...fn.aliases].map((name) => [name, fn] as const)),
);

/** By name or alias in lower case. */
export function findFunction(name: string): ScalarFunction | undefined {
  return BY_NAME.get(name);
}

/** Up to three known names that a person may have meant, nearest first; aggregates, windows and `own` functions too. */
export function nearFunctions(name: string, own: readonly ScalarFunction[] = []): string[] {
  const others = [...LATER_FUNCTIONS, ...WINDOW_FUNCTIONS, ...TIME_WINDOW_FUNCTIONS, ...own].map((fn) => fn.name);
  const aggregates = AGGREGATE_FUNCTIONS.flatMap((fn) => [fn.name, ...fn.aliases]);
  return nearest(name, [...new Set([...BY_NAME.keys(), ...aggregates, ...others])]);
}
