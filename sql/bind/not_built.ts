import { type Span, SqlError } from "../../schema/errors.ts";

/** What the grammar knows and the engine cannot run yet, in one sentence. */
export function notBuilt(what: string, span: Span, hint?: string): SqlError {
  return new SqlError(`${what} cannot be run yet`, { code: "not_built", span, hint });
}
