/** Sentences on a narrow screen. */
import { displayWidth } from "./width.ts";

/** Lines of at most `width` columns, broken at blanks; all but the first begin with `indent` blanks. A longer word stays whole. */
export function wrapped(text: string, width: number, indent = 0): readonly string[] {
  if (displayWidth(text) <= width) return [text];
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/(?<=\S) (?=\S)/)) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && displayWidth(longer) > width) {
      lines.push(line);
      line = " ".repeat(indent) + word;
    } else line = longer;
  }
  return [...lines, line];
}
