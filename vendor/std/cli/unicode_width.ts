import { eastAsianWidth } from "get-east-asian-width";

/** Columns that `text` takes in a terminal: wide characters count 2, combining and control characters 0. */
export function unicodeWidth(text: string): number {
  let width = 0;
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text)) {
    const point = segment.codePointAt(0) ?? 0;
    if (point < 32 || (point >= 0x7f && point < 0xa0) || /^\p{M}/u.test(segment)) continue;
    width += eastAsianWidth(point);
  }
  return width;
}
