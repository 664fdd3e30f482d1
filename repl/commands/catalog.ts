/** What there is: `\d`, `\d+`, `\dt`, `\dc`. */
import { quoteIdentifier } from "../../sql/lexer.ts";
import type { Command } from "./command.ts";

export const CATALOG_COMMANDS: readonly Command[] = [
  {
    name: "\\d",
    args: "[NAME]",
    doc: "all tables and views, or one in full",
    run: (shell, name) => shell.statements(name === "" ? "SHOW TABLES; SHOW VIEWS" : `DESCRIBE ${named(name)}`),
  },
  {
    name: "\\d+",
    args: "NAME",
    doc: "a table in full, and the statement that makes it",
    run: async (shell, name) =>
      name === ""
        ? shell.print("\\d+ needs a name: \\d+ orders")
        : await shell.statements(`DESCRIBE ${named(name)}; SHOW CREATE TABLE ${named(name)}`),
  },
  { name: "\\dt", args: "", doc: "tables", run: (shell) => shell.statements("SHOW TABLES") },
  { name: "\\dc", args: "", doc: "connections", run: (shell) => shell.statements("SHOW CONNECTIONS") },
];

/** A name as a statement takes it; one that is quoted stays as it is. */
export function named(name: string): string {
  return /^["`]/.test(name) ? name : quoteIdentifier(name.toLowerCase());
}
