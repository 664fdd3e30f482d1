/** Two instants in a line: `10:01:03 → 10:01:09: 3 changed, 1 new, 1 gone`. */
import { clockText } from "../instant.ts";
import type { Differences } from "../rows/view_rows.ts";

const HINTS = ["= only these · Esc ends it · ? keys", "Esc ends it · ? keys", "? keys"];
const HINTS_OF_ONLY = ["= all rows · Esc ends it · ? keys", ...HINTS.slice(1)];

/** Lines that may be shown, the fullest first. `said`: what else there is to say of the view. */
export function comparedLines(said: readonly string[], differences: Differences, focused: boolean): readonly string[] {
  const full = comparedText(differences);
  const hints = focused ? (differences.only ? HINTS_OF_ONLY : HINTS) : [];
  return [
    ...hints.map((hint) => [...said, full, hint]),
    [...said, full],
    [full],
    [briefly(differences)],
  ].map((parts) => ` ${parts.join(" · ")}`);
}

export function comparedText({ from, to, changed, new: came, gone }: Differences): string {
  if (from === to) return `${clockText(from)} is marked, ← → compare`;
  const counts = [[changed, "changed"], [came, "new"], [gone, "gone"]] as const;
  const said = counts.flatMap(([count, what]) => count === 0 ? [] : [`${count.toLocaleString("en-US")} ${what}`]);
  return `${span(from, to)}: ${said.length === 0 ? "no difference" : said.join(", ")}`;
}

/** For screens that have no room for words. */
function briefly({ from, to, changed, new: came, gone }: Differences): string {
  return from === to ? `${clockText(from)} is marked` : `${span(from, to)} ~${changed} +${came} -${gone}`;
}

/** Within the same second to the millisecond. */
function span(from: number, to: number): string {
  const [start, end] = [clockText(from), clockText(to)];
  return start === end ? `${start}.${thousandths(from)} → ${end}.${thousandths(to)}` : `${start} → ${end}`;
}

function thousandths(at: number): string {
  return String(Math.floor(at) % 1000).padStart(3, "0");
}
