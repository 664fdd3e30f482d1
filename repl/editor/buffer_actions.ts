/** Actions that only change the text or move in it. */

import type { Buffer } from "./buffer.ts";
import type { Action } from "./keymap.ts";

export type BufferAction = Extract<
  Action,
  | `delete${"Backward" | "Forward"}`
  | `kill${string}`
  | `yank${string}`
  | `${"upper" | "lower" | "capital"}Case`
  | "left"
  | "wordLeft"
  | "lineStart"
  | "textStart"
  | "textEnd"
  | "transpose"
  | "undo"
  | "redo"
>;

export function bufferActions(buffer: Buffer): Readonly<Record<BufferAction, () => void>> {
  return {
    left: () => buffer.left(),
    wordLeft: () => buffer.wordLeft(),
    lineStart: () => buffer.moveTo(buffer.lineStart()),
    textStart: () => buffer.moveTo(0),
    textEnd: () => buffer.moveTo(buffer.text.length),
    deleteBackward: () => buffer.deleteBackward(),
    deleteForward: () => buffer.deleteForward(),
    killWordBackward: () => buffer.killWordBackward(),
    killBlankWordBackward: () => buffer.killBlankWordBackward(),
    killWordForward: () => buffer.killWordForward(),
    killToLineEnd: () => buffer.killToLineEnd(),
    killToLineStart: () => buffer.killToLineStart(),
    yank: () => buffer.yank(),
    yankOlder: () => buffer.yankOlder(),
    transpose: () => buffer.transpose(),
    upperCase: () => buffer.changeCase("upper"),
    lowerCase: () => buffer.changeCase("lower"),
    capitalCase: () => buffer.changeCase("capital"),
    undo: () => buffer.undo(),
    redo: () => buffer.redo(),
  };
}
