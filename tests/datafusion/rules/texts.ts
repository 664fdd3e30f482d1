/** Texts and regular expressions. */
import { type Rule, rule } from "./rule.ts";

export const TEXT_RULES: readonly Rule[] = [
  rule(
    "length of BYTEA",
    "length counts the bytes of a BYTEA, and needs no UTF-8",
    /length/,
    ({ types }) => types[0]?.kind === "bytea",
  ),
  rule(
    "overlay counts characters",
    "overlay behind the end appends, and counts characters",
    /overlay/,
    ({ args, our, their }) =>
      typeof our === "string" && typeof their === "string" &&
      (Number(args[2]) > [...String(args[0])].length || Number(args[2]) < 1 ||
        !/^[\0-\x7f]*$/.test(String(args[0]) + args[1])),
  ),
  rule(
    "characters, not clusters",
    "lpad, rpad and translate count characters, where DataFusion counts what a reader takes for one",
    /lpad|rpad|translate|left|right|reverse|substr.*/,
    ({ args }) => args.some((arg) => typeof arg === "string" && /\p{M}|\r\n/u.test(arg)),
  ),
  rule(
    "regular expressions without flags",
    "An empty text stands for no flags",
    /regexp_.*/,
    ({ args, theirError }) => args.at(-1) === "" && /did not compile/.test(theirError ?? ""),
  ),
  rule(
    "groups that took no part",
    "Such a group is NULL at its place, where DataFusion leaves it out",
    /regexp_match/,
    ({ our }) => Array.isArray(our) && our.includes(null),
  ),
  rule(
    "padded base64",
    "A text may be padded",
    /decode/,
    ({ args, our, theirError }) =>
      our !== undefined && /=$/.test(String(args[0])) && /[pP]adding/.test(theirError ?? ""),
  ),
];
