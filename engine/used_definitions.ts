/** What an INSERT stands on: the definitions that it reads, writes and calls, also through views. */
import type * as ast from "../sql/ast.ts";
import { parseExpression } from "../sql/bind/stored_expression.ts";
import { parseStatement } from "../sql/parse.ts";
import type { Definitions } from "./definitions.ts";

/** By kind and name (`table orders`): the statement that makes it. A name of WITH counts as the relation of that name. */
export function usedDefinitions(
  statement: ast.Insert | ast.StatementSet,
  definitions: Definitions,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const inserts = statement.kind === "insert" ? [statement] : statement.inserts;
  const relation = (name: string): void => {
    const view = definitions.view(name);
    if (view !== undefined && !found.has(`view ${view.name}`)) {
      found.set(`view ${view.name}`, view.sql);
      walk(parseStatement(view.query).statement);
    }
    const table = definitions.table(name);
    if (table === undefined || found.has(`table ${table.name}`)) return;
    found.set(`table ${table.name}`, table.sql);
    const connection = table.connection === undefined ? undefined : definitions.connection(table.connection);
    if (connection !== undefined) found.set(`connection ${connection.name}`, connection.sql);
    for (const text of [...table.columns.map((column) => column.expression), table.eventTime?.watermark]) {
      if (text !== undefined) walk(parseExpression(text));
    }
  };
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(walk);
    if (typeof node !== "object" || node === null) return;
    const { kind, name } = node as { readonly kind?: unknown; readonly name?: ast.Identifier };
    if (kind === "table" && name !== undefined) relation(name.name);
    const called = kind === "call" && name !== undefined ? definitions.userFunction(name.name) : undefined;
    if (called !== undefined) found.set(`function ${called.name}`, called.sql);
    Object.values(node).forEach(walk);
  };
  for (const insert of inserts) {
    relation(insert.table.name);
    walk(insert.query);
  }
  return found;
}
