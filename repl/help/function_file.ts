/** How the file of a user's function is doing, as lines of help. */
import type { FunctionState } from "../../engine/functions/host.ts";
import type { UserFunction } from "../../schema/user_function.ts";
import { duration } from "../why/words.ts";

/** None for a function whose code stands in its statement. `state` undefined: it has not been loaded. `now` in milliseconds since the epoch. */
export function functionFileLines({ body }: UserFunction, state: FunctionState | undefined, now: number): string[] {
  if (body.kind === "code") return [];
  if (state === undefined) return [`File: ${body.text}; not loaded yet: the first statement that calls it does`];
  const [file, ...imported] = state.files;
  const others = imported.length === 0 ? "" : `, which imports ${imported.join(", ")}`;
  const watched = state.watched ? "watched" : "not watched: statements that call it look at it";
  const loaded = `File: ${file}${others}; ${watched}; loaded ${duration(now - state.loadedAt)} ago`;
  return state.problem === undefined ? [loaded] : [loaded, `Its old code is in use: ${state.problem}`];
}
