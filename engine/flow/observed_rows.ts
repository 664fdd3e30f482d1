/** What sampled rows tell about a filter that drops them all, and about keys that do not meet. */
import { typeName, type Value } from "../../schema/types.ts";
import { evaluate } from "../../sql/evaluate.ts";
import { columnsOf, type Expr } from "../../sql/expr.ts";
import { EvaluationError } from "../../sql/functions/function.ts";
import { literalText, textOf } from "../explain_node.ts";
import type { FlowPart } from "./flow.ts";
import type { Edge } from "./meter.ts";
import type { ObservedColumn, ObservedConjunct } from "./observation.ts";

const VALUES = 3;
const LONGEST_VALUE = 60;

/** How many of the sampled rows pass each part of the AND; nothing is looked at where rows have passed. */
export function observedConjuncts(
  { inputs: [input], predicates, rowsOut }: FlowPart,
): { readonly sampled: number; readonly conjuncts: readonly ObservedConjunct[] } {
  const rows = rowsOut === 0 ? input?.sample?.rows ?? [] : [];
  const conjuncts = predicates.map((predicate) => ({
    text: textOf(predicate),
    passed: rows.reduce((count, row) => count + (isTrue(predicate, row) ? 1 : 0), 0),
    columns: observedColumns(rows.length === 0 ? undefined : input, [...columnsOf(predicate)]),
  }));
  return { sampled: rows.length, conjuncts };
}

/** A row on which it fails does not pass. */
function isTrue(predicate: Expr, row: readonly Value[]): boolean {
  try {
    return evaluate(predicate, row) === true;
  } catch (error) {
    if (error instanceof EvaluationError) return false;
    throw error;
  }
}

/** Of the rows that were sampled on the way. */
export function observedColumns(
  edge: Edge<FlowPart> | undefined,
  positions: readonly number[],
): readonly ObservedColumn[] {
  const node = edge?.from.node;
  if (node === undefined || !("schema" in node)) return [];
  const rows = edge?.sample?.rows ?? [];
  return positions.flatMap((position) => {
    const field = node.schema.fields[position];
    if (field === undefined) return [];
    const values = rows.map((row) => row[position] ?? null);
    const texts = new Set(values.filter((value) => value !== null).reverse().map((value) => literalText(value, field)));
    return [{
      name: field.name,
      type: typeName(field.type),
      nulls: values.filter((value) => value === null).length,
      values: [...texts].slice(0, VALUES).map(shortened),
    }];
  });
}

function shortened(text: string): string {
  return text.length <= LONGEST_VALUE ? text : `${text.slice(0, LONGEST_VALUE - 1)}…`;
}
