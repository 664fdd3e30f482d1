/** Values of one kind where another is wanted, and casts. */
import { CHOICES, COMPARISONS, either, innermost, isArray, isNumber, isSame, type Rule, rule } from "./rule.ts";
import { ZERO_INTERVAL } from "../../../schema/values/interval.ts";

export const KIND_RULES: readonly Rule[] = [
  rule(
    "texts and numbers",
    "A text literal beside a number becomes one; a text expression with a number, or a text with BYTEA, is refused",
    either(COMPARISONS, CHOICES),
    ({ types }) => {
      const inner = types.map(innermost);
      return inner.some((type) => type.kind === "text") &&
        inner.some((type) => isNumber(type) || type.kind === "bytea");
    },
  ),
  rule(
    "texts and INTERVAL",
    "A text beside an INTERVAL is read as one",
    either(COMPARISONS, CHOICES),
    ({ types }) => ["text", "interval"].every((kind) => types.some((type) => type.kind === kind)),
  ),
  rule(
    "NOT wants BOOLEAN",
    "There is no truth of numbers, texts and times",
    /NOT/,
    ({ types, ourError }) => types[0]?.kind !== "boolean" && /needs a BOOLEAN/.test(ourError ?? ""),
  ),
  rule(
    "kinds that do not mix",
    "BOOLEAN, numbers, times and structs have no common type",
    CHOICES,
    ({ ourError }) => /have no common type|does not take/.test(ourError ?? ""),
  ),
  rule(
    "casts that are none",
    "There are the casts of the manual and no others",
    /(?:try_)?cast .*|arrow_cast/,
    ({ ourError }) => /^cannot cast [A-Z][^']* to /.test(ourError ?? ""),
  ),
  rule(
    "DECIMAL of text",
    "A text is read in decimal and exponent form, and an empty one is no number",
    /(?:try_)?cast DECIMAL.*/,
    ({ types, args }) => types[0]?.kind === "text" && typeof args[0] === "string" && /^\s|\s$|^[-+]?$|e/i.test(args[0]),
  ),
  rule(
    "TIME of text",
    "A text is a time when it has hours and minutes, where DataFusion takes a number alone for nanoseconds",
    either(/(?:try_)?cast TIME/, COMPARISONS),
    ({ types, args, our, ourError }) =>
      (our === null || ourError !== undefined) &&
      types.some((type, i) => type.kind === "text" && /^\s*[-+]?\d+$/.test(String(args[i]))),
  ),
  rule(
    "INTERVAL of text",
    "A number without unit counts seconds, where DataFusion counts months",
    /(?:try_)?cast INTERVAL/,
    ({ args }) => /^[-+]?[\d.]+$/.test(String(args[0])),
  ),
  rule(
    "text of an empty INTERVAL",
    "INTERVAL '0 secs' is shown, where DataFusion has an empty text",
    /(?:try_)?cast TEXT|\|\||concat.*|arrow_cast|length|char_length|character_length/,
    ({ types, args }) => types.some((type, i) => type.kind === "interval" && isSame(args[i] ?? null, ZERO_INTERVAL)),
  ),
  rule(
    "texts of arrays and structs",
    "They are JSON, and only their elements are joined",
    /concat_ws|concat|\|\||(?:try_)?cast TEXT|array_(?:join|to_string)/,
    ({ types }) => types.some((type) => isArray(type) || type.kind === "struct"),
  ),
];
