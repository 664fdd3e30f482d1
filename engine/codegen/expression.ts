/** Bound expressions to JavaScript statements inside a loop over rows. */
import { InternalError } from "../../schema/errors.ts";
import type { Field } from "../../schema/field.ts";
import { type SqlType, storageOf } from "../../schema/types.ts";
import type { Expr } from "../../sql/expr.ts";
import { EvaluationError } from "../../sql/functions/function.ts";
import { compareRanges, equalRanges } from "./bytes.ts";
import type { Program } from "../../sql/functions/program.ts";

/** A computed value: a name or literal that may be repeated. */
export interface Atom {
  /** Meaningless where {@link isNull} holds, but of the right JavaScript type. */
  readonly code: string;
  /** A name or literal of a JavaScript boolean; absent: never NULL. */
  readonly isNull: string | undefined;
}

/**
 * Names of an input column inside the loop: `values` or `data`, `starts`, `ends` and `valid`, taken out of the
 * column before the loop starts. The loop's row is `i`, its number of rows `n`.
 */
export interface InputNames {
  readonly column: string;
  readonly values: string;
  readonly valid: string;
  readonly starts: string;
  readonly ends: string;
  readonly data: string;
}

export function inputNames(index: number): InputNames {
  return {
    column: `C${index}`,
    values: `V${index}`,
    valid: `N${index}`,
    starts: `S${index}`,
    ends: `E${index}`,
    data: `D${index}`,
  };
}

/** Writes expressions over `inputs` into a program. Values are computed once per block, by identity of the node. */
export class ExpressionCode {
  /** Texts of the expressions that may fail; `site` in the generated code is an index into it. */
  readonly sites: string[] = [];
  readonly used = new Set<number>();
  readonly #program: Program;
  readonly #inputs: readonly Field[];
  readonly #known = new Map<Expr, Atom>();
  /** What of {@link #known} the innermost block computes. */
  #inBlock: Expr[] = [];

  constructor(program: Program, inputs: readonly Field[]) {
    this.#program = program;
    this.#inputs = inputs;
  }

  value(expr: Expr): Atom {
    const known = this.#known.get(expr);
    if (known !== undefined) return known;
    const atom = this.#compute(expr);
    this.#known.set(expr, atom);
    this.#inBlock.push(expr);
    return atom;
  }

