/** Which key does what: tables from key names ({@link keyId}) to actions. The editor has one function per action. */

export type Action =
  | "enter"
  | "newLine"
  | "left"
  | "right"
  | "wordLeft"
  | "wordRight"
  | "lineStart"
  | "lineEnd"
  | "textStart"
  | "textEnd"
  | "up"
  | "down"
  | "pageUp"
  | "pageDown"
  | "olderSameBeginning"
  | "newerSameBeginning"
  | "searchBackward"
  | "searchForward"
  | "deleteBackward"
  | "deleteForward"
  | "deleteForwardOrLeave"
  | "killWordBackward"
  | "killBlankWordBackward"
  | "killWordForward"
  | "killToLineEnd"
  | "killToLineStart"
  | "yank"
  | "yankOlder"
  | "transpose"
  | "upperCase"
  | "lowerCase"
  | "capitalCase"
  | "undo"
  | "redo"
  | "complete"
  | "openMenu"
  | "format"
  | "editExternally"
  | "help"
  | "toggleMistakes"
  | "clearScreen"
  | "interrupt"
  | "ignore";

/** A key, or two with a blank between them when the first is a prefix: `ctrl-x ctrl-u`. */
export type KeyMap = Readonly<Record<string, Action>>;

export const EMACS: KeyMap = {
  "enter": "enter",
  "alt-enter": "newLine",
  "shift-enter": "newLine",
  "left": "left",
  "right": "right",
  "ctrl-b": "left",
  "ctrl-f": "right",
  "alt-b": "wordLeft",
  "alt-f": "wordRight",
  "ctrl-left": "wordLeft",
  "ctrl-right": "wordRight",
  "alt-left": "wordLeft",
  "alt-right": "wordRight",
  "home": "lineStart",
  "end": "lineEnd",
  "ctrl-a": "lineStart",
  "ctrl-e": "lineEnd",
  "ctrl-home": "textStart",
  "ctrl-end": "textEnd",
  "alt-<": "textStart",
  "alt->": "textEnd",
  "up": "up",
  "down": "down",
  "ctrl-p": "up",
  "ctrl-n": "down",
  "alt-p": "olderSameBeginning",
  "alt-n": "newerSameBeginning",
  "pageup": "pageUp",
  "pagedown": "pageDown",
  "ctrl-r": "searchBackward",
  "ctrl-s": "searchForward",
  "backspace": "deleteBackward",
  "shift-backspace": "deleteBackward",
  "delete": "deleteForward",
  "ctrl-d": "deleteForwardOrLeave",
  "alt-backspace": "killWordBackward",
  "ctrl-backspace": "killWordBackward",
  "ctrl-w": "killBlankWordBackward",
  "alt-d": "killWordForward",
  "ctrl-delete": "killWordForward",
  "ctrl-k": "killToLineEnd",
  "ctrl-u": "killToLineStart",
  "ctrl-y": "yank",
  "alt-y": "yankOlder",
  "ctrl-t": "transpose",
  "alt-u": "upperCase",
  "alt-l": "lowerCase",
  "alt-c": "capitalCase",
  "ctrl-_": "undo",
  "ctrl-x ctrl-u": "undo",
  "alt-_": "redo",
  "tab": "complete",
  "shift-tab": "openMenu",
  "ctrl-space": "openMenu",
  "ctrl-x ctrl-e": "editExternally",
  "ctrl-x ctrl-f": "format",
  "f1": "help",
  "f2": "toggleMistakes",
  "ctrl-l": "clearScreen",
  "ctrl-c": "interrupt",
  "escape": "ignore",
};
