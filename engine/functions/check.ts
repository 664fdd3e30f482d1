/** A function is tried when it is defined: what cannot be loaded is an error with a caret, not one of a later query. */
import { type Span, SqlError } from "../../schema/errors.ts";
import type { UserFunction } from "../../schema/user_function.ts";
import type { FunctionHost } from "./host.ts";
import { LoadError } from "./load_error.ts";

/** `body` is the place of the code or file name in the statement. Throws `SqlError`. */
export async function checkLoads(fn: UserFunction, body: Span, host: FunctionHost): Promise<void> {
  try {
    await host.check(fn);
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    const span = error instanceof LoadError ? placeOf(fn, error, body) : body;
    throw new SqlError(error.message, { ...error.diagnostic, span, cause: error });
  }
}

function placeOf({ body: { kind, text } }: UserFunction, { place }: LoadError, body: Span): Span {
  if (place === undefined || kind === "file") return body;
  const lines = text.split("\n");
  if (place.line < 1 || place.line > lines.length) return body;
  const before = lines.slice(0, place.line - 1).reduce((sum, line) => sum + line.length + 1, 0);
  const start = body.start + "$$".length + before + place.column - 1;
  return { start, end: Math.min(start + 1, body.end) };
}
