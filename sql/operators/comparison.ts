/** `= <> < <= > >=` and IS [NOT] DISTINCT FROM (`sql.md` §11.1). */
import { BOOLEAN, sameType, type SqlType } from "../../schema/types.ts";
import { powerOfTen } from "../../schema/values/decimal.ts";
import type { Argument, Emitter, Implementation } from "../functions/function.ts";
import { comparatorOf, compareTexts } from "../functions/value_order.ts";
import { comparisonTypes } from "./comparison_types.ts";
import { propagating, type Resolved } from "./resolved.ts";

export type ComparisonOperator = "=" | "<>" | "<" | "<=" | ">" | ">=";

type Code = (a: string, b: string, emit: Emitter) => string;

export function resolveComparison(op: ComparisonOperator, left: Argument, right: Argument): Resolved {
  const [a, b] = comparisonTypes(op, left, right);
  const code = comparisonCode(op, a, b, constantOf(left, a), constantOf(right, b));
  return propagating([a, b], BOOLEAN, { js: ([x = "", y = ""], emit) => code(x, y, emit) });
}

/** Equality that takes NULL for a value: never NULL itself. */
export function resolveDistinct(negated: boolean, left: Argument, right: Argument): Resolved {
  const op = negated ? "=" : "<>";
  const isNullable = [left, right].some((arg) => arg.nullable || arg.type.kind === "null");
  if (!isNullable) return resolveComparison(op, left, right);
  const [a, b] = comparisonTypes(op, left, right);
  const code = comparisonCode(op, a, b, undefined, undefined);
  const js: Implementation["js"] = (args, emit) => {
    const [x = "", y = ""] = args.map((arg) => emit.let(arg));
    const nulls = `${x} ${negated ? "===" : "!=="} ${y}`;
    return `(${x} === null || ${y} === null ? ${nulls} : ${code(x, y, emit)})`;
  };
  return { argTypes: [a, b], returns: BOOLEAN, implementation: { js }, mayReturnNull: false, nulls: "pass" };
}

/** The literal, where the cast to `type` leaves it what it is. */
function constantOf(arg: Argument, type: SqlType): unknown {
  return sameType(arg.type, type) || type.kind === "float" ? arg.constant : undefined;
}

function comparisonCode(op: ComparisonOperator, a: SqlType, b: SqlType, left: unknown, right: unknown): Code {
  switch (a.kind) {
    case "boolean":
    case "integer":
    case "date":
    case "time":
      return (x, y) => `(${x} ${strict(op)} ${y})`;
    case "decimal":
      return b.kind === "decimal" ? scaled(op, a.scale, b.scale) : generic(op, a);
    case "timestamp":
      return b.kind === "timestamp" ? scaled(op, a.precision, b.precision) : generic(op, a);
    case "float":
      return floatCode(op, left, right);
    case "text":
    case "json":
      return textCode(op, left, right);
    default:
      return generic(op, a);
  }
}

function strict(op: ComparisonOperator): string {
  return op === "=" ? "===" : op === "<>" ? "!==" : op;
}

/** Bigints of different scales; bigints have no width, so that scaling up is exact. */
function scaled(op: ComparisonOperator, left: number, right: number): Code {
  const scale = Math.max(left, right);
  const times = (code: string, from: number) => from === scale ? code : `${code} * ${powerOfTen(scale - from)}n`;
  return (x, y) => `(${times(x, left)} ${strict(op)} ${times(y, right)})`;
}

/** NaN equals NaN and is above every number. A literal that is a number needs only half of that. */
function floatCode(op: ComparisonOperator, left: unknown, right: unknown): Code {
  if (isOrdinary(right)) {
    switch (op) {
      case ">":
        return (x, y) => `!(${x} <= ${y})`;
      case ">=":
        return (x, y) => `!(${x} < ${y})`;
      default:
        return (x, y) => `(${x} ${strict(op)} ${y})`;
    }
  }
  if (isOrdinary(left)) {
    switch (op) {
      case "<":
        return (x, y) => `!(${x} >= ${y})`;
      case "<=":
        return (x, y) => `!(${x} > ${y})`;
      default:
        return (x, y) => `(${x} ${strict(op)} ${y})`;
    }
  }
  switch (op) {
    case "=":
      return (x, y) => `(${x} === ${y} || (${x} !== ${x} && ${y} !== ${y}))`;
    case "<>":
      return (x, y) => `(${x} !== ${y} && (${x} === ${x} || ${y} === ${y}))`;
    case "<":
      return (x, y) => `(${x} < ${y} || (${y} !== ${y} && ${x} === ${x}))`;
    case "<=":
      return (x, y) => `(${x} <= ${y} || ${y} !== ${y})`;
    case ">":
      return (x, y) => `(${x} > ${y} || (${x} !== ${x} && ${y} === ${y}))`;
    case ">=":
      return (x, y) => `(${x} >= ${y} || ${x} !== ${x})`;
    default:
      return op satisfies never;
  }
}

function isOrdinary(constant: unknown): boolean {
  return typeof constant === "bigint" || (typeof constant === "number" && !Number.isNaN(constant));
}

/**
 * Order of UTF-8 bytes. UTF-16 order differs only where a surrogate meets a unit from U+E000 on, so a literal without
 * either compares right by itself.
 */
function textCode(op: ComparisonOperator, left: unknown, right: unknown): Code {
  if (op === "=" || op === "<>" || isPlainText(left) || isPlainText(right)) {
    return (x, y) => `(${x} ${strict(op)} ${y})`;
  }
  return (x, y, emit) => `(${emit.constant(compareTexts)}(${x}, ${y}) ${op} 0)`;
}

function isPlainText(constant: unknown): boolean {
  return typeof constant === "string" && !/[\ud800-\uffff]/.test(constant);
}

function generic(op: ComparisonOperator, type: SqlType): Code {
  const compare = comparatorOf(type);
  return (x, y, emit) => `(${emit.constant(compare)}(${x}, ${y}) ${strict(op)} 0)`;
}
