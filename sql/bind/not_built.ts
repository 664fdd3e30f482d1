import { type Span, SqlError } from "../../schema/errors.ts";

/** What the grammar knows and the engine cannot run yet, in one sentence. */
export function notBuilt(what: string, span: Span, hint?: string): SqlError {
  return new SqlError(`${what} cannot be run yet: this release runs queries that look at one row at a time`, {
    code: "not_built",
    span,
    hint,
  });
}
