/** Calls where they cannot stand. */
import { type Span, SqlError } from "../../schema/errors.ts";
import type * as ast from "../ast.ts";

/** A function of GROUP BY where rows are not grouped. */
export function misplacedGroupBy({ name, span }: ast.Call): SqlError {
  if (name.name === "grouping") {
    return new SqlError("grouping(x) is allowed only in a query with GROUP BY", { code: "grouping", span });
  }
  const kind = name.name.replace(/_(start|end)$/, "");
  return new SqlError(
    `time window function ${kind} is not allowed in this context. Are you missing a GROUP BY clause?`,
    { code: "window", span: name.span },
  );
}

/** An aggregate where rows are not grouped yet: in WHERE, in ON. */
export function misplacedAggregate({ name }: ast.Call): SqlError {
  return new SqlError(`Aggregate function ${name.name} is not allowed here`, {
    code: "aggregate",
    span: name.span,
    hint: "Aggregates stand in SELECT, HAVING and ORDER BY: HAVING is the WHERE of groups.",
  });
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
