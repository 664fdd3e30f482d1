/** What the keys of the editor do, from its own table. */
import { EMACS } from "../editor/keymap.ts";

/** Actions in words; one that is not here is shown by its name. */
const WORDS: Readonly<Record<string, string>> = {
  enter: "run the statement if it is complete, else a new line",
  newLine: "a new line",
  left: "a character to the left",
  right: "a character to the right",
  wordLeft: "a word to the left",
  wordRight: "a word to the right",
  lineStart: "start of the line",
  lineEnd: "end of the line",
  textStart: "start of the statement",
  textEnd: "end of the statement",
  up: "line up; an older statement from the first",
  down: "line down; a newer statement from the last",
  pageUp: "scroll a tall statement up",
  pageDown: "scroll it down",
  olderSameBeginning: "an older statement with the same beginning",
  newerSameBeginning: "a newer one",
  searchBackward: "search the history",
  searchForward: "search it forward",
  deleteBackward: "delete the character before",
  deleteForward: "delete the character behind",
  deleteForwardOrLeave: "delete the character behind; leave, on an empty line",
  killWordBackward: "delete the word before",
  killBlankWordBackward: "delete back to a blank",
  killWordForward: "delete the word behind",
  killToLineEnd: "delete to the end of the line",
  killToLineStart: "delete to the start of the line",
  yank: "put back what was deleted",
  yankOlder: "what was deleted before that",
  transpose: "swap two characters",
  upperCase: "word in capitals",
  lowerCase: "word in small letters",
  capitalCase: "word with a capital",
  undo: "undo",
  redo: "redo",
  complete: "complete the word",
  openMenu: "show what may stand here",
  format: "format the statement",
  editExternally: "edit it in $VISUAL or $EDITOR",
  help: "help on the word under the cursor",
  toggleMistakes: "show mistakes while typing, or not",
  clearScreen: "clear the screen",
  interrupt: "drop what is typed; stop what runs",
};

/** One line per action: its keys, and what it does. */
export function keyHelp(): string[] {
  const keys = new Map<string, string[]>();
  for (const [key, action] of Object.entries(EMACS)) {
    if (action !== "ignore") keys.set(action, [...keys.get(action) ?? [], keyName(key)]);
  }
  const lines = [...keys].map(([action, names]) => [names.join(", "), WORDS[action] ?? inWords(action)] as const);
  const width = Math.min(34, Math.max(...lines.map(([names]) => names.length)));
  return lines.map(([names, words]) => `  ${names.padEnd(width)}  ${words}`);
}

/** `ctrl-x ctrl-u` → `Ctrl-X Ctrl-U`. */
function keyName(key: string): string {
  return key.replace(/(?<=^|[ -])[a-z]/g, (letter) => letter.toUpperCase());
}

/** `acceptGhostWord` → `accept ghost word`. */
function inWords(action: string): string {
  return action.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
