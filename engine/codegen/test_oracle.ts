/** Generated loops against `evaluate`, row by row: for the tests beside the code generator. */
import assert from "node:assert/strict";
import type { Batch } from "../../schema/batch.ts";
import { columnFor, setValue, valueAt } from "../../schema/column.ts";
import { type Field, fieldOf } from "../../schema/field.ts";
import type { SqlType, Value } from "../../schema/types.ts";
import { bindExpression } from "../../sql/bind/expression.ts";
import { type Scope, scopeOf } from "../../sql/bind/scope.ts";
import { parseExpression } from "../../sql/bind/stored_expression.ts";
import { evaluate, isTrue } from "../../sql/evaluate.ts";
import type { Expr } from "../../sql/expr.ts";
import { EvaluationError } from "../../sql/functions/function.ts";
import { slice } from "../operators/slice.ts";
import { RowError, Segment } from "./segment.ts";

export type Row = readonly Value[];

/** The values that an expression list gives for one row, or the reason why it gives none; `undefined`: filtered. */
export type Outcome = Row | { readonly error: string } | undefined;

export function batchOf(fields: readonly Field[], rows: readonly Row[]): Batch {
  const columns = fields.map((field) => columnFor(field, rows.length));
  rows.forEach((row, index) => columns.forEach((column, i) => setValue(column, index, row[i] ?? null)));
  return { length: rows.length, columns };
}

export function bindText(text: string, scope: Scope): Expr {
  return bindExpression(parseExpression(text), { scope, parameters: [], functions: [] });
}

export function scopeFor(fields: readonly Field[]): Scope {
  return scopeOf({ fields, updating: false }, undefined);
}

/** What rows become in {@link Segment}; one that fails does not keep the others from being looked at. */
export function generated(
  fields: readonly Field[],
  predicates: readonly Expr[],
  outputs: readonly Expr[],
  rows: readonly Row[],
): Outcome[] {
  const segment = new Segment({ inputs: fields, predicates, outputs, fields: outputs.map(fieldFor) });
  const batch = batchOf(fields, rows);
  const outcomes: Outcome[] = [];
  while (outcomes.length < rows.length) {
    const from = outcomes.length;
    const rest = from === 0 ? batch : slice(batch, from, rows.length);
    let to = rows.length;
    let error: string | undefined;
    try {
      segment.run(rest);
    } catch (thrown) {
      if (!(thrown instanceof RowError)) throw thrown;
      error = reason(thrown);
      to = from + thrown.row;
    }
    outcomes.push(...passed(segment, outputs, error === undefined ? rest : slice(batch, from, to)));
    if (error !== undefined) outcomes.push({ error });
  }
  return outcomes;
}

/** The rows of a batch without failures; run anew, since a failed run leaves its output half made. */
function passed(segment: Segment, outputs: readonly Expr[], batch: Batch): Outcome[] {
  const count = batch.length;
  const outcomes = new Array<Outcome>(count).fill(undefined);
  if (count === 0) return outcomes;
  const output = segment.run(batch);
  for (let row = 0; row < output.length; row++) {
    const values = outputs.map((expr, i) => valueAt(output.columns[i]!, expr.type, row, output.length)); // one per output
    outcomes[output.rowOf?.[row] ?? row] = values.map((value) => value instanceof Uint8Array ? value.slice() : value);
  }
  return outcomes;
}

function reason(error: RowError): string {
  return error.cause instanceof EvaluationError ? error.cause.message : `${error.message} (not an EvaluationError)`;
}

/** The same by walking the expressions. */
export function expected(predicates: readonly Expr[], outputs: readonly Expr[], rows: readonly Row[]): Outcome[] {
  return rows.map((row) => {
    try {
      if (!predicates.every((predicate) => isTrue(predicate, row))) return undefined;
      return outputs.map((expr) => stored(evaluate(expr, row), expr.type));
    } catch (error) {
      if (error instanceof EvaluationError) return { error: error.message };
      throw error;
    }
  });
}

/** A REAL is rounded where it is stored. */
function stored(value: Value, type: SqlType): Value {
  return type.kind === "float" && type.bits === 32 && typeof value === "number" ? Math.fround(value) : value;
}

function fieldFor(expr: Expr): Field {
  return fieldOf("c", expr.type, expr.nullable);
}

/** Throws when generated code and `evaluate` differ, or when a column that is NOT NULL gets a NULL. */
export function checkAgreement(
  fields: readonly Field[],
  predicates: readonly Expr[],
  outputs: readonly Expr[],
  rows: readonly Row[],
): void {
  const wanted = expected(predicates, outputs, rows);
  const got = generated(fields, predicates, outputs, rows);
  rows.forEach((row, i) => {
    const values = wanted[i];
    if (Array.isArray(values)) {
      outputs.forEach((expr, at) =>
        assert.ok(expr.nullable || values[at] !== null, `NULL of NOT NULL for ${shown(row)}`)
      );
    }
    assert.deepEqual(got[i], values, `row ${shown(row)}`);
  });
}

function shown(row: Row): string {
  return Deno.inspect(row, { compact: true, breakLength: Infinity, depth: 5 });
}
