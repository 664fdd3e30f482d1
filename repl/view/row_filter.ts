/** What a person types after `/`: a condition over the columns, in SQL, or a text that is looked for in every cell. */
import { SluiceError, SqlError } from "../../schema/errors.ts";
import type { Field } from "../../schema/field.ts";
import type { Value } from "../../schema/types.ts";
import { valueToText } from "../../schema/values/value_text.ts";
import type { Expression } from "../../sql/ast.ts";
import { bindPredicate } from "../../sql/bind/expression.ts";
import { scopeOf } from "../../sql/bind/scope.ts";
import { columnsOf, type Expr } from "../../sql/expr.ts";
import { isTrue } from "../../sql/evaluate.ts";
import { EvaluationError } from "../../sql/functions/function.ts";
import { parseStatement } from "../../sql/parse.ts";
import type { RowTest } from "./rows/view_rows.ts";

export interface RowFilter {
  readonly typed: string;
  /** How it was understood: `"ann"`, `price > 100`. */
  readonly label: string;
  readonly test: RowTest;
  /** Why it is no condition, when it looks like one. */
  readonly notice?: string | undefined;
}

/** What tells a condition from a word that somebody looks for. */
const LOOKS_LIKE_CONDITION = /[<>=!]|\b(?:is|in|like|ilike|between|and|or|not)\b/i;

/** `fields` are those that are shown, the first ones of a row. */
export function rowFilter(text: string, fields: readonly Field[]): RowFilter {
  try {
    const condition = bindPredicate(conditionIn(text), {
      scope: scopeOf({ fields, updating: false }, undefined),
      parameters: [],
      functions: [],
    }, "A filter");
    // A name or a literal alone is looked for as a text.
    if (condition.kind !== "column" && columnsOf(condition).size > 0) {
      return { typed: text, label: text, test: holds(condition) };
    }
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error;
    const notice = LOOKS_LIKE_CONDITION.test(text) ? `no condition: ${error.message}` : undefined;
    return { typed: text, label: JSON.stringify(text), test: contains(text, fields), notice };
  }
  return { typed: text, label: JSON.stringify(text), test: contains(text, fields) };
}

function conditionIn(text: string): Expression {
  const { statement } = parseStatement(`SELECT 1 WHERE (${text}\n)`);
  const { body } = statement.kind === "query" ? statement : {};
  if (body?.kind === "select" && body.where !== undefined) return body.where;
  throw new SqlError("it is not one expression");
}

/** A row on which the condition fails does not pass. */
function holds(condition: Expr): RowTest {
  const columns = [...columnsOf(condition)];
  const row: Value[] = [];
  return (value) => {
    for (const column of columns) row[column] = value(column);
    try {
      return isTrue(condition, row);
    } catch (error) {
      if (error instanceof EvaluationError) return false;
      throw error;
    }
  };
}

/** Upper and lower case are the same unless the text has upper case. */
function contains(text: string, fields: readonly Field[]): RowTest {
  const folded = text === text.toLowerCase();
  return (value) =>
    fields.some(({ type }, column) => {
      const cell = valueToText(value(column), type);
      return (folded ? cell.toLowerCase() : cell).includes(text);
    });
}
