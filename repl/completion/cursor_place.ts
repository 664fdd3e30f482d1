/** Where the cursor stands: in SQL, or in the code of a function. */
import { type Place, placeAt } from "./place.ts";
import { type ScriptPlace, scriptPlaceAt } from "./script_place.ts";

/** At most one of both; none where nothing can be completed. */
export interface CursorPlace {
  readonly sql: Place | undefined;
  readonly script: ScriptPlace | undefined;
}

export function cursorPlaceAt(text: string, cursor: number): CursorPlace {
  const sql = placeAt(text, cursor);
  return { sql, script: sql === undefined ? scriptPlaceAt(text, cursor) : undefined };
}
