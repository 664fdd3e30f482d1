import { DataError } from "../../../schema/errors.ts";

/** A query that stands for one value gave several. */
export function tooManyRows(query: string): DataError {
  return new DataError(`${query} gives more than one row`, {
    code: "evaluation",
    hint: "Aggregate it, or add LIMIT 1.",
  });
}
