/** What the editor, the history and the error texts need to know of SQL; loaded after the first prompt. */
import { tokenize } from "../../sql/highlight.ts";
import type { Token } from "./highlight.ts";

export { maskSecrets } from "../../sql/secrets.ts";
export { isComplete } from "../../sql/split.ts";
export { COMMANDS } from "../commands/mod.ts";
export { Completer } from "../completion/completer.ts";
export { RecentWords } from "../completion/recent_words.ts";
export { errorText } from "../diagnostics.ts";
export { formatted } from "./format.ts";
export { firstMistake } from "./mistake.ts";

export function highlight(text: string): readonly Token[] {
  if (/^\s*\\/.test(text)) return [{ start: 0, end: text.length, class: "meta" }];
  return tokenize(text).map((token) => ({
    start: token.span.start,
    end: token.span.end,
    class: token.class === "operator" ? "plain" : token.class,
  }));
}
