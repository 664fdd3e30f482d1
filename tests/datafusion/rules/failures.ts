/** What DataFusion cannot do, and what NULL and failing arguments come to. */
import { ANY_NAME, COMPARISONS, type Rule, rule } from "./rule.ts";

export const FAILURE_RULES: readonly Rule[] = [
  rule(
    "panics",
    "DataFusion ends with a panic or an error that calls itself internal",
    ANY_NAME,
    ({ theirError }) =>
      /on a `None` value|out of bounds|is not a char boundary|Panic|[uU]tf8_?[vV]iew|start_from index|downcast|no natural order|not supported in rank|compare_element_to_list received|is not comparable|array_element got invalid index|out of range for slice|on an `Err` value|assertion `left|column types must match|nanoseconds have to be between|Failed to convert \S+ to temporal/
        .test(theirError ?? ""),
  ),
  rule(
    "arguments of every width",
    "An argument may have every type of its class: all widths of integers, all precisions, every kind of number",
    ANY_NAME,
    ({ ourError, theirError }) =>
      ourError === undefined &&
      /coerc|Unsupported data type|TypeSignatureClass::Native|Invalid decimal value|does not support values of type|could not cast array of type|Unsupported (?:TRY_)?CAST from/
        .test(theirError ?? ""),
  ),
  rule(
    "NULL in, NULL out",
    "A NULL argument gives NULL, whatever the others are",
    ANY_NAME,
    ({ args, our, theirError }) => args.includes(null) && our === null && theirError !== undefined,
  ),
  rule(
    "NULL for a count or text of an array function",
    "NULL in, NULL out: DataFusion takes NULL for none",
    /array_(?:remove_n|replace_n|resize|repeat|join|to_string|has.*|union|intersect|except)|arrays_overlap|\|\||regexp_count|@>|<@/,
    ({ args, our }) => args.includes(null) && our === null,
  ),
  rule(
    "arguments that cannot matter",
    "DataFusion leaves them out before they can fail",
    ANY_NAME,
    ({ failed, ourError, their }) => failed && ourError !== undefined && their !== undefined,
  ),
  rule(
    "casts moved to the other side",
    "DataFusion compares before the cast, with a constant cast back",
    COMPARISONS,
    ({ nodes }) =>
      nodes.some((node) => /^(?:TRY_)?CAST\(/.test(node)) && nodes.some((node) => /^[-\w.' ]+$/.test(node)),
  ),
  rule(
    "lazy",
    "What is not needed is not computed",
    /CASE.*|coalesce|AND|OR|nvl2?|ifnull|(?:NOT )?IN|(?:NOT )?BETWEEN/,
    ({ our, failed, theirError }) => our !== undefined && failed && theirError !== undefined,
  ),
  rule(
    "TRY_CAST guards its operand",
    "TRY_CAST gives NULL also where its operand fails",
    /try_cast .*/,
    ({ our, failed, theirError }) => our === null && failed && theirError !== undefined,
  ),
];
