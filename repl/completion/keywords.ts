/** Keywords as the person writes them. */
import type { ExpectedToken } from "../../sql/expected.ts";
import { INTERVAL_UNITS, KEYWORD_TOKENS, UnitWord } from "../../sql/tokens.ts";
import type { Candidate } from "./candidates.ts";
import type { Place } from "./place.ts";

/** Words that follow these words only; the grammar decides it by a look at them, which the walk over it cannot. */
const ONLY_BEHIND: Readonly<Record<string, RegExp>> = {
  PRECISION: /^double$/i,
  VARYING: /^character$/i,
  UNSIGNED: /^(?:tiny|small|big)?int(?:eger)?$/i,
  WITHOUT: /^(?:time(?:stamp)?|\))$/i,
};

/** The keyword that a token stands for, with those that always follow it; a unit of time is one of many. */
export function keywordCandidates({ type, keyword, then, within }: ExpectedToken, place: Place): Candidate[] {
  const behind = within !== "typeName" ? undefined : ONLY_BEHIND[keyword === "WITH" ? "WITHOUT" : keyword ?? ""];
  if (behind !== undefined && !behind.test(place.before.at(-1)?.image ?? "")) return [];
  const words = keyword !== undefined
    ? [[keyword, ...then].join(" ")]
    : type === UnitWord
    ? Object.values(INTERVAL_UNITS).map((unit) => unit.toUpperCase())
    : [];
  const isLower = writesLowerCase(place);
  return words.map((word) => ({ text: isLower ? word.toLowerCase() : word, kind: "keyword" }));
}

/** The word itself decides, else the keyword before it. */
export function writesLowerCase({ typed, before }: Place): boolean {
  if (/\p{L}/u.test(typed)) return typed === typed.toLowerCase();
  const last = before.findLast(({ image }) => KEYWORD_TOKENS.has(image.toLowerCase()));
  return last !== undefined && last.image === last.image.toLowerCase();
}
