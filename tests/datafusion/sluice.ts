/** Expressions as Sluice computes them: bound, and run as generated code. */
import { SqlError } from "../../schema/errors.ts";
import type { Field } from "../../schema/field.ts";
import type { SqlType, Value } from "../../schema/types.ts";
import { generated, type Row, scopeFor } from "../../engine/codegen/test_oracle.ts";
import { bindExpression } from "../../sql/bind/expression.ts";
import type { Scope } from "../../sql/bind/scope.ts";
import { parseExpression } from "../../sql/bind/stored_expression.ts";
import { typedNull } from "../../sql/bind/cast.ts";
import type { Failed, Result } from "./wire.ts";

/** An expression about which both sides agree. */
export interface Known {
  readonly text: string;
  /** The same in DataFusion's spelling. */
  readonly theirs: string;
  readonly type: SqlType;
  readonly rows: readonly (readonly [Value] | Failed)[];
  /** A column or literal. */
  readonly isLeaf: boolean;
  readonly isLiteral: boolean;
}

export class Sluice {
  readonly #fields: readonly Field[];
  readonly #rows: readonly Row[];
  readonly #scope: Scope;

  constructor(fields: readonly Field[], rows: readonly Row[]) {
    this.#fields = fields;
    this.#rows = rows;
    this.#scope = scopeFor(fields);
  }

  evaluate(text: string): Result {
    try {
      const expr = typedNull(bindExpression(parseExpression(text), {
        scope: this.#scope,
        parameters: [],
        functions: [],
      }));
      const rows = generated(this.#fields, [], [expr], this.#rows).map((outcome) => {
        if (outcome === undefined) throw new Error("A row was lost");
        return "error" in outcome ? outcome : [outcome[0] ?? null] as const;
      });
      return { type: expr.type, rows };
    } catch (error) {
      if (error instanceof SqlError) return { error: error.message };
      throw new Error(`${text}: ${error instanceof Error ? error.message : error}`, { cause: error });
    }
  }

  /** A column or literal. */
  known(text: string): Known {
    const result = this.evaluate(text);
    if (!("type" in result) || result.type.kind === "other") throw new Error(`Not a value: ${text}`);
    const isLiteral = !this.#fields.some(({ name }) => name === text);
    return { text, theirs: text, type: result.type, rows: result.rows, isLeaf: true, isLiteral };
  }
}
