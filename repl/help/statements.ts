/** All statements and clauses that help knows: the only place that lists them. */
import type { StatementHelp } from "./statement.ts";
import { DEFINITIONS } from "./statements/definitions.ts";
import { JOBS } from "./statements/jobs.ts";
import { QUERIES } from "./statements/queries.ts";

export const STATEMENTS: readonly StatementHelp[] = [...QUERIES, ...DEFINITIONS, ...JOBS];

/** By name or alias, whatever the case and the blanks; else the one that the words begin with: `CREATE TABLE t (`. */
export function statementHelp(words: string): StatementHelp | undefined {
  const asked = words.trim().toUpperCase().replace(/\s+/g, " ");
  const named = (name: string) => STATEMENTS.find((one) => one.name === name || one.aliases?.includes(name) === true);
  for (let name = asked; name !== ""; name = name.replace(/ ?[^ ]*$/, "")) {
    const found = named(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Names and aliases. */
export function statementNames(): string[] {
  return STATEMENTS.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
}
