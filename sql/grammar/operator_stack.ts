/** Folds a flat run of operands and operators into a tree by precedence; all binary operators bind to the left. */
import type { BinaryOperator, Expression, Span } from "../ast.ts";

/** The larger, the tighter. */
export const Precedence = {
  or: 1,
  and: 2,
  not: 3,
  is: 4,
  comparison: 5,
  pattern: 6,
  other: 7,
  additive: 8,
  multiplicative: 9,
} as const;

interface Pending {
  readonly precedence: number;
  /** Start of what the operator will span. */
  readonly start: number;
  readonly join: (right: Expression, span: Span) => Expression;
}

/**
 * Call {@link operand} first and after each {@link prefix} or {@link binary}; {@link postfix} may follow an operand.
 * Offsets are given with the operands, as brackets around one belong to the span of its parent only.
 */
export class OperatorStack {
  readonly #pending: Pending[] = [];
  #node!: Expression; // set by the first call of operand(), which the grammar makes before any other
  #start = 0;
  #end = 0;

  operand(node: Expression, span: Span): void {
    this.#node = node;
    this.#start = span.start;
    this.#end = span.end;
  }

  prefix(precedence: number, start: number, wrap: (operand: Expression, span: Span) => Expression): void {
    this.#pending.push({ precedence, start, join: wrap });
  }

  binary(operator: BinaryOperator, precedence: number, operatorSpan: Span): void {
    this.#reduce(precedence);
    const left = this.#node;
    this.#pending.push({
      precedence,
      start: this.#start,
      join: (right, span) => ({ kind: "binary", operator, left, right, operatorSpan, span }),
    });
  }

  /** All that binds at least as tightly as `precedence` becomes the left side of an operator that ends at `end`. */
  postfix(precedence: number, end: number, wrap: (operand: Expression, span: Span) => Expression): void {
    this.#reduce(precedence);
    this.#end = end;
    this.#node = wrap(this.#node, { start: this.#start, end });
  }

  finish(): Expression {
    this.#reduce(0);
    return this.#node;
  }

  #reduce(precedence: number): void {
    for (
      let top = this.#pending.at(-1);
      top !== undefined && top.precedence >= precedence;
      top = this.#pending.at(-1)
    ) {
      this.#pending.pop();
      this.#start = top.start;
      this.#node = top.join(this.#node, { start: top.start, end: this.#end });
    }
  }
}