  /** A JavaScript boolean: the BOOLEAN expression is true (neither false nor NULL). */
  truth(expr: Expr): string {
    if (expr.kind === "and" || expr.kind === "or") {
      const left = this.truth(expr.left);
      const result = this.#program.fresh();
      this.#program.line(`let ${result} = ${left};`);
      this.#conditional(expr.kind === "and" ? left : `!${left}`, () => {
        this.#program.line(`${result} = ${this.truth(expr.right)};`);
      });
      return result;
    }
    const atom = this.value(expr);
    return atom.isNull === undefined ? atom.code : `(!${atom.isNull} && ${atom.code})`;
  }

  #compute(expr: Expr): Atom {
    switch (expr.kind) {
      case "column":
        return this.#column(expr.index);
      case "literal":
        return expr.value === null
          ? { code: zero(expr.type), isNull: "true" }
          : { code: this.#program.constant(expr.value), isNull: undefined };
      case "call":
        return this.#bytesComparison(expr) ?? this.#call(expr);
      case "and":
      case "or":
        return this.#logic(expr);
      case "not": {
        const arg = this.value(expr.arg);
        return { code: `!${arg.code}`, isNull: arg.isNull };
      }
      case "isNull": {
        const isNull = this.value(expr.arg).isNull;
        if (isNull === undefined) return { code: String(expr.negated), isNull: undefined };
        return { code: expr.negated ? `!${isNull}` : isNull, isNull: undefined };
      }
      case "case":
        return this.#case(expr);
      case "coalesce":
        return this.#coalesce(expr);
      case "try":
        return this.#try(expr);
      default:
        return expr satisfies never;
    }
  }

  #column(index: number): Atom {
    const field = this.#inputs[index];
    if (field === undefined) throw new InternalError(`Column ${index} does not exist`);
    this.used.add(index);
    const names = inputNames(index);
    const isNull = field.nullable ? this.#program.let(`${names.valid}[i] === 0`) : undefined;
    return { code: this.#program.let(loaded(field, names, isNull)), isNull };
  }

  #call(expr: Expr & { kind: "call" }): Atom {
    const { implementation, nulls } = expr;
    const atoms = expr.args.map((arg) => this.value(arg));
    const code = this.#program;
    const run = (names: readonly string[]) => {
      this.#site(expr.text);
      if (implementation.js) return implementation.js(names, code);
      if (!implementation.call) throw new InternalError(`${expr.name} has no implementation`);
      return `${code.constant(implementation.call)}(${names.join(", ")})`;
    };
    if (nulls === "pass") {
      const result = code.let(run(atoms.map(({ code, isNull }) => isNull ? `(${isNull} ? null : ${code})` : code)));
      return { code: result, isNull: expr.mayReturnNull ? code.let(`${result} === null`) : undefined };
    }
    const missing = atoms.flatMap(({ isNull }) => isNull ?? []);
    if (missing.length === 0) {
      const result = code.let(run(atoms.map((atom) => atom.code)));
      return { code: result, isNull: expr.mayReturnNull ? code.let(`${result} === null`) : undefined };
    }
    const [result, isNull] = [code.fresh(), code.fresh()];
    code.line(`let ${result} = ${zero(expr.type)}, ${isNull} = ${missing.join(" || ")};`);
    this.#conditional(`!${isNull}`, () => {
      code.line(`${result} = ${run(atoms.map((atom) => atom.code))};`);
      if (expr.mayReturnNull) code.line(`${isNull} = ${result} === null;`);
    });
    return { code: result, isNull };
  }

  /** `=`, `<>`, `<` … of TEXT columns and literals, on their bytes: no string is made. */
  #bytesComparison(expr: Expr & { kind: "call" }): Atom | undefined {
    const [left, right] = expr.args;
    if (!COMPARISONS.has(expr.name) || left === undefined || right === undefined) return undefined;
    if (left.kind !== "column" && right.kind !== "column") return undefined;
    const ranges = [left, right].map((side) => this.#range(side));
    const [a, b] = ranges;
    if (a === undefined || b === undefined) return undefined;
    const code = this.#program;
    const missing = ranges.flatMap((range) => range?.isNull ?? []);
    const sides = `${a.code}, ${b.code}`;
    const test = expr.name === "=" || expr.name === "<>"
      ? `${expr.name === "=" ? "" : "!"}${code.constant(equalRanges)}(${sides})`
      : `${code.constant(compareRanges)}(${sides}) ${expr.name} 0`;
    if (missing.length === 0) return { code: code.let(test), isNull: undefined };
    const isNull = code.let(missing.join(" || "));
    return { code: code.let(`!${isNull} && ${test}`), isNull };
  }

  /** `data, start, end` of a TEXT operand that needs no string. */
  #range(expr: Expr): Atom | undefined {
    if (expr.type.kind !== "text") return undefined;
    if (expr.kind === "literal" && typeof expr.value === "string") {
      const bytes = new TextEncoder().encode(expr.value);
      return { code: `${this.#program.constant(bytes)}, 0, ${bytes.length}`, isNull: undefined };
    }
    if (expr.kind !== "column") return undefined;
    const field = this.#inputs[expr.index];
    this.used.add(expr.index);
    const names = inputNames(expr.index);
    const isNull = field?.nullable ? this.#program.let(`${names.valid}[i] === 0`) : undefined;
    return { code: `${names.data}, ${names.starts}[i], ${names.ends}[i]`, isNull };
  }

  #logic(expr: Expr & { kind: "and" | "or" }): Atom {
    const code = this.#program;
    const left = this.value(expr.left);
    const [result, isNull] = [code.fresh(), code.fresh()];
    const decided = expr.kind === "and" ? "false" : "true";
    const leaves = expr.kind === "and" ? left.code : `!${left.code}`;
    code.line(`let ${result} = ${decided}, ${isNull} = false;`);
    this.#conditional(left.isNull ? `${left.isNull} || ${leaves}` : leaves, () => {
      const right = this.value(expr.right);
      const undecided = expr.kind === "and" ? right.code : `!${right.code}`;
      code.block(`if (${right.isNull ? `${right.isNull} || ` : ""}${undecided})`, () => {
        code.line(`${result} = ${expr.kind === "and"};`);
        const missing = [left.isNull, right.isNull].filter((name) => name !== undefined);
        if (missing.length > 0) code.line(`${isNull} = ${missing.join(" || ")};`);
      });
    });
    return { code: result, isNull: left.isNull === undefined && !expr.nullable ? undefined : isNull };
  }

  #case(expr: Expr & { kind: "case" }): Atom {
    const code = this.#program;
    const [result, isNull, found] = [code.fresh(), code.fresh(), code.fresh("b")];
    code.line(`let ${result} = ${zero(expr.type)}, ${isNull} = false;`);
    this.#block(`${found}:`, () => {
      for (const { when, then } of expr.branches) {
        this.#conditional(this.truth(when), () => {
          this.#assign(result, isNull, then);
          code.line(`break ${found};`);
        });
      }
      this.#assign(result, isNull, expr.otherwise);
    });
    return { code: result, isNull: expr.nullable ? isNull : undefined };
  }

  #coalesce(expr: Expr & { kind: "coalesce" }): Atom {
    const code = this.#program;
    const [result, isNull, found] = [code.fresh(), code.fresh(), code.fresh("b")];
    code.line(`let ${result} = ${zero(expr.type)}, ${isNull} = true;`);
    this.#block(`${found}:`, () => {
      expr.args.forEach((arg, position) => {
        if (position > 0) code.line(`if (!${isNull}) break ${found};`);
        this.#assign(result, isNull, arg);
      });
    });
    return { code: result, isNull: expr.nullable ? isNull : undefined };
  }

  #try(expr: Expr & { kind: "try" }): Atom {
    const code = this.#program;
    const [result, isNull] = [code.fresh(), code.fresh()];
    code.line(`let ${result} = ${zero(expr.type)}, ${isNull} = true;`);
    this.#block("try", () => this.#assign(result, isNull, expr.arg));
    code.line(`catch (error) { if (!(error instanceof ${code.constant(EvaluationError)})) throw error; }`);
    return { code: result, isNull };
  }

  #assign(result: string, isNull: string, expr: Expr): void {
    const atom = this.value(expr);
    this.#program.line(`${result} = ${atom.code}; ${isNull} = ${atom.isNull ?? "false"};`);
  }

  #site(text: string): void {
    this.sites.push(text);
    this.#program.line(`site = ${this.sites.length - 1};`);
  }

  #conditional(condition: string, body: () => void): void {
    this.#block(`if (${condition})`, body);
  }

  /** What is computed inside may not be known after it. */
  #block(open: string, body: () => void): void {
    const outer = this.#inBlock;
    this.#inBlock = [];
    this.#program.block(open, body);
    for (const expr of this.#inBlock) this.#known.delete(expr);
    this.#inBlock = outer;
  }
}

const COMPARISONS = new Set(["=", "<>", "<", "<=", ">", ">="]);

function loaded(field: Field, names: InputNames, isNull: string | undefined): string {
  switch (storageOf(field.type)) {
    case "bool":
      return `${names.values}[i] !== 0`;
    case "bytes": {
      const value = field.type.kind === "bytea"
        ? `${names.data}.subarray(${names.starts}[i], ${names.ends}[i])`
        : `${names.column}.text(i, n)`;
      return isNull === undefined ? value : `${isNull} ? ${zero(field.type)} : ${value}`;
    }
    default:
      return `${names.values}[i]`;
  }
}

/** A value of the JavaScript type that a SQL type has, for slots of NULL rows. */
function zero(type: SqlType): string {
  switch (type.kind) {
    case "boolean":
      return "false";
    case "integer":
      return type.bits === 64 || (type.bits === 32 && type.unsigned) ? "0n" : "0";
    case "float":
    case "date":
      return "0";
    case "decimal":
    case "timestamp":
    case "time":
      return "0n";
    case "text":
    case "json":
    case "null":
      return '""';
    case "bytea":
    case "interval":
    case "struct":
    case "array":
      return "null";
    default:
      return type satisfies never;
  }
}
