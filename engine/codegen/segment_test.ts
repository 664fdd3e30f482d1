/**
 * Generated code gives what `evaluate` gives: for every recorded expression and every example of a function, with
 * its literals as columns where it can be bound so, and as a constant.
 */
import assert from "node:assert/strict";
import { type Change, DELETE, INSERT, UPDATE_AFTER, UPDATE_BEFORE } from "../../schema/batch.ts";
import { SqlError } from "../../schema/errors.ts";
import { type Field, fieldOf } from "../../schema/field.ts";
import { BIGINT, INT, TEXT, type Value } from "../../schema/types.ts";
import type * as ast from "../../sql/ast.ts";
import { bindExpression } from "../../sql/bind/expression.ts";
import { parseExpression } from "../../sql/bind/stored_expression.ts";
import type { Expr } from "../../sql/expr.ts";
import { FUNCTIONS } from "../../sql/functions/mod.ts";
import { Segment, type SegmentSpec } from "./segment.ts";
import { batchOf, bindText, checkAgreement, scopeFor } from "./test_oracle.ts";

const CASES = new URL("../../tests/cases/", import.meta.url);
const VALUES = ["arithmetic", "casts", "comparison", "datafusion", "deviations", "text", "times"];

for (const file of VALUES) {
  Deno.test(`Segment gives the values of values/${file}.json`, () => {
    replay(read<[string, string, string]>(`values/${file}.json`).map(([text]) => text));
  });
}

Deno.test("Segment gives the values of functions/golden.json", () => {
  replay(read<[string, string]>("functions/golden.json").map(([text]) => text));
});

Deno.test("Segment gives the values of the functions' examples", () => {
  replay(FUNCTIONS.filter((fn) => !fn.volatile).flatMap((fn) => fn.examples.map(([text]) => text)));
});

function read<T>(path: string): T[] {
  return JSON.parse(Deno.readTextFileSync(new URL(path, CASES)));
}

function replay(texts: readonly string[]): void {
  assert.ok(texts.length > 0);
  let asColumns = 0;
  for (const text of texts) {
    const node = parseExpression(text);
    const constant = bound(node, []);
    if (constant !== undefined) agrees(text, [], [], constant);
    for (const nullable of [false, true]) {
      const { expression, fields, row } = withColumns(node, nullable);
      const expr = fields.length > 0 ? bound(expression, fields) : undefined;
      if (expr === undefined) continue;
      asColumns++;
      agrees(text, fields, row, expr);
    }
  }
  assert.ok(asColumns > texts.length / 2, `only ${asColumns / 2} of ${texts.length} can be bound with columns`);
}

