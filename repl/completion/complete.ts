/** Completion: what kinds may stand here, then the names of each kind. */
import type { Catalog } from "../../schema/catalog.ts";
import { expected } from "../../sql/expected.ts";
import { AGGREGATE_FUNCTIONS } from "../../sql/functions/aggregates/mod.ts";
import { GROUP_BY_FUNCTIONS } from "../../sql/functions/group_by.ts";
import { WINDOW_FUNCTIONS } from "../../sql/functions/windows.ts";
import { FUNCTIONS } from "../../sql/functions/mod.ts";
import { quoteIdentifier } from "../../sql/lexer.ts";
import { splitStatements } from "../../sql/split.ts";
import type { Completion } from "./candidates.ts";

export interface CompletionSources {
  readonly catalog: Catalog;
  /** Names of the meta commands, with their backslash. */
  readonly commands: readonly string[];
}

/** What may stand at the end of `text[0, cursor)`; the word under the cursor is replaced. */
export function completionAt(text: string, cursor: number, { catalog, commands }: CompletionSources): Completion {
  const before = text.slice(0, cursor);
  const meta = /^\s*(\\\S*)$/.exec(before);
  if (meta) return matching(meta[1] ?? "", cursor, commands);
  const word = /[\p{L}\p{N}_$]*$/u.exec(before)?.[0] ?? "";
  const from = cursor - word.length;
  const statement = splitStatements(before.slice(0, from)).at(-1);
  const beginning = statement === undefined || statement.terminated ? "" : before.slice(statement.span.start, from);
  const expectation = expected(beginning);
  const names: string[] = [];
  for (const token of expectation.tokens) {
    const slot = token.slots.at(-1);
    if (token.keyword !== undefined) names.push(cased(token.keyword, word));
    if (slot === undefined) continue;
    if (/table|relation|view/i.test(slot)) names.push(...relations(catalog));
    if (/connection/i.test(slot)) names.push("local", ...catalog.connections().map((one) => one.name));
    if (/column|expression|function/i.test(slot)) {
      names.push(
        ...columnsIn(text, catalog),
        ...[...FUNCTIONS, ...AGGREGATE_FUNCTIONS, ...WINDOW_FUNCTIONS, ...GROUP_BY_FUNCTIONS].map((fn) => fn.name),
        ...catalog.userFunctions().map((fn) => quoteIdentifier(fn.name)),
      );
    }
  }
  return matching(word, cursor, names);
}

function matching(word: string, cursor: number, names: readonly string[]): Completion {
  const lower = word.toLowerCase();
  const texts = [...new Set(names)].filter((name) => name.toLowerCase().startsWith(lower) && name !== word);
  return { from: cursor - word.length, candidates: texts.sort().map((text) => ({ text })) };
}

/** Keywords in the case the user writes. */
function cased(keyword: string, word: string): string {
  return word !== "" && word === word.toLowerCase() ? keyword.toLowerCase() : keyword.toUpperCase();
}

function relations(catalog: Catalog): string[] {
  return [...catalog.tables(), ...catalog.views()].map((one) => quoteIdentifier(one.name));
}

/** Columns of the tables that the text mentions, before or behind the cursor. */
function columnsIn(text: string, catalog: Catalog): string[] {
  const words = new Set(text.toLowerCase().match(/[\p{L}\p{N}_$]+/gu) ?? []);
  return catalog.tables().filter((table) => words.has(table.name.toLowerCase()))
    .flatMap((table) => table.columns.map((column) => quoteIdentifier(column.name)));
}
