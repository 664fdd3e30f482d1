/** Which overload a call means, what its arguments are cast to, and what comes out (`sql.md` §11.2). */
import { SqlError } from "../../schema/errors.ts";
import {
  arrayType,
  DOUBLE,
  sameType,
  type SqlType,
  TEXT,
  TIMESTAMP,
  typeName,
  type Value,
} from "../../schema/types.ts";
import type { Accumulator, AggregateFunction } from "./aggregate.ts";
import { commonType } from "./common_type.ts";
import {
  type Argument,
  DATETIME,
  type Implementation,
  type Overload,
  type Parameter,
  SCALAR_AS_TEXT,
  type ScalarFunction,
} from "./function.ts";
import type { WindowCompute, WindowFunction } from "./windows.ts";
import { COMMON, COMMON_NUMBER, ELEMENT, elementType, isBigint, SAME_ARRAY } from "./parameters.ts";

export interface ResolvedCall {
  /** The type that each argument must be cast to; undefined: it is taken as it is. */
  readonly argTypes: readonly (SqlType | undefined)[];
  readonly returns: SqlType;
  readonly implementation: Implementation;
  readonly nullable: boolean;
  /** The implementation itself may give NULL: see `Expr` of kind `call`. */
  readonly mayReturnNull: boolean;
}

/** Throws `SqlError` without a span when no overload fits, `EvaluationError` when a constant argument is bad. */
export function resolveCall(fn: ScalarFunction, args: readonly Argument[]): ResolvedCall {
  const { overload, argTypes } = bestMatch(fn, args);
  const bound = args.map((arg, i) => castArgument(arg, argTypes[i]));
  const types = bound.map((arg) => arg.type);
  const returns = typeof overload.returns === "function" ? overload.returns(types, bound) : overload.returns;
  const someNull = args.some((arg) => arg.nullable);
  const neverRuns = fn.nulls === "propagate" && types.some((type) => type.kind === "null");
  const mayReturnNull = neverRuns || fn.result === "nullable" ||
    (fn.nulls === "pass" && fn.result === "as-arguments" && someNull);
  return {
    argTypes,
    returns,
    implementation: neverRuns ? { call: () => null } : implementationOf(overload, bound, returns),
    nullable: mayReturnNull || (someNull && (fn.nulls === "propagate" || fn.result === "as-arguments")),
    mayReturnNull,
  };
}

export interface ResolvedAggregate {
  readonly argTypes: readonly (SqlType | undefined)[];
  readonly returns: SqlType;
  readonly accumulator: Accumulator;
}

/**
 * Throws `SqlError` without a span when no overload fits or a constant argument is bad. `descending`: its WITHIN GROUP
 * says DESC.
 */
export function resolveAggregate(
  fn: AggregateFunction,
  args: readonly Argument[],
  descending = false,
): ResolvedAggregate {
  const { overload, argTypes } = bestMatch(fn, args);
  const bound = args.map((arg, i) => castArgument(arg, argTypes[i]));
  const { returns: declared } = overload;
  const returns = typeof declared === "function" ? declared(bound.map((arg) => arg.type), bound) : declared;
  return { argTypes, returns, accumulator: overload.build(bound, returns, descending) };
}

export interface ResolvedWindow {
  readonly argTypes: readonly (SqlType | undefined)[];
  readonly returns: SqlType;
  readonly compute: WindowCompute;
}

/** Throws `SqlError` without a span when no overload fits, `EvaluationError` when a constant argument is bad. */
export function resolveWindow(fn: WindowFunction, args: readonly Argument[], ignoreNulls: boolean): ResolvedWindow {
  const { overload, argTypes } = bestMatch(fn, args);
  const bound = args.map((arg, i) => castArgument(arg, argTypes[i]));
  const { returns: declared } = overload;
  const returns = typeof declared === "function" ? declared(bound.map((arg) => arg.type)) : declared;
  return { argTypes, returns, compute: overload.build(bound, ignoreNulls) };
}

/** One object for each call: a variadic overload's code depends on how many arguments this call has. */
function implementationOf(overload: Overload, args: readonly Argument[], returns: SqlType): Implementation {
  if (overload.build) return overload.build(args, returns);
  const { js, call } = overload;
  return { ...(js && { js }), ...(call && { call }) };
}

