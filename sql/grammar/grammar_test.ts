import assert from "node:assert/strict";
import type { Expression } from "../ast.ts";
import { parseStatement } from "../parse.ts";
import { Grammar } from "./grammar.ts";

Deno.test("Grammar has no ambiguity without a gate and no left recursion", () => {
  new Grammar({ validate: true }); // throws if it has
});

/** Every operator with brackets around it. */
function shape(node: Expression): string {
  switch (node.kind) {
    case "binary":
      return `(${shape(node.left)} ${node.operator} ${shape(node.right)})`;
    case "unary":
      return `(${node.operator} ${shape(node.operand)})`;
    case "cast":
      return `(${shape(node.operand)} :: ${node.type.kind === "simple" ? node.type.name : node.type.kind})`;
    case "subscript":
      return `(${shape(node.operand)} [${shape(node.index)}])`;
    case "between":
      return `(${shape(node.operand)} between ${shape(node.low)} ${shape(node.high)})`;
    case "like":
      return `(${shape(node.operand)} ${node.form} ${shape(node.pattern)})`;
    case "inList":
      return `(${shape(node.operand)} in ${node.items.map(shape)})`;
    case "is":
      return `(${shape(node.operand)} is ${node.test})`;
    case "name":
      return node.parts.map(({ name }) => name).join(".");
    case "number":
      return node.text;
    case "string":
      return node.value;
    default:
      return node.kind;
  }
}

function expression(text: string): Expression {
  const { statement } = parseStatement(`SELECT ${text}`);
  assert.ok(statement.kind === "query" && statement.body.kind === "select");
  const [item] = statement.body.items;
  assert.ok(item?.kind === "expression");
  return item.expression;
}

const SHAPES = [
  ["-a.b::int[1]", "(- ((a.b :: int) [1]))"],
  ["a + b * -c", "(a + (b * (- c)))"],
  ["a - b - c", "((a - b) - c)"],
  ["a || b + c -> d", "((a || (b + c)) -> d)"],
  ["j->'n'::int", "(j -> (n :: int))"],
  ["a << 1 >> 2 & b | c # d", "(((((a << 1) >> 2) & b) | c) # d)"],
  ["a = b LIKE c || d", "(a = (b like (c || d)))"],
  ["a BETWEEN 1 + 1 AND 2 AND b", "((a between (1 + 1) 2) and b)"],
  ["a IN (1, 2) = b", "((a in 1,2) = b)"],
  ["a ~ b = c !~* d", "((a ~ b) = (c !~* d))"],
  ["a < b = c", "((a < b) = c)"],
  ["a = b IS NULL", "((a = b) is null)"],
  ["NOT a = b IS TRUE AND c", "((not ((a = b) is true)) and c)"],
  ["a OR b AND NOT c OR d", "((a or (b and (not c))) or d)"],
  ["NOT NOT a OR b", "((not (not a)) or b)"],
  ["a > b", "(a > b)"],
  ["a @> b = b <@ a", "((a @> b) = (b <@ a))"],
  ["(a OR b) AND c", "((a or b) and c)"],
] as const;

for (const [text, expected] of SHAPES) {
  Deno.test(`Grammar reads ${text} as ${expected}`, () => assert.equal(shape(expression(text)), expected));
}

Deno.test("Grammar gives an operator the span of its brackets too", () => {
  const { span } = expression("(a + b) * c");
  assert.deepEqual(span, { start: 7, end: 18 });
});

Deno.test("Grammar reads two closing brackets of types side by side", () => {
  const node = expression("CAST(a AS ARRAY<STRUCT<x ARRAY<INT>>>)");
  assert.ok(node.kind === "cast" && node.type.kind === "array" && node.type.element.kind === "struct");
});

Deno.test("Grammar turns the special spellings of calls into ordinary arguments", () => {
  const call = expression("position('a' IN trim(LEADING 'x' FROM b))");
  assert.ok(call.kind === "call" && call.form === "position");
  const [text, search] = call.arguments;
  assert.ok(text?.kind === "call" && text.name.name === "ltrim" && search?.kind === "string");
  assert.deepEqual(text.arguments.map(shape), ["b", "x"]);
});
