/** What a SQL function is: one object with its name, signatures, documentation, examples and code. */
import type { SqlType, Value } from "../../schema/types.ts";
import type { UserFunction } from "../../schema/user_function.ts";

/**
 * How an overload's parameter is declared: a type (after implicit casts, `sql.md` §11.2), or a class of types.
 * A class takes the argument as it is.
 */
export type Parameter = SqlType | TypeClass;

export interface TypeClass {
  /** As it stands in signatures: `number`, `integer`, `any`, `array`. */
  readonly class: string;
  accepts(type: SqlType): boolean;
}

export const ANY: TypeClass = { class: "any", accepts: () => true };
export const NUMBER: TypeClass = {
  class: "number",
  accepts: (type) => type.kind === "integer" || type.kind === "float" || type.kind === "decimal",
};
export const INTEGER: TypeClass = { class: "integer", accepts: (type) => type.kind === "integer" };
export const ARRAY: TypeClass = { class: "array", accepts: (type) => type.kind === "array" };
/** TEXT or JSON. */
export const TEXTUAL: TypeClass = { class: "text", accepts: (type) => type.kind === "text" || type.kind === "json" };
/** Anything that `||`, concat and length take: cast to TEXT first by the binder. */
export const SCALAR_AS_TEXT: TypeClass = {
  class: "scalar",
  accepts: (type) => type.kind !== "struct" && type.kind !== "array",
};
/** TIMESTAMP of any precision or DATE. */
export const DATETIME: TypeClass = {
  class: "timestamp",
  accepts: (type) => type.kind === "timestamp" || type.kind === "date",
};

/** What is known of an argument when a call is bound. */
export interface Argument {
  readonly type: SqlType;
  readonly nullable: boolean;
  /** The value, when it is a literal or folded constant. */
  readonly constant?: Value;
}

/**
 * What generated code may use while it is written. Code runs inside one loop over rows; names returned here are
 * plain JavaScript identifiers.
 */
export interface Emitter {
  /** Declares `const fresh = expression;` in the current block and returns the fresh name. */
  let(expression: string): string;
  /** Adds a statement to the current block. */
  line(statement: string): void;
  /** A name for a value that lives as long as the query: function, regular expression, table of a switch. */
  constant(value: unknown): string;
}

/** An ordinary function over {@link Value}s, monomorphic where it can be. Throws `EvaluationError`. */
// deno-lint-ignore ban-types -- functions of any arity and any argument types share one table
export type ValueFunction = Function;

export interface Implementation {
  /**
   * JavaScript expression for the result. `args` are names or literals of JavaScript values by the table at
   * {@link Value}; none is null unless the function's `nulls` is `"pass"`. Text of the user's never gets in here:
   * use {@link Emitter.constant}.
   */
  readonly js?: (args: readonly string[], emit: Emitter) => string;
  readonly call?: ValueFunction;
}

export interface Overload extends Implementation {
  readonly args: readonly Parameter[];
  /** The number of trailing {@link args} that may be missing. */
  readonly optional?: number;
  /** The last of {@link args} may come any number of times, also never when it is {@link optional}. */
  readonly variadic?: boolean;
  /** `types` are the arguments' after implicit casts; `args` carry constants too: `named_struct('a', 1)`. */
  readonly returns: SqlType | ((types: readonly SqlType[], args: readonly Argument[]) => SqlType);
  /**
   * For overloads whose code depends on types or constants (a regular expression compiled once, the scale of a
   * DECIMAL): called once per call site instead of `js` and `call`. May throw `EvaluationError` for a bad constant.
   */
  readonly build?: (args: readonly Argument[], returns: SqlType) => Implementation;
}

export interface ScalarFunction {
  readonly kind: "scalar";
  /** Lower case, DataFusion's. */
  readonly name: string;
  readonly aliases: readonly string[];
  /** One line. */
  readonly doc: string;
  readonly overloads: readonly Overload[];
  /** `[expression, its value as TEXT]`, each a test. NULL is the text `NULL`. */
  readonly examples: readonly (readonly [string, string])[];
  /**
   * `propagate` (default): NULL when any argument is NULL, the code never sees one. `pass`: the code gets null.
   */
  readonly nulls: "propagate" | "pass";
  /** Whether the result may be NULL: as the arguments are (default), always, or never. */
  readonly result: "as-arguments" | "nullable" | "not-null";
  /** Differs from call to call: not folded. */
  readonly volatile: boolean;
  /** Set for a function of the user's: its code runs in a worker, whole batches at a time. */
  readonly user?: UserFunction;
}

export interface FunctionDetails {
  readonly aliases?: readonly string[];
  readonly overloads: readonly Overload[];
  readonly examples: readonly (readonly [string, string])[];
  readonly nulls?: ScalarFunction["nulls"];
  readonly result?: ScalarFunction["result"];
  readonly volatile?: boolean;
}

export function scalar(name: string, doc: string, details: FunctionDetails): ScalarFunction {
  return {
    kind: "scalar",
    name,
    doc,
    aliases: details.aliases ?? [],
    overloads: details.overloads,
    examples: details.examples,
    nulls: details.nulls ?? "propagate",
    result: details.result ?? "as-arguments",
    volatile: details.volatile ?? false,
  };
}

/**
 * An expression failed on a row. The message is the reason without its place: `overflow`, `division by zero`,
 * `cannot cast 'abc' to INT`; whoever runs the code adds ` in <expression>` and the record.
 */
export class EvaluationError extends Error {
  override readonly name = "EvaluationError";
}
