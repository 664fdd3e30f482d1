/** Which definitions need another one: it cannot be dropped before them. */
import type * as ast from "../sql/ast.ts";
import { parseStatement } from "../sql/parse.ts";
import { parseExpression } from "../sql/bind/stored_expression.ts";
import type { Definitions } from "./definitions.ts";
import type { Table } from "../schema/table.ts";

/** Names of the tables and views that use the object. */
export function usersOf(
  object: "connection" | "table" | "view" | "function",
  name: string,
  definitions: Definitions,
): readonly string[] {
  const wanted = name.toLowerCase();
  switch (object) {
    case "connection":
      return namesOf(definitions.tables().filter((table) => table.connection?.toLowerCase() === wanted));
    case "table":
    case "view":
      return namesOf(definitions.views().filter((view) => view.name !== name && mentions(view.query, "table", wanted)));
    case "function":
      return namesOf([
        ...definitions.tables().filter((table) => expressionsOf(table).some((one) => inside(one, "call", wanted))),
        ...definitions.views().filter((view) => mentions(view.query, "call", wanted)),
      ]);
    default:
      return object satisfies never;
  }
}

function namesOf(found: readonly { readonly name: string }[]): readonly string[] {
  return found.map((one) => one.name);
}

/** Of generated columns and the watermark. */
function expressionsOf({ columns, eventTime }: Table): readonly ast.Expression[] {
  return [...columns.map((column) => column.expression), eventTime?.watermark]
    .flatMap((text) => text === undefined ? [] : parseExpression(text));
}

/** A relation of that name stands in the query (or in WITH before it: then in doubt it is meant), or a call of it. */
function mentions(query: string, kind: "table" | "call", name: string): boolean {
  return inside(parseStatement(query).statement, kind, name);
}

function inside(node: unknown, kind: "table" | "call", name: string): boolean {
  if (Array.isArray(node)) return node.some((one) => inside(one, kind, name));
  if (typeof node !== "object" || node === null) return false;
  const { kind: found, name: named } = node as { readonly kind?: unknown; readonly name?: ast.Identifier };
  if (found === kind && named?.name.toLowerCase() === name) return true;
  return Object.values(node).some((one) => inside(one, kind, name));
}
