/** Columns that terminals give a code point by Unicode's East Asian width. */
import { eastAsianWidth } from "get-east-asian-width";

/** 1, or 2 for what is wide; ambiguous ones are narrow. */
export function pointWidth(point: number): number {
  return eastAsianWidth(point);
}