function agrees(text: string, fields: readonly Field[], row: readonly Value[], expr: Expr): void {
  const rows = [row, ...(fields.some((field) => field.nullable) ? [row.map(() => null)] : [])];
  try {
    checkAgreement(fields, [], [expr], rows);
  } catch (error) {
    throw new Error(`${text}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}

function bound(node: ast.Expression, fields: readonly Field[]): Expr | undefined {
  try {
    return bindExpression(node, { scope: scopeFor(fields), parameters: [], functions: [] });
  } catch (error) {
    if (error instanceof SqlError) return undefined;
    throw error;
  }
}

const LITERALS = new Set(["number", "string", "bytes", "boolean", "typedLiteral", "interval"]);

interface WithColumns {
  readonly expression: ast.Expression;
  readonly fields: readonly Field[];
  readonly row: readonly Value[];
}

/** The expression with a column in the place of every literal, and the row that holds them. */
function withColumns(node: ast.Expression, nullable: boolean): WithColumns {
  const fields: Field[] = [];
  const row: Value[] = [];
  const replaced = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(replaced);
    if (typeof part !== "object" || part === null) return part;
    if ("kind" in part && LITERALS.has(String(part.kind))) {
      const literal = part as ast.Expression;
      const expr = bound(literal, []);
      if (expr?.kind !== "literal") return part;
      const name = `c${fields.length}`;
      fields.push(fieldOf(name, expr.type, nullable));
      row.push(expr.value);
      return { kind: "name", parts: [{ name, quoted: true, span: literal.span }], span: literal.span };
    }
    return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, replaced(value)]));
  };
  return { expression: replaced(node) as ast.Expression, fields, row };
}

Deno.test("Segment computes a value again after a branch that was not taken", () => {
  const fields = [fieldOf("a", BIGINT, true), fieldOf("s", TEXT, false)];
  const shared = bindIn("10 / a", fields);
  const guarded: Expr = {
    kind: "case",
    branches: [{ when: bindIn("a > 2", fields), then: shared }],
    otherwise: bindIn("-1", fields),
    type: BIGINT,
    nullable: true,
  };
  checkAgreement(fields, [], [guarded, shared], [[0n, "x"], [1n, "y"], [5n, "z"], [null, ""]]);
});

Deno.test("Segment gives a nullable column for one that is NOT NULL, with and without a filter", () => {
  const inputs = [fieldOf("i", INT, false), fieldOf("t", TEXT, false)];
  const outputs = [bindIn("i", inputs), bindIn("t", inputs)];
  const fields = inputs.map((field) => ({ ...field, nullable: true }));
  for (const predicates of [[], [bindIn("i > 1", inputs)]]) {
    const { columns, length } = new Segment({ inputs, predicates, outputs, fields }).run(
      batchOf(inputs, [[1, "one"], [2, "two"]]),
    );
    assert.deepEqual(columns.map((column) => [...column.valid?.subarray(0, length) ?? []]), [
      Array(length).fill(1),
      Array(length).fill(1),
    ]);
  }
});

Deno.test("Segment hands on the input's own column when nothing is filtered", () => {
  const inputs = [fieldOf("i", INT, true)];
  const batch = batchOf(inputs, [[1], [null]]);
  const output = new Segment({ inputs, predicates: [], outputs: [bindIn("i", inputs)], fields: inputs }).run(batch);
  assert.equal(output.columns[0], batch.columns[0]);
});

function bindIn(text: string, fields: readonly Field[]): Expr {
  return bindExpression(parseExpression(text), { scope: scopeFor(fields), parameters: [], functions: [] });
}

Deno.test("Segment's constants cannot become source text", () => {
  const evil = "'); throw new Error(`${1}`); //\\";
  const expr = bound(parseExpression(`'${evil.replaceAll("'", "''")}' || t`), [fieldOf("t", TEXT, false)]);
  assert.ok(expr !== undefined);
  checkAgreement([fieldOf("t", TEXT, false)], [], [expr], [["`${x}`\u2028"]]);
});

Deno.test("Segment compares TEXT columns and literals in byte order", () => {
  const fields = [fieldOf("a", TEXT, true), fieldOf("b", TEXT, false)];
  const texts = ["", "a", "ab", "b", "B", "é", "\uffff", "😀"];
  const rows: Value[][] = [...texts.flatMap((a) => texts.map((b) => [a, b])), [null, "a"]];
  const sides = ["a = b", "b = a", "a = 'ab'", "'ab' = b", "b = ''"];
  const outputs = ["=", "<>", "<", "<=", ">", ">="].flatMap((operator) =>
    sides.map((side) => bindIn(side.replace("=", operator), fields))
  );
  checkAgreement(fields, [], outputs, rows);
});

/** Changes and values that a segment gives for rows of the columns k and n. */
function changed(rows: readonly (readonly [Change, number, number])[], spec: Partial<SegmentSpec>): string[] {
  const fields = [fieldOf("k", INT, false), fieldOf("n", INT, false)];
  const outputs = fields.map((field, index): Expr => ({ kind: "column", index, ...field }));
  const segment = new Segment({ inputs: fields, predicates: [], outputs, fields, changes: "kept", ...spec });
  const batch = batchOf(fields, rows.map(([, ...values]) => values));
  const output = segment.run({ ...batch, changes: Uint8Array.from(rows, ([change]) => change) });
  const [k, n] = output.columns;
  return Array.from({ length: output.length }, (_, row) => {
    assert.ok(k?.kind === "int32" && n?.kind === "int32");
    return `${["+I", "-D", "-U", "+U"][output.changes?.[row] ?? 0]} ${k.values[row]}=${n.values[row]}`;
  });
}

Deno.test("Segment judges the old and the new version of a row separately", () => {
  const predicates = [bindText("n > 10", scopeFor([fieldOf("k", INT, false), fieldOf("n", INT, false)]))];
  const rows: (readonly [Change, number, number])[] = [
    [UPDATE_BEFORE, 1, 11],
    [UPDATE_AFTER, 1, 12],
    [UPDATE_BEFORE, 2, 11],
    [UPDATE_AFTER, 2, 1],
    [UPDATE_BEFORE, 3, 1],
    [UPDATE_AFTER, 3, 11],
    [UPDATE_BEFORE, 4, 1],
    [UPDATE_AFTER, 4, 2],
    [DELETE, 5, 11],
    [INSERT, 6, 11],
    [DELETE, 7, 1],
  ];
  const passed = ["-U 1=11", "+U 1=12", "-D 2=11", "+I 3=11", "-D 5=11", "+I 6=11"];
  assert.deepEqual(changed(rows, { predicates }), passed);
  const apart = passed.map((text) => text.replace("-U", "-D").replace("+U", "+I"));
  assert.deepEqual(changed(rows, { predicates, changes: "apart" }), apart);
  assert.deepEqual(changed(rows.slice(0, 2), { changes: "apart" }), ["-D 1=11", "+I 1=12"]);
  assert.deepEqual(changed(rows.slice(0, 2), { changes: "kept" }), ["-U 1=11", "+U 1=12"]);
});
