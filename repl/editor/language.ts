/** What the editor, the history and the error texts need to know of SQL; loaded after the first prompt. */
import type { Catalog } from "../../schema/catalog.ts";
import { tokenize } from "../../sql/highlight.ts";
import type { Completion } from "../completion/candidates.ts";
import { COMMANDS } from "../commands/mod.ts";
import { completionAt } from "../completion/complete.ts";
import type { Token } from "./highlight.ts";

export { maskSecrets } from "../../sql/secrets.ts";
export { isComplete } from "../../sql/split.ts";
export { errorText } from "../diagnostics.ts";

const COMMAND_NAMES = COMMANDS.map((command) => command.name);

export function highlight(text: string): readonly Token[] {
  if (/^\s*\\/.test(text)) return [{ start: 0, end: text.length, class: "meta" }];
  return tokenize(text).map((token) => ({
    start: token.span.start,
    end: token.span.end,
    class: token.class === "operator" ? "plain" : token.class,
  }));
}

/** `catalog` undefined: it is still being read. */
export function complete(text: string, cursor: number, catalog: Catalog | undefined): Completion {
  if (catalog === undefined) return { from: cursor, candidates: [] };
  return completionAt(text, cursor, { catalog, commands: COMMAND_NAMES });
}
