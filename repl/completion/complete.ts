/** Completion: what kinds may stand here, by the grammar; then the names of each kind, the best first. */
import { expectedAfter } from "../../sql/expected.ts";
import type { Candidate, Completion } from "./candidates.ts";
import { type CursorPlace, cursorPlaceAt } from "./cursor_place.ts";
import { metaCandidates, metaPlaceAt } from "./meta.ts";
import { optionPlaceAt } from "./option_list.ts";
import { ranked } from "./rank.ts";
import { scriptCandidates } from "./script.ts";
import { withoutMiddles } from "./shorten.ts";
import { SlotNames } from "./slots.ts";
import type { CompletionSources } from "./sources.ts";

/**
 * What may stand at `cursor`, instead of the word before it. `ask`: what has to be asked for may be; else only what is
 * known counts. `at` is the cursor's place, where it is known already. Never throws and never waits.
 */
export function completionAt(
  text: string,
  cursor: number,
  sources: CompletionSources,
  ask = true,
  { sql: place, script }: CursorPlace = cursorPlaceAt(text, cursor),
): Completion {
  const names = new SlotNames(sources, ask);
  const meta = metaPlaceAt(text, cursor);
  if (meta !== undefined) return completion(meta, metaCandidates(meta, sources.commands, names), names, sources);
  if (script !== undefined) return completion(script, scriptCandidates(script), names, sources);
  if (place === undefined) return { from: cursor, candidates: [] };
  const options = optionPlaceAt(place);
  const inKey = options !== undefined && options.key === undefined && place.quote === "";
  const at = inKey ? { ...place, from: options.from, typed: options.path + place.typed } : place;
  // Behind the first dot of a key the grammar knows only words.
  if (inKey && options.path !== "") return completion(at, names.optionKeys(place), names, sources);
  const candidates = expectedAfter(withoutMiddles(place.before)).tokens.flatMap((token) => names.of(token, at));
  return completion(at, candidates, names, sources);
}

function completion(
  at: { readonly from: number; readonly to?: number; readonly typed: string },
  candidates: readonly Candidate[],
  { waiting }: SlotNames,
  { isRecent }: CompletionSources,
): Completion {
  const to = at.to === undefined ? {} : { to: at.to };
  return { from: at.from, ...to, ...ranked(at.typed, candidates, isRecent), ...(waiting && { waiting }) };
}