/** `substr(text, integer[, integer])`: one line for each overload, as help and errors show them. */
export function signatures(fn: Callable): string[] {
  return [
    ...new Set(
      fn.overloads.map((overload) => fn.withinGroup ? ordered(fn.name, overload) : signature(fn.name, overload)),
    ),
  ];
}

/** The first parameter of an ordered aggregate stands in WITHIN GROUP. */
function ordered(name: string, overload: Signature): string {
  const [first, ...args] = overload.args;
  return `${signature(name, { ...overload, args })} WITHIN GROUP (ORDER BY ${first ? parameterName(first) : ""})`;
}

function signature(name: string, { args, optional = 0, variadic }: Signature): string {
  const parts = args.map((parameter, i) => {
    const dots = variadic && i === args.length - 1 ? ", …" : "";
    return i < args.length - optional ? (i > 0 ? ", " : "") + parameterName(parameter) + dots : undefined;
  }).filter((part) => part !== undefined);
  const rest = args.slice(args.length - optional).map((parameter, i) => {
    const dots = variadic && i === optional - 1 ? ", …" : "";
    return `[${i === 0 && parts.length === 0 ? "" : ", "}${parameterName(parameter)}${dots}`;
  });
  return `${name}(${parts.join("")}${rest.join("")}${"]".repeat(rest.length)})`;
}

function parameterName(parameter: Parameter): string {
  return "class" in parameter ? parameter.class : typeName(parameter).toLowerCase();
}

/** What overloads of scalar and aggregate functions share. */
interface Signature {
  readonly args: readonly Parameter[];
  readonly optional?: number;
  readonly variadic?: boolean;
}

interface Callable<T extends Signature = Signature> {
  readonly name: string;
  readonly withinGroup?: boolean;
  readonly overloads: readonly T[];
}

interface Match<T extends Signature> {
  readonly overload: T;
  readonly argTypes: readonly (SqlType | undefined)[];
  readonly casts: number;
}

function bestMatch<T extends Signature>(fn: Callable<T>, args: readonly Argument[]): Match<T> {
  let best: Match<T> | undefined;
  for (const overload of fn.overloads) {
    const match = matchOverload(overload, args);
    if (match && (best === undefined || match.casts < best.casts)) best = match;
  }
  if (best) return best;
  const given = `(${args.map((arg) => typeName(arg.type)).join(", ")})`;
  const known = signatures(fn);
  throw new SqlError(`Function ${fn.name} does not take ${given}: it takes ${known.join(" or ")}`, {
    code: "no_overload",
    hint: args.some((arg) => arg.type.kind === "json") && wantsText(fn)
      ? "Take a JSON member as TEXT with ->>, or cast the argument"
      : args.length > 0
      ? "Cast the argument: CAST(x AS type) or x::type"
      : undefined,
    expected: known,
  });
}

function wantsText(fn: Callable): boolean {
  return fn.overloads.some((overload) => overload.args.some((arg) => !("class" in arg) && arg.kind === "text"));
}

function matchOverload<T extends Signature>(overload: T, args: readonly Argument[]): Match<T> | undefined {
  const { optional = 0, variadic = false } = overload;
  if (args.length < overload.args.length - optional) return undefined;
  if (args.length > overload.args.length && !variadic) return undefined;
  const parameters = args.map((_, i) => overload.args[Math.min(i, overload.args.length - 1)]);
  const argTypes: (SqlType | undefined)[] = [];
  let casts = 0;
  for (const [i, arg] of args.entries()) {
    const parameter = parameters[i];
    const cast = parameter && castOf(parameter, arg);
    if (!cast) return undefined;
    argTypes.push(cast.to);
    if (cast.to && arg.type.kind !== "null") casts += cast.cost;
  }
  if (!unify(parameters, args, argTypes)) return undefined;
  return { overload, argTypes, casts };
}

interface Cast {
  readonly to: SqlType | undefined;
  readonly cost: number;
}

const AS_IT_IS: Cast = { to: undefined, cost: 0 };

