/** A statement in the colours of the editor, line by line; nothing in it can disturb the terminal. */
import { tokenize } from "../../sql/highlight.ts";
import { visible } from "../terminal/width.ts";
import { highlightLines, type Theme, type Token } from "./highlight.ts";

export function paintSql(text: string, theme: Theme): string[] {
  const safe = text.split("\n").map(visible).join("\n");
  return highlightLines(safe, sqlTokens(safe), theme);
}

function sqlTokens(text: string): Token[] {
  return tokenize(text).map(({ span: { start, end }, class: name }) => ({
    start,
    end,
    class: name === "operator" ? "plain" : name,
  }));
}
