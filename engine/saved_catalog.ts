/** The saved catalog back to definitions. */
import { SqlError } from "../schema/errors.ts";
import { parseStatement } from "../sql/parse.ts";
import { splitStatements } from "../sql/split.ts";
import { definitionOf, type DefinitionStatement } from "./define.ts";
import type { Definitions } from "./definitions.ts";
import type { World } from "./tables.ts";

interface Failed {
  readonly text: string;
  readonly error: SqlError;
}

/**
 * Takes the definitions of a catalog's text, in any order that lets them follow each other. Those that do not fit (any
 * more) are reported; the file keeps them.
 */
export function restoreCatalog(
  text: string,
  definitions: Definitions,
  world: World,
  onNotice: (text: string) => void,
): void {
  let left = splitStatements(text).map((part) => part.text);
  let failed: readonly Failed[] = [];
  do {
    failed = left.flatMap((one) => restored(one, definitions, world) ?? []);
    if (failed.length === left.length) break;
    left = failed.map((one) => one.text);
  } while (left.length > 0);
  for (const { text, error } of failed) {
    definitions.leaveOut(...nameOf(text), text);
    onNotice(`A saved definition was left out: ${error.message}`);
  }
}

function restored(text: string, definitions: Definitions, world: World): Failed | undefined {
  try {
    const { statement } = parseStatement(text);
    if (!isCreation(statement)) throw new SqlError("The catalog holds CREATE statements only");
    const { kind, value } = definitionOf(statement, text, world);
    definitions.restore(kind, value);
    return undefined;
  } catch (error) {
    if (error instanceof SqlError) return { text, error };
    throw error;
  }
}

function nameOf(text: string): [kind: "connection" | "view" | "function" | undefined, name: string] {
  try {
    const { statement } = parseStatement(text);
    if (isCreation(statement)) {
      const kinds = { createConnection: "connection", createFunction: "function" } as const;
      const kind = statement.kind === "createConnection" || statement.kind === "createFunction"
        ? kinds[statement.kind]
        : "view";
      return [kind, statement.name.name];
    }
  } catch {
    // not even a statement: it has no name
  }
  return [undefined, ""];
}

function isCreation(statement: { readonly kind: string }): statement is Exclude<DefinitionStatement, { kind: "drop" }> {
  return statement.kind.startsWith("create");
}
