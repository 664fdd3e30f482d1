/** Examples of the functions' documentation, and calls that DataFusion 48 answered, through parser and binder. */
import { deepEqual } from "node:assert/strict";
import { SqlError } from "../../schema/errors.ts";
import { valueToText } from "../../schema/values/value_text.ts";
import { bindExpression } from "../bind/expression.ts";
import { NO_COLUMNS } from "../bind/scope.ts";
import { evaluate } from "../evaluate.ts";
import { parseStatement } from "../parse.ts";
import { EvaluationError } from "./function.ts";
import { FUNCTIONS } from "./mod.ts";

/** The text of the expression's value, or `ERROR: ` and the reason. */
function evaluateText(sql: string): string {
  const { statement } = parseStatement(`SELECT ${sql}`);
  const body = statement.kind === "query" ? statement.body : undefined;
  const item = body?.kind === "select" ? body.items[0] : undefined;
  if (item === undefined || !("expression" in item)) throw new Error(`No expression: ${sql}`);
  try {
    const expr = bindExpression(item.expression, { scope: NO_COLUMNS, parameters: [], functions: [] });
    return valueToText(evaluate(expr, []), expr.type);
  } catch (error) {
    if (error instanceof SqlError || error instanceof EvaluationError) return `ERROR: ${error.message}`;
    throw error;
  }
}

function check(cases: readonly (readonly [string, string])[], matches = (got: string, want: string) => got === want) {
  const wrong = cases.flatMap(([sql, want]) => {
    const got = evaluateText(sql);
    return matches(got, want) ? [] : [{ sql, want, got }];
  });
  deepEqual(wrong, []);
}

Deno.test("FUNCTIONS give what their examples say", () => {
  check(FUNCTIONS.flatMap((fn) => fn.examples));
});

Deno.test("FUNCTIONS agree with DataFusion on the golden calls", () => {
  const golden: readonly [string, string][] = JSON.parse(
    Deno.readTextFileSync(new URL("../../tests/cases/functions/golden.json", import.meta.url)),
  );
  check(golden, (got, want) => want === "ERROR" ? got.startsWith("ERROR: ") : got === want);
});
