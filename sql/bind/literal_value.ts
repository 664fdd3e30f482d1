/** Literals and bound values as constants. */
import { SqlError } from "../../schema/errors.ts";
import {
  arrayType,
  BIGINT,
  BIGINT_UNSIGNED,
  BOOLEAN,
  BYTEA,
  DATE,
  decimalType,
  DOUBLE,
  NULL_TYPE,
  type SqlType,
  TEXT,
  TIME,
  TIMESTAMP,
  type Value,
} from "../../schema/types.ts";
import type * as ast from "../ast.ts";
import { evaluate } from "../evaluate.ts";
import type { Expr } from "../expr.ts";
import { unify } from "../operators.ts";
import { printExpression } from "../print.ts";
import { castTo, literal } from "./cast.ts";
import { argument } from "./resolved_call.ts";

/** BIGINT, beyond it BIGINT UNSIGNED, else DOUBLE. */
export function bindNumber(node: ast.NumberLiteral): Expr {
  if (/^-?\d+$/.test(node.text)) {
    const value = BigInt(node.text);
    if (BigInt.asIntN(64, value) === value) return literal(value, BIGINT);
    if (BigInt.asUintN(64, value) === value) return literal(value, BIGINT_UNSIGNED);
  }
  return literal(Number(node.text), DOUBLE);
}

function integerLiteral(value: bigint): Expr {
  if (BigInt.asIntN(64, value) === value) return literal(value, BIGINT);
  if (BigInt.asUintN(64, value) === value) return literal(value, BIGINT_UNSIGNED);
  throw new SqlError(`The bound value ${value} is no integer of 64 bits`, {
    code: "type",
    hint: "Bind it as text and cast it to DECIMAL.",
  });
}

/** `DATE '…'`, `TIME '…'`, `TIMESTAMP '…'`, and `DECIMAL '…'` with the digits as written. */
export function bindTypedLiteral(node: ast.TypedLiteral): Expr {
  if (node.type === "decimal") {
    const digits = /^[+-]?(\d*)\.?(\d*)$/.exec(node.text.trim());
    const scale = digits?.[2]?.length ?? 0;
    const whole = (digits?.[1] ?? "").replace(/^0+/, "").length;
    if (!digits || whole + scale > 38) {
      throw new SqlError(`cannot cast '${node.text}' to DECIMAL`, { code: "evaluation", span: node.textSpan });
    }
    return constantCast(node.text, decimalType(Math.max(1, whole + scale), scale), node);
  }
  const types = { date: DATE, time: TIME, timestamp: TIMESTAMP } as const;
  return constantCast(node.text, types[node.type], node);
}

function constantCast(text: string, type: SqlType, node: ast.TypedLiteral): Expr {
  return castTo(literal(text, TEXT), type, { span: node.textSpan, text: printExpression(node) });
}

/** A bound value as a literal of the type that it has in JavaScript. */
export function parameterLiteral(value: Value): Expr {
  if (value === null) return literal(null, NULL_TYPE);
  if (typeof value === "boolean") return literal(value, BOOLEAN);
  if (typeof value === "bigint") return integerLiteral(value);
  if (typeof value === "string") return literal(value, TEXT);
  if (value instanceof Uint8Array) return literal(value, BYTEA);
  if (typeof value === "number") {
    return Number.isSafeInteger(value) ? literal(BigInt(value), BIGINT) : literal(value, DOUBLE);
  }
  if (Array.isArray(value)) {
    const items = value.map(parameterLiteral);
    const element = unify(items.map(argument), "coalesce");
    if (element === undefined) {
      throw new SqlError("The elements of a bound array have no common type", { code: "type" });
    }
    const type = element.kind === "null" ? TEXT : element;
    const values = items.map((item) =>
      evaluate(castTo(item, type, { span: { start: 0, end: 0 }, text: "a bound array" }), [])
    );
    return literal(values, arrayType(type));
  }
  throw new SqlError("A bound value must be null, boolean, number, bigint, string, Uint8Array or an array of these");
}
