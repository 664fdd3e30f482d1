/** What the option means whose value is being typed. */
import type { World } from "../../engine/tables.ts";
import type { Hint } from "./candidates.ts";
import { optionPlaceAt } from "./option_list.ts";
import { optionSpecs } from "./options.ts";
import type { Place } from "./place.ts";

export function optionHintAt(place: Place, world: World): Hint | undefined {
  const options = optionPlaceAt(place);
  if (options?.key === undefined) return undefined;
  const spec = optionSpecs(options, place, world)[options.key];
  if (spec === undefined) return undefined;
  const start = options.key.length + 3;
  return { text: `${options.key} = ${spec.values}  ${spec.doc}`, active: { start, end: start + spec.values.length } };
}
