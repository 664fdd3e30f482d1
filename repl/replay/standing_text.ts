/** Statements as a script should hold them: what they have made, and not what they left to the moment. */
import type { Definitions } from "../../engine/definitions.ts";
import { type ParsedStatement, parseStatement } from "../../sql/parse.ts";
import { printStatement } from "../../sql/print.ts";
import { definedKind, definitionText, isCreating } from "./definitions.ts";

/**
 * The text of a statement that was carried out. A definition that took its columns from a topic or a registry, or that left what was
 * there already, becomes the one that stands; undefined: none does.
 */
export function standingText({ statement, text }: ParsedStatement, definitions: Definitions): string | undefined {
  if (!isCreating(statement)) return text;
  const isOpen = statement.kind === "createTableFromTopic" ||
    (statement.kind === "createTable" && statement.elements.length === 0);
  if (!isOpen && !statement.ifNotExists) return text;
  const sql = definitionText(definedKind(statement), statement.name.name, definitions);
  if (sql === undefined) return undefined;
  const { statement: standing } = parseStatement(sql);
  if (!isCreating(standing)) return text;
  const { orReplace, ifNotExists } = statement;
  return printStatement({ ...standing, orReplace, ifNotExists });
}
