/** Calls where they cannot stand. */
import { type Span, SqlError } from "../../schema/errors.ts";
import type * as ast from "../ast.ts";

/** A window call where no window can be. */
export function misplacedWindow({ name }: ast.Call): SqlError {
  const kind = name.name.replace(/_(start|end)$/, "");
  return new SqlError(
    `time window function ${kind} is not allowed in this context. Are you missing a GROUP BY clause?`,
    { code: "window", span: name.span },
  );
}

export function misplacedOver(span: Span): SqlError {
  return new SqlError("Calls with OVER stand in the select list or in ORDER BY", {
    code: "window",
    span,
    hint: "Compute it in a derived table: SELECT … FROM (SELECT …, f() OVER (…) AS n FROM t) WHERE n <= 3.",
  });
}

/** A function that only has a meaning with OVER. */
export function withoutOver({ name, span }: ast.Call): SqlError {
  return new SqlError(`${name.name} needs OVER (…)`, { code: "window", span });
}
