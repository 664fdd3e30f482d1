/** Where async functions may be called: in a select list, one per SELECT (`sql.md` §12). */
import { type Span, SqlError } from "../../schema/errors.ts";

/** Async calls of one select list. */
export class AsyncCalls {
  count = 0;
}

/** To be called for each async call; `calls` is undefined outside of a select list. */
export function countAsync(name: string, span: Span, calls: AsyncCalls | undefined): void {
  if (calls === undefined) {
    throw new SqlError(`Function ${name} is async: it is allowed in the select list only`, {
      code: "async_function",
      span,
      hint: "Call it in the select list of a subquery, and use its column outside.",
    });
  }
  if (++calls.count > 1) {
    throw new SqlError("Only one async function call is allowed per SELECT", {
      code: "async_function",
      span,
      hint: "Call the other one in a subquery: SELECT *, g(y) FROM (SELECT *, f(x) AS y FROM t).",
    });
  }
}
