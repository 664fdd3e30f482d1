import { SqlError } from "../../schema/errors.ts";
import type { Expression } from "../ast.ts";
import { parseStatement } from "../parse.ts";

/** An expression kept as text by the catalog: a generated column, a watermark. */
export function parseExpression(text: string): Expression {
  const { statement } = parseStatement(`SELECT ${text}`);
  const item = statement.kind === "query" && statement.body.kind === "select" ? statement.body.items[0] : undefined;
  if (item?.kind === "expression") return item.expression;
  throw new SqlError(`Not an expression: ${text}`, { source: text });
}
