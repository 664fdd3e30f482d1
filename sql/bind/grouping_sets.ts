/** `GROUP BY ROLLUP (a, b)`, CUBE, GROUPING SETS: which of the keys each set has. */
import { SqlError } from "../../schema/errors.ts";
import type * as ast from "../ast.ts";

/** More sets than anybody means: CUBE of twelve expressions has 4,096. */
const MOST_SETS = 4096;

/** Expressions of GROUP BY, and for each grouping set which of them it is by. */
export interface GroupingKeys {
  readonly expressions: readonly ast.Expression[];
  readonly sets: readonly (readonly number[])[];
}

/** `resolve` gives the expression that an item stands for: an alias, a position. */
export function groupingKeys(
  items: readonly ast.GroupItem[],
  resolve: (node: ast.Expression) => ast.Expression,
): GroupingKeys {
  const expressions: ast.Expression[] = [];
  const add = (nodes: readonly ast.Expression[]) => nodes.map((node) => expressions.push(resolve(node)) - 1);
  let sets: readonly (readonly number[])[] = [[]];
  for (const item of items) {
    const own = item.kind === "expression" ? [add([item.expression])] : setsOf(item, add);
    sets = sets.flatMap((set) => own.map((more) => [...set, ...more]));
    if (sets.length <= MOST_SETS) continue;
    throw new SqlError(`GROUP BY has more than ${MOST_SETS} grouping sets`, { code: "grouping", span: item.span });
  }
  return { expressions, sets };
}

function setsOf(
  item: ast.GroupingFunction | ast.GroupingSets,
  add: (nodes: readonly ast.Expression[]) => number[],
): readonly (readonly number[])[] {
  const parts = item.sets.map((set) => add(set.expressions));
  switch (item.kind) {
    case "groupingSets":
      return parts;
    case "rollup":
      return Array.from({ length: parts.length + 1 }, (_, i) => parts.slice(0, parts.length - i).flat());
    case "cube":
      if (parts.length > Math.log2(MOST_SETS)) {
        throw new SqlError(`CUBE has more than ${MOST_SETS} grouping sets`, { code: "grouping", span: item.span });
      }
      return Array.from({ length: 2 ** parts.length }, (_, i) => parts.filter((_, part) => !(i & (1 << part))).flat());
    default:
      return item satisfies never;
  }
}
