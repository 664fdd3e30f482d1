/** Arrays and structs. */
import { ANY_NAME, hasNullInside, isEmpty, isNested, isSearched, type Rule, rule } from "./rule.ts";

export const ARRAY_RULES: readonly Rule[] = [
  rule(
    "cardinality",
    "cardinality of an empty array is 0, and counts what there is where inner arrays differ in length",
    /cardinality/,
    ({ types, args }) => isEmpty(args[0]) || isNested(types[0]),
  ),
  rule(
    "searching an empty array",
    "What an array does not hold is false, also in an empty one and beside NULL elements",
    /= ANY|array_(?:has|contains)/,
    ({ args, our, their }) => args.some(isSearched) && our === false && their === null,
  ),
  rule(
    "NULL text of array_to_string",
    "The text for NULLs is that of the row, where DataFusion takes that of the first row for all",
    /array_(?:join|to_string)/,
    ({ types, args }) => types.length === 3 && hasNullInside(args[0] ?? null),
  ),
  rule(
    "comparing arrays in nullif",
    "Arrays and structs are compared element by element everywhere",
    /nullif|=|<>|<=?|>=?|.*/,
    ({ theirError }) => /Nested comparison|RowConverter column schema mismatch/.test(theirError ?? ""),
  ),
  rule(
    "order of NULL members",
    "NULL comes before all values inside of arrays and structs, where DataFusion has it last for least",
    /least|greatest/,
    ({ args }) => args.some(hasNullInside),
  ),
  rule(
    "NULL inside nested arrays",
    "A NULL array is no empty array, and DataFusion sees what lies under it",
    /array_.*|list_.*|s\[ \]|get_field|\|\||= ANY|@>|<@|flatten|empty/,
    ({ types, args }) =>
      types.some((type) => isNested(type) || type.kind === "struct") &&
      (args.includes(null) || args.some((arg) => hasNullInside(arg))),
  ),
  rule(
    "what lies under NULL",
    "A NULL of a computed array or condition is NULL and nothing else",
    /array_.*|list_.*|concat_ws|= ANY|@>|<@|AND|OR/,
    ({ args, nodes }) => args.some((arg, i) => arg === null && /[(\[]/.test(nodes[i] ?? "")),
  ),
  rule(
    "distance of empty arrays",
    "It is 0.0, where DataFusion has -0.0",
    /array_distance/,
    ({ args }) => args.every(isEmpty),
  ),
  rule(
    "bare NULL",
    "NULL without a type takes that of its place",
    ANY_NAME,
    ({ nodes, ourType, theirType, alwaysNull }) =>
      alwaysNull ||
      (nodes.includes("NULL") && ourType !== undefined && ["text", "null"].includes(theirType?.kind ?? "")),
  ),
];
