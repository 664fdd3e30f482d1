/**
 * Expressions with their values and types: `tests/cases/values/deviations.json` by our own rules, the others as
 * DataFusion 48 gave them, both as the binder folds them.
 */
import assert from "node:assert/strict";
import { SqlError } from "../schema/errors.ts";
import { typeName } from "../schema/types.ts";
import { valueToText } from "../schema/values/value_text.ts";
import { bindExpression } from "./bind/expression.ts";
import { NO_COLUMNS } from "./bind/scope.ts";
import { parseExpression } from "./bind/stored_expression.ts";
import { evaluate } from "./evaluate.ts";

const FILES = ["arithmetic", "casts", "comparison", "deviations", "text", "times"];

function valueOf(text: string): [string, string] {
  try {
    const expr = bindExpression(parseExpression(text), { scope: NO_COLUMNS, parameters: [], functions: [] });
    return [valueToText(evaluate(expr, []), expr.type), typeName(expr.type)];
  } catch (error) {
    assert.ok(error instanceof SqlError, `${text}: ${error}`);
    return [`error: ${error.message}`, ""];
  }
}

for (const file of FILES) {
  Deno.test(`expressions of ${file}.json have the values and types recorded`, () => {
    const path = new URL(`../tests/cases/values/${file}.json`, import.meta.url);
    const cases = JSON.parse(Deno.readTextFileSync(path)) as [string, string, string][];
    const wrong = cases.flatMap(([text, value, type]) => {
      const [ours, ourType] = valueOf(text);
      return ours === value && ourType === type ? [] : [`${text}: ${ours} ${ourType}, expected ${value} ${type}`];
    });
    assert.deepEqual(wrong, []);
  });
}
