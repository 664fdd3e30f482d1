/** Definitions of a saved script, which leaves secrets out. */
import type { DefinedKind, Definitions } from "../../engine/definitions.ts";
import { SqlError } from "../../schema/errors.ts";
import type { Statement } from "../../sql/ast.ts";
import type { ParsedStatement } from "../../sql/parse.ts";
import { MASK, secretSpans } from "../../sql/secrets.ts";

type Creating = Extract<Statement, { kind: `create${string}` }>;

export function isCreating(statement: Statement): statement is Creating {
  return statement.kind.startsWith("create");
}

/** What a definition makes: a CREATE TABLE AS is kept as a view. */
export function definedKind({ kind }: Creating): DefinedKind {
  switch (kind) {
    case "createConnection":
      return "connection";
    case "createFunction":
      return "function";
    case "createView":
    case "createTableAs":
      return "view";
    default:
      return "table";
  }
}

/** The statement that makes it again; undefined: there is no such thing. */
export function definitionText(kind: DefinedKind, name: string, definitions: Definitions): string | undefined {
  switch (kind) {
    case "connection":
      return definitions.connection(name)?.sql;
    case "function":
      return definitions.userFunction(name)?.sql;
    case "table":
    case "view":
      return (definitions.table(name) ?? definitions.view(name))?.sql;
    default:
      return kind satisfies never;
  }
}

/** Why a DROP has nothing to do: the session that was saved did it, and its catalog is without it since then. Undefined: it has. */
export function goneBefore(statement: Statement, definitions: Definitions): string | undefined {
  if (statement.kind !== "drop") return undefined;
  const { object, name: { name } } = statement;
  return definitionText(object, name, definitions) === undefined ? `there is no ${object} ${name}` : undefined;
}

/** What must not come from another catalog, as `table orders`; tables and views share names. */
export function createdBy(parsed: ParsedStatement): string[] {
  const { statement } = parsed;
  if (!isCreating(statement) || isMasked(parsed)) return [];
  const kind = definedKind(statement);
  const name = statement.name.name.toLowerCase();
  return kind === "table" || kind === "view" ? [`table ${name}`, `view ${name}`] : [`${kind} ${name}`];
}

/** A statement that cannot be run from the script alone. */
export function isMasked({ text }: ParsedStatement): boolean {
  return secretSpans(text).some(({ start, end }) => text.slice(start, end) === MASK);
}

/**
 * The catalog's own definition stands for one that {@link isMasked}; with a mask in its place a query would mean something else. Throws an
 * `SqlError` when the catalog has none.
 */
export function masked(
  { statement, text }: ParsedStatement,
  definitions: Definitions,
): { readonly kind: "skipped"; readonly why: string } {
  if (!isCreating(statement)) return { kind: "skipped", why: "its secrets are not in the script" };
  const { name, span } = statement.name;
  const kind = definedKind(statement);
  if (definitionText(kind, name, definitions) === undefined) {
    throw new SqlError(`Cannot make ${kind} ${name}: its secrets are not in the script`, {
      code: "bad_script",
      span,
      source: text,
      hint: `Write '{{ NAME }}' for ${MASK}, which is taken from the environment, or define ${name} before the replay.`,
    });
  }
  return { kind: "skipped", why: `its secrets are not in the script: the catalog's ${kind} ${name} is used` };
}
