/** The schemas that messages were written with, as a decoder sees them: at once, or after a wait. */
import type { DataError } from "../errors.ts";
import type { RegisteredSchema } from "./registry.ts";

export interface WriterSchemas {
  /** A `DataError`: the registry has no such id, or what it has refers to what it does not have. Undefined: not known yet, {@link fetch} finds out. */
  get(id: number): RegisteredSchema | DataError | undefined;
  /**
   * Resolves when {@link get} has an answer; asks the registry again, with back-off, for as long as it cannot be reached.
   * Rejects with a `ConnectorError` when the registry refuses (401, 403).
   */
  fetch(id: number): Promise<void>;
}
