/**
 * How wide the terminal draws emoji. Some take a cluster as a whole and give it two columns, others add up the widths of
 * its code points, and old ones know no wide emoji at all. Until the terminal was asked, the first is believed. A process
 * has one terminal, so what it said is kept here, for whoever lays text out.
 */
import { pointWidth } from "./point_width.ts";

/** What terminals disagree about, each in its own way. */
export type Doubt =
  /** One code point that is drawn as a picture: 👍 */
  | "single"
  /** With a skin tone: 👍🏽 */
  | "toned"
  /** What is a letter or sign by itself, as a picture: ❤️ */
  | "styled"
  /** What is a picture by itself, as a sign. */
  | "unstyled"
  /** Several in one: 👩‍💻 */
  | "joined"
  /** A flag of two letters: 🇩🇪 */
  | "flag"
  /** A flag by the name of a region. */
  | "tagged"
  /** 1️⃣ */
  | "keycap";

/** `whole`: one picture of two columns; `summed`: what its code points take; else so many columns. */
type Rule = "whole" | "summed" | number;

const MAYBE = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}\u20e3]/u;
/** A picture by itself; the letters of flags are none. */
const PICTURE = /(?!\p{Regional_Indicator})\p{Emoji_Presentation}/u;
const KINDS: readonly (readonly [Doubt, RegExp])[] = [
  ["keycap", /^[0-9#*]\ufe0f?\u20e3/u],
  ["flag", /^\p{Regional_Indicator}{2}/u],
  ["joined", /\u200d/u],
  ["tagged", /[\u{e0020}-\u{e007f}]/u],
  ["toned", /.\p{Emoji_Modifier}/su],
  ["styled", /\ufe0f/u],
  ["unstyled", /\ufe0e/u],
  ["single", PICTURE],
];
/** What may be such a cluster, in a text. */
const CLUSTERS =
  /[0-9#*]\ufe0f?\u20e3|\p{Regional_Indicator}{2}|\p{Extended_Pictographic}(?:[\ufe0e\ufe0f\u{e0020}-\u{e007f}]|\p{Emoji_Modifier}|\u200d\p{Extended_Pictographic})*/gu;
const NO_WIDTH = /\p{M}|\p{Cf}/u;
/** Of which also those are asked about that are as wide by either rule. */
const ALWAYS_ASKED: ReadonlySet<Doubt> = new Set(["single", "flag", "tagged", "unstyled", "keycap"]);

let single: number | undefined;
const rules = new Map<Doubt, Rule>();

/** Undefined: terminals agree about the cluster. */
export function doubtOf(cluster: string): Doubt | undefined {
  return MAYBE.test(cluster) ? KINDS.find(([, pattern]) => pattern.test(cluster))?.[0] : undefined;
}

/** Columns of a cluster that terminals disagree about. */
export function doubtfulWidth(cluster: string, doubt: Doubt): number {
  if (doubt === "single") return single ?? believed(cluster, doubt);
  const rule = rules.get(doubt) ?? (single === 1 ? "summed" : "whole");
  return rule === "whole" ? believed(cluster, doubt) : rule === "summed" ? summed(cluster) : rule;
}

/** The terminal takes so many columns for the cluster, and for all of its kind accordingly. What cannot be is not believed. */
export function learnWidth(cluster: string, columns: number): void {
  const doubt = doubtOf(cluster);
  if (doubt === undefined || columns < 1 || columns > 2 * cluster.length) return;
  if (doubt === "single") single = columns;
  else rules.set(doubt, ruleOf(cluster, doubt, columns));
}

/** Another terminal, or none. */
export function forgetWidths(): void {
  single = undefined;
  rules.clear();
}

/** Clusters of a text from whose widths something can be learned, by what that is about. */
export function tellingClusters(text: string): ReadonlyMap<Doubt, string> {
  const found = new Map<Doubt, string>();
  for (const [cluster] of text.matchAll(CLUSTERS)) {
    const doubt = doubtOf(cluster);
    if (doubt === undefined) continue;
    const picture = Array.from(cluster).find((point) => PICTURE.test(point));
    if (picture !== undefined && !found.has("single")) found.set("single", picture);
    const tells = ALWAYS_ASKED.has(doubt) || believed(cluster, doubt) !== summed(cluster);
    if (tells && !found.has(doubt)) found.set(doubt, cluster);
  }
  return found;
}

/** Where both rules fit, a terminal that knows no wide emoji knows no clusters either. */
function ruleOf(cluster: string, doubt: Doubt, columns: number): Rule {
  const whole = columns === believed(cluster, doubt);
  if (whole && single !== 1) return "whole";
  return columns === summed(cluster) ? "summed" : whole ? "whole" : columns;
}

function believed(cluster: string, doubt: Doubt): number {
  if (doubt === "keycap") return 1;
  return doubt === "single" || doubt === "unstyled" ? pointWidth(cluster.codePointAt(0) ?? 0) : 2;
}

function summed(cluster: string): number {
  let columns = 0;
  for (const point of cluster) {
    if (NO_WIDTH.test(point)) continue;
    columns += PICTURE.test(point) && single !== undefined ? single : pointWidth(point.codePointAt(0) ?? 0);
  }
  return columns;
}