/** How one argument fits one parameter; undefined: not at all. */
function castOf(parameter: Parameter, arg: Argument): Cast | undefined {
  const { type } = arg;
  if ("class" in parameter) {
    if (parameter === SCALAR_AS_TEXT && type.kind !== "text" && parameter.accepts(type)) return { to: TEXT, cost: 1 };
    if (type.kind === "null" || parameter.accepts(type)) return AS_IT_IS;
    if (parameter === DATETIME && isTextConstant(arg)) return { to: TIMESTAMP, cost: 1 };
    return parameter === COMMON_NUMBER && isTextConstant(arg) ? AS_IT_IS : undefined;
  }
  if (sameType(parameter, type)) return AS_IT_IS;
  if (type.kind === "null") return { to: parameter, cost: 0 };
  switch (parameter.kind) {
    case "float":
      return parameter.bits === 64 && isNumber(type) ? { to: DOUBLE, cost: 1 } : undefined;
    case "decimal":
      return type.kind === "integer" ? { to: parameter, cost: 1 } : undefined;
    case "integer":
      return type.kind === "integer" ? { to: parameter, cost: 1 } : undefined;
    case "timestamp":
      return isTextConstant(arg) || DATETIME.accepts(type) ? { to: parameter, cost: 1 } : undefined;
    case "date":
      return isTextConstant(arg) ? { to: parameter, cost: 1 } : undefined;
    default:
      return undefined;
  }
}

/** Brings arguments of the classes that share a type to it; false when they have none. */
function unify(
  parameters: readonly (Parameter | undefined)[],
  args: readonly Argument[],
  argTypes: (SqlType | undefined)[],
): boolean {
  const positions = (...classes: Parameter[]) =>
    parameters.flatMap((parameter, i) => parameter && classes.includes(parameter) ? [i] : []);
  const common = positions(COMMON, COMMON_NUMBER);
  if (common.length > 0) {
    const type = commonOf(common.flatMap((i) => args[i] ?? []));
    if (!type) return false;
    if (parameters.includes(COMMON_NUMBER) && type.kind !== "null" && !isNumber(type)) return false;
    for (const i of common) argTypes[i] = castUnlessSame(args[i], type);
  }
  const arrays = positions(SAME_ARRAY);
  if (arrays.length === 0) return true;
  const elements = positions(ELEMENT);
  const element = commonOf([
    ...arrays.flatMap((i) => args[i] ? [{ type: elementType(args[i].type), nullable: true }] : []),
    ...elements.flatMap((i) => args[i] ?? []),
  ]);
  if (!element) return false;
  for (const i of elements) argTypes[i] = castUnlessSame(args[i], element);
  for (const i of arrays) argTypes[i] = castUnlessSame(args[i], arrayType(element));
  return true;
}

function castUnlessSame(arg: Argument | undefined, type: SqlType): SqlType | undefined {
  return arg && sameType(arg.type, type) ? undefined : type;
}

/** The common type of arguments. A text literal takes the type of what it stands beside. */
function commonOf(args: readonly Argument[]): SqlType | undefined {
  let type: SqlType | undefined = { kind: "null" };
  for (const arg of args) if (!isTextConstant(arg)) type = type && commonType(type, arg.type);
  if (type === undefined || !args.some(isTextConstant)) return type;
  if (type.kind === "null" || type.kind === "text" || type.kind === "json") return TEXT;
  return isNumber(type) || type.kind === "timestamp" || type.kind === "date" ? type : undefined;
}

function isTextConstant(arg: Argument): boolean {
  return arg.type.kind === "text" && typeof arg.constant === "string";
}

function isNumber(type: SqlType): boolean {
  return type.kind === "integer" || type.kind === "float" || type.kind === "decimal";
}

/** What the implementation will see. A constant that cannot be converted here is one no more. */
function castArgument(arg: Argument, to: SqlType | undefined): Argument {
  if (to === undefined) return arg;
  const { constant } = arg;
  const converted = constant === undefined || constant === null ? constant : castConstant(constant, arg.type, to);
  return { type: to, nullable: arg.nullable, ...(converted !== undefined && { constant: converted }) };
}

function castConstant(value: Value, from: SqlType, to: SqlType): Value | undefined {
  if (from.kind !== "integer" || (typeof value !== "bigint" && typeof value !== "number")) return undefined;
  if (to.kind === "float") return Number(value);
  if (to.kind === "decimal") return BigInt(value) * 10n ** BigInt(to.scale);
  if (to.kind !== "integer") return undefined;
  const integer = BigInt(value);
  if ((to.unsigned ? BigInt.asUintN(to.bits, integer) : BigInt.asIntN(to.bits, integer)) !== integer) return undefined;
  return isBigint(to) ? integer : Number(integer);
}
