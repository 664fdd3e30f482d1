/** The one type of several results: CASE and UNION, and COALESCE, NULLIF, GREATEST, VALUES, arrays (`sql.md` §11.1). */
import { NULL_TYPE, type SqlType, TEXT } from "../../schema/types.ts";
import { commonType } from "../functions/common_type.ts";
import type { Argument } from "../functions/function.ts";
import { isNumber, isText, textConstant } from "./resolved.ts";

/** How a number and a TEXT meet: `case` makes both TEXT, `coalesce` makes a text literal the number and refuses others. */
export type UnifyContext = "case" | "coalesce";

/**
 * What every item is cast to; a bare NULL takes the others' type, NULL alone stays NULL. `undefined`: there is none.
 * A bare type counts as an expression that is no literal.
 */
export function unify(items: readonly (SqlType | Argument)[], context: UnifyContext): SqlType | undefined {
  const args = items.map((item): Argument => "kind" in item ? { type: item, nullable: true } : item);
  const literals = args.filter((arg) => textConstant(arg) !== undefined);
  const others = args.filter((arg) => textConstant(arg) === undefined);
  let type: SqlType | undefined = NULL_TYPE;
  for (const arg of others) type = type && pair(type, arg.type, context);
  if (type === undefined || literals.length === 0) return type;
  if (type.kind === "null" || isText(type)) return pair(type, TEXT, context);
  if (isNumber(type)) return context === "case" ? TEXT : type;
  return readsLiterals(type) ? type : undefined;
}

function pair(a: SqlType, b: SqlType, context: UnifyContext): SqlType | undefined {
  const common = commonType(a, b);
  if (common !== undefined) return common;
  const isNumberAndText = (isNumber(a) && isText(b)) || (isText(a) && isNumber(b));
  return context === "case" && isNumberAndText ? TEXT : undefined;
}

function readsLiterals(type: SqlType): boolean {
  return type.kind === "timestamp" || type.kind === "date" || type.kind === "time" || type.kind === "interval";
}
