/** Which key does what in a view, as one table: the view and its help read it. */

export type ViewAction =
  | "pause"
  | "up"
  | "down"
  | "pageUp"
  | "pageDown"
  | "home"
  | "live"
  | "back"
  | "forth"
  | "compare"
  | "columnLeft"
  | "columnRight"
  | "filter"
  | "sort"
  | "sortReverse"
  | "hide"
  | "showAll"
  | "pin"
  | "changelog"
  | "detail"
  | "copyJson"
  | "copyPredicate"
  | "write"
  | "keys"
  | "why"
  | "prompt"
  | "next"
  | "escape"
  | "leave";

export interface ViewKey {
  /** As {@link keyId} names them; a character stands for itself. */
  readonly keys: readonly string[];
  readonly action: ViewAction;
  /** For the list of keys; absent: another entry says it. */
  readonly shown?: string;
  readonly doc?: string;
}

export const VIEW_KEYS: readonly ViewKey[] = [
  {
    keys: [" ", "p"],
    action: "pause",
    shown: "Space p",
    doc: "pause: the picture freezes, reading goes on; again: live",
  },
  { keys: ["up"], action: "up", shown: "↑ ↓ PgUp PgDn Home", doc: "scroll (pauses)" },
  { keys: ["down"], action: "down" },
  { keys: ["pageup", "ctrl-b"], action: "pageUp" },
  { keys: ["pagedown", "ctrl-f"], action: "pageDown" },
  { keys: ["home", "g"], action: "home" },
  { keys: ["end", "G"], action: "live", shown: "End", doc: "live" },
  {
    keys: ["left"],
    action: "back",
    shown: "← →",
    doc: "sideways; in a paused table a second back or forth",
  },
  { keys: ["right"], action: "forth" },
  {
    keys: ["="],
    action: "compare",
    shown: "=",
    doc: "compare instants with this one; again: only what differs",
  },
  { keys: ["<", "shift-left"], action: "columnLeft", shown: "< >", doc: "sideways, in a paused table too" },
  { keys: [">", "shift-right"], action: "columnRight" },
  { keys: ["/"], action: "filter", shown: "/", doc: "filter: a text in any cell, or a condition: price > 100" },
  { keys: ["s"], action: "sort", shown: "s S", doc: "sort by this column, in reverse; again: as rows came" },
  { keys: ["S"], action: "sortReverse" },
  { keys: ["h"], action: "hide", shown: "h H", doc: "hide this column, show all" },
  { keys: ["H"], action: "showAll" },
  { keys: ["f"], action: "pin", shown: "f", doc: "fix this column at the left, or no longer" },
  { keys: ["m"], action: "changelog", shown: "m", doc: "the changes instead of the table, and back" },
  { keys: ["enter"], action: "detail", shown: "Enter", doc: "the row in full, and where it came from" },
  { keys: ["y"], action: "copyJson", shown: "y Y", doc: "copy the row as JSON, as an SQL condition" },
  { keys: ["Y"], action: "copyPredicate" },
  { keys: ["w"], action: "write", shown: "w", doc: "write the rows to a file, in the format of its suffix" },
  { keys: ["!"], action: "why", shown: "!", doc: "why there are no rows, or no more" },
  { keys: ["b", "f6"], action: "prompt", shown: "b F6 \\", doc: "to the prompt; the view goes on above it" },
  { keys: ["tab"], action: "next", shown: "Tab", doc: "the next view" },
  { keys: ["?", "f1"], action: "keys", shown: "?", doc: "this list" },
  { keys: ["escape"], action: "escape" },
  { keys: ["q", "ctrl-c"], action: "leave", shown: "q Esc Ctrl-C", doc: "stop reading and leave" },
];

const ACTIONS: ReadonlyMap<string, ViewAction> = new Map(
  VIEW_KEYS.flatMap(({ keys, action }) => keys.map((key) => [key, action] as const)),
);

/** `key`: a character, or the name of a key. */
export function viewAction(key: string): ViewAction | undefined {
  return ACTIONS.get(key);
}

/** One line per entry that has a text. */
export function viewKeyLines(): readonly string[] {
  return VIEW_KEYS.flatMap(({ shown, doc }) => shown === undefined ? [] : [`  ${shown.padEnd(20)}${doc}`]);
}
