/** The deliberate deviations from DataFusion 48: `sql.md` §11. Each is as narrow as its reason. */
import { ARRAY_RULES } from "./arrays.ts";
import { FAILURE_RULES } from "./failures.ts";
import { KIND_RULES } from "./kinds.ts";
import { NUMBER_RULES } from "./numbers.ts";
import { TEXT_RULES } from "./texts.ts";
import { TIME_RULES } from "./times.ts";
import type { Rule } from "./rule.ts";

export const RULES: readonly Rule[] = [
  ...FAILURE_RULES,
  ...NUMBER_RULES,
  ...KIND_RULES,
  ...TIME_RULES,
  ...TEXT_RULES,
  ...ARRAY_RULES,
];
